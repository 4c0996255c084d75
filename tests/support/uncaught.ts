/** What nobody caught, kept from ending the process while a test looks at it. */

export interface Uncaught extends Disposable {
  /** The next error that nobody catches. */
  readonly next: Promise<unknown>;
  /** All that nobody has caught so far. */
  readonly all: readonly unknown[];
}

/** Catches what nobody catches, until the end of the block that holds it. */
export function catchUncaught(): Uncaught {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const all: unknown[] = [];
  const listener = (event: ErrorEvent) => {
    event.preventDefault();
    all.push(event.error);
    resolve(event.error);
  };
  addEventListener("error", listener);
  return {
    next: promise,
    all,
    [Symbol.dispose]: () => removeEventListener("error", listener),
  };
}

/** Catches the rejections that nobody handles, until the end of the block that holds it. */
export function catchRejections(): Disposable & {
  /** All that nobody has handled so far. */
  readonly all: readonly unknown[];
} {
  const all: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    all.push(event.reason);
  };
  addEventListener("unhandledrejection", listener);
  return {
    all,
    [Symbol.dispose]: () => removeEventListener("unhandledrejection", listener),
  };
}
