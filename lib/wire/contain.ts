/**
 * The fault boundary: what an application's function does wrong stays with the event it was for.
 *
 * @module
 */

/**
 * Runs `work` and hands `onFault` what it throws, or what the promise that it returns rejects
 * with. In a WebSocket's listener either would end a Deno process.
 */
export function contain(
  work: () => unknown,
  onFault: (error: unknown) => void,
): void {
  try {
    const result = work();
    if (result instanceof Promise) result.catch(onFault);
  } catch (error) {
    onFault(error);
  }
}
