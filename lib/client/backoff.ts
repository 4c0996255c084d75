/**
 * How long to wait before coming back.
 *
 * @module
 */

/** The bounds of the wait. */
export interface BackoffOptions {
  /** Milliseconds: the longest wait before the second attempt; it doubles with each further one. */
  reconnectionDelay: number;
  /** Milliseconds that the longest wait never exceeds. */
  reconnectionDelayMax: number;
  /** How much of the longest wait is left to chance, from 0 to 1. */
  randomizationFactor: number;
}

/**
 * The wait before attempt `n`, counted from 0: the first is made at once, and every other at a
 * moment picked evenly between at once and the longest wait ("full jitter"), so that the clients
 * of a server that comes back do not all arrive together. A `randomizationFactor` under 1 picks from the last
 * part of that time alone.
 *
 * @param random A number from 0 up to 1.
 */
export function backoff(
  attempt: number,
  ways: BackoffOptions,
  random: number,
): number {
  if (attempt === 0) return 0;
  // Thirty doublings are past every bound, and short of what a number can hold.
  const longest = Math.min(
    ways.reconnectionDelayMax,
    ways.reconnectionDelay * 2 ** Math.min(attempt - 1, 30),
  );
  return longest * (1 - ways.randomizationFactor * (1 - random));
}
