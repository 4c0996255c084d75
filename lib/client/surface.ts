/**
 * What becomes of a mistake in the application's own listeners.
 *
 * @module
 */

/** Lets the application see, in a task of its own, what its listener threw. */
export function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
