/**
 * Parley in the browser, as small as it can be: sockets and their session, for who signals and needs
 * neither bytes nor all of Socket.IO.
 *
 * @module
 */

import type { AnyEvents, EventMap } from "../wire/mod.ts";
import { locate } from "./address.ts";
import { CoreSocket } from "./core_socket.ts";
import { headOf } from "./no_bytes.ts";
import type { SessionOptions, SocketOptions } from "./options.ts";
import { Session } from "./session.ts";

/**
 * Connects to a server, with Socket.IO's meaning of the address: its origin is the server, its path is
 * the namespace, its query is what the server is told as `handshake.query`. Each call opens a connection
 * of its own; a socket of another namespace may share it: `new Socket(socket.session, "/chat")`.
 *
 * @typeParam Listen The events that the server sends.
 * @typeParam Emit The events that the client sends.
 * @param url The server, such as `https://example.org` or `wss://example.org/chat`; on a page it
 * may be a path, or be left out, and is then the page's own server.
 * @param options How the socket, and its connection, behave.
 * @throws {TypeError} If the address is none, or is left out where there is no page.
 */
export function connect<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
>(
  url?: string,
  options: SessionOptions & Omit<SocketOptions, "retries"> = {},
): CoreSocket<Listen, Emit> {
  const session = new Session(url, options, headOf);
  const socket = new CoreSocket<Listen, Emit>(session, locate(url).ns, options);
  return options.autoConnect === false ? socket : socket.connect();
}
export { connect as io, CoreSocket as Socket };
export type { Link, LinkOptions, Loss } from "./link.ts";
export type * from "./options.ts";
export type {
  DisconnectReason,
  Message,
  Occupant,
  Unconfirmed,
} from "./place.ts";
export type { Session, Ways } from "./session.ts";
export type * from "./session_socket.ts";
export type * from "./wire.ts";
export type * from "../wire/mod.ts";
export { Refusal } from "../wire/mod.ts";
