/**
 * A socket as `fetchSockets` gives it: with one process it is the socket itself, with several it
 * may be in another.
 *
 * @module
 */

import type { EventArgs, EventMap, EventName } from "../wire/mod.ts";
import type { RoomNames } from "./audience.ts";
import type { Handshake } from "./handshake.ts";

/**
 * A socket, wherever it is.
 *
 * @typeParam Emit The events that the server sends.
 */
export interface RemoteSocket<Emit extends EventMap<Emit>> {
  /** The public id. */
  readonly id: string;
  /** How it came to be. */
  readonly handshake: Handshake;
  /** The rooms that it is in, its own among them. */
  readonly rooms: ReadonlySet<string>;
  /** What the application keeps with it. */
  readonly data: Record<string, unknown>;
  /** Whether its client has no connection at the moment. */
  readonly away: boolean;
  /** Sends it an event. */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true;
  /** Puts it into a room, or several. */
  join(room: RoomNames): void;
  /** Takes it out of a room. */
  leave(room: string): void;
  /** Ends it. */
  disconnect(close?: boolean): unknown;
}
