/**
 * When to tell the server how much of what it sent has come.
 *
 * @module
 */

import { type Clock, RECEIPT_EVERY, RECEIPT_MS } from "../wire/mod.ts";

/** Says when a receipt is due. */
export class Receipts {
  readonly #clock: Clock;
  readonly #due: () => void;
  #stopTimer: (() => void) | undefined;

  /**
   * Begins with nothing to be told.
   *
   * @param clock Where the time comes from.
   * @param due Sends a receipt.
   */
  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Takes note that an envelope has come; `waiting` have, since the last receipt. */
  note(waiting: number): void {
    if (waiting >= RECEIPT_EVERY) return this.#send();
    this.#stopTimer ??= this.#clock.after(RECEIPT_MS, () => this.#send());
  }

  /** There is nobody to be told any more. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #send(): void {
    this.stop();
    this.#due();
  }
}
