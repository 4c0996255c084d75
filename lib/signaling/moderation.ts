/**
 * Ruling a room: what the host may do, and what comes of it.
 *
 * @module
 */

import type { Action } from "../parlance/mod.ts";
import type { Peer } from "./peer.ts";
import { refusal } from "./refusals.ts";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";

/**
 * Does what `peer` asks for, if it is the host. All of it happens at once but a new password, which
 * takes a while to be hashed.
 *
 * @throws {Refusal} `not-joined`, `not-allowed`, `no-such-peer`, `room-full`, `too-many-attempts`.
 */
export function moderate(
  rooms: Rooms,
  peer: Peer,
  action: Action,
): void | Promise<void> {
  assertHost(peer);
  const { room } = peer;
  switch (action.do) {
    case "lock":
      room.isLocked = action.locked;
      return room.tellChange();
    case "password":
      return changePassword(rooms, peer, action.password);
    case "lobby":
      return changeLobby(rooms, room, action.lobby);
    case "admit":
      return admit(rooms, waiting(room, action.peer));
    case "deny":
      return deny(rooms, waiting(room, action.peer));
    case "kick":
      return kick(rooms, peer, action.peer, action.banMs);
    case "ask-to-mute":
      return void seated(room, action.peer).port?.tell(
        "mute-asked",
        action.kind,
        peer.id,
      );
    case "hand-over":
      return handOver(rooms, seated(room, action.peer));
    case "capacity":
      room.capacity = action.capacity;
      return room.tellChange();
    case "data":
      room.data = action.data;
      return room.tellChange();
    case "end":
      return rooms.seating.end(room);
    default:
      action satisfies never;
  }
}

function assertHost(peer: Peer): void {
  if (peer.place !== "room") {
    throw refusal("not-joined", "Cannot rule the room: you are not in it");
  }
  if (peer.room.host !== peer) {
    throw refusal("not-allowed", "Cannot rule the room: you are not its host");
  }
}

async function changePassword(
  rooms: Rooms,
  peer: Peer,
  password: string | null,
): Promise<void> {
  const { room } = peer;
  if (password === null) room.password = undefined;
  else {
    const hash = await rooms.passwords.hash(password);
    assertHost(peer); // It may have gone meanwhile, or handed over.
    room.password = hash;
  }
  room.tellChange();
}

/** Who waits when there is no lobby any more is let in, as far as there are seats. */
function changeLobby(rooms: Rooms, room: Room, hasLobby: boolean): void {
  room.hasLobby = hasLobby;
  room.tellChange();
  if (hasLobby) return;
  for (const peer of [...room.lobby.values()]) {
    if (!room.isFull) rooms.seating.admit(peer);
    else {
      rooms.seating.deny(
        peer,
        "room-full",
        `Cannot join: all ${room.capacity} seats are taken`,
      );
    }
  }
  room.tellLobby();
}

function admit(rooms: Rooms, peer: Peer): void {
  const { room } = peer;
  if (room.isFull) {
    throw refusal(
      "room-full",
      `Cannot admit: all ${room.capacity} seats are taken`,
    );
  }
  rooms.seating.admit(peer);
  room.tellLobby();
}

function deny(rooms: Rooms, peer: Peer): void {
  rooms.seating.deny(peer, "denied", "The host has not let you in");
  peer.room.tellLobby();
}

function kick(rooms: Rooms, peer: Peer, id: string, banMs = 0): void {
  const { room } = peer;
  const target = room.peers.get(id) ?? waiting(room, id);
  if (target === peer) {
    throw refusal("not-allowed", "Cannot remove yourself: leave instead");
  }
  rooms.bans.add(room.name, banMs, id, target.grants.token);
  rooms.seating.remove(target, "kicked");
}

function handOver(rooms: Rooms, peer: Peer): void {
  if (!peer.speaksRooms) {
    throw refusal(
      "not-allowed",
      "Cannot hand over: that peer's program knows nothing of hosts",
    );
  }
  rooms.seating.crown(peer.room, peer, true);
}

function seated(room: Room, id: string): Peer {
  return found(room.peers.get(id));
}

function waiting(room: Room, id: string): Peer {
  return found(room.lobby.get(id));
}

function found(peer: Peer | undefined): Peer {
  if (peer) return peer;
  throw refusal("no-such-peer", "Cannot find that peer: it is not there");
}
