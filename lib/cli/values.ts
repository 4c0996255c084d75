/**
 * The kinds of value that an option can have. A kind reads text that a person
 * wrote and knows the words for what it would have accepted.
 *
 * @module
 */

import { isIP } from "node:net";

/** Reads the text of an option, and says what is allowed when it cannot. */
export interface Kind<T> {
  /** Ends a sentence that starts with "it must be". */
  readonly allowed: string;
  /** The value that `text` stands for, or `undefined` if it stands for none. */
  parse(text: string): T | undefined;
  /** What has to be at the path that the text is, if it is a path. */
  readonly leadsTo?: (text: string) => Place | undefined;
  /** Whether the text is nobody's business: what is wrong with it is told without it. */
  readonly hidden?: boolean;
}

/** What can be at a path. */
export type Place = "file" | "folder";

/** Web pages that may open a WebSocket: by rule, or by a list of origins. */
export type Origins = "same" | "any" | readonly string[];

/** A whole number in decimal digits, both limits included. */
export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** One of a few words, in the case given. */
export function oneOf<T extends string>(...words: readonly T[]): Kind<T> {
  return {
    allowed: `one of ${words.join(", ")}`,
    parse: (text) => words.find((word) => word === text),
  };
}

/** A path, of which only someone with a file system can say more. */
export function pathOf(place: Place): Kind<string> {
  return {
    allowed: `the path of a ${place} that exists`,
    parse: (text) => text,
    leadsTo: () => place,
  };
}

/** Text for people or programs: short, and on one line. */
export const TEXT: Kind<string> = {
  allowed: "text of at most 256 characters on one line",
  parse: (text) => /^\P{Cc}{1,256}$/u.test(text) ? text : undefined,
};

/** A secret that can be shown in a header: nothing in it ends a word. */
export const SECRET: Kind<string> = {
  allowed: "a secret of at least 32 characters, without spaces",
  parse: (text) => /^[!-~]{32,}$/.test(text) ? text : undefined,
  hidden: true,
};

/** Secrets separated by commas, of so many characters each, and more. */
export function secretsOf(chars: number): Kind<readonly string[]> {
  return {
    allowed: `secrets of at least ${chars} characters, separated by commas`,
    parse: (text) =>
      listOf(text, (part) => part.length >= chars ? part : undefined),
    hidden: true,
  };
}

/** Where a key set is: an address, or the path of a file. */
export const KEY_SET: Kind<URL | string> = {
  allowed: "the path of a file that exists, or an https address",
  parse: (text) => SCHEME_REGEXP.test(text) ? parseKeySetUrl(text) : text,
  leadsTo: (text) => SCHEME_REGEXP.test(text) ? undefined : "file",
};

const SCHEME_REGEXP = /^[a-z][a-z0-9+.-]+:\/\//i;

/** Whoever can change what is there could sign any token: so https, or this machine. */
function parseKeySetUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return;
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isSafe = url.protocol === "https:" ||
    url.protocol === "http:" && isLocal;
  return isSafe ? url : undefined;
}

/** The parts between commas, each once; `undefined` if one of them stands for nothing. */
export function listOf<T>(
  text: string,
  parse: (part: string) => T | undefined,
): readonly T[] | undefined {
  const parts = text.split(",").map((part) => parse(part.trim()));
  return parts.every((part) => part !== undefined)
    ? [...new Set(parts)]
    : undefined;
}

/** An address or a host name to listen on: no scheme, port or brackets. */
export const HOST: Kind<string> = {
  allowed: "an IP address or a host name",
  parse(text) {
    // A URL parser keeps a plain host name as it is, and rewrites or refuses
    // what only looks like one: "127.1", "999.1.1.1", "a:80", "a/b".
    const hostname = URL.parse(`http://${text}/`)?.hostname;
    const isName = hostname === text.toLowerCase() && !text.startsWith("[");
    return isName || isIP(text) !== 0 ? text : undefined;
  },
};

/** `same`, `any`, or origins separated by commas. */
export const ORIGINS: Kind<Origins> = {
  allowed:
    "same, any, or origins such as https://example.org separated by commas",
  parse(text) {
    return text === "same" || text === "any" ? text : listOf(text, parseOrigin);
  },
};

/** The origin as a browser spells it, if `text` is an origin and no more. */
function parseOrigin(text: string): string | undefined {
  // The parser takes "https://*.example.org" for a host, which no browser is
  // ever on: the rule would silently match nobody.
  if (!/^https?:/i.test(text) || text.includes("*")) return undefined;
  const url = URL.parse(text);
  return url?.href === `${url?.origin}/` ? url?.origin : undefined;
}
