/**
 * What a room and its peers say to each other: every event, code and limit, and nothing that runs.
 * `docs/PROTOCOL.md` says the same in prose.
 *
 * All of it happens in the namespace {@linkcode ROOMS_NAMESPACE}. A client asks for a seat in one
 * room (`join`), is told who is there (`joined`), and from then on hears of every change and signals
 * to the others. What a request asks for is answered by its acknowledgement; what may not be is
 * answered by a refusal with one of {@linkcode RoomCode}.
 *
 * @module
 */

/** The namespace in which rooms are. */
export const ROOMS_NAMESPACE = "/rooms";

/** A server or another program made it: JSON, whose meaning is the application's. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** What a peer may do: `host` rules the room, `member` takes part. */
export type Role = "host" | "member";

/** What a peer says that it has silenced. */
export interface Muted {
  /** No sound. */
  readonly audio: boolean;
  /** No picture. */
  readonly video: boolean;
}

/** What a peer tells of itself, and may change. */
export interface Profile {
  /** What others are to call it: 1 to 64 characters, none of which hides. */
  readonly name: string;
  /** Whatever the application wants the others to know. */
  readonly metadata: Json;
  /** What it has silenced. */
  readonly muted: Muted;
}

/**
 * A peer, as it is listed.
 *
 * `id` belongs to the seat: it follows from the seat's proof, so it is the same after a reload of the
 * page and after a restart of the server. `page` is the incarnation: whoever loads the page again has
 * another one, and with it new connections.
 */
export interface PeerInfo extends Profile {
  /** The peer, for as long as its seat has the same owner. */
  readonly id: string;
  /** The incarnation of the peer's page: connections belong to it, and end with it. */
  readonly page: string;
  /** What the peer may do. */
  readonly role: Role;
  /** `away`: its connection to the server is lost, and its seat is kept for it for a while. */
  readonly connection: "here" | "away";
  /** What its WebRTC stack can do: see {@linkcode Feature}. */
  readonly features: readonly Feature[];
  /** There if it speaks another dialect than this one: neither signal nor message reaches it. */
  readonly dialect?: "tutorial";
}

/** Something that not every WebRTC stack can do. */
export type Feature =
  /** Withdraws an offer of its own when one comes in. Who cannot must be impolite. */
  "rollback";

/**
 * How two peers settle what both want at once. The server decides, from both ids and features, so the
 * two ends hear the opposite, and the same after every reconnect.
 */
export interface PairRole {
  /** Whether the one who hears this gives way to that peer at glare. */
  readonly polite: boolean;
  /**
   * Whether neither of the two can roll back: then only the impolite one may offer, and the polite
   * one asks it to.
   */
  readonly fixedOfferer: boolean;
}

/** Another peer, as one that is in the room is told of it. */
export interface OtherPeer extends PeerInfo, PairRole {}

/** A room, as those in it are told of it. */
export interface RoomInfo {
  /** The name. */
  readonly name: string;
  /** Seats, those of peers that are away included. */
  readonly capacity: number;
  /** Whether nobody may come in any more. */
  readonly locked: boolean;
  /** Whether who comes in has to know a password. */
  readonly password: boolean;
  /** Whether who comes in has to be admitted by the host. */
  readonly lobby: boolean;
  /** The peer that is host; `null` while none is there. */
  readonly host: string | null;
  /** What the application keeps with the room. */
  readonly data: Json;
}

/** Helps in finding a path between two peers; a part of the DOM's `RTCIceServer`. */
export interface IceServer {
  /** Such as `turn:turn.example.org:3478?transport=udp`. */
  readonly urls: string | string[];
  /** Who may use it. */
  readonly username?: string;
  /** The proof of it. */
  readonly credential?: string;
}

/** The servers to use from now on. */
export interface IceServers {
  /** The list, as `RTCConfiguration` takes it. */
  readonly iceServers: readonly IceServer[];
  /** Milliseconds for which the credentials are good; `null` if there are none that end. */
  readonly ttlMs: number | null;
}

