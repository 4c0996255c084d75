/**
 * What chance decides.
 *
 * @module
 */

/**
 * An id that nobody guesses and nobody else has: 128 random bits.
 *
 * Not `crypto.randomUUID()`, which is missing on the pages where the camera is missing as well,
 * and on those one can still watch and listen.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

/** A number from 0 to just below 1. */
export function randomFraction(): number {
  const [bits = 0] = crypto.getRandomValues(new Uint32Array(1));
  return bits / 2 ** 32;
}

/** One of `choices`; `random` is a number from 0 to just below 1. */
export function pick<T>(choices: readonly [T, ...T[]], random: number): T {
  return choices[Math.floor(random * choices.length)] ?? choices[0];
}
