/**
 * The tokens that seats hang on: each ends in time, or at once when it is revoked.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { GrantedToken, Guard } from "./admission.ts";
import { afterLong } from "./long_timer.ts";

/** Who hears of a token's end. */
export interface TokenHearer {
  /** It ends in so many milliseconds. */
  expiring(ms: number): void;
  /** It has ended, or was revoked. */
  ended(): void;
}

/** Watches tokens. */
export class TokenWatch {
  readonly #clock: Clock;
  readonly #guard: Guard | undefined;
  /** Who hears of which token's revocation. */
  readonly #held = new Map<string, Set<() => void>>();
  /** Present while there is a token whose revocation is to be heard of. */
  #stopListening: (() => void) | undefined;

  /**
   * Watches none yet.
   *
   * @param clock Where the time comes from.
   * @param guard Who revokes them.
   */
  constructor(clock: Clock, guard: Guard | undefined) {
    this.#clock = clock;
    this.#guard = guard;
  }

  /** How many tokens are watched. */
  get size(): number {
    return this.#held.size;
  }

  /**
   * Watches a token; without one there is nothing to watch.
   *
   * @returns The undo.
   */
  hold(token: GrantedToken | undefined, hearer: TokenHearer): () => void {
    if (!token) return () => {};
    const { id, ttlMs } = token;
    const end = () => {
      stop();
      hearer.ended();
    };
    const warnMs = Math.min(ROOM_LIMITS.tokenWarnMs, ttlMs / 2);
    const stopWarning = afterLong(
      this.#clock,
      ttlMs - warnMs,
      () => hearer.expiring(warnMs),
    );
    const stopTimer = afterLong(this.#clock, ttlMs, end);
    const ends = this.#held.get(id) ?? new Set();
    this.#held.set(id, ends.add(end));
    this.#stopListening ??= this.#guard?.onRevoked((revoked) => {
      for (const end of [...this.#held.get(revoked) ?? []]) end();
    });
    const stop = () => {
      stopWarning();
      stopTimer();
      ends.delete(end);
      if (ends.size === 0 && this.#held.get(id) === ends) this.#held.delete(id);
      if (this.#held.size > 0) return;
      this.#stopListening?.();
      this.#stopListening = undefined;
    };
    return stop;
  }
}
