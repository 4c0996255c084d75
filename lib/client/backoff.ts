/**
 * How long to wait before coming back.
 *
 * @module
 */

/** The bounds of the wait, in milliseconds. */
export interface BackoffOptions {
  /** The longest wait before the second attempt; it doubles with each further one. */
  delay: number;
  /** What the longest wait never exceeds. */
  delayMax: number;
}

/**
 * The wait before attempt `n`, counted from 0: the first is made at once, and every other at a
 * moment picked evenly between at once and the longest wait ("full jitter"), so that the clients
 * of a server that comes back do not all arrive together.
 *
 * @param random A number from 0 up to 1.
 */
export function backoff(
  attempt: number,
  { delay, delayMax }: BackoffOptions,
  random: number,
): number {
  if (attempt === 0) return 0;
  // Thirty doublings are past every bound, and short of what a number can hold.
  return random * Math.min(delayMax, delay * 2 ** Math.min(attempt - 1, 30));
}
