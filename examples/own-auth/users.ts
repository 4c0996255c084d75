/**
 * The users. A real server has them in its database, and slows down who guesses.
 *
 * @module
 */

import type { Role } from "@parley/parley/signaling";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** Someone who may log in. */
export interface User {
  /** What never changes about them: it becomes the token's `sub`. */
  readonly id: string;
  /** What the others are to call them. */
  readonly name: string;
  /** What they are in a room. */
  readonly role: Role;
  /** The rooms that are theirs. */
  readonly rooms: readonly string[];
}

const hash = promisify<string, Uint8Array, number, Uint8Array>(scrypt);

/** What is kept of a password. */
interface Kept {
  readonly user: User;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

const USERS = new Map([
  [
    "ada",
    await keep("lovelace", {
      id: "1815",
      name: "Ada",
      role: "host",
      rooms: ["class 7b", "class 8a"],
    }),
  ],
  [
    "bob",
    await keep("kahn", {
      id: "1938",
      name: "Bob",
      role: "member",
      rooms: ["class 7b"],
    }),
  ],
]);

/** The user of that name and password, if there is one. */
export async function logIn(
  name = "",
  password = "",
): Promise<User | undefined> {
  const kept = USERS.get(name);
  if (!kept) return undefined;
  const key = await hash(password, kept.salt, kept.key.length);
  return timingSafeEqual(key, kept.key) ? kept.user : undefined;
}

async function keep(password: string, user: User): Promise<Kept> {
  const salt = randomBytes(16);
  return { user, salt, key: await hash(password, salt, 32) };
}
