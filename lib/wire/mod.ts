/**
 * What both ends of the wire share: the envelopes, their codec, and what the two kinds of socket
 * have in common. It knows neither Deno nor a browser.
 *
 * @module
 */

export * from "./acks.ts";
export * from "./answer.ts";
export * from "./base_socket.ts";
export * from "./binary.ts";
export * from "./blobs.ts";
export * from "./bytes.ts";
export * from "./catch_all.ts";
export * from "./clock.ts";
export * from "./contain.ts";
export * from "./emitter.ts";
export * from "./events.ts";
export * from "./frames.ts";
export * from "./from_client.ts";
export * from "./from_server.ts";
export * from "./in_order.ts";
export * from "./node_names.ts";
export * from "./protocol.ts";
export * from "./refusal.ts";
export * from "./sender.ts";
export * from "./session.ts";