/** Asks for a seat. */
export interface JoinRequest {
  /** The room's name. */
  readonly room: string;
  /**
   * The seat's proof: 32 random bytes in base64url (43 characters), made by the client and known to
   * nobody else. Whoever shows it again has the same seat, after a reload or a restart.
   */
  readonly seat: string;
  /** The incarnation of the page: random, 1 to 64 characters, another one for each load. */
  readonly page: string;
  /** See {@linkcode Profile}; `"Guest"` unless given. */
  readonly name?: string | undefined;
  /** See {@linkcode Profile}; `null` unless given. */
  readonly metadata?: Json | undefined;
  /** See {@linkcode Profile}; nothing is muted unless given. */
  readonly muted?: Muted;
  /** The room's password, if it has one. */
  readonly password?: string | undefined;
  /** A token, if the server asks for one. */
  readonly token?: string | undefined;
  /** What the peer's WebRTC stack can do; `["rollback"]` unless given. */
  readonly features?: readonly Feature[] | undefined;
  /** Seats of the room, if this opens it: from 2 to what the server allows. */
  readonly capacity?: number | undefined;
  /**
   * Whether signals can be taken at once. Who says `false` is kept what comes, and given it once it
   * has said `ready`. `true` unless given.
   */
  readonly ready?: boolean;
}

/** A seat is taken: everything that there is to know, at one moment. */
export interface Joined {
  /** The tag. */
  readonly state: "joined";
  /** The one who joined. */
  readonly self: PeerInfo;
  /** The others, in the order in which they came. */
  readonly peers: readonly OtherPeer[];
  /** The room. */
  readonly room: RoomInfo;
  /** Who waits to be admitted; empty unless `self` is host. */
  readonly lobby: readonly Knock[];
  /** What to find paths with. */
  readonly ice: IceServers;
  /** Milliseconds for which a seat is kept while its peer is away. */
  readonly graceMs: number;
}

/** The host has to let the peer in: `admitted` or `denied` follows, or the seat is given up. */
export interface Waiting {
  /** The tag. */
  readonly state: "waiting";
  /** The peer's id, as in {@linkcode Knock}. */
  readonly id: string;
  /** The room. */
  readonly room: RoomInfo;
}

/**
 * What `POST /rooms/preflight` answers to a {@linkcode JoinRequest}: what `join` would answer now. It
 * takes no seat.
 */
export type PreflightAnswer =
  | {
    /** The request would not be refused. */
    readonly ok: true;
    /** Whether there would be a seat at once, or a place in the lobby. */
    readonly state: (Joined | Waiting)["state"];
    /** The room; `null` if the request would open it. */
    readonly room: RoomInfo | null;
  }
  | {
    /** The request would be refused. */
    readonly ok: false;
    /** What is wrong: see {@linkcode RoomCode}. */
    readonly code: string;
    /** The same as a sentence for people. */
    readonly message: string;
    /** Whether it may work later. */
    readonly retryable: boolean;
  };

/** Someone who waits in the lobby. */
export interface Knock {
  /** The peer that it would be. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Its metadata. */
  readonly metadata: Json;
}

/** An offer, an answer, candidates: something for one other peer of the room. */
export interface SignalRequest {
  /** The peer that it is for. */
  readonly to: string;
  /** The sender's end of the connection: an incarnation of an `RTCPeerConnection`. */
  readonly connectionId: string;
  /** The signal itself, which the server does not look at. */
  readonly payload: Json;
}

/** The same, as its receiver gets it. */
export interface IncomingSignal {
  /** The peer that it is from: the server's word. */
  readonly from: string;
  /** The sender's end of the connection. */
  readonly connectionId: string;
  /** The signal itself. */
  readonly payload: Json;
}

/** Something of the application's, for one other peer or for all. */
export interface MessageRequest {
  /** The peer that it is for; all others unless given. */
  readonly to?: string | undefined;
  /** The message itself, which the server does not look at. */
  readonly payload: Json;
}

/** The same, as its receivers get it. */
export interface IncomingMessage {
  /** The peer that it is from: the server's word. */
  readonly from: string;
  /** Whether it was for all. */
  readonly everyone: boolean;
  /** The message itself. */
  readonly payload: Json;
}

/** What became of a signal or of a message for one peer. */
export type VerdictStatus =
  /** The receiver's program has it. */
  | "delivered"
  /** The receiver is away or not ready: it is kept, and a `receipt` follows. */
  | "queued"
  /** There is no such peer in the room. */
  | "unreachable"
  /** It was kept, and the time or the space for it ran out, or the receiver left. */
  | "expired"
  /** The sender may not. */
  | "forbidden";

