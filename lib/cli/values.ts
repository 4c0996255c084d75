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
  readonly leadsTo?: "file" | "folder";
}

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
export function pathOf(leadsTo: "file" | "folder"): Kind<string> {
  return {
    allowed: `the path of a ${leadsTo} that exists`,
    parse: (text) => text,
    leadsTo,
  };
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
    if (text === "same" || text === "any") return text;
    const origins = text.split(",").map((part) => parseOrigin(part.trim()));
    return origins.every((origin) => origin !== undefined)
      ? [...new Set(origins)]
      : undefined;
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
