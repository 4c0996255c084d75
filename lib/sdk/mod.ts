/**
 * Calls in a browser: a room on the server, and the connections with everyone in it.
 *
 * @module
 */

export * from "./candidates.ts";
export * from "./connection.ts";
export * from "./negotiation.ts";
export * from "./signal.ts";
