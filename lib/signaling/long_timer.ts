/**
 * A timer for a time that may be longer than the platform's timers are good for.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";

/** Milliseconds of the platform's longest timer, 25 days: one that is longer is over at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Calls `work` once, `ms` milliseconds from now.
 *
 * @returns The undo.
 */
export function afterLong(
  clock: Clock,
  ms: number,
  work: () => void,
): () => void {
  if (ms <= LONGEST_MS) return clock.after(ms, work);
  let stop = clock.after(LONGEST_MS, () => {
    stop = afterLong(clock, ms - LONGEST_MS, work);
  });
  return () => stop();
}
