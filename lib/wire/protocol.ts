/**
 * What travels between a server and its clients: every envelope, every code and every limit,
 * and nothing that runs. `docs/PROTOCOL.md` says the same in prose.
 *
 * @module
 */

/** The version of the protocol that this code speaks, as `hello` and `welcome` name it. */
export const PROTOCOL_VERSION = 1;

/** The namespace that an envelope without `ns` belongs to. */
export const MAIN_NAMESPACE = "/";

/** The first envelope of a client: which protocol it speaks. */
export interface HelloEnvelope {
  /** The tag. */
  type: "hello";
  /** The protocol's version, {@linkcode PROTOCOL_VERSION}. */
  version: number;
}

/** The server's answer to `hello`. */
export interface WelcomeEnvelope {
  /** The tag. */
  type: "welcome";
  /** The version that the connection speaks from now on. */
  version: number;
  /** What the server puts up with, so that a client can keep to it. */
  limits: { frameChars: number; batchEnvelopes: number };
}

/** A client's wish to take part in a namespace. */
export interface ConnectEnvelope {
  /** The tag. */
  type: "connect";
  /** The namespace. */
  ns: string;
  /** Whatever the application wants to be told about who connects. */
  auth?: unknown;
}

/** The server's yes to `connect`. */
export interface ConnectedEnvelope {
  /** The tag. */
  type: "connected";
  /** The namespace. */
  ns: string;
  /** The public id of the client's socket in this namespace. */
  id: string;
}

/** The server's no to `connect`. */
export interface RefusedEnvelope {
  /** The tag. */
  type: "refused";
  /** The namespace. */
  ns: string;
  /** The stable name of the reason. */
  code: string;
  /** The reason, as a sentence for people. */
  message: string;
  /** Whether the same thing may work if it is tried again later. */
  retryable: boolean;
}

/** The end of a socket in one namespace, said by either side; the connection stays. */
export interface DisconnectEnvelope {
  /** The tag. */
  type: "disconnect";
  /** The namespace. */
  ns: string;
}

/** An event of the application, sent by either side. */
export interface EventEnvelope {
  /** The tag. */
  type: "event";
  /** Where it belongs; left out for {@linkcode MAIN_NAMESPACE}. */
  ns?: string;
  /** The event's name. */
  event: string;
  /** The arguments. */
  args: unknown[];
  /** Present if the sender wants an `ack`; unique among its unanswered events in this namespace. */
  id?: number;
}

/** The answer to an event that carried an `id`: the arguments of the answer. */
export interface AnswerEnvelope {
  /** The tag. */
  type: "ack";
  /** The namespace. */
  ns?: string;
  /** The `id` of the event that is answered. */
  id: number;
  /** The arguments. */
  args: unknown[];
}

/** The refusal of an event that carried an `id`. */
export interface FailureEnvelope {
  /** The tag. */
  type: "ack";
  /** The namespace. */
  ns?: string;
  /** The `id` of the event that is answered. */
  id: number;
  /** Why not: a stable name and a sentence. */
  error: { code: string; message: string };
}

/** What became of an event that carried an `id`. */
export type AckEnvelope = AnswerEnvelope | FailureEnvelope;

/** A refusal that answers no envelope in particular, or an event without an `id`. */
export interface ErrorEnvelope {
  /** The tag. */
  type: "error";
  /** The namespace. */
  ns?: string;
  /** The stable name of the reason. */
  code: string;
  /** The reason, as a sentence for people. */
  message: string;
  /** Whether the same thing may work if it is tried again later. */
  retryable: boolean;
}

/** The server is about to close the connection, and it is not the client's fault. */
export interface GoAwayEnvelope {
  /** The tag. */
  type: "go-away";
  /** Why, in words. */
  reason: string;
  /** Milliseconds over which the clients should spread their return. */
  retryAfter: number;
}

/** Everything a client may send. */
export type ClientEnvelope =
  | HelloEnvelope
  | ConnectEnvelope
  | DisconnectEnvelope
  | EventEnvelope
  | AckEnvelope;

