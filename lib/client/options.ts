/**
 * How a client's session with a server behaves, and what holds when nothing is said.
 *
 * @module
 */

import {
  type Clock,
  systemClock,
  WINDOW_CHARS,
  WINDOW_ENVELOPES,
} from "../wire/mod.ts";
import { type Dial, dial } from "./wire.ts";

/** How a socket behaves. Everything may be left out. */
export interface SocketOptions {
  /**
   * What the server is shown of who connects, as `socket.handshake.auth`. A function is asked at
   * every attempt: for the value, for a promise of it, or, if it has a parameter, to call it with
   * the value.
   */
  auth?: unknown;
  /**
   * Whether to connect at once; otherwise `socket.connect()` does.
   *
   * @default {true}
   */
  autoConnect?: boolean;
  /**
   * How often an event is sent again that the server has not answered, or whose session was lost;
   * the server handles it once. Such events go out one after the other, each when the server has
   * answered the one before, and their handlers have to answer. Volatile events go as always.
   *
   * @default No event waits for another, and what a lost session leaves open is told by `reset`.
   */
  retries?: number;
  /**
   * Milliseconds that the server may take to answer an event.
   *
   * @default {10000}
   */
  ackTimeout?: number;
}

/** How a session, and the sockets that share it, behave. Everything may be left out. */
export interface SessionOptions
  extends Pick<SocketOptions, "autoConnect" | "ackTimeout"> {
  /**
   * The path of the server's WebSocket.
   *
   * @default {"/ws"}
   */
  path?: string;
  /**
   * Whether to come back by itself.
   *
   * @default {true}
   */
  reconnection?: boolean;
  /**
   * How often to try to come back before giving up.
   *
   * @default {Infinity}
   */
  reconnectionAttempts?: number;
  /**
   * Milliseconds: the longest wait before the second attempt, doubled with each further one. The
   * first is made at once.
   *
   * @default {500}
   */
  reconnectionDelay?: number;
  /**
   * Milliseconds that the longest wait never exceeds.
   *
   * @default {5000}
   */
  reconnectionDelayMax?: number;
  /**
   * How much of a wait is left to chance, from 0 to 1: the least that it may be shortened to is
   * none of it at 1, half of it at 0.5. At 0, all clients of a server come back together.
   *
   * @default {1}
   */
  randomizationFactor?: number;
  /**
   * Milliseconds that an attempt may take; `false` if it may take for ever.
   *
   * @default {10000}
   */
  timeout?: number | false;
  /**
   * How many events a socket keeps for later while there is no connection.
   *
   * @default {256}
   */
  bufferSize?: number;
  /**
   * How many events may be on their way without the server's receipt; more wait in the buffer.
   *
   * @default {1024}
   */
  windowEnvelopes?: number;
  /**
   * How many UTF-16 code units these may have together.
   *
   * @default {1048576}
   */
  windowChars?: number;
  /**
   * Where the time comes from.
   *
   * @default The platform's own clock.
   */
  clock?: Clock;
  /**
   * Where the randomness of the waits comes from.
   *
   * @default {Math.random}
   */
  random?: () => number;
  /**
   * What opens a WebSocket.
   *
   * @default The platform's own.
   */
  dial?: Dial;
}

/** How a connection, and the sockets that share it, behave. Everything may be left out. */
export interface ManagerOptions extends SessionOptions {
  /**
   * What the server is told in the WebSocket's address, as `socket.handshake.query`.
   *
   * @default The query of the server's address.
   */
  query?: Readonly<Record<string, string>>;
}

/** What a session behaves like when it was told nothing else. */
export const MANAGER_DEFAULTS: Readonly<
  Required<Omit<SessionOptions, "autoConnect">>
> = {
  path: "/ws",
  reconnection: true,
  reconnectionAttempts: Infinity,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
  randomizationFactor: 1,
  timeout: 10_000,
  ackTimeout: 10_000,
  bufferSize: 256,
  windowEnvelopes: WINDOW_ENVELOPES,
  windowChars: WINDOW_CHARS,
  clock: systemClock,
  random: Math.random,
  dial,
};
