/**
 * Who has which place: places are given, taken again by their owners, given back and taken away, and
 * everyone concerned is told.
 *
 * @module
 */

import type { Joined, LeftReason, RoomCode, Waiting } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { Grants } from "./admission.ts";
import type { Applicant } from "./applicant.ts";
import type { Decision } from "./decision.ts";
import { MailStore } from "./mail_store.ts";
import { Mailbox } from "./mailbox.ts";
import { Peer } from "./peer.ts";
import { refusal } from "./refusals.ts";
import { Room } from "./room.ts";
import { hostAfter, successorOf, takesOver } from "./succession.ts";
import type { Upkeep } from "./upkeep.ts";

/** What is needed for it. */
export interface SeatingOptions {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** The rooms, by name. */
  readonly rooms: Map<string, Room>;
  /** Seats of a room that nobody asked for more or less of. */
  readonly capacity: number;
  /** The most seats that a room may have. */
  readonly mostSeats: number;
  /** What goes on for a peer while it has a place. */
  readonly upkeep: Upkeep;
}

/** Gives and takes places. */
export class Seating {
  readonly #options: SeatingOptions;
  readonly #rooms: Map<string, Room>;
  readonly #upkeep: Upkeep;
  readonly #store = new MailStore();

  /**
   * Nobody has a place yet.
   *
   * @param options What is needed.
   */
  constructor(options: SeatingOptions) {
    this.#options = options;
    this.#rooms = options.rooms;
    this.#upkeep = options.upkeep;
  }

