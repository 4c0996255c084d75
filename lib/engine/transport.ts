/**
 * What a connection needs of a WebSocket, and no more: the seam for another kind of transport.
 *
 * @module
 */

import type { Encoded } from "../wire/mod.ts";

/** The writing half of an open WebSocket. */
export interface Transport {
  /** Bytes that were sent and have not left yet. */
  readonly backlog: number;
  /** Sends a frame: of text, or a binary one. Does nothing once the transport is closing. */
  send(frame: Encoded): void;
  /** Begins to close. A peer that does not answer can keep that from ever ending. */
  close(code: number, reason: string): void;
}
