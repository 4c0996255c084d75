/**
 * Who may not come back into which room, and for how long. It outlives the room: otherwise whoever was
 * removed would only have to wait until it is empty.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { GrantedToken } from "./admission.ts";

/** The bans of all rooms. */
export class Bans {
  readonly #clock: Clock;
  /** Until when, by name, by room; the latest ban is the last in both orders. */
  readonly #rooms = new Map<string, Map<string, number>>();
  #size = 0;

  /**
   * Begins with nobody banned.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many names are banned, or were. */
  get size(): number {
    return this.#size;
  }

  /** Bans a peer from `room` for `ms` milliseconds: its seat, its token, and whose token that is. */
  add(
    room: string,
    ms: number,
    id: string,
    token: GrantedToken | undefined,
  ): void {
    const bans = this.#rooms.get(room) ?? new Map<string, number>();
    this.#rooms.delete(room);
    this.#rooms.set(room, bans);
    const until = this.#clock.now() + ms;
    for (const name of namesOf(id, token)) {
      const before = bans.get(name) ?? 0;
      this.#size += bans.delete(name) ? 0 : 1;
      bans.set(name, Math.max(before, until));
    }
    this.#dropOldest(bans, bans.size - ROOM_LIMITS.bans);
    for (const [oldest, others] of this.#rooms) {
      if (this.#size <= ROOM_LIMITS.allBans) break;
      this.#dropOldest(others, this.#size - ROOM_LIMITS.allBans);
      if (others.size === 0) this.#rooms.delete(oldest);
    }
  }

  /** Whether a peer is banned from `room`. */
  has(room: string, id: string, token: GrantedToken | undefined): boolean {
    const bans = this.#rooms.get(room);
    if (!bans) return false;
    const now = this.#clock.now();
    for (const [name, until] of bans) {
      if (until <= now) this.#size -= bans.delete(name) ? 1 : 0;
    }
    if (bans.size === 0) this.#rooms.delete(room);
    return namesOf(id, token).some((name) => bans.has(name));
  }

  #dropOldest(bans: Map<string, number>, count: number): void {
    let left = count;
    for (const name of bans.keys()) {
      if (left-- <= 0) return;
      bans.delete(name);
      this.#size -= 1;
    }
  }
}

/** The names under which a peer is known. */
function namesOf(id: string, token: GrantedToken | undefined): string[] {
  const names = [`seat ${id}`];
  if (token) names.push(`token ${token.id}`);
  if (token?.subject !== undefined) names.push(`subject ${token.subject}`);
  return names;
}
