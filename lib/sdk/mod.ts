/**
 * Calls in a browser: a room on the server, and the connections with everyone in it.
 *
 * @module
 */

export type {
  Attendance,
  AttendanceOptions,
  EndReason,
  RoomState,
} from "./attendance.ts";
export { ChannelError } from "./channel_error.ts";
export type { ChannelErrorCode, FileErrorCode } from "./channel_error.ts";
export type * from "./connection.ts";
export type { Cause, Diagnosis, Evidence, SeenCandidate } from "./diagnose.ts";
export type { SentStatus } from "./direct.ts";
export type { ServerFault } from "./history.ts";
export type { IncomingFile, ReceiveFileOptions } from "./incoming_file.ts";
export { joinRoom } from "./join.ts";
export { Negotiation, type NegotiationOptions } from "./negotiation.ts";
export type { RoomOptions } from "./options.ts";
export type { Peer, PeerEvents, PeerHost, PeerState } from "./peer.ts";
export type { Progress, SendFileOptions } from "./outgoing_file.ts";
export type { Quality, Verdict as QualityVerdict } from "./quality.ts";
export type { CandidateType, Path, Sample } from "./statistics.ts";
export type { Published } from "./published.ts";
export type { PublishOptions, Room, RoomEvents, RoomParts } from "./room.ts";
export type { RoomSocket } from "./room_socket.ts";
export type { SeatOptions } from "./request.ts";
export type { Ruling } from "./ruling.ts";
export type { SeatStorage } from "./seat.ts";
export { parseSignal } from "./signal.ts";
export type * from "./signal.ts";
export type { Told } from "./told.ts";
export type * from "../client/core.ts";
export type * from "../parlance/mod.ts";
export { Refusal } from "../wire/mod.ts";
