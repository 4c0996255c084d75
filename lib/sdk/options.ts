/**
 * How a room is joined, and what holds when nothing is said.
 *
 * @module
 */

import type { Muted, Waiting } from "../parlance/mod.ts";
import type { SessionOptions } from "../client/core.ts";
import type { RoomState } from "./attendance.ts";
import type { SeatOptions } from "./request.ts";

/** How a room is joined. Everything may be left out. */
export interface RoomOptions extends SeatOptions {
  /** What to send to the others from the beginning: see {@linkcode Room.publish}. */
  stream?: MediaStream;
  /** What is silenced from the beginning: see {@linkcode Room.mute}. Nothing is, unless given. */
  muted?: Partial<Muted>;
  /** More of the connections' configuration, such as `iceTransportPolicy`. */
  rtc?: RTCConfiguration;
  /** How the connection with the server behaves. */
  connection?: SessionOptions;
  /** Hears that the host has to let this peer in. */
  onWaiting?(waiting: Waiting): void;
  /**
   * Hears when it changes where this peer is, also before there is a room. To begin with it is `connecting`,
   * which is not told.
   */
  onState?(state: RoomState): void;
  /**
   * Makes a connection.
   *
   * @default `new RTCPeerConnection(configuration)`
   */
  createConnection?(configuration: RTCConfiguration): RTCPeerConnection;
}
