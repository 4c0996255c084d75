/**
 * The one table of what can be set. Flags, environment variables, help text
 * and the reading of values all follow from it: a new option is a field of
 * {@link Settings}, its default, and a row here.
 *
 * @module
 */

import type {
  LogFormat,
  LogLevel,
  MessageScope,
  Settings,
} from "./settings.ts";
import { iceUrls } from "./ice_urls.ts";
import {
  HOST,
  KEY_SET,
  type Kind,
  oneOf,
  ORIGINS,
  pathOf,
  SECRET,
  secretsOf,
  TEXT,
  wholeNumber,
} from "./values.ts";

/** One row of the table. */
export interface Option<T> {
  /** Name on the command line, without the two dashes. */
  readonly flag: string;
  /** Name in the environment and in `.env`. */
  readonly env: string;
  /** Stands for the value in the help text. */
  readonly placeholder: string;
  /** Says in the help text what the option does. */
  readonly about: string;
  /** Reads the value. */
  readonly kind: Kind<T>;
}

/** Every option, in the order in which the help text shows them. */
export const OPTIONS: { readonly [K in keyof Settings]: Option<Settings[K]> } =
  {
    port: {
      flag: "port",
      env: "PARLEY_PORT",
      placeholder: "PORT",
      about: "Port to listen on; 0 takes any free one",
      kind: wholeNumber(0, 65535),
    },
    host: {
      flag: "host",
      env: "PARLEY_HOST",
      placeholder: "HOST",
      about: "Address to listen on; 127.0.0.1 keeps it to this machine",
      kind: HOST,
    },
    static: {
      flag: "static",
      env: "PARLEY_STATIC",
      placeholder: "DIR",
      about: "Folder to serve in place of Parley's own page",
      kind: pathOf("folder"),
    },
    roomCapacity: {
      flag: "room-capacity",
      env: "PARLEY_ROOM_CAPACITY",
      placeholder: "COUNT",
      about: "People in a room, from 2 to 16",
      // Everyone sends media to everyone else: past 16, no uplink keeps up.
      kind: wholeNumber(2, 16),
    },
    messageScope: {
      flag: "message-scope",
      env: "PARLEY_MESSAGE_SCOPE",
      placeholder: "SCOPE",
      about: "Who receives a message: room (those in it) or all",
      kind: oneOf<MessageScope>("room", "all"),
    },
    origins: {
      flag: "origins",
      env: "PARLEY_ORIGINS",
      placeholder: "LIST",
      about: "Web pages that may connect: same (this server's), any, " +
        "or origins separated by commas",
      kind: ORIGINS,
    },
    cert: {
      flag: "cert",
      env: "PARLEY_CERT",
      placeholder: "FILE",
      about: "Certificate chain in PEM, to serve https; needs --key",
      kind: pathOf("file"),
    },
    key: {
      flag: "key",
      env: "PARLEY_KEY",
      placeholder: "FILE",
      about: "Private key in PEM, to serve https; needs --cert",
      kind: pathOf("file"),
    },
    tokenSecrets: {
      flag: "token-secrets",
      env: "PARLEY_TOKEN_SECRETS",
      placeholder: "LIST",
      about: "Secrets that sign tokens (HS256), which are asked for then; " +
        "deno task token signs with the first",
      // HS256 makes 256 bits of it, and is no stronger than what it is given.
      kind: secretsOf(32),
    },
    tokenJwks: {
      flag: "token-jwks",
      env: "PARLEY_TOKEN_JWKS",
      placeholder: "WHERE",
      about: "Public keys that sign tokens, as a JWK Set: a file or an " +
        "https address",
      kind: KEY_SET,
    },
    tokenIssuer: {
      flag: "token-issuer",
      env: "PARLEY_TOKEN_ISSUER",
      placeholder: "NAME",
      about: "Who has to have made a token (iss)",
      kind: TEXT,
    },
    tokenAudience: {
      flag: "token-audience",
      env: "PARLEY_TOKEN_AUDIENCE",
      placeholder: "NAME",
      about: "Whom a token has to be for (aud)",
      kind: TEXT,
    },
    adminSecret: {
      flag: "admin-secret",
      env: "PARLEY_ADMIN_SECRET",
      placeholder: "SECRET",
      about: "Whoever shows it may revoke tokens: POST /tokens/revoke",
      kind: SECRET,
    },
    stun: {
      flag: "stun",
      env: "PARLEY_STUN",
      placeholder: "URLS",
      about: "STUN servers, which tell peers their address",
      kind: iceUrls("stun"),
    },
    turn: {
      flag: "turn",
      env: "PARLEY_TURN",
      placeholder: "URLS",
      about: "TURN servers, which relay where nothing else works; " +
        "needs --turn-secrets",
      kind: iceUrls("turn"),
    },
    turnSecrets: {
      flag: "turn-secrets",
      env: "PARLEY_TURN_SECRETS",
      placeholder: "LIST",
      about: "Secrets of the TURN servers (use-auth-secret); " +
        "the first one signs",
      // Whoever has a credential can try secrets against it at leisure.
      kind: secretsOf(16),
    },
    turnTtl: {
      flag: "turn-ttl",
      env: "PARLEY_TURN_TTL",
      placeholder: "SECONDS",
      about: "How long a TURN credential is good, from 60 to 86400",
      kind: wholeNumber(60, 86_400),
    },
    grace: {
      flag: "grace",
      env: "PARLEY_GRACE",
      placeholder: "SECONDS",
      about: "How long a seat is kept for whoever is away, from 1 to 120",
      kind: wholeNumber(1, 120),
    },
    logLevel: {
      flag: "log-level",
      env: "PARLEY_LOG_LEVEL",
      placeholder: "LEVEL",
      about: "Least level to log: trace, debug, info, warning, error or fatal",
      kind: oneOf<LogLevel>(
        "trace",
        "debug",
        "info",
        "warning",
        "error",
        "fatal",
      ),
    },
    logFormat: {
      flag: "log-format",
      env: "PARLEY_LOG_FORMAT",
      placeholder: "FORMAT",
      about: "Log lines as text or json",
      kind: oneOf<LogFormat>("text", "json"),
    },
  };

/** The keys of {@link OPTIONS}, in its order. */
export const SETTING_NAMES: readonly (keyof Settings)[] = namesOf(OPTIONS);

/** Every environment variable that Parley reads. */
export const ENV_NAMES: readonly string[] = SETTING_NAMES.map((name) =>
  OPTIONS[name].env
);

/** A flag that takes no value and ends the program once it has answered. */
export interface Question {
  /** Name on the command line, without the two dashes. */
  readonly flag: "help" | "version";
  /** Letter for the short form. */
  readonly short: string;
  /** Says in the help text what the flag does. */
  readonly about: string;
}

/** What can be asked instead of running. */
export const QUESTIONS: readonly Question[] = [
  { flag: "help", short: "h", about: "Show this help and exit" },
  { flag: "version", short: "V", about: "Show the version and exit" },
];

/** The names of an object's fields, typed as such. */
function namesOf<T extends object>(table: T): Extract<keyof T, string>[] {
  const names: Extract<keyof T, string>[] = [];
  for (const name in table) names.push(name);
  return names;
}
