/**
 * All rooms of a server, as the dialects use them that clients speak.
 *
 * @module
 */

import {
  type IceServers,
  ROOM_LIMITS,
  type RoomInfo,
} from "../parlance/mod.ts";
import { type Clock, systemClock } from "../wire/mod.ts";
import type { Guard, IceSource } from "./admission.ts";
import type { Applicant, Application } from "./applicant.ts";
import { Bans } from "./bans.ts";
import { Entrance } from "./entrance.ts";
import { IceFeed } from "./ice_feed.ts";
import { Passwords } from "./passwords.ts";
import type { Peer } from "./peer.ts";
import type { Port } from "./port.ts";
import { refusal } from "./refusals.ts";
import type { Room } from "./room.ts";
import { Seating } from "./seating.ts";
import { TimedGuard } from "./timed_guard.ts";
import { TokenWatch } from "./token_watch.ts";
import { Upkeep } from "./upkeep.ts";

/** How rooms behave. */
export interface RoomsOptions {
  /** Seats of a room, unless whoever opens it asks for another number. */
  readonly capacity: number;
  /**
   * The most seats that may be asked for.
   *
   * @default {16} Or `capacity`, if that is more.
   */
  readonly mostSeats?: number;
  /**
   * Decides who may come in. It may take `guardMs`; whoever waits for longer is refused with
   * `guard-timeout`.
   *
   * @default Everyone may, without a token.
   */
  readonly guard?: Guard;
  /**
   * Gives what paths are found with.
   *
   * @default There are no ICE servers.
   */
  readonly ice?: IceSource;
  /**
   * Milliseconds for which a seat is kept while its peer is away.
   *
   * @default {15_000}
   */
  readonly graceMs?: number;
  /**
   * Where the time comes from.
   *
   * @default The machine's own clock.
   */
  readonly clock?: Clock;
}

/** What someone would find who joined now. */
export interface Outlook {
  /** Whether there is a seat, or a place in the lobby. */
  readonly state: "joined" | "waiting";
  /** The room, if there is one. */
  readonly room: RoomInfo | null;
}

/** The rooms of a server. A room is there while someone has a seat in it. */
export class Rooms {
  /**
   * The most seats that a room may have.
   *
   * @internal
   */
  readonly mostSeats: number;
  /**
   * Who may not come back.
   *
   * @internal
   */
  readonly bans: Bans;
  /**
   * Makes of passwords what is kept of them.
   *
   * @internal
   */
  readonly passwords: Passwords = new Passwords();
  /**
   * Gives and takes places.
   *
   * @internal
   */
  readonly seating: Seating;
  readonly #rooms = new Map<string, Room>();
  readonly #guard: TimedGuard | undefined;
  readonly #upkeep: Upkeep;
  readonly #entrance: Entrance;

