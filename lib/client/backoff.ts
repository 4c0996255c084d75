/**
 * How long to wait before coming back.
 *
 * @module
 */

/** The bounds of the wait. */
export interface BackoffOptions {
  /** Milliseconds: the longest wait before the second attempt; it doubles with each further one. */
  delay: number;
  /** Milliseconds that the longest wait never exceeds. */
  delayMax: number;
  /** How much of the longest wait is left to chance, from 0 to 1. */
  factor: number;
}

/**
 * The wait before attempt `n`, counted from 0: the first is made at once, and every other at a
 * moment picked evenly between at once and the longest wait ("full jitter"), so that the clients
 * of a server that comes back do not all arrive together. A `factor` under 1 picks from the last
 * part of that time alone.
 *
 * @param random A number from 0 up to 1.
 */
export function backoff(
  attempt: number,
  { delay, delayMax, factor }: BackoffOptions,
  random: number,
): number {
  if (attempt === 0) return 0;
  // Thirty doublings are past every bound, and short of what a number can hold.
  const longest = Math.min(delayMax, delay * 2 ** Math.min(attempt - 1, 30));
  return longest * (1 - factor * (1 - random));
}
