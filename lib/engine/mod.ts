/**
 * The engine: connections, namespaces, rooms, events and acknowledgements. It knows nothing of
 * WebRTC.
 *
 * What is not for applications, nor for whoever writes an adapter or a transport, is here as a type
 * at most: where something public names it.
 *
 * @module
 */

export * from "./adapter.ts";
export * from "./aimed.ts";
export type { Allowance, Allowed } from "./allowance.ts";
export { Audience } from "./audience.ts";
export type { AudiencePlace } from "./audience_place.ts";
export type { Batch } from "./batch.ts";
export type { BoundedAckOptions } from "./bounded_acks.ts";
export type { BroadcastAcks } from "./broadcast_acks.ts";
export { Broadcaster } from "./broadcaster.ts";
export type { ByNamespace } from "./by_namespace.ts";
export type { Crowd, Told } from "./crowd.ts";
export type * from "./engine.ts";
export type { EventMiddleware } from "./event_gate.ts";
export type { AllowRequest, Origins } from "./gate.ts";
export * from "./gathering.ts";
export type { Handshake, OpeningRequest } from "./handshake.ts";
export type { Listening, ListenOptions } from "./listener.ts";
export * from "./memory_adapter.ts";
export type { Middleware, Next } from "./middleware.ts";
export * from "./namespace.ts";
export type { Answerer, OnceMemory } from "./once.ts";
export type { Overhearer, Overhearers } from "./overhearers.ts";
export * from "./parent_namespace.ts";
export * from "./remote_socket.ts";
export * from "./server.ts";
export * from "./server_options.ts";
export type {
  DisconnectReason,
  Link,
  Member,
  Session,
  SessionHost,
} from "./session.ts";
export type { KeyVerdict, SessionKey } from "./session_key.ts";
export * from "./socket.ts";
export * from "./socket_sender.ts";
export type { Counted, Tally } from "./tally.ts";
export { TimedAudience } from "./timed_audience.ts";
export * from "./transport.ts";
export * from "./turn.ts";
export type { Receiver } from "./upgrade.ts";
