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
import {
  HOST,
  type Kind,
  oneOf,
  ORIGINS,
  pathOf,
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
