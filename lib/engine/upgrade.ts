/**
 * From a request to a connection: the only file that names `Deno.upgradeWebSocket`.
 *
 * Everything is read first and the upgrade comes last, since on Deno whatever throws or touches
 * the request after it stops the whole server from accepting.
 *
 * @module
 */

import type { Encoded } from "../wire/mod.ts";
import type { ConnectionError } from "./engine.ts";
import { check, type GateHost, type RefusedOpening } from "./gate.ts";
import { type OpeningRequest, snapshot } from "./handshake.ts";
import type { DisconnectReason } from "./session.ts";
import type { Transport } from "./transport.ts";

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
export interface UpgradeHost extends GateHost {
  /** Makes the connection for a WebSocket that has opened. */
  opened(transport: Transport, request: OpeningRequest): Receiver;
  /** Is told that a WebSocket which has opened is closed. It may be told twice. */
  closed(transport: Transport): void;
  /** Is told that a request was refused. */
  refused(error: ConnectionError): void;
  /** Hears of a fault in the engine itself. */
  fault(error: unknown): void;
}

/**
 * Seconds without a word after which Deno closes a WebSocket, having asked with a ping at half of
 * it. It is also how long Deno keeps what an abrupt end leaves behind.
 */
const IDLE_SECONDS = 20;

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
): Response | Promise<Response> {
  const opening = snapshot(request, url, address);
  const settle = (refused: RefusedOpening | undefined) =>
    refused ? refuse(refused, opening, host) : open(request, opening, host);
  const checked = check(request, opening, host);
  return checked instanceof Promise ? checked.then(settle) : settle(checked);
}

/** The upgrade: the request is not touched any more. */
function open(
  request: Request,
  opening: OpeningRequest,
  host: UpgradeHost,
): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, {
    idleTimeout: IDLE_SECONDS,
  });
  new Upgraded(socket, opening, host);
  return response;
}

/** What is heard of a WebSocket for as long as it is open. */
const EVENTS = ["message", "error", "close"] as const;

/**
 * A WebSocket as a connection writes to it, and as Deno tells what happens to it: one object for
 * both, since a server has very many.
 */
class Upgraded implements Transport, EventListenerObject {
  readonly #socket: WebSocket;
  readonly #opening: OpeningRequest;
  readonly #host: UpgradeHost;
  #receiver: Receiver | undefined;
  #failure: string | undefined;

  constructor(socket: WebSocket, opening: OpeningRequest, host: UpgradeHost) {
    this.#socket = socket;
    this.#opening = opening;
    this.#host = host;
    // What is not waited for any more is not kept: a server has very many of these.
    socket.addEventListener("open", this, { once: true });
    for (const event of EVENTS) socket.addEventListener(event, this);
  }

  get backlog(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: Encoded): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Inside the fault boundary, whatever it is: a throw here would end the process. */
  handleEvent(event: Event): void {
    try {
      if (event instanceof MessageEvent) this.#receiver?.receive(event.data);
      else if (event instanceof CloseEvent) this.#closed(event);
      else if (event.type === "open") this.#open();
      // `close` follows, and is what counts.
      else this.#failure = event instanceof ErrorEvent ? event.message : "";
    } catch (error) {
      this.#host.fault(error);
    }
  }

  #open(): void {
    this.#receiver = this.#host.opened(this, this.#opening);
  }

  #closed({ code, reason }: CloseEvent): void {
    const why = lostBecause(this.#failure, reason);
    const left = why === "transport close" && LEFT.has(code);
    this.#receiver?.lost(why, left && this.#failure === undefined);
    this.#host.closed(this);
  }
}

/** How a client closes that is done, a browser that leaves the page among them. */
const LEFT: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** What Deno says as it closes a WebSocket that was silent for too long. */
const SILENT = "No response from ping frame.";

/** What Deno says of a connection that ended without a farewell: that is no failure of the network. */
const CUT_OFF = "Unexpected EOF";

function lostBecause(
  failure: string | undefined,
  reason: string,
): DisconnectReason {
  if (reason === SILENT) return "ping timeout";
  return failure === undefined || failure === CUT_OFF
    ? "transport close"
    : "transport error";
}

function refuse(
  { status, why, headers = {}, context = {} }: RefusedOpening,
  req: OpeningRequest,
  host: UpgradeHost,
): Response {
  const message = `${why}.`;
  host.refused({ req, code: status, message, context });
  return new Response(`${message}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}
