/**
 * How a client's session with a server behaves, and what holds when nothing is said.
 *
 * @module
 */

import { type Clock, DEFAULT_LIMITS, systemClock } from "../wire/mod.ts";
import { type Dial, dial } from "./wire.ts";

/** How a connection behaves. Everything may be left out. */
export interface ManagerOptions {
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
   * How often to try before giving up.
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
   * Milliseconds that an attempt may take.
   *
   * @default {10000}
   */
  timeout?: number;
  /**
   * Milliseconds that the server may take to answer an event.
   *
   * @default {10000}
   */
  ackTimeout?: number;
  /**
   * How many events are kept for later while there is no connection.
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

/** What a session behaves like when it was told nothing else. */
export const MANAGER_DEFAULTS: Readonly<Required<ManagerOptions>> = {
  path: "/ws",
  reconnection: true,
  reconnectionAttempts: Infinity,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
  timeout: 10_000,
  ackTimeout: 10_000,
  bufferSize: 256,
  windowEnvelopes: DEFAULT_LIMITS.windowEnvelopes,
  windowChars: DEFAULT_LIMITS.windowChars,
  clock: systemClock,
  random: Math.random,
  dial,
};
