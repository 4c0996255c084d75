/**
 * The door: requests come in, and some of them become WebSockets, which are counted until they are
 * closed.
 *
 * @module
 */

import type { ServerOptions } from "./server_options.ts";
import type { Transport } from "./transport.ts";
import { upgrade, type UpgradeHost } from "./upgrade.ts";

/** What the door needs of its server. */
export interface DoorHost extends
  Pick<
    UpgradeHost,
    "asking" | "closing" | "opened" | "refused" | "failed" | "fault"
  > {
  /** The path of the WebSocket. */
  readonly path: string;
}

/** Answers requests. */
export class Door {
  readonly #path: string;
  readonly #fallback: NonNullable<ServerOptions["fallback"]>;
  readonly #host: UpgradeHost;
  readonly #transports = new Set<Transport>();
  #emptied = () => {};

  /**
   * Lets nobody in yet.
   *
   * @param options Who may come in, and what answers the others.
   * @param host The server.
   */
  constructor(
    { origins = "same", allowRequest, fallback = notFound }: ServerOptions,
    host: DoorHost,
  ) {
    this.#path = host.path;
    this.#fallback = fallback;
    this.#host = {
      origins,
      allow: allowRequest,
      asking: host.asking,
      get closing() {
        return host.closing;
      },
      opened: (transport, request) => {
        this.#transports.add(transport);
        return host.opened(transport, request);
      },
      closed: (transport) => {
        this.#transports.delete(transport);
        if (this.#transports.size === 0) this.#emptied();
      },
      refused: (error) => host.refused(error),
      failed: (error) => host.failed(error),
      fault: (error) => host.fault(error),
    };
  }

  /** Answers a request; see `Server.handler`. */
  answer(
    request: Request,
    info: Deno.ServeHandlerInfo,
  ): Response | Promise<Response> {
    const url = URL.parse(request.url); // Deno takes a Host that is no host.
    if (!url) return new Response("No such address.\n", { status: 400 });
    if (url.pathname !== this.#path) return this.#fallback(request, info);
    const { remoteAddr } = info;
    const address = "hostname" in remoteAddr ? remoteAddr.hostname : "";
    return upgrade(request, url, address, this.#host);
  }

  /** Waits until every WebSocket is closed. */
  async allClosed(): Promise<void> {
    if (this.#transports.size === 0) return;
    await new Promise<void>((resolve) => this.#emptied = resolve);
  }
}

function notFound(): Response {
  return new Response("There is nothing here.\n", { status: 404 });
}
