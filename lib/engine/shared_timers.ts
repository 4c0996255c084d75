/**
 * Time for what comes in great numbers and is nearly always taken back, such as the end of an
 * answer's time: a timer of the platform's for each was a tenth of what an event with an answer costs.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";
import { Deadlines } from "./deadlines.ts";

/** A clock on which all calls that come after the same time share a timer. */
export class SharedTimers implements Clock {
  readonly #clock: Clock;
  /** Those who wait, by how many milliseconds they do. */
  readonly #waiting = new Map<number, Deadlines<() => void>>();

  /**
   * Nobody waits yet.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For how many different times someone waits. */
  get size(): number {
    return this.#waiting.size;
  }

  /** See {@linkcode Clock.now}. */
  now(): number {
    return this.#clock.now();
  }

  /** See {@linkcode Clock.after}; the call may come a little later. */
  after(ms: number, work: () => void): () => void {
    const deadlines = this.#waiting.get(ms) ?? this.#begin(ms);
    const call = () => work(); // The same work may be waited for twice.
    deadlines.add(call);
    return () => {
      deadlines.delete(call);
      this.#forget(ms, deadlines);
    };
  }

  #begin(ms: number): Deadlines<() => void> {
    const deadlines = new Deadlines<() => void>(this.#clock, ms, (call) => {
      call();
      this.#forget(ms, deadlines);
    });
    this.#waiting.set(ms, deadlines);
    return deadlines;
  }

  /** An application may wait for another time with each event: what nobody waits for goes. */
  #forget(ms: number, deadlines: Deadlines<() => void>): void {
    if (deadlines.size > 0 || this.#waiting.get(ms) !== deadlines) return;
    this.#waiting.delete(ms);
  }
}
