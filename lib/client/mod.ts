/**
 * Parley in the browser, and wherever else there is a `WebSocket`: Socket.IO's client.
 *
 * @module
 */

export { Adjustable, type ManagerEvents } from "./adjustable.ts";
export * from "./io.ts";
export type { Link, LinkOptions, Loss } from "./link.ts";
export * from "./manager.ts";
export * from "./options.ts";
export type {
  DisconnectReason,
  Message,
  Occupant,
  Unconfirmed,
} from "./place.ts";
export type { ManagedSession, SessionHost } from "./managed_session.ts";
export type { Session, Ways } from "./session.ts";
export type * from "./session_socket.ts";
export * from "./socket.ts";
export * from "./wire.ts";
export type * from "../wire/mod.ts";
export { Refusal, systemClock } from "../wire/mod.ts";
