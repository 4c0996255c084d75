/**
 * The platform's WebSocket, reduced to what a connection needs: the seam for a test's own.
 *
 * @module
 */

/** The writing half of a WebSocket. */
export interface Wire {
  /** Sends a text frame. */
  send(text: string): void;
  /** Closes; nothing is heard of it any more. */
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
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => events.received(data);
  socket.onclose = ({ code }) => events.closed(code);
  return {
    send: (text) => socket.send(text),
    close(code) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code);
    },
  };
}
