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

/** A client's proof that a session is its own, and how far it has come in it. */
export interface SessionClaim {
  /** The session's id. */
  id: string;
  /** The secret that the last `welcome` gave. */
  key: string;
  /** Grows with each attempt, so that one which the network held back is known to be over. */
  attempt: number;
  /** How many counted envelopes of the server's the client has handed to its application. */
  received: number;
  /** What the client shows each namespace that it is in, by name, since it is asked again. */
  auth: Record<string, unknown>;
}

/** The first envelope of a client: which protocol it speaks, and which session it comes back to. */
export interface HelloEnvelope {
  /** The tag. */
  type: "hello";
  /** The protocol's version, {@linkcode PROTOCOL_VERSION}. */
  version: number;
  /** Present if the client wants to go on with a session. */
  session?: SessionClaim;
}

/** Why a session could not go on. */
export type ResetReason =
  /** There is no such session (any more), or the key is not its key. */
  | "unknown"
  /** What the client has missed is not kept any more. */
  | "gap"
  /** The client claims to have received what was never sent. */
  | "claim"
  /** The key is one that was given up: someone else has it. The session is over. */
  | "revoked";

/** The session that a connection belongs to. */
export interface SessionOffer {
  /** The session's id. Not a socket's: it is between the server and this client alone. */
  id: string;
  /** The secret with which to come back. A new one each time, and the last one is given up. */
  key: string;
  /** Milliseconds that the session is kept without a connection. */
  ttl: number;
  /** Whether it is the session that the client claimed. */
  resumed: boolean;
  /** How many counted envelopes of the client's the server has received in it. */
  received: number;
  /** Present if the client claimed a session and did not get it. */
  reason?: ResetReason;
}

/** The server's answer to `hello`. */
export interface WelcomeEnvelope {
  /** The tag. */
  type: "welcome";
  /** The version that the connection speaks from now on. */
  version: number;
  /** The session that the connection belongs to. */
  session: SessionOffer;
  /** Milliseconds: how often the client pings, and how long either side waits for the other. */
  heartbeat: { interval: number; timeout: number };
  /** What the server puts up with, so that a client can keep to it. */
  limits: { frameChars: number; batchEnvelopes: number };
}

/** From so many envelopes on, a server's receipt goes along with what is sent anyway. */
export const RECEIPT_ALONG_OF_SERVER = 16;

/**
 * The same for a client. The sooner the server hears of it, the less it keeps, and the shorter it has to
 * stop to tidy up; a smaller number costs it more to read than it saves.
 */
export const RECEIPT_ALONG_OF_CLIENT = 4;

/** After so many envelopes, or after {@linkcode RECEIPT_MS}, a server's receipt goes by itself. */
export const RECEIPT_OF_SERVER = 64;

/** The same for a client: each of its receipts is a frame that the server has to read. */
export const RECEIPT_OF_CLIENT = 256;

/** Milliseconds that a receipt waits at most. */
export const RECEIPT_MS = 2_000;

/** How many counted envelopes of the other end have been received in the session. */
export interface ReceiptEnvelope {
  /** The tag. */
  type: "receipt";
  /** The number, since the session began. */
  received: number;
}

/** A client's question whether the server is there. */
export interface PingEnvelope {
  /** The tag. */
  type: "ping";
  /** Milliseconds that the answer to the last one took. */
  rtt?: number | undefined;
}

