/**
 * What the mailboxes of a server keep together: each is bounded by itself, and there may be very many.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";

/** Counts what is kept, for all mailboxes. */
export class Depot {
  #letters = 0;
  #chars = 0;

  /** How many letters are kept. */
  get size(): number {
    return this.#letters;
  }

  /** Counts one more, of so many characters; `false`, and it counts for nothing, if that is too much. */
  take(chars: number): boolean {
    const { allQueued, allQueuedChars } = ROOM_LIMITS;
    if (this.#letters >= allQueued || this.#chars + chars > allQueuedChars) {
      return false;
    }
    this.#letters += 1;
    this.#chars += chars;
    return true;
  }

  /** One that was taken is not kept any more. */
  give(chars: number): void {
    this.#letters -= 1;
    this.#chars -= chars;
  }
}
