/**
 * What is known of a client from the request that opened its connection.
 *
 * @module
 */

/** The opening request, as it was. Reading the request itself after the upgrade would throw. */
export interface OpeningRequest {
  /** The headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the other end of the TCP connection: the client's, or a proxy's. */
  readonly address: string;
  /** Path and query, such as `/ws?x=1`. */
  readonly url: string;
  /** The parameters of the query; the last one counts where a name comes twice. */
  readonly query: Readonly<Record<string, string>>;
  /** Whether the connection is encrypted up to this server. */
  readonly secure: boolean;
}

/** The details of how a socket came to be; Socket.IO's `socket.handshake`. */
export interface Handshake extends OpeningRequest {
  /** When the socket connected, in milliseconds since 1970. */
  readonly issued: number;
  /** The same moment as text, as `Date` writes it. */
  readonly time: string;
  /** Whether a page opened the connection, of whichever origin: `headers.origin` says which. */
  readonly xdomain: boolean;
  /** What the client gave as `auth`, or `{}` if it gave nothing. Not checked by anyone yet. */
  readonly auth: unknown;
}

/** Copies what is worth keeping of `request`; to be called before its upgrade. */
export function snapshot(
  request: Request,
  url: URL,
  address: string,
): OpeningRequest {
  return {
    headers: dictionary(request.headers),
    address,
    url: url.pathname + url.search,
    query: url.search === "" ? NO_QUERY : dictionary(url.searchParams),
    secure: url.protocol === "https:",
  };
}

/** What a client gave as `auth`: `{}` if it gave nothing, so that code may look for a name in it. */
export function authOf(given: unknown): unknown {
  return given ?? {};
}

/** What a {@linkcode Handshake} is made of. */
export interface Arrival {
  /** The request that opened the connection. */
  readonly request: OpeningRequest;
  /** What the client gave as `auth`. */
  readonly auth: unknown;
  /** When it did, in milliseconds since 1970. */
  readonly issued: number;
}

/** How a socket comes to be now, over a connection that was opened by `request`. */
export function arrival(request: OpeningRequest, auth: unknown): Arrival {
  return { request, auth, issued: Date.now() };
}

/** The same as the application sees it: not made before it looks, since most never do. */
export function handshakeOf({ request, auth, issued }: Arrival): Handshake {
  const time = new Date(issued).toString();
  const xdomain = request.headers.origin !== undefined;
  return { ...request, issued, time, xdomain, auth: authOf(auth) };
}

/** Names and values, such as a `Headers` has. */
interface Entries {
  forEach(tell: (value: string, name: string) => void): void;
}

/**
 * Without a prototype, since the names come from the network. Not by `Object.create(null)`: V8 makes
 * a table of that, which takes several times the memory of an object.
 */
function dictionary(entries: Entries): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.setPrototypeOf({}, null);
  entries.forEach((value, name) => record[name] = value);
  return Object.freeze(record);
}

/** Most requests have no query. */
const NO_QUERY = dictionary(new URLSearchParams());