/** What became of something that was sent. */
export interface Verdict {
  /** What became of it. */
  readonly status: VerdictStatus;
  /** Its number among what this peer has sent, by which a `receipt` names it. */
  readonly id: number;
}

/** What became of something that was queued, in the end. */
export interface Receipt {
  /** The number that the verdict gave. */
  readonly id: number;
  /** The end of it. */
  readonly status: "delivered" | "expired";
}

/** What a peer wants to change of itself; what is left out stays. */
export type ProfileChange = Partial<Profile>;

/** What rules a room. All are the host's alone. */
export type Action =
  /** Lets nobody in any more, or lets them in again. Those with a seat keep it. */
  | { readonly do: "lock"; readonly locked: boolean }
  /** Asks for a password from now on, or for none. */
  | { readonly do: "password"; readonly password: string | null }
  /** Makes whoever comes wait to be admitted, or lets all in who wait. */
  | { readonly do: "lobby"; readonly lobby: boolean }
  /** Lets in who waits. */
  | { readonly do: "admit"; readonly peer: string }
  /** Sends away who waits. */
  | { readonly do: "deny"; readonly peer: string }
  /** Removes a peer; it may not come back for `banMs` milliseconds, an hour unless given. */
  | {
    readonly do: "kick";
    readonly peer: string;
    readonly banMs?: number | undefined;
  }
  /** Asks a peer to silence itself. */
  | {
    readonly do: "ask-to-mute";
    readonly peer: string;
    readonly kind: keyof Muted;
  }
  /** Makes another peer host. */
  | { readonly do: "hand-over"; readonly peer: string }
  /** Changes the number of seats. Nobody loses one. */
  | { readonly do: "capacity"; readonly capacity: number }
  /** Changes what the application keeps with the room. */
  | { readonly do: "data"; readonly data: Json }
  /** Ends the room for all. */
  | { readonly do: "end" };

/** The name of an action. */
export type ActionName = Action["do"];

/** Why a peer is no longer in the room. */
export type LeftReason =
  /** It said so. */
  | "left"
  /** It was away for longer than its seat is kept. */
  | "timeout"
  /** The host removed it. */
  | "kicked"
  /** Its token has ended, or was revoked. */
  | "token"
  /** The host has ended the room. */
  | "ended";

/** Why the server has taken a peer's seat, or its place in the lobby. */
export type RemovedReason =
  | Exclude<LeftReason, "left">
  /** The same seat was taken by another page, which showed its proof. */
  | "replaced";

/** A request was refused: what became wrong. */
export type RoomCode =
  // The request itself.
  | "request-invalid"
  | "room-name-invalid"
  | "name-invalid"
  | "seat-invalid"
  | "data-too-large"
  | "capacity-invalid"
  | "password-invalid"
  // Whether one may come in.
  | "room-full"
  | "room-locked"
  | "password-required"
  | "password-wrong"
  | "banned"
  | "denied"
  | "lobby-full"
  | "no-such-room"
  | "too-many-rooms"
  | "too-many-attempts"
  // Tokens.
  | "token-required"
  | "token-invalid"
  | "token-expired"
  | "token-not-yet-valid"
  | "token-revoked"
  | "guard-timeout"
  // What one may do there.
  | "already-joined"
  | "not-joined"
  | "not-allowed"
  | "no-such-peer";

/** What a client asks of the server. The last argument is the acknowledgement. */
export interface RoomClientEvents {
  /** Asks for a seat. One socket has one seat at a time. */
  join: (
    request: JoinRequest,
    done: (answer: Joined | Waiting) => void,
  ) => void;
  /** Gives the seat, or the place in the lobby, back. */
  leave: (done: () => void) => void;
  /** From now on, signals can be taken. */
  ready: (done: () => void) => void;
  /** Sends a signal. */
  signal: (request: SignalRequest, done: (verdict: Verdict) => void) => void;
  /** Sends a message of the application's. */
  message: (request: MessageRequest, done: (verdict: Verdict) => void) => void;
  /** Changes what the peer tells of itself. */
  update: (change: ProfileChange, done: () => void) => void;
  /** Rules the room. */
  moderate: (action: Action, done: () => void) => void;
  /** Shows a newer token in place of the one that is about to end. */
  refresh: (token: string, done: () => void) => void;
  /** Asks for ICE servers whose credentials are new. */
  "ice-servers": (done: (ice: IceServers) => void) => void;
}