/** The answer to `ping`. */
export interface PongEnvelope {
  /** The tag. */
  type: "pong";
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

/** The server's no to `connect`, or to a socket that came back. */
export interface RefusedEnvelope {
  /** The tag. */
  type: "refused";
  /** The namespace. */
  ns: string;
  /** The socket that was in the namespace and came back; left out in the answer to `connect`. */
  id?: string;
  /** The stable name of the reason. */
  code: string;
  /** The reason, as a sentence for people. */
  message: string;
  /** Whether the same thing may work if it is tried again later. */
  retryable: boolean;
  /** What else the application says about it. */
  data?: unknown;
}

/** The end of a socket in one namespace, said by either side; the connection stays. */
export interface DisconnectEnvelope {
  /** The tag. */
  type: "disconnect";
  /** The namespace. */
  ns: string;
}

/** A place in the arguments of an event or an answer that bytes belong into. */
export interface Hole {
  /** The way there: an index of `args`, and then the keys and indices below it. `null` is there. */
  at: (string | number)[];
  /** What the bytes were: `ArrayBuffer`, `Blob`, or the name of a typed array such as `Uint8Array`. */
  kind: string;
  /** How many bytes they are. */
  length: number;
  /** The type of a `Blob` that has one, such as `image/png`. */
  type?: string;
}

/** What tells an event of a client's from all others, however often it is sent. */
export interface Once {
  /** The client: nobody else can guess it, and it stays the same from one session to the next. */
  by: string;
  /** The event: higher than that of any before. */
  n: number;
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
  /** Present if the event is not worth keeping: it does not count, and is not sent again. */
  volatile?: true;
  /** Present if a client may send it again, in whichever session, and it is to be handled once. */
  once?: Once;
  /** Present in a binary frame: the places that its bytes belong into. */
  bytes?: Hole[];
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

/** The same, but for which event it was. */
export type Result =
  | Pick<AnswerEnvelope, "args">
  | Pick<FailureEnvelope, "error">;

/** The refusal of something that asked for no answer. The connection stays. */
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

/** The server is about to close the connection over something that the client did. */
export interface FatalEnvelope {
  /** The tag. */
  type: "fatal";
  /** The stable name of the reason. */
  code: string;
  /** The reason, as a sentence for people. */
  message: string;
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

/**
 * What a client sends that counts: the server receives each once and in order, however often the
 * connection breaks.
 */
export type CountedFromClient =
  | ConnectEnvelope
  | DisconnectEnvelope
  | EventEnvelope
  | AckEnvelope;

/** What a server sends that counts. */
export type CountedFromServer =
  | ConnectedEnvelope
  | RefusedEnvelope
  | DisconnectEnvelope
  | EventEnvelope
  | AckEnvelope
  | ErrorEnvelope;

/** What a client sends that concerns the connection alone. */
export type UncountedFromClient =
  | HelloEnvelope
  | ReceiptEnvelope
  | PingEnvelope;

/** What a server sends that concerns the connection alone. */
export type UncountedFromServer =
  | WelcomeEnvelope
  | FatalEnvelope
  | ReceiptEnvelope
  | PongEnvelope
  | GoAwayEnvelope;

/** Everything a client may send. */
export type ClientEnvelope = CountedFromClient | UncountedFromClient;

/** Everything a server may send. */
export type ServerEnvelope = CountedFromServer | UncountedFromServer;

/** The stable names of what the server refuses by itself; an application adds its own. */
export type ErrorCode =
  | "frame-invalid"
  | "frame-too-large"
  | "version-unsupported"
  | "hello-expected"
  | "hello-repeated"
  | "hello-timeout"
  | "connect-timeout"
  | "namespace-unknown"
  | "middleware-failed"
  | "middleware-timeout"
  | "not-allowed"
  | "namespace-repeated"
  | "receipt-invalid"
  | "rate-limited"
  | "not-connected"
  | "event-reserved"
  | "event-stale"
  | "event-unhandled"
  | "handler-failed"
  | "too-many-namespaces"
  | "too-many-rooms"
  | "too-many-acks"
  | "too-many-events";

/**
 * Names that mean something to the library itself, so that no peer may send an event of that name
 * (Socket.IO's list, and `error`, which a client hears when the server refuses something).
 */
export const RESERVED_NAMES = [
  "connect",
  "connect_error",
  "connection",
  "disconnect",
  "disconnecting",
  "error",
  "newListener",
  "removeListener",
] as const;

/** One of {@linkcode RESERVED_NAMES}. */
export type ReservedEvent = typeof RESERVED_NAMES[number];

/** What a client may not send: to a server's socket `away` and `back` mean something, too. */
export const RESERVED_FROM_CLIENT: ReadonlySet<string> = new Set([
  ...RESERVED_NAMES,
  "away",
  "back",
]);

/** What a server may not send: to a client's socket `reset` means something, too. */
export const RESERVED_FROM_SERVER: ReadonlySet<string> = new Set([
  ...RESERVED_NAMES,
  "reset",
]);

/** A side is done: the client disconnected, or has nothing open any more. */
export const CLOSE_NORMAL = 1000;
/** A frame that is not of this protocol. */
export const CLOSE_INVALID = 4500;
/** The application on the server ended the connection. */
export const CLOSE_DISMISSED = 4503;

/**
 * The numbers that close a WebSocket. A client decides by the range alone:
 * 4000 to 4499 and the standard codes below 4000 mean "come back", 4500 to 4999 mean "do not".
 */
export const CLOSE = {
  /** {@linkcode CLOSE_NORMAL} */
  normal: CLOSE_NORMAL,
  /** The server has a fault of its own. */
  internal: 1011,
  /** The server stops or restarts. */
  restart: 1012,
  /** Too much waits for a client that does not read. */
  slowReader: 4000,
  /** No `hello` came in time, or no `connect`. */
  helloTimeout: 4001,
  /** The client says too much, and was told. */
  tooMuch: 4002,
  /** {@linkcode CLOSE_INVALID} */
  invalid: CLOSE_INVALID,
  /** A frame over the limit. */
  tooLarge: 4501,
  /** A version that the server does not speak. */
  version: 4502,
  /** {@linkcode CLOSE_DISMISSED} */
  dismissed: CLOSE_DISMISSED,
  /** The session is held over another connection now. */
  replaced: 4504,
  /** A secret of the session was shown that had been given up: the session is over. */
  revoked: 4505,
} as const;

/** The lowest close code after which a client stays away. */
export const TERMINAL_CLOSE = 4500;

/** What a server bounds. Every number can be set by `ServerOptions.limits`. */
export interface Limits {
  /** UTF-16 code units in a frame of text, or bytes in a binary one. */
  frameChars: number;
  /** Envelopes in a frame. */
  batchEnvelopes: number;
  /** UTF-16 code units in the name of an event. */
  eventChars: number;
  /** UTF-16 code units in the name of a namespace. */
  namespaceChars: number;
  /** Arguments of an event or of an answer. */
  args: number;
  /** Arrays and objects inside one another in a frame. If it is `Infinity`, keys are not counted. */
  jsonDepth: number;
  /** Keys of an object in a frame. */
  jsonKeys: number;
  /** Envelopes that a client may send in a second, over a longer time. */
  eventsPerSecond: number;
  /** Envelopes that it may send at once, if it was quiet before. */
  eventBurst: number;
  /** Rooms that a socket may be in, its own not counted. */
  roomsPerSocket: number;
  /** Namespaces with a parent: when there are as many, clients call no more into being. */
  childNamespaces: number;
  /** Events of the server that may wait for a client's answer, for each socket. */
  pendingAcks: number;
  /**
   * Envelopes that are kept for a client until it has confirmed them, and events of a client's that
   * wait for a socket's middlewares.
   */
  windowEnvelopes: number;
  /** UTF-16 code units, or bytes, in all that are kept, and in all that wait. */
  windowChars: number;
  /** Milliseconds that a session is kept without a connection. */
  sessionMs: number;
  /** Sessions without a connection that are kept at once; the oldest goes first. */
  awaySessions: number;
  /** Bytes that may wait to be written to a connection before it is closed as a slow reader. */
  backlogBytes: number;
  /** Milliseconds from the opening of a connection to its `hello`. */
  helloMs: number;
  /** Milliseconds that a client may be in no namespace. */
  connectMs: number;
  /** Milliseconds between two pings of a client, and that either side waits for the other. */
  pingMs: number;
  /** Milliseconds that an event's sender waits for the answer if it does not say otherwise. */
  ackMs: number;
  /** Clients whose last event that was to be handled once is remembered; the oldest goes first. */
  onceClients: number;
  /** UTF-16 code units in all answers to these. */
  onceChars: number;
  /** Milliseconds that such an event is remembered after it came last. */
  onceMs: number;
}

/** Envelopes that either end keeps for the other: half a minute of a busy room. */
export const WINDOW_ENVELOPES = 1024;

/** UTF-16 code units in all of these: as much as may wait in the transport. */
export const WINDOW_CHARS = 1_048_576;

/** The limits of a server that was told nothing else, each with its reason. */
export const DEFAULT_LIMITS: Readonly<Limits> = {
  /** A large offer is about 12 KiB; Deno alone stops at 64 MiB. */
  frameChars: 65_536,
  /** Bounds what one frame can set off; a batch of candidates is a tenth of it. */
  batchEnvelopes: 256,
  /** Longer than any name a person would choose. */
  eventChars: 128,
  /** As for events. */
  namespaceChars: 128,
  /** An event with more is a list, and can be sent as one. */
  args: 32,
  /** An envelope takes three; nobody reads what is deeper than the rest. */
  jsonDepth: 16,
  /** The largest report of an RTCPeerConnection's statistics has about a hundred. */
  jsonKeys: 256,
  /** A game that tells where everyone is sends 60. */
  eventsPerSecond: 100,
  /** What a client may have kept while it was away: a full window, and a full buffer. */
  eventBurst: 2_000,
  /** A call needs one; bounds what a departure sets off. */
  roomsPerSocket: 32,
  /** A namespace costs some kilobytes, and a client that may name them has a new one each time. */
  childNamespaces: 10_000,
  /** A client that answers nothing costs the server this many entries. */
  pendingAcks: 256,
  /** Shared by everyone who gets the same. */
  windowEnvelopes: WINDOW_ENVELOPES,
  /** As much as may wait in the transport. */
  windowChars: WINDOW_CHARS,
  /** A tunnel, a lift, a change from one network to another. */
  sessionMs: 120_000,
  /** Bounds what an outage of many clients at once costs. */
  awaySessions: 20_000,
  /** Sixteen frames of the largest kind; a reader that far behind has left. */
  backlogBytes: 1_048_576,
  /** A round trip on the worst mobile network, several times over. */
  helloMs: 5_000,
  /** Whoever shows a token that is fetched first has the time for it; Socket.IO's default. */
  connectMs: 45_000,
  /** Twice this is how long a dead peer goes unnoticed. */
  pingMs: 10_000,
  /** People give up on a page before this. */
  ackMs: 10_000,
  /** As many as may be away, whose sessions may be lost. */
  onceClients: 20_000,
  /** Four hundred for each of them. */
  onceChars: 8_388_608,
  /** Five times as long as a session is kept: it is for those whose session is lost. */
  onceMs: 600_000,
};
