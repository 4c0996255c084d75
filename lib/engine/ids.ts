/**
 * Ids that come from the system's randomness.
 *
 * @module
 */

/**
 * Random bytes that nothing was made of yet. To ask the system for a few takes longer than to make
 * an id of them.
 */
const pool = new Uint8Array(4_096);
let taken = pool.length;

/**
 * An id that nobody can guess and nobody else has: 128 random bits as 22 characters of base64url.
 */
export function randomId(): string {
  return randomText(16);
}

/** A whole number of 48 random bits: so many that two of them are never near each other. */
export function randomNumber(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 16) * 2 ** 32 + low;
}

/** Text that nobody can guess: so many random bytes in base64url. */
export function randomText(bytes: number): string {
  if (taken + bytes > pool.length) {
    crypto.getRandomValues(pool);
    taken = 0;
  }
  const own = pool.subarray(taken, taken += bytes);
  const text = own.toBase64({ alphabet: "base64url", omitPadding: true });
  own.fill(0); // Whoever could read it here later would learn a secret.
  return text;
}
