/**
 * The room that all mailboxes of one server share, so that many peers who are away together cost no
 * more than is bounded.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";

/** What a letter takes besides its text, in characters. */
const LETTER_CHARS = 512;

/** Counts what is kept. */
export class MailStore {
  #chars = 0;

  /** Takes in a letter of so many characters; `false` if there is no room for it. */
  take(chars: number): boolean {
    const sum = this.#chars + chars + LETTER_CHARS;
    if (sum > ROOM_LIMITS.allQueuedChars) return false;
    this.#chars = sum;
    return true;
  }

  /** A letter of so many characters has left. */
  release(chars: number): void {
    this.#chars -= chars + LETTER_CHARS;
  }
}
