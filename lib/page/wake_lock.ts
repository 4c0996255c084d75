/**
 * A screen that stays on during a call, where the browser can.
 *
 * @module
 */

/** Keeps the screen on until what is returned is called. */
export function keepAwake(): () => void {
  const end = new AbortController();
  let lock: WakeLockSentinel | undefined;
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const next = await navigator.wakeLock?.request("screen");
      if (end.signal.aborted) await next?.release();
      else lock = next;
    } catch {
      // The battery is low, or a policy forbids it: the screen goes off as ever.
    }
  };
  // A page that was out of sight has lost it.
  document.addEventListener("visibilitychange", ask, { signal: end.signal });
  ask();
  return () => {
    end.abort();
    lock?.release().catch(() => {});
  };
}
