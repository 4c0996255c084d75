/**
 * Makes tokens: for tests, for small applications, and for whoever wants to try.
 *
 * @module
 */

import { SignJWT } from "jose";
import { GRANTS_CLAIM, type GrantsClaim } from "./grants.ts";
import { keyOf, SECRET_ALGORITHM } from "./token_keys.ts";

/** What is to be in a token. */
export interface MintOptions {
  /** The secret that signs: the first of the server's, by custom. */
  readonly secret: string;
  /** What may be done in which rooms. */
  readonly grants: GrantsClaim;
  /** Now, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Milliseconds until it ends. */
  readonly ttlMs: number;
  /** Its id, by which it can be revoked. */
  readonly id: string;
  /** Whose it is. */
  readonly subject?: string | undefined;
  /** Who says so, if the server asks for that. */
  readonly issuer?: string | undefined;
  /** Which server it is for, if that asks. */
  readonly audience?: string | undefined;
}

/**
 * Makes a token.
 *
 * @throws {RangeError} (as a rejection) If the secret is too short.
 */
export async function mintToken(options: MintOptions): Promise<string> {
  const { grants, nowMs, ttlMs, id, subject, issuer, audience } = options;
  const issuedAt = Math.floor(nowMs / 1_000);
  const token = new SignJWT({ [GRANTS_CLAIM]: grants })
    .setProtectedHeader({ alg: SECRET_ALGORITHM, typ: "JWT" })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + Math.ceil(ttlMs / 1_000))
    .setJti(id);
  if (subject !== undefined) token.setSubject(subject);
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return await token.sign(keyOf(options.secret));
}
