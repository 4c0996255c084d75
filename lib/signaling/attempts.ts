/**
 * Who has tried too often: guesses are counted, and after too many in a row one has to wait.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import { refusal } from "./refusals.ts";

/** How many guessers are remembered; the one that was quiet for the longest time goes first. */
const REMEMBERED = 10_000;

interface Tries {
  count: number;
  /** When they are forgotten. */
  until: number;
}

/** Counts attempts. */
export class Attempts {
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();

  /**
   * Begins with nobody.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts an attempt before it is known whether it is right, so that many at once are no way around.
   *
   * @param who Names under which the one who tries is known; each is counted.
   * @throws {Refusal} `too-many-attempts` if one of them has to wait.
   */
  begin(who: readonly string[]): void {
    const now = this.#clock.now();
    const { passwordAttempts, passwordWaitMs } = ROOM_LIMITS;
    for (const name of who) {
      const tries = this.#tries.get(name);
      if (!tries || tries.until <= now) this.#tries.delete(name);
      else if (tries.count >= passwordAttempts) {
        throw refusal(
          "too-many-attempts",
          `Cannot try again yet: wait ${
            Math.ceil((tries.until - now) / 1_000)
          } seconds`,
        );
      }
    }
    for (const name of who) {
      const count = (this.#tries.get(name)?.count ?? 0) + 1;
      this.#tries.delete(name); // So that it is the last in the order.
      this.#tries.set(name, { count, until: now + passwordWaitMs });
    }
    for (const name of this.#tries.keys()) {
      if (this.#tries.size <= REMEMBERED) break;
      this.#tries.delete(name);
    }
  }

  /** The attempt was right: what came before is forgotten. */
  forget(who: readonly string[]): void {
    for (const name of who) this.#tries.delete(name);
  }
}

/** Addresses that one household or host has are one: of IPv6, 64 bits. */
export function neighbourhoodOf(address: string): string {
  const [, mapped] = address.match(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i) ?? [];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return groups.slice(0, 4).map((group) => group.padStart(4, "0")).join(":");
}
