/**
 * What a connection needs of a WebSocket, and no more: the seam for another kind of transport.
 *
 * @module
 */

/** The writing half of an open WebSocket. */
export interface Transport {
  /** Bytes that were sent and have not left yet. */
  readonly backlog: number;
  /** Sends a text frame. Does nothing once the transport is closing. */
  send(text: string): void;
  /** Begins to close. A peer that does not answer can keep that from ever ending. */
  close(code: number, reason: string): void;
}
