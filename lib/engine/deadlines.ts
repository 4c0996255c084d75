/**
 * Who has to do something in time: one timer for all, since to make one and take it back for each
 * that comes is slow.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";

/** Milliseconds that someone may be told too late: those who are due almost together share a timer. */
const GRAIN_MS = 20;

/**
 * Those of whom something is expected, each in the same time.
 *
 * @typeParam T Whatever they are.
 */
export class Deadlines<T> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #late: (one: T) => void;
  /** When the time of each is over: the first one first, since all have the same. */
  readonly #until = new Map<T, number>();
  #stopTimer: (() => void) | undefined;

  /**
   * Begins with nobody.
   *
   * @param clock Where the time comes from.
   * @param ms How many milliseconds each has.
   * @param late Is told, once, whose time is over; it is not expected of any more.
   */
  constructor(clock: Clock, ms: number, late: (one: T) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#late = late;
  }

  /** Of how many something is expected. */
  get size(): number {
    return this.#until.size;
  }

  /** Expects it of one more, or of one again: its time begins now. */
  add(one: T): void {
    this.#until.delete(one); // It is the last from now on.
    this.#until.set(one, this.#clock.now() + this.#ms);
    this.#wait(this.#ms);
  }

  /** Expects nothing of anyone any more. */
  clear(): void {
    this.#until.clear();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Does not expect it any more: it was done, or will never be. */
  delete(one: T): void {
    if (this.#until.delete(one) && this.#until.size === 0) this.clear();
  }

  #wait(ms: number): void {
    this.#stopTimer ??= this.#clock.after(ms, () => this.#look());
  }

  #look(): void {
    const now = this.#clock.now();
    try {
      for (const [one, until] of this.#until) {
        if (until > now) break;
        this.#until.delete(one);
        this.#late(one);
      }
    } finally {
      // Not before: who was added meanwhile has more time than whoever is the first now. And also if
      // one of those who are told throws: the others wait for this timer.
      this.#stopTimer?.();
      this.#stopTimer = undefined;
      const [next] = this.#until.values();
      if (next !== undefined) this.#wait(Math.max(next - now, GRAIN_MS));
    }
  }
}
