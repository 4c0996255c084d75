/**
 * Calls in a browser: a room on the server, and the connections with everyone in it.
 *
 * @module
 */

export type {
  Attendance,
  AttendanceOptions,
  EndReason,
  RoomSocket,
  RoomState,
} from "./attendance.ts";
export type * from "./connection.ts";
export { joinRoom } from "./join.ts";
export { Negotiation, type NegotiationOptions } from "./negotiation.ts";
export type { RoomOptions } from "./options.ts";
export type { Peer, PeerEvents, PeerHost, PeerState } from "./peer.ts";
export type { Published } from "./published.ts";
export type { Room, RoomEvents, RoomParts } from "./room.ts";
export type { Ruling } from "./ruling.ts";
export type { SeatStorage } from "./seat.ts";
export { parseSignal } from "./signal.ts";
export type * from "./signal.ts";
export type { Told } from "./told.ts";
export type * from "../client/core.ts";
export type * from "../parlance/mod.ts";
export { Refusal } from "../wire/mod.ts";