/** Everything a server may send. */
export type ServerEnvelope =
  | WelcomeEnvelope
  | ConnectedEnvelope
  | RefusedEnvelope
  | DisconnectEnvelope
  | EventEnvelope
  | AckEnvelope
  | ErrorEnvelope
  | GoAwayEnvelope;

/** The stable names of what the server refuses by itself; an application adds its own. */
export type ErrorCode =
  | "frame-invalid"
  | "frame-too-large"
  | "version-unsupported"
  | "hello-expected"
  | "hello-repeated"
  | "hello-timeout"
  | "namespace-unknown"
  | "namespace-repeated"
  | "not-connected"
  | "event-reserved"
  | "event-unhandled"
  | "handler-failed"
  | "too-many-rooms"
  | "too-many-acks";

/**
 * Names that mean something to the library itself, so that no peer may send an event of that name
 * (Socket.IO's list, and `error`, which a client hears when the server refuses something).
 */
export const RESERVED_EVENTS: ReadonlySet<string> = new Set([
  "connect",
  "connect_error",
  "connection",
  "disconnect",
  "disconnecting",
  "error",
  "newListener",
  "removeListener",
]);

/**
 * The numbers that close a WebSocket. A client decides by the range alone:
 * 4000 to 4499 and the standard codes below 4000 mean "come back", 4500 to 4999 mean "do not".
 */
export const CLOSE = {
  /** A side is done: the client disconnected, or has nothing open any more. */
  normal: 1000,
  /** The server has a fault of its own. */
  internal: 1011,
  /** The server stops or restarts. */
  restart: 1012,
  /** Too much waits for a client that does not read. */
  slowReader: 4000,
  /** No `hello` came in time. */
  helloTimeout: 4001,
  /** A frame that is not of this protocol. */
  invalid: 4500,
  /** A frame over the limit. */
  tooLarge: 4501,
  /** A version that the server does not speak. */
  version: 4502,
  /** The application on the server ended the connection. */
  dismissed: 4503,
} as const;

/** The lowest close code after which a client stays away. */
export const TERMINAL_CLOSE = 4500;

/** What a server bounds. Every number can be set by `ServerOptions.limits`. */
export interface Limits {
  /** UTF-16 code units in a frame. */
  frameChars: number;
  /** Envelopes in a frame. */
  batchEnvelopes: number;
  /** UTF-16 code units in the name of an event. */
  eventChars: number;
  /** UTF-16 code units in the name of a namespace. */
  namespaceChars: number;
  /** Arguments of an event or of an answer. */
  args: number;
  /** Rooms that a socket may be in, its own not counted. */
  roomsPerSocket: number;
  /** Events of the server that may wait for a client's answer, for each socket. */
  pendingAcks: number;
  /** Bytes that may wait to be written to a connection before it is closed as a slow reader. */
  backlogBytes: number;
  /** Milliseconds from the opening of a connection to its `hello`. */
  helloMs: number;
  /** Milliseconds that an event's sender waits for the answer if it does not say otherwise. */
  ackMs: number;
}

/** The limits of a server that was told nothing else, each with its reason. */
export const DEFAULT_LIMITS: Readonly<Limits> = {
  /** A large offer is about 12 KiB; Deno alone stops at 64 MiB. */
  frameChars: 64 * 1024,
  /** Bounds what one frame can set off; a batch of candidates is a tenth of it. */
  batchEnvelopes: 256,
  /** Longer than any name a person would choose. */
  eventChars: 128,
  /** As for events. */
  namespaceChars: 128,
  /** An event with more is a list, and can be sent as one. */
  args: 32,
  /** A call needs one; bounds what a departure sets off. */
  roomsPerSocket: 32,
  /** A client that answers nothing costs the server this many entries. */
  pendingAcks: 256,
  /** Sixteen frames of the largest kind; a reader that far behind has left. */
  backlogBytes: 1024 * 1024,
  /** A round trip on the worst mobile network, several times over. */
  helloMs: 5_000,
  /** People give up on a page before this. */
  ackMs: 10_000,
};
