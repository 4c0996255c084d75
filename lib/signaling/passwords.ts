/**
 * Passwords of rooms, of which nothing is kept but what scrypt makes of them.
 *
 * @module
 */

import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { refusal } from "./refusals.ts";

/** Bytes of a salt, and of what is kept. */
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** How many may wait to be hashed. Each takes about 50 ms of one thread, and 16 MiB meanwhile. */
const WAITING = 64;

/** What is kept of a password. */
export interface PasswordHash {
  /** Random, and another one for each. */
  readonly salt: Uint8Array;
  /** What scrypt made of it. */
  readonly key: Uint8Array;
}

/** Makes a key of a password and a salt. */
type Derive = (password: string, salt: Uint8Array) => Promise<Uint8Array>;

/** Hashes passwords, one after the other: so many at once cannot take the machine from the calls. */
export class Passwords {
  readonly #derive: Derive;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * Has hashed nothing yet.
   *
   * @param derive How it is done: by scrypt, unless a test has no time for it.
   */
  constructor(derive: Derive = deriveByScrypt) {
    this.#derive = derive;
  }

  /**
   * Hashes a new password.
   *
   * @throws {Refusal} (as a rejection) `too-many-attempts` if too many wait.
   */
  async hash(password: string): Promise<PasswordHash> {
    const salt = randomBytes(SALT_BYTES);
    return { salt, key: await this.#queue(password, salt) };
  }

  /**
   * Whether `password` is the one that `hash` was made of; how long that takes says nothing of it.
   *
   * @throws {Refusal} (as a rejection) `too-many-attempts` if too many wait.
   */
  async matches(password: string, hash: PasswordHash): Promise<boolean> {
    return timingSafeEqual(await this.#queue(password, hash.salt), hash.key);
  }

  async #queue(password: string, salt: Uint8Array): Promise<Uint8Array> {
    if (this.#waiting >= WAITING) {
      throw refusal(
        "too-many-attempts",
        "Cannot look at the password: too many wait for theirs already",
      );
    }
    this.#waiting += 1;
    const derived = this.#last.then(() => this.#derive(password, salt));
    this.#last = derived.catch(() => {});
    try {
      return await derived;
    } finally {
      this.#waiting -= 1;
    }
  }
}

/** One text may be typed in several ways, which are one password. */
const deriveByScrypt: Derive = (password, salt) =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, KEY_BYTES, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
