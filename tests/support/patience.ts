/** How long to wait for what should happen before saying that it did not. */
const PATIENCE_MS = 15_000;

/** Waits for `promise`; a test that would wait for ever fails with a sentence instead. */
export async function patiently<T>(
  promise: Promise<T>,
  what: string,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Cannot wait any longer for ${what}`)),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
