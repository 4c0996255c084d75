/**
 * The secret with which a client comes back to its session.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { randomText } from "./ids.ts";

/**
 * What a secret is worth: it is the session's, or the one before it that the client may still have,
 * or one that the client has no use for any more, or none.
 */
export type KeyVerdict = "current" | "previous" | "given up" | "wrong";

/**
 * The secrets of one session. Each return replaces the secret, so that one which is stolen is good
 * for a single use at most, and its second use is noticed.
 *
 * They are kept as they are, and not as hashes: they are good for nothing but the session, which is
 * in the same memory, and to make a hash for each who comes would cost more than all else that a
 * session is made of.
 */
export class SessionKey {
  #current: string;
  /** Good until the client shows that it has the current one: the `welcome` may have been lost. */
  #previous: string | undefined;
  #givenUp: string | undefined;

  /**
   * Begins with a secret.
   *
   * @param first The secret for the first `welcome`, from {@linkcode newSecret}.
   */
  constructor(first: string) {
    this.#current = first;
  }

  /** The secret that the client is told, or was told last. */
  get current(): string {
    return this.#current;
  }

  /** Judges a secret that somebody shows. */
  judge(secret: string): KeyVerdict {
    const shown = Buffer.from(secret);
    if (equals(shown, this.#current)) return "current";
    if (equals(shown, this.#previous)) return "previous";
    return equals(shown, this.#givenUp) ? "given up" : "wrong";
  }

  /**
   * Replaces the secret.
   *
   * @param shown Which one its client has shown: that is good until the new one has arrived.
   * @returns The new one.
   */
  rotate(shown: "current" | "previous"): string {
    if (shown === "current") {
      this.settle(); // Who shows it has received it, though nothing was said since.
      this.#previous = this.#current;
    }
    return this.#current = newSecret();
  }

  /** Takes note that the client has received the current secret. */
  settle(): void {
    if (!this.#previous) return;
    this.#givenUp = this.#previous;
    this.#previous = undefined;
  }
}

/** A secret that nobody can guess: 256 random bits in base64url. */
export function newSecret(): string {
  return randomText(32);
}

/** In constant time, so that the answer's delay tells nothing. */
function equals(shown: Buffer, secret: string | undefined): boolean {
  if (secret === undefined) return false;
  const own = Buffer.from(secret);
  return shown.length === own.length && timingSafeEqual(shown, own);
}
