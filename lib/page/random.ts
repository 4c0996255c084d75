/**
 * What chance decides.
 *
 * @module
 */

/** A number from 0 to just below 1. */
export function randomFraction(): number {
  const [bits = 0] = crypto.getRandomValues(new Uint32Array(1));
  return bits / 2 ** 32;
}

/** One of `choices`; `random` is a number from 0 to just below 1. */
export function pick<T>(choices: readonly [T, ...T[]], random: number): T {
  return choices[Math.floor(random * choices.length)] ?? choices[0];
}
