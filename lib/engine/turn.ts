/**
 * The turn of the event loop: what is written during one goes out together at its end.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { Clock } from "../wire/mod.ts";

/** Something that has work left for the end of the turn. */
export interface Flushable {
  /** Does that work. */
  flush(): void;
}

/**
 * Frames that Deno reads in one round of its event loop at most: what a task of its runtime may do
 * before it lets go (tokio's budget). After a round as full as this, more wait to be read.
 */
const FULL_ROUND = 128;

/** For how many full rounds in a row what is to be written may wait. */
const MOST_ROUNDS = 32;

/** Milliseconds that a further round may take to come: there may be none, after all. */
const PATIENCE_MS = 5;

/**
 * Calls everything that asked for it once, at the end of the current turn.
 *
 * A macrotask, not a microtask: all frames that arrived together are handled before the first
 * answer is written, which is what makes a batch (measured: it multiplies the fan-out by ten).
 *
 * A turn in which Deno has read all that it can at once does not end there. The frames that it had
 * to leave are read after those that come next, the oldest last, and each answer brings the next
 * frame: to write before all are read would let some clients wait for ever longer (measured: the
 * hundredth part waited ten times as long as most). docs/PERFORMANCE.md has the whole story.
 */
export class Turn {
  readonly #schedule: (end: () => void) => void;
  readonly #clock: Clock;
  #first: Flushable[] = [];
  #due: Flushable[] = [];
  /** Frames that were read in the current round. */
  #read = 0;
  #now: number | undefined;
  /** Full rounds that this turn has had. */
  #rounds = 0;
  /** Whether a round's end is scheduled. */
  #ending = false;
  /** Stops the wait for a further round; there is one only after a full round. */
  #stopWaiting: (() => void) | undefined;

  /**
   * Begins with nothing to do.
   *
   * @param clock Where the time comes from: the same as its server's.
   * @param schedule What ends a round; `setImmediate` unless a test ends it by hand.
   */
  constructor(
    clock: Clock,
    schedule: (end: () => void) => void = (end) => setImmediate(end),
  ) {
    this.#schedule = schedule;
    this.#clock = clock;
  }

  /** Asks for `work.flush()` at the end of this turn. */
  add(work: Flushable): void {
    this.#due.push(work);
    if (!this.#stopWaiting) this.#endRoundLater();
  }

  /** Asks for the same, before all that is asked for by {@linkcode add}: it may ask so itself. */
  addFirst(work: Flushable): void {
    this.#first.push(work);
    if (!this.#stopWaiting) this.#endRoundLater();
  }

  /** Takes note that a frame was read. */
  noteRead(): void {
    this.#read += 1;
    this.#endRoundLater();
  }

  /**
   * The time, as the clock says it. It is asked once a round, since to ask is slow: what comes
   * together comes at the same time.
   */
  get now(): number {
    this.#endRoundLater();
    return this.#now ??= this.#clock.now();
  }

  #endRoundLater(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#schedule(() => this.#endRound());
  }

  #endRound(): void {
    const isFull = this.#read >= FULL_ROUND &&
      this.#due.length + this.#first.length > 0;
    this.#ending = false;
    this.#now = undefined;
    this.#read = 0;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    if (!isFull || ++this.#rounds >= MOST_ROUNDS) return this.#end();
    this.#stopWaiting = this.#clock.after(PATIENCE_MS, () => {
      this.#stopWaiting = undefined;
      this.#end();
    });
  }

  #end(): void {
    this.#rounds = 0;
    const first = this.#first;
    this.#first = [];
    for (const work of first) work.flush();
    const due = this.#due;
    this.#due = [];
    for (const work of due) work.flush();
  }
}