  /**
   * Begins without rooms.
   *
   * @param options How they behave.
   */
  constructor(options: RoomsOptions) {
    const {
      capacity,
      mostSeats = Math.max(ROOM_LIMITS.capacity, capacity),
      graceMs = ROOM_LIMITS.graceMs,
      clock = systemClock,
      ice: source,
    } = options;
    const guard = options.guard && new TimedGuard(options.guard, clock);
    const rooms = this.#rooms;
    const bans = new Bans(clock);
    const tokens = new TokenWatch(clock, guard);
    const ice = new IceFeed(clock, source);
    const upkeep = new Upkeep({ clock, graceMs, tokens, ice });
    const { passwords } = this;
    this.mostSeats = mostSeats;
    this.bans = bans;
    this.#guard = guard;
    this.#upkeep = upkeep;
    this.seating = new Seating({ clock, rooms, capacity, mostSeats, upkeep });
    this.#entrance = new Entrance({
      clock,
      rooms,
      mostSeats,
      bans,
      passwords,
      guard,
      tokens,
    });
  }

  /** How many rooms there are. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Whether who comes in has to show a token. */
  get isGuarded(): boolean {
    return this.#guard !== undefined;
  }

  /**
   * The room of that name, if there is one.
   *
   * @internal
   */
  get(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  /**
   * Gives an applicant a seat, or a place in the lobby.
   *
   * @throws {Refusal} (as a rejection) Why it may not come in.
   * @internal
   */
  async join(applicant: Applicant): Promise<void> {
    await this.#entrance.consider(applicant, (decision, grants) => {
      this.seating.follow(decision, applicant, grants);
    });
  }

  /**
   * The same at once, for someone who has neither a token nor a password, where nobody guards.
   *
   * @throws {Refusal} Why it may not come in.
   * @internal
   */
  joinOpen(applicant: Applicant): void {
    this.#entrance.considerOpen(applicant, (decision, grants) => {
      this.seating.follow(decision, applicant, grants);
    });
  }

  /**
   * What would become of someone who joined now. It takes no seat; a wrong password counts.
   *
   * @throws {Refusal} (as a rejection) Why it might not come in.
   * @internal
   */
  async lookAhead(application: Application): Promise<Outlook> {
    return await this.#entrance.consider(application, (decision) => {
      const room = this.get(application.room);
      const waits = decision.state === "wait" ||
        decision.state === "return" && decision.peer.place === "lobby";
      return {
        state: waits ? "waiting" : "joined",
        room: room?.infoOutside ?? null,
      };
    });
  }

  /**
   * A peer cannot be reached, and may come back over the same port.
   *
   * @internal
   */
  away(peer: Peer, port: Port): void {
    if (!holds(peer, port) || !peer.isHere) return;
    peer.goAway();
    this.seating.miss(peer);
  }

  /**
   * A peer is back over its port, and has missed nothing.
   *
   * @internal
   */
  back(peer: Peer, port: Port): void {
    if (!holds(peer, port) || peer.isHere) return;
    this.#upkeep.find(peer);
    peer.comeBack();
    peer.room.tellOf(peer);
  }

  /**
   * A peer's port has ended: the peer may come back with another one.
   *
   * @internal
   */
  lose(peer: Peer, port: Port): void {
    if (!holds(peer, port)) return;
    const wasHere = peer.isHere;
    peer.lose();
    if (wasHere) this.seating.miss(peer);
  }

  /**
   * A peer gives its place back.
   *
   * @internal
   */
  leave(peer: Peer, port: Port): void {
    if (holds(peer, port)) this.seating.remove(peer, "left");
  }

  /**
   * The server stops: nobody is told, since everyone is about to come back, the peer too.
   *
   * @internal
   */
  drop(peer: Peer, port: Port): void {
    if (holds(peer, port)) this.#drop(peer);
  }

  /**
   * ICE servers for a peer, whose time begins now.
   *
   * @internal
   */
  iceFor(peer: Peer): IceServers {
    return this.#upkeep.iceFor(peer);
  }

  /**
   * Goes on with another token in place of a peer's.
   *
   * @throws {Refusal} (as a rejection) What is wrong with it; the former one still counts.
   * @internal
   */
  async refresh(peer: Peer, token: string): Promise<void> {
    if (!this.#guard) return;
    const { room } = peer;
    const grants = await this.#guard.admit(room.name, token);
    if (peer.place === "gone") {
      throw refusal("not-joined", "Cannot refresh: there is no seat any more");
    }
    if (grants.token?.subject !== peer.grants.token?.subject) {
      throw refusal(
        "token-invalid",
        "Cannot refresh: the token is somebody else's",
      );
    }
    if (this.bans.has(room.name, peer.id, grants.token)) {
      throw refusal("banned", "Cannot refresh: the token is banned");
    }
    this.seating.regrant(peer, grants);
  }

  /** Forgets all rooms, without a word to anyone, and waits for nothing any more. Others may be opened. */
  close(): void {
    this.#guard?.giveUp();
    for (const { peers, lobby } of [...this.#rooms.values()]) {
      for (const peer of [...lobby.values(), ...peers.values()]) {
        this.#drop(peer);
      }
    }
  }

  #drop(peer: Peer): void {
    const { room } = peer;
    this.seating.retire(peer);
    if (room.peers.size === 0) this.#rooms.delete(room.name);
  }
}

/** Whether that port is the one over which a peer is reached: it may have another one by now. */
function holds(peer: Peer, port: Port): boolean {
  return peer.place !== "gone" && peer.port === port;
}