  /** Does with an applicant what was decided. */
  follow(decision: Decision, applicant: Applicant, grants: Grants): void {
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
      case "enter":
        return this.#enter(decision.peer, applicant, grants);
      case "password":
        throw refusal("password-required", "Cannot join: that is not known");
      default:
        decision satisfies never;
    }
  }

  /** Lets in someone who waits. */
  admit(peer: Peer): void {
    this.#seat(peer, (joined) => peer.port?.tell("admitted", joined));
  }

  /** Sends away someone who waits. */
  deny(peer: Peer, code: RoomCode, message: string): void {
    this.retire(peer);
    peer.port?.tell("denied", { code, message });
  }

  /** Takes a peer's place, whatever it is. Its port is told, unless it left by itself. */
  remove(peer: Peer, reason: LeftReason): void {
    const { room, place } = peer;
    if (place === "gone") return;
    this.retire(peer);
    if (reason !== "left") {
      peer.port?.tell("removed", reason, REMOVED[reason]);
    }
    if (place === "lobby") room.tellLobby();
    else this.#vacate(peer, reason);
    // Last, since the client may have other places, which it loses with its session.
    if (reason === "kicked" || reason === "token") peer.port?.expel();
  }

  #vacate(peer: Peer, reason: LeftReason): void {
    const { room } = peer;
    room.tell(["peer-left", peer.id, reason]);
    if (room.host === peer) {
      this.crown(room, successorOf(room.peers.values()));
    }
    if (room.peers.size === 0) this.#forget(room);
  }

  /** Ends a room for all. */
  end(room: Room): void {
    for (const peer of [...room.peers.values(), ...room.lobby.values()]) {
      this.retire(peer);
      peer.port?.tell("removed", "ended", REMOVED.ended);
    }
    this.#forget(room);
  }

  /** Makes someone host, or nobody, and tells all; `byHand` if the host before wanted it so. */
  crown(room: Room, peer: Peer | undefined, byHand: boolean = false): void {
    const changed = room.crown(peer, byHand);
    if (changed.length === 0) return;
    for (const one of changed) room.tellOf(one);
    room.tellChange();
    if (room.lobby.size > 0) room.tellLobby();
  }

  /** A peer is not here: its place is kept for a while. */
  miss(peer: Peer): void {
    peer.room.tellOf(peer);
    this.#upkeep.miss(peer, () => this.remove(peer, "timeout"));
  }

  /** Another token counts in place of a peer's, also for who is host and who has to wait. */
  regrant(peer: Peer, grants: Grants): void {
    const { room, grants: { role: former } } = peer;
    peer.grants = grants;
    this.#watchToken(peer);
    if (peer.place === "room") this.crown(room, hostAfter(peer, former));
    else if (grants.role === "host" && !room.isFull) {
      this.admit(peer);
      room.tellLobby();
    }
  }

  /** Takes a peer out of wherever it is; nobody is told, and an empty room is forgotten later. */
  retire(peer: Peer): void {
    peer.room.peers.delete(peer.id);
    peer.room.lobby.delete(peer.id);
    this.#upkeep.stop(peer);
    peer.retire();
  }

  /** Watches a peer's token, which its place hangs on. */
  #watchToken(peer: Peer): void {
    this.#upkeep.watchToken(peer, () => this.remove(peer, "token"));
  }

  #open(applicant: Applicant, grants: Grants): Room {
    const { capacity, mostSeats } = this.#options;
    const seats = grants.capacity ?? applicant.capacity ?? capacity;
    const room = new Room(applicant.room, Math.min(seats, mostSeats));
    this.#rooms.set(room.name, room);
    return room;
  }

  #make(room: Room, applicant: Applicant, grants: Grants): Peer {
    const mailbox = new Mailbox(this.#options.clock, this.#store);
    const peer = new Peer(room, applicant.id, applicant, grants, mailbox);
    this.#watchToken(peer);
    return peer;
  }

  #take(room: Room, applicant: Applicant, grants: Grants): void {
    const peer = this.#make(room, applicant, grants);
    this.#seat(peer, (joined) => applicant.accept(peer, joined));
  }

  /** Gives a peer a seat, and tells it so before the others. */
  #seat(peer: Peer, accept: (joined: Joined) => void): void {
    const { room } = peer;
    room.lobby.delete(peer.id);
    room.peers.set(peer.id, peer);
    peer.place = "room";
    const changed = takesOver(peer, room.host) ? room.crown(peer) : [];
    accept(this.#joined(peer));
    room.introduce(peer);
    this.#tellRoles(changed, peer);
    peer.openMailbox();
  }

  #wait(room: Room, applicant: Applicant, grants: Grants): void {
    const peer = this.#make(room, applicant, grants);
    room.lobby.set(peer.id, peer);
    applicant.accept(peer, waiting(peer));
    room.tellLobby();
  }

  /** Gives a peer that shows its proof again the place that it had. */
  #return(peer: Peer, applicant: Applicant, grants: Grants): void {
    const { room, grants: { role } } = peer;
    const isAsBefore = peer.hasFeatures(applicant.features);
    this.#renew(peer, applicant, grants);
    if (peer.place === "lobby") {
      applicant.accept(peer, waiting(peer));
      return room.tellLobby();
    }
    const changed = room.crown(hostAfter(peer, role));
    applicant.accept(peer, this.#joined(peer));
    if (isAsBefore) room.tellOf(peer, peer);
    else {
      // Who gives way at glare may have changed with them.
      room.tell(["peer-left", peer.id, "left"], peer);
      room.introduce(peer);
    }
    this.#tellRoles(changed, peer);
    peer.openMailbox();
  }

  /** Gives a peer that shows its proof again, and need not wait any longer, a seat. */
  #enter(peer: Peer, applicant: Applicant, grants: Grants): void {
    this.#renew(peer, applicant, grants);
    this.#seat(peer, (joined) => applicant.accept(peer, joined));
    peer.room.tellLobby();
  }

  /** A peer goes on with what it comes with now, and not with its former page. */
  #renew(peer: Peer, applicant: Applicant, grants: Grants): void {
    const { port: former } = peer;
    peer.renew(applicant, grants);
    former?.tell("removed", "replaced", REMOVED.replaced);
    former?.close();
    this.#upkeep.find(peer);
    this.#watchToken(peer);
  }

  /** Tells of new roles; `arrived` knows of all, and the others of its own. */
  #tellRoles(changed: readonly Peer[], arrived: Peer): void {
    const { room } = arrived;
    if (changed.length === 0) return;
    for (const other of changed) {
      if (other !== arrived) room.tellOf(other, arrived);
    }
    room.tellChange(arrived);
    if (room.host !== arrived && room.lobby.size > 0) room.tellLobby();
  }

  #joined(peer: Peer): Joined {
    const { graceMs } = this.#upkeep;
    return peer.room.joined(peer, this.#upkeep.iceFor(peer), graceMs);
  }

  /** Who still waits can be admitted by nobody any more. */
  #forget(room: Room): void {
    this.#rooms.delete(room.name);
    for (const peer of [...room.lobby.values()]) {
      this.deny(
        peer,
        "no-such-room",
        "Cannot wait any longer: the room is over",
      );
    }
  }
}

function waiting({ id, room }: Peer): Waiting {
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
