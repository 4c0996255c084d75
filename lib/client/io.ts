/**
 * `io()`: from an address to a socket.
 *
 * @module
 */

import { type AnyEvents, type EventMap, MAIN_NAMESPACE } from "../wire/mod.ts";
import { Manager } from "./manager.ts";
import type { ManagerOptions } from "./options.ts";
import { Socket } from "./socket.ts";

/** How a socket, and its connection, behave. Everything may be left out. */
export interface SocketOptions extends ManagerOptions {
  /** What the server is shown of who connects, as `socket.handshake.auth`. */
  auth?: unknown;
  /**
   * Whether to connect at once; otherwise `socket.connect()` does.
   *
   * @default {true}
   */
  autoConnect?: boolean;
  /**
   * Whether to open a connection of its own, even if there is one to the same server.
   *
   * @default {false}
   */
  forceNew?: boolean;
}

/** The connections that are shared, by address. */
const managers = new Map<string, Manager>();

/**
 * Connects to a server, with Socket.IO's meaning of the address: its origin is the server, its
 * path is the namespace. Sockets of different namespaces share one connection.
 *
 * @typeParam Listen The events that the server sends.
 * @typeParam Emit The events that the client sends.
 * @param url The server, such as `https://example.org` or `wss://example.org/chat`; on a page it
 * may be a path, or be left out, and is then the page's own server.
 * @param options How the socket behaves. They count for the connection too if this call makes it.
 * @throws {TypeError} If the address is none, or is left out where there is no page.
 *
 * @example
 * ```ts ignore
 * const socket = io();
 * socket.on("connect", () => socket.emit("hello"));
 * ```
 */
export function connect<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
>(url?: string | SocketOptions, options?: SocketOptions): Socket<Listen, Emit> {
  const [address, settings = {}] = typeof url === "object"
    ? [undefined, url]
    : [url, options];
  const { origin, ns } = locate(address);
  const manager = managerFor(origin, ns, settings);
  const socket = new Socket<Listen, Emit>(manager, ns, settings.auth);
  if (settings.autoConnect !== false) socket.connect();
  return socket;
}

/** What `io` is: a function that connects, and that has itself as `io.connect`. */
export type Io = typeof connect & {
  /** The same as `io`. */
  connect: typeof connect;
};

/** Connects to a server: see {@linkcode connect}. */
export const io: Io = Object.assign(connect, { connect });

function managerFor(
  origin: string,
  ns: string,
  options: SocketOptions,
): Manager {
  const key = origin + (options.path ?? "");
  const shared = managers.get(key);
  if (shared && !shared.has(ns) && !options.forceNew) return shared;
  const manager = new Manager(origin, options);
  if (!shared && !options.forceNew) managers.set(key, manager);
  return manager;
}

function locate(address: string | undefined): { origin: string; ns: string } {
  const page: { href: string } | undefined = globalThis.location;
  const url = URL.parse(address ?? MAIN_NAMESPACE, page?.href);
  const scheme = url && SCHEMES.get(url.protocol);
  if (!url || !scheme) {
    throw new TypeError(
      address === undefined
        ? "Cannot connect: there is no page whose server could be meant"
        : `Cannot connect to "${address}": it is not an address of a server`,
    );
  }
  return { origin: `${scheme}//${url.host}`, ns: url.pathname };
}

/** The WebSocket's scheme for each that a server's address may have. */
const SCHEMES: ReadonlyMap<string, string> = new Map([
  ["http:", "ws:"],
  ["https:", "wss:"],
  ["ws:", "ws:"],
  ["wss:", "wss:"],
]);
