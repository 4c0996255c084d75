/**
 * Who may open a WebSocket: a request of the right form, from the right page, that the application
 * does not mind.
 *
 * @module
 */

import type { OpeningRequest } from "./handshake.ts";
import { type AskOptions, decide } from "./question.ts";

/** Which pages may connect: those of the server's own host, any, or those of some origins. */
export type Origins = "same" | "any" | readonly string[];

/**
 * Looks at an opening request, and says whether it may become a connection: it calls `answer` with
 * an error or `true`, or, if it does not take `answer`, returns (or resolves to) `true`. It gets a
 * copy, since to touch the request itself later would stop the server from accepting.
 *
 * @example
 * ```ts ignore
 * new Server({ allowRequest: ({ headers }) => isGood(headers.cookie) });
 * ```
 */
export type AllowRequest = (
  request: OpeningRequest,
  answer: (error: unknown, allow?: boolean) => void,
) => unknown;

/** What the gate needs of the server. */
export interface GateHost {
  /** Which pages may connect. */
  readonly origins: Origins;
  /** Decides on each request that nothing else is wrong with. */
  readonly allow: AllowRequest | undefined;
  /** How long that may take. */
  readonly asking: AskOptions;
  /** Whether the server stops, and takes no one any more. */
  readonly closing: boolean;
  /** Hears of what the application threw while it was asked. */
  failed(error: unknown): void;
}

/** Why a request is refused, and what the answer's headers say of it. */
export interface RefusedOpening {
  /** The status of the answer. */
  readonly status: number;
  /** A sentence, without its full stop. */
  readonly why: string;
  /** Headers of the answer. */
  readonly headers?: Record<string, string>;
  /** What else the application is told. */
  readonly context?: Record<string, unknown>;
}

/** The 16 random bytes of RFC 6455, section 4.1, in base64. Deno takes anything. */
const KEY_REGEXP = /^[A-Za-z0-9+/]{22}==$/;

/** Why a request is refused, if it is: known at once, unless the application has to think. */
export function check(
  request: Request,
  opening: OpeningRequest,
  host: GateHost,
): RefusedOpening | undefined | Promise<RefusedOpening | undefined> {
  const refused = wrongWith(request.method, opening.headers, host) ??
    stopping(host);
  if (refused || !host.allow) return refused;
  return disallowed(host.allow, opening, host)
    .then((refused) => refused ?? stopping(host));
}

/** What is wrong with a request, if anything is. */
function wrongWith(
  method: string,
  headers: OpeningRequest["headers"],
  { origins }: GateHost,
): RefusedOpening | undefined {
  if (method !== "GET") {
    return {
      status: 405,
      why: "A WebSocket opens with GET",
      headers: { allow: "GET" },
    };
  }
  if (
    !lists(headers.upgrade, "websocket") ||
    !lists(headers.connection, "upgrade")
  ) {
    return {
      status: 426,
      why: "Only WebSockets are served here",
      headers: { connection: "upgrade", upgrade: "websocket" },
    };
  }
  if (headers["sec-websocket-version"] !== "13") {
    return {
      status: 426,
      why: "The WebSocket's version must be 13",
      headers: { "sec-websocket-version": "13" },
    };
  }
  if (!KEY_REGEXP.test(headers["sec-websocket-key"] ?? "")) {
    return {
      status: 400,
      why: "The WebSocket's key must be 16 bytes in base64",
    };
  }
  if (!mayConnect(headers, origins)) {
    const context = { origin: headers.origin };
    return {
      status: 403,
      why: "Pages of this origin may not connect",
      context,
    };
  }
}

function stopping({ closing }: GateHost): RefusedOpening | undefined {
  if (!closing) return undefined;
  return {
    status: 503,
    why: "The server is closing",
    headers: { "retry-after": "1" },
  };
}

/** Asks the application about a request; why it does not allow it, if it does not. */
async function disallowed(
  allow: AllowRequest,
  opening: OpeningRequest,
  { asking, failed }: GateHost,
): Promise<RefusedOpening | undefined> {
  const takesAnswer = allow.length > 1;
  const decision = await decide<boolean>(async (answer) => {
    const said = await allow(opening, (error, allow) => {
      answer(!error && allow === true);
    });
    if (!takesAnswer) answer(said === true);
  }, asking);
  if (decision.ok) {
    const why = "The server does not allow this request";
    return decision.value ? undefined : { status: 403, why };
  }
  const { refusal, fault } = decision;
  if (fault !== undefined) failed(fault);
  return {
    status: refusal.retryable ? 503 : 403,
    why: refusal.message,
    context: { error: fault ?? refusal },
  };
}

/** Whether a header that is a list of words has one of them, in whichever case. */
function lists(header: string | undefined, word: string): boolean {
  const words = header?.toLowerCase();
  return words === word ||
    words?.split(",").some((other) => other.trim() === word) === true;
}

/**
 * Whether the page that the request comes from may connect. A request without an origin is not
 * from a page; a header that came twice arrives joined by a comma, and equals nothing.
 */
function mayConnect(
  { origin, host }: OpeningRequest["headers"],
  origins: Origins,
): boolean {
  if (origin === undefined || origins === "any") return true;
  if (origins !== "same") return origins.includes(origin);
  // Not the scheme: behind a proxy that ends TLS, the page's is https and the server's is http.
  const page = URL.parse(origin);
  return page !== null && page.host === host;
}
