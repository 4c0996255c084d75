/**
 * Which server, and which of its namespaces, an address means.
 *
 * @module
 */

import { MAIN_NAMESPACE } from "../wire/mod.ts";

/** What an address says. */
export interface Place {
  /** The server, such as `wss://example.org`. */
  origin: string;
  /** The namespace: the address's path. */
  ns: string;
  /** What follows the path, with its question mark; empty if nothing does. */
  search: string;
}

/**
 * Reads the address of a server.
 *
 * @param address Such as `https://example.org/chat`; on a page it may be a path, or be left out.
 * @throws {TypeError} If it is none, or is left out where there is no page.
 */
export function locate(address: string = MAIN_NAMESPACE): Place {
  const url = URL.parse(address, globalThis.location?.href);
  if (!url || !/^(http|ws)s?:$/.test(url.protocol)) {
    throw new TypeError(
      `Cannot connect to "${address}": it is no server's address`,
    );
  }
  const { protocol, host, pathname: ns, search } = url;
  return { origin: `${protocol.replace("http", "ws")}//${host}`, ns, search };
}
