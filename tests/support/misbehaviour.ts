/** Everything that an application's function can do wrong, whatever it is called with. */

import { setImmediate } from "node:timers";

/** Who the function is about, as far as it can be disconnected. */
export interface Victim {
  disconnect(close?: boolean): unknown;
}

const MISTAKE = new Error("a mistake");

function circle(): object {
  const round: Record<string, unknown> = {};
  return Object.assign(round, { round });
}

/** Calls every function among the arguments: `done`, `next`, whatever it is. */
function answer(args: readonly unknown[], ...said: unknown[]): void {
  for (const one of args) if (typeof one === "function") one(...said);
}

function fail(error: unknown): never {
  throw error;
}

/** A way to do wrong: it is given the function's arguments, and who it is about. */
export type Way = (args: unknown[], victim: Victim | undefined) => unknown;

/** The ways, by what the function does. */
export const WAYS: Readonly<Record<string, Way>> = {
  "throws": () => fail(MISTAKE),
  "throws undefined": () => fail(undefined),
  "throws null": () => fail(null),
  "throws a symbol": () => fail(Symbol("odd")),
  "throws a frozen object": () => fail(Object.freeze({ code: "x" })),
  "throws what cannot be looked at": () =>
    fail(
      new Proxy({}, {
        get: () => fail(MISTAKE),
        has: () => fail(MISTAKE),
      }),
    ),
  "rejects": () => Promise.reject(MISTAKE),
  "rejects later": async () => {
    await Promise.resolve();
    throw MISTAKE;
  },
  "rejects with null": () => Promise.reject(null),
  "never resolves": () => new Promise(() => {}),
  "returns a thenable that throws": () => ({ then: () => fail(MISTAKE) }),
  "returns a thenable that cannot be asked": () => ({
    get then() {
      return fail(MISTAKE);
    },
  }),
  "returns a thenable that never calls back": () => ({ then() {} }),
  "answers twice": (args) => {
    answer(args);
    answer(args);
  },
  "answers and throws": (args) => {
    answer(args);
    throw MISTAKE;
  },
  "answers when all is over": (args) => {
    setImmediate(() => answer(args));
  },
  "answers a bigint": (args) => answer(args, 1n),
  "answers a circle": (args) => answer(args, circle()),
  "answers a symbol": (args) => answer(args, Symbol("odd")),
  "answers an error with a bigint": (args) =>
    answer(args, Object.assign(new Error("no"), { data: 1n })),
  "answers what cannot be encoded": (args) =>
    answer(args, { toJSON: () => fail(MISTAKE) }),
  "answers far too much": (args) => answer(args, "x".repeat(3_000_000)),
  "changes its arguments": (args) => {
    for (const one of args) {
      if (Array.isArray(one)) one.length = 0;
      else if (typeof one === "object" && one !== null) {
        Reflect.set(one, "odd", 1n);
      }
    }
    args.length = 0;
  },
  "disconnects": (_, victim) => void victim?.disconnect(),
  "ends the session": (_, victim) => void victim?.disconnect(true),
  "disconnects, and answers": (args, victim) => {
    victim?.disconnect(true);
    answer(args);
  },
  "disconnects, and throws": (_, victim) => {
    victim?.disconnect();
    throw MISTAKE;
  },
};
