/** What nobody caught, kept from ending the process while a test looks at it. */

export interface Uncaught extends Disposable {
  /** The next error that nobody catches. */
  readonly next: Promise<unknown>;
}

/** Catches the next error that nobody catches, until the end of the block that holds it. */
export function catchUncaught(): Uncaught {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const listener = (event: ErrorEvent) => {
    event.preventDefault();
    resolve(event.error);
  };
  addEventListener("error", listener);
  return {
    next: promise,
    [Symbol.dispose]: () => removeEventListener("error", listener),
  };
}
