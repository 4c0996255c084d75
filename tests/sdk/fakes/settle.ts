/**
 * The end of all that is under way.
 *
 * @module
 */

/** Lets everything happen that waits for nothing but its turn. */
export function settle(): Promise<void> {
  // A new task: by then the queue of promises is empty, however long it was.
  return new Promise((resolve) => setTimeout(resolve));
}
