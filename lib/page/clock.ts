/**
 * Time, as the page asks for it: tests move one by hand.
 *
 * @module
 */

/** What tells the time, and calls back. */
export interface Clock {
  /** Milliseconds since whenever. */
  now(): number;
  /** Calls `work` after so many milliseconds, unless what is returned is called first. */
  after(ms: number, work: () => void): () => void;
}

/** The browser's. */
export const clock: Clock = {
  now: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Calls `work` every so many milliseconds, and waits for it in between.
 *
 * @returns The end.
 */
export function every(
  clock: Clock,
  ms: number,
  work: () => void | Promise<void>,
): () => void {
  let isOver = false;
  let stop = () => {};
  const next = () => {
    stop = clock.after(ms, async () => {
      await work();
      if (!isOver) next();
    });
  };
  next();
  return () => {
    isOver = true;
    stop();
  };
}