/** What the server tells a client. */
export interface RoomServerEvents {
  /** To who waited in the lobby: it is in. */
  admitted: (joined: Joined) => void;
  /** To who waited in the lobby: it is not let in. */
  denied: (refusal: { code: RoomCode; message: string }) => void;
  /** To the others: a peer has taken a seat. */
  "peer-joined": (peer: OtherPeer) => void;
  /** To all in the room, the peer itself included: something about it has changed. */
  "peer-updated": (peer: PeerInfo) => void;
  /** To the others: a seat is free again. */
  "peer-left": (id: string, reason: LeftReason) => void;
  /** To all in the room: its settings, its host or its data have changed. */
  "room-updated": (room: RoomInfo) => void;
  /** To the host: who waits to be admitted. */
  lobby: (waiting: readonly Knock[]) => void;
  /** To one peer: a signal. Its receiver confirms it when its program has it. */
  signal: (signal: IncomingSignal, done: () => void) => void;
  /** To one peer or to all others: a message. Its receiver confirms it, if it is for one. */
  message: (message: IncomingMessage, done?: () => void) => void;
  /** To the sender: what became of something that was queued. */
  receipt: (receipt: Receipt) => void;
  /** To one peer: the host asks it to silence itself. */
  "mute-asked": (kind: keyof Muted, by: string) => void;
  /** To one peer: use these from now on. Sent well before the former ones end. */
  "ice-servers": (ice: IceServers) => void;
  /** To one peer: its token ends in so many milliseconds, unless it is refreshed. */
  "token-expiring": (ms: number) => void;
  /**
   * To one peer: it is not in the room any more. The socket ends if the peer was replaced; if it was
   * removed by the host or with its token, its session ends as well.
   */
  removed: (reason: RemovedReason, message: string) => void;
}

/** What a room and its peers can make a server hold, and for how long. */
export const ROOM_LIMITS = {
  /** Characters of a room's name, as the tutorial's page suggests them. */
  roomNameChars: 64,
  /** Characters of a peer's name. */
  nameChars: 64,
  /** Characters of a page's id; a UUID has 36. */
  pageChars: 64,
  /** Characters of a seat's proof: 32 bytes in base64url. */
  seatChars: 43,
  /** Characters of metadata as JSON: an avatar's address, a few flags. */
  metadataChars: 4_096,
  /** Characters of a room's data as JSON. */
  dataChars: 16_384,
  /** Characters of a password; what is longer is no password that a person types. */
  passwordChars: 128,
  /** Characters of a token: a JWT with a handful of grants has about 600. */
  tokenChars: 8_192,
  /** Characters of a connection's id; a UUID has 36. */
  connectionIdChars: 64,
  /** Characters of a signal or a message as JSON: a large offer has 12,000. */
  payloadChars: 60_000,
  /** Everyone sends media to everyone else: past 16, no uplink keeps up. */
  capacity: 16,
  /** People that wait for one room. */
  knocks: 64,
  /** Signals and messages that are kept for one peer that is away or not ready. */
  queued: 256,
  /** Characters of these. */
  queuedChars: 262_144,
  /** The same, from all peers of one server; each signal or message counts for 512 more. */
  allQueuedChars: 67_108_864,
  /** Milliseconds for which they are kept: a slow phone that asks for its camera. */
  queuedMs: 30_000,
  /** Milliseconds for which a seat is kept. A blink or a reload is over by then. */
  graceMs: 15_000,
  /** Milliseconds that a receiver has to confirm a signal, before it counts as queued. */
  confirmMs: 5_000,
  /** Milliseconds in which it has to be known who may come in: those of an acknowledgement. */
  guardMs: 10_000,
  /** Milliseconds of a ban, unless the host says otherwise. */
  banMs: 3_600_000,
  /** Milliseconds of the longest ban. A ban outlives its room. */
  longestBanMs: 86_400_000,
  /** Names that are banned from one room, up to three for each peer; the oldest gives way. */
  bans: 1_024,
  /** The same, from all rooms of one server. */
  allBans: 100_000,
  /** Rooms of one server. */
  rooms: 100_000,
  /** Wrong passwords of one address or seat, for one room in a row, before it has to wait. */
  passwordAttempts: 10,
  /** Milliseconds of that wait. */
  passwordWaitMs: 60_000,
  /** Milliseconds before a token's end at which its peer is told, or half of its time if that is less. */
  tokenWarnMs: 60_000,
} as const;
