/**
 * The seam between a session and the sockets that share it.
 *
 * @module
 */

import type {
  AckEnvelope,
  EventEnvelope,
  Refusal,
  ResetReason,
} from "../wire/mod.ts";

/**
 * Why a socket on the client ended, in Socket.IO's words: one of the two sides disconnected it, or
 * the connection was lost, nothing was heard for too long, or what came could not be read.
 */
export type DisconnectReason =
  | "io server disconnect"
  | "io client disconnect"
  | "transport close"
  | "ping timeout"
  | "parse error";

/** An event that was sent, and of which nobody can say whether it arrived. */
export interface Unconfirmed {
  /** The event's name. */
  event: string;
  /** Its arguments. */
  args: unknown[];
}

/** The end of a connection that is in a namespace. */
export interface ManagedSocket {
  /** Whether it wants to be connected. */
  readonly active: boolean;
  /** Whether the server has let it in, and can be reached. */
  readonly connected: boolean;
  /** What it shows when it connects, asked for at every attempt. */
  auth(): unknown;
  /** The server let it in, under this id. */
  welcomed(id: string): void;
  /** The connection is there again, and the session went on: nothing was missed. */
  back(): void;
  /** The session could not go on. */
  reset(reason: ResetReason, unconfirmed: Unconfirmed[]): void;
  /** There is room for what waits to be sent. */
  drained(): void;
  /** The server did not let it in, or could not be reached; `final` if it is not to try again. */
  rejected(error: Error, final: boolean): void;
  /** The connection is gone, or the server has ended it; `final` if it is not to come back. */
  lost(reason: DisconnectReason, final: boolean): void;
  /** Takes an event that the server sent. */
  event(envelope: EventEnvelope): void;
  /** Takes an answer that the server sent. */
  ack(envelope: AckEnvelope): void;
  /** Takes the server's refusal of something. */
  refused(refusal: Refusal): void;
}
