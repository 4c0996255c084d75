/**
 * The platform's WebSocket, reduced to what a connection needs: the seam for a test's own.
 *
 * @module
 */

import type { Encoded } from "../wire/mod.ts";

/** The writing half of a WebSocket. */
export interface Wire {
  /** Sends a frame: of text, or a binary one. */
  send(frame: Encoded): void;
  /** Closes; what is heard of it later means nothing. */
  close(code: number): void;
}

/** What happens on a WebSocket. */
export interface WireEvents {
  /** It is open. */
  opened(): void;
  /** A frame has come. */
  received(data: unknown): void;
  /** It is closed, or could not be opened. */
  closed(code: number): void;
}

/** Opens a WebSocket. */
export type Dial = (url: string, events: WireEvents) => Wire;

/** Opens a WebSocket of the platform's. */
export function dial(url: string, events: WireEvents): Wire {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => events.received(data);
  socket.onclose = ({ code }) => events.closed(code);
  return socket;
}
