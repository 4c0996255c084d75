/**
 * A socket as `fetchSockets` gives it: the socket itself if it is on this node, and otherwise what
 * its node has told of it.
 *
 * @module
 */

import type {
  Answer,
  ArgsBeforeAck,
  EventArgs,
  EventMap,
  EventName,
  TimedSender,
} from "../wire/mod.ts";
import type { RoomNames } from "./aimed.ts";
import type { Handshake } from "./handshake.ts";

/**
 * A socket, wherever it is. Of one that is on another node, what is known is what was so when it
 * was fetched; what is done to it happens as soon as its node hears of it.
 *
 * @typeParam Emit The events that the server sends.
 * @typeParam Data What the application keeps with a socket.
 */
export interface RemoteSocket<
  Emit extends EventMap<Emit>,
  Data extends object = Record<string, unknown>,
> {
  /** The public id. */
  readonly id: string;
  /** How it came to be. */
  readonly handshake: Handshake;
  /** The rooms that it is in, its own among them. */
  readonly rooms: ReadonlySet<string>;
  /** What the application keeps with it. */
  readonly data: Data;
  /** Whether its client has no connection at the moment. */
  readonly away: boolean;
  /** Sends it an event. */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true;
  /** Sends it an event, and resolves to its answer, or rejects with the reason that there is none. */
  emitWithAck<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsBeforeAck<Emit, E>
  ): Promise<Answer<Emit, E>>;
  /** Sends it events whose answer may take `ms` milliseconds. */
  timeout(ms: number): TimedSender<Emit>;
  /** Puts it into a room, or several. */
  join(room: RoomNames): void;
  /** Takes it out of a room. */
  leave(room: string): void;
  /** Ends it; with `close`, its client's session too. */
  disconnect(close?: boolean): unknown;
}
