/** Tokens of every kind, good ones and bad ones. */

import {
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from "jose";
import {
  type Grants,
  TokenGuard,
  TokenKeys,
  type TokenRules,
} from "../../lib/signaling/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";

export const SECRET = "the-first-secret-of-32-characters";
export const NEXT_SECRET = "the-one-after-it-of-32-characters";

/** The time of day in tests, in milliseconds since 1970. */
export const NOW_MS = 1_800_000_000_000;
/** The same as tokens have it. */
export const NOW = NOW_MS / 1_000;

/** What is in a token unless a test says otherwise. */
export const CLAIMS = {
  jti: "token-1",
  sub: "ada",
  exp: NOW + 600,
  parley: { room: "blue" },
};

/** Signs claims as somebody else's program would. */
export async function sign(
  claims: Record<string, unknown> = CLAIMS,
  key: CryptoKey | string = SECRET,
  header: JWTHeaderParameters = { alg: "HS256" },
): Promise<string> {
  return await new SignJWT({ ...claims })
    .setProtectedHeader(header)
    .sign(typeof key === "string" ? new TextEncoder().encode(key) : key);
}

/** The parts of a token, put together with no signature but the one given. */
export function assemble(
  header: unknown,
  claims: unknown,
  signature: string = "",
): string {
  return `${encoded(header)}.${encoded(claims)}.${signature}`;
}

function encoded(value: unknown): string {
  return new TextEncoder().encode(JSON.stringify(value))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** A key pair of an issuer, whose public half is for a key set. */
export async function keyPair(
  alg: string,
  kid?: string,
): Promise<{ alg: string; kid?: string; privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, {
    extractable: true,
  });
  const named = kid === undefined ? {} : { kid };
  const jwk = { ...await exportJWK(publicKey), ...named, alg };
  return { alg, ...named, privateKey, jwk };
}

/** A guard at {@linkcode NOW_MS} that takes tokens signed with {@linkcode SECRET}. */
export function guardOf(rules: Partial<TokenRules> = {}): TokenGuard {
  return new TokenGuard({
    keys: new TokenKeys({ secrets: [SECRET] }),
    now: () => NOW_MS,
    ...rules,
  });
}

/** The code that a guard refuses with, or what it grants. */
export async function outcome(
  admitted: Promise<Grants>,
): Promise<string | Grants> {
  try {
    return await admitted;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
