/**
 * Parley in the browser, and wherever else there is a `WebSocket`: Socket.IO's client.
 *
 * @module
 */

export { Adjustable, type ManagerEvents } from "./adjustable.ts";
export * from "./io.ts";
export type { LinkOptions } from "./link.ts";
export * from "./managed_socket.ts";
export * from "./manager.ts";
export * from "./negotiation.ts";
export * from "./options.ts";
export * from "./signal.ts";
export * from "./socket.ts";
export * from "./wire.ts";
export type * from "../wire/mod.ts";
export { Refusal, systemClock } from "../wire/mod.ts";
