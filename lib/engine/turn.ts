/**
 * The turn of the event loop: what is written during one goes out together at its end.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** Something that has work left for the end of the turn. */
export interface Flushable {
  /** Does that work. */
  flush(): void;
}

/**
 * Calls everything that asked for it once, at the end of the current turn.
 *
 * A macrotask, not a microtask: all frames that arrived together are handled before the first
 * answer is written, which is what makes a batch (measured: it multiplies the fan-out by ten).
 */
export class Turn {
  readonly #due: Flushable[] = [];
  readonly #schedule: (end: () => void) => void;

  /**
   * Begins with nothing to do.
   *
   * @param schedule What ends the turn; `setImmediate` unless a test ends it by hand.
   */
  constructor(
    schedule: (end: () => void) => void = (end) => setImmediate(end),
  ) {
    this.#schedule = schedule;
  }

  /** Asks for `work.flush()` at the end of this turn. */
  add(work: Flushable): void {
    if (this.#due.push(work) === 1) this.#schedule(() => this.#end());
  }

  #end(): void {
    for (const work of this.#due.splice(0)) work.flush();
  }
}
