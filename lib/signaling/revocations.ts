/**
 * The tokens that are not good any more though they have not ended: each is remembered until it
 * would have.
 *
 * @module
 */

import { contain } from "../wire/mod.ts";
import type { WallClock } from "./wall_clock.ts";

/** Characters of a token's id; a UUID has 36. */
export const TOKEN_ID_CHARS = 256;

/** Tokens that are revoked at a time. */
const REVOKED = 100_000;

/** Remembers what was revoked. */
export class Revocations {
  readonly #now: WallClock;
  readonly #most: number;
  readonly #onFault: (error: unknown) => void;
  /** By token: when it would have ended. */
  readonly #until = new Map<string, number>();
  readonly #listeners = new Set<(tokenId: string) => void>();

  /**
   * Begins with nothing revoked.
   *
   * @param now The time of day, by which tokens end.
   * @param onFault Hears of what a listener throws.
   * @param most How many tokens are remembered.
   */
  constructor(
    now: WallClock,
    onFault: (error: unknown) => void,
    most: number = REVOKED,
  ) {
    this.#now = now;
    this.#onFault = onFault;
    this.#most = most;
  }

  /** How many tokens are remembered. */
  get size(): number {
    return this.#until.size;
  }

  /**
   * Revokes a token, and tells all who listen before it returns.
   *
   * @param id The token's id.
   * @param untilMs When the token ends, in milliseconds since 1970; it is forgotten then.
   * @returns `false` if there is no more room. None of those there are gives way: it would be good
   * again.
   */
  revoke(id: string, untilMs: number): boolean {
    this.#forgetEnded();
    const until = Math.max(untilMs, this.#until.get(id) ?? 0);
    if (until > this.#now()) {
      if (!this.#until.has(id) && this.#until.size >= this.#most) return false;
      this.#until.set(id, until);
    }
    for (const listener of [...this.#listeners]) {
      contain(() => listener(id), this.#onFault);
    }
    return true;
  }

  /** Whether a token is revoked. */
  has(id: string): boolean {
    return this.#until.has(id);
  }

  /** Calls `listener` with the id of each token that is revoked. Returns the undo. */
  listen(listener: (tokenId: string) => void): () => void {
    const own = (tokenId: string) => listener(tokenId);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  #forgetEnded(): void {
    const now = this.#now();
    for (const [id, until] of this.#until) {
      if (until <= now) this.#until.delete(id);
    }
  }
}
