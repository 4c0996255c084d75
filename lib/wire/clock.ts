/**
 * Time, as everything in Parley that waits sees it: an argument, so that a test can move it,
 * and monotonic, so that a change of the wall clock ends no session.
 *
 * @module
 */

/** A source of monotonic time and of calls that happen later. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back. */
  now(): number;
  /**
   * Calls `work` once, `ms` milliseconds from now.
   *
   * @returns The undo: calling it before then means that `work` is never called.
   */
  after(ms: number, work: () => void): () => void;
}

/** The machine's own clock: `performance.now()` and `setTimeout`. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
