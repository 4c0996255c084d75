/**
 * The public keys of whoever signs tokens: a JWK Set (RFC 7517) from a file or from the web, which is
 * read again when a token names a key that is not in it, since its issuer may have a new one.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import { createLocalJWKSet, errors } from "jose";
import { type Clock, systemClock } from "../wire/mod.ts";

const log = getLogger(["parley", "signaling"]);

/** Milliseconds after which the set is read again, so that a key which its issuer took out is out. */
const MAX_AGE_MS = 600_000;

/** Milliseconds between two readings: tokens that name keys at random cause no more of them. */
const COOLDOWN_MS = 30_000;

/** Milliseconds that an issuer has to answer. */
const FETCH_MS = 5_000;

/** What a token says of the key that it is signed with: anybody may have written it. */
export interface TokenHeader {
  /** The algorithm. */
  readonly alg?: string;
  /** Which key of those that have that algorithm. */
  readonly kid?: string;
}

/** How a set is had, and how fresh it has to be. */
export interface KeySetOptions {
  /** Gets the set's text. */
  readonly read: () => Promise<string>;
  /** The text as it is now, if it is known already. */
  readonly first?: string;
  /** Milliseconds after which it is read again. */
  readonly maxAgeMs?: number;
  /** Milliseconds between two readings. */
  readonly cooldownMs?: number;
  /** Where the time comes from. */
  readonly clock?: Clock;
}

type LocalSet = ReturnType<typeof createLocalJWKSet>;

/** A set of public keys. What was read once is good until something else could be read. */
export class KeySet {
  readonly #read: () => Promise<string>;
  readonly #maxAgeMs: number;
  readonly #cooldownMs: number;
  readonly #clock: Clock;
  #set: LocalSet | undefined;
  /** When it was tried to read the set, successfully or not. */
  #triedAt = -Infinity;
  #reading: Promise<void> | undefined;

  /**
   * Begins with the text that is known already, if there is one.
   *
   * @throws {Error} If that is no JWK Set.
   */
  constructor(options: KeySetOptions) {
    const { maxAgeMs = MAX_AGE_MS, cooldownMs = COOLDOWN_MS } = options;
    this.#read = options.read;
    this.#maxAgeMs = maxAgeMs;
    this.#cooldownMs = cooldownMs;
    this.#clock = options.clock ?? systemClock;
    if (options.first === undefined) return;
    this.#set = setOf(options.first);
    this.#triedAt = this.#clock.now();
  }

  /**
   * The set in a file.
   *
   * @throws {Error} If it cannot be read, or is no JWK Set.
   */
  static ofFile(path: string, options: { clock?: Clock } = {}): KeySet {
    return new KeySet({
      ...options,
      read: () => Deno.readTextFile(path),
      first: Deno.readTextFileSync(path),
    });
  }

  /** The set at an address, which is read when it is needed; see {@linkcode warm}. */
  static ofUrl(
    url: URL,
    options: { clock?: Clock; cooldownMs?: number } = {},
  ): KeySet {
    return new KeySet({ ...options, read: () => fetchText(url) });
  }

  /**
   * The keys with which a token of this header may be signed: those of its algorithm, and of its
   * `kid` if it has one.
   *
   * @throws {Error} If the set was never read, and cannot be now.
   */
  async keysFor(header: TokenHeader): Promise<readonly CryptoKey[]> {
    const aged = this.#clock.now() - this.#triedAt >= this.#maxAgeMs;
    if (aged || this.#set === undefined) await this.#refresh();
    const keys = await this.#find(header);
    if (keys.length > 0 || !await this.#refresh()) return keys;
    return await this.#find(header);
  }

  /** Reads the set before anyone asks, so that the log says at once if it cannot be. */
  async warm(): Promise<void> {
    await this.#refresh();
  }

  async #find(header: TokenHeader): Promise<readonly CryptoKey[]> {
    if (this.#set === undefined) throw new Error("Cannot read the key set");
    try {
      return [await this.#set({ ...header })];
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) {
        return await Array.fromAsync(error);
      }
      if (error instanceof errors.JOSEError) return [];
      throw error;
    }
  }

  /** Reads the set again, unless that was tried a moment ago; `false` then. */
  async #refresh(): Promise<boolean> {
    if (!this.#reading) {
      const now = this.#clock.now();
      if (now - this.#triedAt < this.#cooldownMs) return false;
      this.#triedAt = now;
      this.#reading = this.#load();
    }
    await this.#reading;
    return true;
  }

  async #load(): Promise<void> {
    try {
      this.#set = setOf(await this.#read());
    } catch (error) {
      log.warn("Cannot read the key set of tokens: {error}", { error });
    } finally {
      this.#reading = undefined;
    }
  }
}

function setOf(text: string): LocalSet {
  return createLocalJWKSet(JSON.parse(text));
}

async function fetchText(url: URL): Promise<string> {
  const response = await fetch(url, {
    headers: { accept: "application/jwk-set+json, application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(FETCH_MS),
  });
  if (response.ok) return await response.text();
  await response.body?.cancel();
  throw new Error(`Cannot read the key set: the answer is ${response.status}`);
}
