/**
 * All rooms of a server: who comes in, who comes back, and who goes.
 *
 * @module
 */

import {
  type IceServers,
  type Joined,
  type LeftReason,
  ROOM_LIMITS,
  type RoomCode,
  type RoomInfo,
} from "../parlance/mod.ts";
import { type Clock, systemClock } from "../wire/mod.ts";
import type { Grants, Guard, IceSource } from "./admission.ts";
import type { Applicant, Application } from "./applicant.ts";
import { Attempts, neighbourhoodOf } from "./attempts.ts";
import { Bans } from "./bans.ts";
import { Care } from "./care.ts";
import { decide, type Decision } from "./decision.ts";
import { IceFeed } from "./ice_feed.ts";
import { type PasswordHash, Passwords } from "./passwords.ts";
import { Peer } from "./peer.ts";
import type { Port } from "./port.ts";
import { capacityInvalid } from "./read_join.ts";
import { refusal } from "./refusals.ts";
import { Room } from "./room.ts";
import { successorOf, takesOver } from "./succession.ts";
import { TokenWatch } from "./token_watch.ts";

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
   * Decides who may come in.
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

/** Where nobody guards the rooms. */
const OPEN: Grants = { maySignal: true, mayBroadcast: true };

/** The rooms of a server. A room is there while someone has a seat in it. */
export class Rooms {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** The most seats that a room may have. */
  readonly mostSeats: number;
  /** Who may not come back. */
  readonly bans: Bans;
  /** Makes of passwords what is kept of them. */
  readonly passwords: Passwords = new Passwords();
  readonly #rooms = new Map<string, Room>();
  readonly #capacity: number;
  readonly #graceMs: number;
  readonly #guard: Guard | undefined;
  readonly #ice: IceFeed;
  readonly #attempts: Attempts;
  readonly #tokens: TokenWatch;
  readonly #care: Care;

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
      guard,
      ice,
    } = options;
    this.clock = clock;
    this.mostSeats = mostSeats;
    this.#capacity = capacity;
    this.#graceMs = graceMs;
    this.#guard = guard;
    this.bans = new Bans(clock);
    this.#ice = new IceFeed(clock, ice);
    this.#attempts = new Attempts(clock);
    this.#tokens = new TokenWatch(clock, guard);
    this.#care = new Care(clock);
  }

  /** How many rooms there are. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Whether who comes in has to show a token. */
  get isGuarded(): boolean {
    return this.#guard !== undefined;
  }

  /** The room of that name, if there is one. */
  get(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  /**
   * Gives an applicant a seat, or a place in the lobby.
   *
   * @throws {Refusal} (as a rejection) Why it may not come in.
   */
  async join(applicant: Applicant): Promise<void> {
    await this.#consider(
      applicant,
      (decision, grants) => this.#follow(decision, applicant, grants),
    );
  }

  /**
   * The same at once, for someone who has neither a token nor a password, where nobody guards.
   *
   * @throws {Refusal} Why it may not come in.
   */
  joinOpen(applicant: Applicant): void {
    this.#follow(this.#decide(applicant, OPEN), applicant, OPEN);
  }

  /**
   * What would become of someone who joined now. It takes no seat; a wrong password counts.
   *
   * @throws {Refusal} (as a rejection) Why it might not come in.
   */
  async lookAhead(application: Application): Promise<Outlook> {
    return await this.#consider(application, ({ state }) => ({
      state: state === "wait" || this.#waits(application)
        ? "waiting"
        : "joined",
      room: this.get(application.room)?.infoOutside ?? null,
    }));
  }

  /** Lets in someone who waits. */
  admit(peer: Peer): void {
    this.#seat(peer, (joined) => peer.port?.tell("admitted", joined));
  }

  /** Sends away someone who waits. */
  deny(peer: Peer, code: RoomCode, message: string): void {
    this.#retire(peer);
    peer.port?.tell("denied", { code, message });
    peer.room.tellLobby();
  }

  /** Takes a peer's place, whatever it is. Its port is told, unless it left by itself. */
  remove(peer: Peer, reason: LeftReason): void {
    if (peer.place === "gone") return;
    const { room, place } = peer;
    this.#retire(peer);
    if (reason !== "left") {
      peer.port?.tell("removed", reason, REMOVED[reason]);
    }
    if (place === "lobby") return room.tellLobby();
    room.tell(["peer-left", peer.id, reason]);
    if (room.host === peer) {
      this.crown(room, successorOf(room.peers.values()));
    }
    if (room.peers.size === 0) this.#forget(room);
  }

  /** Ends a room for all. */
  end(room: Room): void {
    for (const peer of [...room.peers.values(), ...room.lobby.values()]) {
      this.#retire(peer);
      peer.port?.tell("removed", "ended", REMOVED.ended);
    }
    this.#forget(room);
  }

  /** Makes someone host, or nobody, and tells all. */
  crown(room: Room, peer: Peer | undefined): void {
    const changed = room.crown(peer);
    if (changed.length === 0) return;
    for (const one of changed) room.tellOf(one);
    room.tellChange();
    room.tellLobby();
  }

  /** A peer cannot be reached, and may come back over the same port. */
  away(peer: Peer, port: Port): void {
    if (!this.#holds(peer, port) || !peer.isHere) return;
    peer.goAway();
    this.#miss(peer);
  }

  /** A peer is back over its port, and has missed nothing. */
  back(peer: Peer, port: Port): void {
    if (!this.#holds(peer, port)) return;
    this.#care.stop(peer, "grace");
    peer.comeBack();
    peer.room.tellOf(peer);
  }

  /** A peer's port has ended: it may come back with another one. */
  lose(peer: Peer, port: Port): void {
    if (!this.#holds(peer, port)) return;
    const wasHere = peer.isHere;
    peer.lose();
    if (wasHere) this.#miss(peer);
  }

  /** A peer gives its place back. */
  leave(peer: Peer, port: Port): void {
    if (this.#holds(peer, port)) this.remove(peer, "left");
  }

  /** The server stops: nobody is told, since everyone is about to come back, the peer too. */
  drop(peer: Peer, port: Port): void {
    if (!this.#holds(peer, port)) return;
    this.#retire(peer);
    if (peer.room.peers.size === 0) this.#rooms.delete(peer.room.name);
  }

  /** ICE servers for a peer, whose time begins now. */
  iceFor(peer: Peer): IceServers {
    const ice = this.#ice.serversFor(peer.id);
    this.#care.set(
      peer,
      "ice",
      this.#ice.follow(peer.id, ice.ttlMs, (next) => {
        peer.port?.tell("ice-servers", next);
      }),
    );
    return ice;
  }

  /**
   * Goes on with another token in place of a peer's.
   *
   * @throws {Refusal} (as a rejection) What is wrong with it; the former one still counts.
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
    peer.grants = grants;
    this.#watchToken(peer);
  }

  /** Whether that port is the one over which a peer is reached. */
  #holds(peer: Peer, port: Port): boolean {
    return peer.place !== "gone" && peer.port === port;
  }

  #waits({ room, id }: Application): boolean {
    return this.get(room)?.lobby.has(id) ?? false;
  }

  /**
   * Finds out whether someone may come in, and does what follows in the same moment, so that nothing
   * can happen between the two.
   */
  async #consider<T>(
    application: Application,
    act: (decision: Decision, grants: Grants) => T,
  ): Promise<T> {
    const { room, token } = application;
    const grants = await this.#guard?.admit(room, token) ?? OPEN;
    let hasEnded = false;
    const release = this.#tokens.hold(grants.token, {
      expiring() {},
      ended: () => hasEnded = true,
    });
    try {
      let known: PasswordHash | undefined;
      for (;;) {
        if (hasEnded) {
          throw refusal("token-revoked", "Cannot join: the token has ended");
        }
        const decision = this.#decide(application, grants, known);
        if (decision.state !== "password") return act(decision, grants);
        await this.#checkPassword(application, decision);
        known = decision.hash;
      }
    } finally {
      release();
    }
  }

  #decide(
    application: Application,
    grants: Grants,
    known?: PasswordHash,
  ): Decision {
    const { room, id, capacity = 0 } = application;
    const decision = decide(application, {
      room: this.get(room),
      grants,
      isBanned: this.bans.has(room, id, grants.token),
      known,
      mayOpen: this.#rooms.size < ROOM_LIMITS.rooms,
    });
    if (decision.state === "open" && capacity > this.mostSeats) {
      throw capacityInvalid(this.mostSeats);
    }
    return decision;
  }

  async #checkPassword(
    { room, id, address }: Application,
    { password, hash }: { password: string; hash: PasswordHash },
  ): Promise<void> {
    const who = [`${room}\n${id}`, `${room}\n${neighbourhoodOf(address)}`];
    this.#attempts.begin(who);
    if (!await this.passwords.matches(password, hash)) {
      throw refusal("password-wrong", "Cannot join: the password is wrong");
    }
    this.#attempts.forget(who);
  }

  /** Does what was decided. */
  #follow(decision: Decision, applicant: Applicant, grants: Grants): void {
    applicant.confirm();
    switch (decision.state) {
      case "open":
        return this.#take(this.#open(applicant, grants), applicant, grants);
      case "seat":
        return this.#take(decision.room, applicant, grants);
      case "wait":
        return this.#wait(decision.room, applicant, grants);
      case "return":
        return this.#return(decision.peer, applicant, grants);
      case "password":
        throw refusal("password-required", "Cannot join: who knows?");
      default:
        decision satisfies never;
    }
  }

  #open({ room: name, capacity }: Application, grants: Grants): Room {
    const granted = grants.capacity ?? capacity ?? this.#capacity;
    const room = new Room(name, Math.min(granted, this.mostSeats));
    this.#rooms.set(name, room);
    return room;
  }

  #take(room: Room, applicant: Applicant, grants: Grants): void {
    const peer = new Peer(room, applicant.id, applicant, grants, this.clock);
    this.#watchToken(peer);
    this.#seat(peer, (joined) => applicant.accept(peer, joined));
  }

  /** Gives a peer a seat, and tells it so before the others. */
  #seat(peer: Peer, accept: (joined: Joined) => void): void {
    const { room } = peer;
    room.lobby.delete(peer.id);
    room.peers.set(peer.id, peer);
    peer.place = "room";
    const changed = takesOver(peer, room.host) ? room.crown(peer) : [];
    accept(room.joined(peer, this.iceFor(peer), this.#graceMs));
    room.introduce(peer);
    for (const other of changed) {
      if (other !== peer) room.tellOf(other, peer);
    }
    if (changed.length > 0) room.tellChange(peer);
    peer.openMailbox();
  }

  #wait(room: Room, applicant: Applicant, grants: Grants): void {
    const peer = new Peer(room, applicant.id, applicant, grants, this.clock);
    room.lobby.set(peer.id, peer);
    this.#watchToken(peer);
    applicant.accept(peer, waiting(peer));
    room.tellLobby();
  }

  /** Gives a peer that shows its proof again the place that it had. */
  #return(peer: Peer, applicant: Applicant, grants: Grants): void {
    const { room, port: former } = peer;
    const isAsBefore = peer.hasFeatures(applicant.features);
    peer.renew(applicant, grants);
    former?.tell("removed", "replaced", REMOVED.replaced);
    former?.close();
    this.#care.stop(peer, "grace");
    this.#watchToken(peer);
    if (peer.place === "lobby") {
      applicant.accept(peer, waiting(peer));
      return room.tellLobby();
    }
    const ice = this.iceFor(peer);
    applicant.accept(peer, room.joined(peer, ice, this.#graceMs));
    if (isAsBefore) room.tellOf(peer, peer);
    else {
      // Who gives way at glare may have changed with them.
      room.tell(["peer-left", peer.id, "left"], peer);
      room.introduce(peer);
    }
    peer.openMailbox();
  }

  /** A peer is not here: its place is kept for a while. */
  #miss(peer: Peer): void {
    peer.room.tellOf(peer);
    this.#care.begin(
      peer,
      "grace",
      this.#graceMs,
      () => this.remove(peer, "timeout"),
    );
  }

  #watchToken(peer: Peer): void {
    const stop = this.#tokens.hold(peer.grants.token, {
      expiring: (ms) => peer.port?.tell("token-expiring", ms),
      ended: () => this.remove(peer, "token"),
    });
    this.#care.set(peer, "token", stop);
  }

  /** Takes a peer out of wherever it is. */
  #retire(peer: Peer): void {
    peer.room.peers.delete(peer.id);
    peer.room.lobby.delete(peer.id);
    this.#care.stopAll(peer);
    peer.retire();
  }

  /** Who still waits cannot be admitted by anyone any more. */
  #forget(room: Room): void {
    this.#rooms.delete(room.name);
    for (const peer of [...room.lobby.values()]) {
      this.deny(
        peer,
        "no-such-room",
        "Cannot wait any longer: the room has ended",
      );
    }
  }
}

function waiting({ id, room }: Peer): {
  state: "waiting";
  id: string;
  room: RoomInfo;
} {
  return { state: "waiting", id, room: room.infoOutside };
}

/** Why a peer is not in the room any more, for people. */
const REMOVED = {
  timeout: "You were away for longer than your seat is kept",
  kicked: "The host has removed you",
  token: "Your token has ended, or was revoked",
  ended: "The host has ended the room",
  replaced: "Your seat was taken by another page of yours",
} as const;
