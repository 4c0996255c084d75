/**
 * How an audience is reached: the seam between whom a broadcast is for and where they are.
 *
 * @module
 */

import type { Encoding } from "../wire/mod.ts";
import { Rooms } from "./rooms.ts";

/** Whom a broadcast is for. */
export interface Reach {
  /** Everyone, or the union of some rooms; of no rooms at all: nobody. */
  readonly rooms: "everyone" | ReadonlySet<string>;
  /** Rooms whose members are left out. A socket's id is a room with only itself in it. */
  readonly except: ReadonlySet<string>;
}

/** Hands an encoded envelope to a member of this process; a volatile one is not kept for it. */
export type Deliver = (
  id: string,
  encoding: Encoding,
  volatile: boolean,
) => void;

/** Keeps the rooms of one namespace, and reaches the members of an audience. */
export interface Adapter {
  /** The members of each room, by name. A room exists while someone is in it. */
  readonly rooms: ReadonlyMap<string, ReadonlySet<string>>;
  /** The rooms of each member, by id. */
  readonly sids: ReadonlyMap<string, ReadonlySet<string>>;
  /** Puts a member into a room. */
  join(id: string, room: string): void;
  /** Takes a member out of a room. */
  leave(id: string, room: string): void;
  /** Takes a member out of all rooms: it has gone. */
  leaveAll(id: string): void;
  /** Hands an encoded envelope to everyone in `reach`, once each. */
  broadcast(reach: Reach, encoding: Encoding, volatile?: boolean): void;
  /** The ids of everyone in `reach`, once each. */
  members(reach: Reach): Iterable<string>;
}

/** The adapter of a single process: everyone is here. */
export class MemoryAdapter implements Adapter {
  readonly #rooms = new Rooms();
  readonly #deliver: Deliver;

  /**
   * Begins without members.
   *
   * @param deliver What reaches one member.
   */
  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  get rooms(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#rooms.members;
  }

  get sids(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#rooms.joined;
  }

  join(id: string, room: string): void {
    this.#rooms.join(id, room);
  }

  leave(id: string, room: string): void {
    this.#rooms.leave(id, room);
  }

  leaveAll(id: string): void {
    this.#rooms.leaveAll(id);
  }

  broadcast(reach: Reach, encoding: Encoding, volatile: boolean = false): void {
    for (const id of this.members(reach)) this.#deliver(id, encoding, volatile);
  }

  *members({ rooms, except }: Reach): Generator<string> {
    const passed = new Set<string>();
    for (const room of except) {
      for (const id of this.#rooms.membersOf(room)) passed.add(id);
    }
    const reached = rooms === "everyone"
      ? [this.#rooms.joined.keys()]
      : [...rooms].map((room) => this.#rooms.membersOf(room));
    for (const ids of reached) {
      for (const id of ids) {
        if (passed.has(id)) continue;
        passed.add(id); // Someone in two of the rooms gets it once.
        yield id;
      }
    }
  }
}
