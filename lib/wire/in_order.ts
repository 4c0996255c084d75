/**
 * Things that have to stay in order, though some of them are not there yet.
 *
 * @module
 */

/** Hands values on in the order in which they were added; what comes after a promise waits for it. */
export class InOrder<T> {
  readonly #handOn: (value: T) => void;
  /** Until when something is waited for. */
  #waiting: Promise<void> | undefined;

  /**
   * Begins with nothing to hand on.
   *
   * @param handOn Takes one value after the other. It must not throw.
   */
  constructor(handOn: (value: T) => void) {
    this.#handOn = handOn;
  }

  /** Hands a value on: now, if nothing is waited for. A promise that rejects is left out. */
  add(value: T | Promise<T>): void {
    if (!(value instanceof Promise || this.#waiting)) {
      return this.#handOn(value);
    }
    // Both, also if the value does not come: what was added before it may still be waited for.
    const waiting = Promise.allSettled([value, this.#waiting]).then(
      ([outcome]) => {
        if (outcome.status === "fulfilled") this.#handOn(outcome.value);
        if (this.#waiting === waiting) this.#waiting = undefined;
      },
    );
    this.#waiting = waiting;
  }
}
