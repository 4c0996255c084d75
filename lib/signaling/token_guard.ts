/**
 * Guards rooms by tokens: who shows one that is signed, whose time it is, which was not revoked and is
 * for the room, comes in with what it grants.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import type { Grants, Guard } from "./admission.ts";
import { refusal } from "./refusals.ts";
import { Revocations } from "./revocations.ts";
import {
  type TokenRules,
  TOLERANCE_MS,
  verifyToken,
} from "./verified_token.ts";

const log = getLogger(["parley", "signaling"]);

/** Guards rooms by tokens. */
export class TokenGuard implements Guard {
  readonly #rules: TokenRules;
  readonly #revoked: Revocations;

  /**
   * Guards from now on.
   *
   * @param rules What a token has to satisfy.
   */
  constructor(rules: TokenRules) {
    this.#rules = rules;
    this.#revoked = new Revocations(rules.now, (error) => {
      log.error("A listener for revoked tokens failed: {error}", { error });
    });
  }

  /** See {@linkcode Guard.admit}. */
  async admit(room: string, token: string | undefined): Promise<Grants> {
    if (token === undefined) {
      throw refusal(
        "token-required",
        "Cannot enter the room: this server asks for a token",
      );
    }
    const { id, subject, endsAtMs, grants, isFor } = await verifyToken(
      token,
      this.#rules,
    );
    if (this.#revoked.has(id)) {
      throw refusal("token-revoked", "Cannot take the token: it was revoked");
    }
    if (!isFor(room)) {
      throw refusal(
        "not-allowed",
        "Cannot enter the room: the token is for others",
      );
    }
    const ttlMs = endsAtMs + TOLERANCE_MS - this.#rules.now();
    return { ...grants, token: { id, subject, ttlMs } };
  }

  /**
   * Revokes a token: nobody comes in with it any more, and who is in is told at once.
   *
   * @param id Its `jti`; {@linkcode revokeToken} knows that of a token without one.
   * @param untilMs When it ends, in milliseconds since 1970: until then it is remembered.
   * @returns `false` if too many are remembered already.
   */
  revoke(id: string, untilMs: number): boolean {
    const done = this.#revoked.revoke(id, untilMs + TOLERANCE_MS);
    if (done) log.info("The token {id} was revoked", { id });
    else log.error("Cannot revoke the token {id}: too many are", { id });
    return done;
  }

  /**
   * Revokes a token that one has.
   *
   * @returns Its id; nothing if too many are remembered already.
   * @throws {Refusal} (as a rejection) If it is none of this server's, or has ended.
   */
  async revokeToken(token: string): Promise<string | undefined> {
    const { id, endsAtMs } = await verifyToken(token, this.#rules);
    return this.revoke(id, endsAtMs) ? id : undefined;
  }

  /** See {@linkcode Guard.onRevoked}. */
  onRevoked(listener: (tokenId: string) => void): () => void {
    return this.#revoked.listen(listener);
  }
}
