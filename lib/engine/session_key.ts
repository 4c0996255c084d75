/**
 * The secret with which a client comes back to its session.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * What a secret is worth: it is the session's, or the one before it that the client may still have,
 * or one that the client has no use for any more, or none.
 */
export type KeyVerdict = "current" | "previous" | "given up" | "wrong";

/**
 * The secrets of one session. Each return replaces the secret, so that one which is stolen is good
 * for a single use at most, and its second use is noticed. Only hashes are kept.
 */
export class SessionKey {
  #current: Uint8Array;
  /** Good until the client shows that it has the current one: the `welcome` may have been lost. */
  #previous: Uint8Array | undefined;
  #givenUp: Uint8Array | undefined;

  /**
   * Begins with a secret.
   *
   * @param first The secret for the first `welcome`, from {@linkcode newSecret}.
   */
  constructor(first: string) {
    this.#current = hash(first);
  }

  /** Judges a secret that somebody shows. */
  judge(secret: string): KeyVerdict {
    const shown = hash(secret);
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
    const next = newSecret();
    this.#current = hash(next);
    return next;
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
  return randomBytes(32).toString("base64url");
}

function hash(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

/** In constant time, so that the answer's delay tells nothing. */
function equals(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
