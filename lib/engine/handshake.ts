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
    query: dictionary(url.searchParams),
    secure: url.protocol === "https:",
  };
}

/** What a client gave as `auth`: `{}` if it gave nothing, so that code may look for a name in it. */
export function authOf(given: unknown): unknown {
  return given ?? {};
}

/** How a socket comes to be now, over a connection that was opened by `request`. */
export function handshakeOf(request: OpeningRequest, auth: unknown): Handshake {
  const issued = Date.now();
  const time = new Date(issued).toString();
  const xdomain = request.headers.origin !== undefined;
  return { ...request, issued, time, xdomain, auth: authOf(auth) };
}

/** Without a prototype, since the names come from the network. */
function dictionary(
  entries: Iterable<[string, string]>,
): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null);
  for (const [name, value] of entries) record[name] = value;
  return Object.freeze(record);
}
