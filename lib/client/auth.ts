/**
 * What sockets show the server of who connects: a value, or a function that finds it, at once or
 * later.
 *
 * @module
 */

import { contain } from "../wire/mod.ts";

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
