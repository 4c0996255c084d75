/**
 * Parley in the browser, and wherever else there is a `WebSocket`: Socket.IO's client.
 *
 * @module
 */

export * from "./address.ts";
export * from "./adjustable.ts";
export * from "./auth.ts";
export * from "./backoff.ts";
export * from "./heartbeat.ts";
export * from "./io.ts";
export * from "./link.ts";
export * from "./managed_socket.ts";
export * from "./manager.ts";
export * from "./memberships.ts";
export * from "./negotiation.ts";
export * from "./options.ts";
export * from "./receipts.ts";
export * from "./retries.ts";
export * from "./roster.ts";
export * from "./signal.ts";
export * from "./socket.ts";
export * from "./wake.ts";
export * from "./wire.ts";
export * from "../wire/mod.ts";
