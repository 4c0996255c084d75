/**
 * `io()`: from an address to a socket.
 *
 * @module
 */

import type { AnyEvents, EventMap } from "../wire/mod.ts";
import { locate } from "./address.ts";
import { Manager } from "./manager.ts";
import type { ManagerOptions, SocketOptions } from "./options.ts";
import type { Socket } from "./socket.ts";

/** How a socket, and its connection, behave. Everything may be left out. */
export interface ConnectOptions extends ManagerOptions, SocketOptions {
  /**
   * Whether to open a connection of its own, even if there is one to the same server.
   *
   * @default {false}
   */
  forceNew?: boolean;
  /**
   * Whether a connection that is there may be shared: `false` is the same as `forceNew`.
   *
   * @default {true}
   */
  multiplex?: boolean;
}

/** The connections that are shared, by address. */
const managers = new Map<string, Manager>();

/**
 * Connects to a server, with Socket.IO's meaning of the address: its origin is the server, its
 * path is the namespace, its query is what the server is told as `handshake.query`. Sockets of
 * different namespaces share one connection; a second one of the same namespace gets its own.
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
>(
  url?: string | ConnectOptions,
  options?: ConnectOptions,
): Socket<Listen, Emit> {
  const [address, settings = {}] = typeof url === "object"
    ? [undefined, url]
    : [url, options];
  const { origin, ns } = locate(address);
  const key = origin + (settings.path ?? "");
  const { forceNew, multiplex } = settings;
  const shared = managers.get(key);
  const alone = forceNew || multiplex === false || shared?.has(ns);
  const manager = !alone && shared || new Manager(address, settings);
  if (!alone) managers.set(key, manager);
  return manager.socket<Listen, Emit>(ns, settings);
}

/** What `io` is: a function that connects, and that has itself as `io.connect`. */
export type Io = typeof connect & {
  /** The same as `io`. */
  connect: typeof connect;
  /** What a connection is made of, for who wants to make it by hand. */
  Manager: typeof Manager;
};

/** Connects to a server: see {@linkcode connect}. */
export const io: Io = Object.assign(connect, { connect, Manager });
