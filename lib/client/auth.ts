/**
 * What sockets show the server of who connects: a value, or a function that finds it, at once or
 * later.
 *
 * @module
 */

import { contain } from "../wire/mod.ts";
import type { ManagedSocket } from "./managed_socket.ts";

/** What the sockets show, by namespace. */
export type Shown = Readonly<Record<string, unknown>>;

/**
 * What an application's `auth` stands for: a function is called, and one with a parameter is given
 * Socket.IO's callback for what it finds.
 *
 * @returns The value, or a promise of it.
 */
export function find(auth: unknown): unknown {
  if (typeof auth !== "function") return auth;
  if (auth.length === 0) return auth();
  return new Promise((resolve, reject) => {
    contain(() => auth(resolve), reject);
  });
}

/** Asks sockets what to show the server. It takes no time, unless one of them has to think. */
export function ask(
  sockets: readonly (readonly [ns: string, ManagedSocket])[],
): Shown | Promise<Shown> {
  const asked = sockets.map(([ns, socket]) =>
    [ns, attempt(() => sendable(socket.auth()))] as const
  );
  if (asked.every(([, auth]) => !(auth instanceof Promise))) {
    return Object.fromEntries(asked);
  }
  const answers = asked.map(async ([ns, auth]) =>
    [ns, sendable(await auth)] as const
  );
  return Promise.all(answers).then(Object.fromEntries<unknown>);
}

/** The same value. What JSON has no words for is found while somebody can be told. */
function sendable(auth: unknown): unknown {
  JSON.stringify(auth);
  return auth;
}

/** What `work` returns, or a promise that rejects with what it throws. */
function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
