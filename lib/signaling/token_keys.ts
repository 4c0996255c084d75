/**
 * Which keys may have signed a token, by its algorithm: a secret is never taken for a public key, nor
 * a public key for a secret.
 *
 * @module
 */

import type { KeySet, TokenHeader } from "./key_set.ts";

/** The algorithm of those who share a secret with the server. */
export const SECRET_ALGORITHM = "HS256";

/** The algorithms of those whose public key the server has. */
const PUBLIC_ALGORITHMS: ReadonlySet<string> = new Set([
  "RS256",
  "PS256",
  "ES256",
  "EdDSA",
  "Ed25519", // RFC 9864's name for what EdDSA nearly always was.
]);

/** Bytes of a secret: as many as HS256 makes of it, by RFC 7518, section 3.2. */
const SECRET_BYTES = 32;

/** What tokens may be signed with. */
export interface TokenKeysOptions {
  /** The secrets, of 32 bytes at least. All are good, so that one can be replaced by the next. */
  readonly secrets?: readonly string[];
  /** The public keys. */
  readonly keySet?: KeySet | undefined;
}

/** The keys that tokens may be signed with. */
export class TokenKeys {
  readonly #secrets: readonly Uint8Array[];
  readonly #keySet: KeySet | undefined;

  /**
   * Makes keys of secrets.
   *
   * @throws {RangeError} If a secret is too short.
   */
  constructor({ secrets = [], keySet }: TokenKeysOptions) {
    this.#secrets = secrets.map(keyOf);
    this.#keySet = keySet;
  }

  /**
   * Those that may have signed a token of this header; none for an algorithm that is not taken,
   * `none` among them.
   *
   * @throws {Error} If they cannot be had now.
   */
  async keysFor(
    header: TokenHeader,
  ): Promise<readonly (CryptoKey | Uint8Array)[]> {
    if (header.alg === SECRET_ALGORITHM) return this.#secrets;
    if (!PUBLIC_ALGORITHMS.has(header.alg ?? "")) return [];
    return await this.#keySet?.keysFor(header) ?? [];
  }
}

/**
 * The key that a secret stands for.
 *
 * @throws {RangeError} If it is too short.
 */
export function keyOf(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret);
  if (key.length >= SECRET_BYTES) return key;
  throw new RangeError(
    `Cannot use a secret for tokens: it must have ${SECRET_BYTES} bytes at least`,
  );
}
