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
  /** Secrets that tokens may be signed with; the first one signs. */
  tokenSecrets: readonly string[] | undefined;
  /** Where the public keys are that tokens may be signed with: an address or a path. */
  tokenJwks: URL | string | undefined;
  /** Who has to have made a token. */
  tokenIssuer: string | undefined;
  /** Whom a token has to be for. */
  tokenAudience: string | undefined;
  /** What whoever runs the server shows to revoke tokens. */
  adminSecret: string | undefined;
  /** Addresses of STUN servers. */
  stun: readonly string[] | undefined;
  /** Addresses of TURN servers. */
  turn: readonly string[] | undefined;
  /** Secrets that these servers take; the first one signs. */
  turnSecrets: readonly string[] | undefined;
  /** Seconds for which a TURN credential is good. */
  turnTtl: number;
  /** Seconds for which a seat is kept while whoever has it is away. */
  grace: number;
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
  tokenSecrets: undefined,
  tokenJwks: undefined,
  tokenIssuer: undefined,
  tokenAudience: undefined,
  adminSecret: undefined,
  stun: undefined,
  turn: undefined,
  turnSecrets: undefined,
  turnTtl: 3_600,
  grace: 15,
  logLevel: "info",
  logFormat: "text",
};
