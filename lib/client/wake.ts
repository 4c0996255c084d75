/**
 * The moments at which a connection that was lost may be had again, or one that seems to be there
 * may not be.
 *
 * @module
 */

/**
 * Calls `listener` when the browser is online again, and when the page becomes visible.
 *
 * @returns The undo.
 */
export function onWake(listener: () => void): () => void {
  const page = globalThis.document;
  const undo = new AbortController(); // As options, it is its signal.
  const seen = () => {
    if (page.visibilityState === "visible") listener();
  };
  globalThis.addEventListener?.("online", listener, undo);
  page?.addEventListener("visibilitychange", seen, undo);
  return () => undo.abort();
}
