/**
 * The engine: connections, namespaces, rooms, events and acknowledgements. It knows nothing of
 * WebRTC.
 *
 * @module
 */

export * from "./adapter.ts";
export * from "./allowance.ts";
export * from "./audience.ts";
export * from "./audience_place.ts";
export * from "./broadcast_acks.ts";
export * from "./broadcaster.ts";
export * from "./connection.ts";
export * from "./distant_socket.ts";
export * from "./engine.ts";
export * from "./event_gate.ts";
export * from "./gate.ts";
export * from "./gathering.ts";
export * from "./handshake.ts";
export * from "./listener.ts";
export * from "./memory_adapter.ts";
export * from "./middleware.ts";
export * from "./namespace.ts";
export * from "./once.ts";
export * from "./overhearers.ts";
export * from "./parent_namespace.ts";
export * from "./question.ts";
export * from "./remote_socket.ts";
export * from "./rooms.ts";
export * from "./server.ts";
export * from "./session.ts";
export * from "./server_options.ts";
export * from "./session_key.ts";
export * from "./sessions.ts";
export * from "./socket.ts";
export * from "./tally.ts";
export * from "./timed_audience.ts";
export * from "./transport.ts";
export * from "./turn.ts";
export * from "./upgrade.ts";
