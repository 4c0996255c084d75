/**
 * Ids that come from the system's randomness.
 *
 * @module
 */

/**
 * An id that nobody can guess and nobody else has: 128 random bits as 22 characters of base64url.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** A whole number of 48 random bits: so many that two of them are never near each other. */
export function randomNumber(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 16) * 2 ** 32 + low;
}
