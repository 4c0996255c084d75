/**
 * How a room is joined, and what holds when nothing is said.
 *
 * @module
 */

import type { Feature, Json, Muted, Waiting } from "../parlance/mod.ts";
import type { SessionOptions } from "../client/core.ts";
import type { RoomState } from "./attendance.ts";
import type { SeatStorage } from "./seat.ts";

/** How a room is joined. Everything may be left out. */
export interface RoomOptions {
  /** What to send to the others from the beginning: see {@linkcode Room.publish}. */
  stream?: MediaStream;
  /**
   * What the others are to call this peer.
   *
   * @default {"Guest"}
   */
  name?: string;
  /** What is silenced from the beginning: see {@linkcode Room.mute}. Nothing is, unless given. */
  muted?: Partial<Muted>;
  /**
   * Whatever the others are to know of this peer.
   *
   * @default {null}
   */
  metadata?: Json;
  /** The room's password. */
  password?: string;
  /** A token, or what gives one: it is asked at each attempt to join, and before a token ends. */
  token?: string | (() => string | Promise<string>);
  /**
   * Where the seat's proof is kept while the page is loaded again; `null` if a reload is to be
   * somebody new.
   *
   * @default The page's `sessionStorage`, where there is one.
   */
  storage?: SeatStorage | null;
  /**
   * Seats of the room, if this opens it.
   *
   * @default What the server says.
   */
  capacity?: number;
  /** More of the connections' configuration, such as `iceTransportPolicy`. */
  rtc?: RTCConfiguration;
  /**
   * What this WebRTC stack can do. Without `"rollback"`, all descriptions are asked for by name.
   *
   * @default {["rollback"]}
   */
  features?: readonly Feature[];
  /** How the connection with the server behaves. */
  connection?: SessionOptions;
  /** Ends the attempt to join, as long as it has not succeeded. */
  signal?: AbortSignal;
  /** Hears that the host has to let this peer in. */
  onWaiting?(waiting: Waiting): void;
  /** Hears where this peer is, from the beginning on. */
  onState?(state: RoomState): void;
  /**
   * Makes a connection.
   *
   * @default `new RTCPeerConnection(configuration)`
   */
  createConnection?(configuration: RTCConfiguration): RTCPeerConnection;
  /**
   * Makes an id of so many random bytes, in base64url.
   *
   * @internal
   */
  createId?(bytes: number): string;
}
