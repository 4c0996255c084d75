/**
 * From a request to a connection: the only file that names `Deno.upgradeWebSocket`.
 *
 * Everything is read first and the upgrade comes last, since on Deno whatever throws or touches
 * the request after it stops the whole server from accepting.
 *
 * @module
 */

import { contain } from "../wire/mod.ts";
import { type OpeningRequest, snapshot } from "./handshake.ts";
import type { DisconnectReason } from "./session.ts";
import type { Transport } from "./transport.ts";

/** Which pages may connect: those of the server's own host, any, or those of some origins. */
export type Origins = "same" | "any" | readonly string[];

/** The reading half of a connection. */
export interface Receiver {
  /** Takes a frame. */
  receive(data: unknown): void;
  /**
   * Takes note that the transport is gone.
   *
   * @param left Whether the client closed it on purpose: it will not come back.
   */
  lost(reason: DisconnectReason, left: boolean): void;
}

/** What an upgrade needs of the server. */
export interface UpgradeHost {
  /** Which pages may connect. */
  readonly origins: Origins;
  /** Whether the server stops, and takes no one any more. */
  readonly closing: boolean;
  /** Makes the connection for a WebSocket that has opened. */
  opened(transport: Transport, request: OpeningRequest): Receiver;
  /** Is told that a WebSocket which has opened is closed. It may be told twice. */
  closed(transport: Transport): void;
  /** Hears of a fault in the engine itself. */
  fault(error: unknown): void;
}

/**
 * Seconds without a word after which Deno closes a WebSocket, having asked with a ping at half of
 * it. It is also how long Deno keeps what an abrupt end leaves behind.
 */
const IDLE_SECONDS = 20;

/** The 16 random bytes of RFC 6455, section 4.1, in base64. Deno takes anything. */
const KEY_REGEXP = /^[A-Za-z0-9+/]{22}==$/;

/**
 * Answers a request to open a WebSocket: with the upgrade, or with a sentence that says why not.
 *
 * @param url The request's address, read by the caller already.
 * @param address The other end of the TCP connection.
 */
export function upgrade(
  request: Request,
  url: URL,
  address: string,
  host: UpgradeHost,
): Response {
  const { headers } = request;
  if (request.method !== "GET") {
    return refuse(405, "A WebSocket opens with GET", { allow: "GET" });
  }
  if (
    !lists(headers, "upgrade", "websocket") ||
    !lists(headers, "connection", "upgrade")
  ) {
    return refuse(426, "Only WebSockets are served here", {
      connection: "upgrade",
      upgrade: "websocket",
    });
  }
  if (headers.get("sec-websocket-version") !== "13") {
    return refuse(426, "The WebSocket's version must be 13", {
      "sec-websocket-version": "13",
    });
  }
  if (!KEY_REGEXP.test(headers.get("sec-websocket-key") ?? "")) {
    return refuse(400, "The WebSocket's key must be 16 bytes in base64");
  }
  if (!mayConnect(headers, host.origins)) {
    return refuse(403, "Pages of this origin may not connect");
  }
  if (host.closing) {
    return refuse(503, "The server is closing", { "retry-after": "1" });
  }
  const opening = snapshot(request, url, address);
  const { socket, response } = Deno.upgradeWebSocket(request, {
    idleTimeout: IDLE_SECONDS,
  });
  attach(socket, opening, host);
  return response;
}

/** Whether a header that is a list of words has one of them, in whichever case. */
function lists(headers: Headers, name: string, word: string): boolean {
  const words = headers.get(name)?.toLowerCase().split(",") ?? [];
  return words.some((other) => other.trim() === word);
}

/**
 * Whether the page that the request comes from may connect. A request without an origin is not
 * from a page; a header that came twice arrives joined by a comma, and equals nothing.
 */
function mayConnect(headers: Headers, origins: Origins): boolean {
  const origin = headers.get("origin");
  if (origin === null || origins === "any") return true;
  if (origins !== "same") return origins.includes(origin);
  // Not the scheme: behind a proxy that ends TLS, the page's is https and the server's is http.
  return URL.parse(origin)?.host === headers.get("host");
}

/** Every listener is one call inside the fault boundary: a throw here would end the process. */
function attach(
  socket: WebSocket,
  opening: OpeningRequest,
  host: UpgradeHost,
): void {
  const transport: Transport = {
    get backlog() {
      return socket.bufferedAmount;
    },
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close: (code, reason) => socket.close(code, reason),
  };
  const guard = (work: () => void) => contain(work, host.fault);
  let receiver: Receiver | undefined;
  let failed = false;
  socket.onopen = () =>
    guard(() => {
      receiver = host.opened(transport, opening);
    });
  socket.onmessage = ({ data }) => guard(() => receiver?.receive(data));
  socket.onerror = () => {
    failed = true; // `close` follows, and is what counts.
  };
  socket.onclose = ({ code, reason }) =>
    guard(() => {
      const why = lostBecause(failed, reason);
      receiver?.lost(why, why === "transport close" && LEFT.has(code));
      host.closed(transport);
    });
}

/** How a client closes that is done, a browser that leaves the page among them. */
const LEFT: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** What Deno says as it closes a WebSocket that was silent for too long. */
const SILENT = "No response from ping frame.";

function lostBecause(failed: boolean, reason: string): DisconnectReason {
  if (reason === SILENT) return "ping timeout";
  return failed ? "transport error" : "transport close";
}

function refuse(
  status: number,
  why: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(`${why}.\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}
