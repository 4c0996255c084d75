/**
 * What can be set on a server, and what holds when nothing is.
 *
 * @module
 */

import type { Origins } from "./values.ts";

/** How severe a log record is, from the least to the most. */
export type LogLevel =
  | "trace"
  | "debug"
  | "info"
  | "warning"
  | "error"
  | "fatal";

/** How log lines are written: for people, or one JSON value a line. */
export type LogFormat = "text" | "json";

/** Who receives a peer's `message`: its own room, or everybody. */
export type MessageScope = "room" | "all";

/** What can be set, each by a flag or an environment variable. */
export interface Settings {
  /** TCP port, where 0 lets the system choose. */
  port: number;
  /** Address or host name to listen on. */
  host: string;
  /** Folder to serve in place of Parley's own page. */
  static: string | undefined;
  /** How many people a room holds. */
  roomCapacity: number;
  /** Who receives a peer's `message`. */
  messageScope: MessageScope;
  /** Web pages that may open a WebSocket. */
  origins: Origins;
  /** Path of the TLS certificate chain in PEM. */
  cert: string | undefined;
  /** Path of the TLS private key in PEM. */
  key: string | undefined;
  /** The least severe level that is logged. */
  logLevel: LogLevel;
  /** How log lines are written. */
  logFormat: LogFormat;
}

/** What a server runs with when nothing is set. */
export const DEFAULTS: Readonly<Settings> = {
  port: 2013,
  host: "0.0.0.0",
  static: undefined,
  roomCapacity: 2,
  messageScope: "room",
  origins: "same",
  cert: undefined,
  key: undefined,
  logLevel: "info",
  logFormat: "text",
};
