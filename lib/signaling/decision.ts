/**
 * Whether someone may come into a room: one decision, for who joins and for who only asks.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import type { Grants } from "./admission.ts";
import type { Application } from "./applicant.ts";
import type { PasswordHash } from "./passwords.ts";
import type { Peer } from "./peer.ts";
import { refusal } from "./refusals.ts";
import type { Room } from "./room.ts";

/** What is to be done with someone who asks for a seat. */
export type Decision =
  /** There is no such room: a new one is opened. */
  | { readonly state: "open" }
  /** Its seat, or its place in the lobby, is there: it shows the proof again. */
  | { readonly state: "return"; readonly peer: Peer }
  /** It has a place in the lobby, and need not wait there any longer. */
  | { readonly state: "enter"; readonly peer: Peer }
  /** There is a seat for it. */
  | { readonly state: "seat"; readonly room: Room }
  /** It has to be admitted. */
  | { readonly state: "wait"; readonly room: Room }
  /** It depends on whether this is its password. */
  | {
    readonly state: "password";
    readonly hash: PasswordHash;
    readonly password: string;
  };

/** What is known besides. */
export interface Circumstances {
  /** The room of that name, if there is one. */
  readonly room: Room | undefined;
  /** What the applicant may do. */
  readonly grants: Grants;
  /** Whether someone guards the rooms. */
  readonly isGuarded: boolean;
  /** Whether it is banned from that room. */
  readonly isBanned: boolean;
  /** The password that it is known to know. */
  readonly known: PasswordHash | undefined;
  /** Whether the server can have one more room. */
  readonly mayOpen: boolean;
}

/**
 * Decides about `application`. What is said first is what no password would change.
 *
 * @throws {Refusal} What it may not come in for.
 */
export function decide(
  { id, password }: Application,
  { room, grants, isGuarded, isBanned, known, mayOpen }: Circumstances,
): Decision {
  if (isBanned) {
    throw refusal("banned", "Cannot join: the host has removed you");
  }
  if (!room) {
    if (mayOpen) return { state: "open" };
    throw refusal(
      "too-many-rooms",
      "Cannot open the room: the server has as many as it can",
    );
  }
  // Whoever the token makes a host rules the room: nothing in it is closed to it but a lack of seats.
  const isHost = grants.role === "host";
  const peer = room.peers.get(id) ?? room.lobby.get(id);
  if (peer) {
    const enters = peer.place === "lobby" && isHost && !room.isFull;
    return { state: enters ? "enter" : "return", peer };
  }
  // Where nobody is left to open it, and no guard makes anyone a host, it would stay closed for ever.
  const isRuled = room.host !== undefined || isGuarded;
  if (room.isLocked && isRuled && !isHost) {
    throw refusal("room-locked", "Cannot join: the room is locked");
  }
  if (room.isFull) {
    throw refusal(
      "room-full",
      `Cannot join: all ${room.capacity} seats are taken`,
    );
  }
  if (room.password && room.password !== known && !isHost) {
    if (password === undefined) {
      throw refusal(
        "password-required",
        "Cannot join: the room has a password",
      );
    }
    return { state: "password", hash: room.password, password };
  }
  if (!room.hasLobby || !isRuled || isHost) return { state: "seat", room };
  if (room.lobby.size >= ROOM_LIMITS.knocks) {
    throw refusal(
      "lobby-full",
      `Cannot wait to be admitted: ${ROOM_LIMITS.knocks} people wait already`,
    );
  }
  return { state: "wait", room };
}
