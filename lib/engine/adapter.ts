/**
 * The seam between whom something is for and where they are: what a namespace asks of its adapter,
 * and what an adapter asks of its namespace.
 *
 * A server with its clients in one process is one node. An adapter can join several nodes, over
 * whatever carries messages between them; nothing else knows that there are others.
 *
 * @module
 */

import type { Clock, Emitter, Encoding, Result } from "../wire/mod.ts";
import type { Handshake } from "./handshake.ts";

/** Whom something is for. */
export interface Reach {
  /** Everyone, or the union of some rooms; of no rooms at all: nobody. */
  readonly rooms: "everyone" | readonly string[];
  /** Rooms whose members are left out. A socket's id is a room with only itself in it. */
  readonly except: readonly string[];
  /** Present if only the members of this node are meant. */
  readonly local?: true;
}

/**
 * An event as it goes over the wire: text, bytes, or a promise of bytes while a blob is read, which
 * nothing may pass (see `InOrder`). To an adapter it is a value to pass on, whatever is in it.
 */
export type EncodedEvent = Encoding;

/** What came back to a question: an answer's arguments, or why there is none. JSON, or bytes. */
export type Reply = Result;

/** Where the replies to a question go, each as soon as it is there. What comes late is ignored. */
export interface Replies {
  /** Milliseconds that they may take. */
  readonly ms: number;
  /** Takes one. */
  reply(reply: Reply): void;
}

/** Where the replies of many sockets go. */
export interface BroadcastReplies extends Replies {
  /** The `id` in the event's envelope: no other broadcast of any node has it. */
  readonly id: number;
  /** Is told once by each node, before its replies, how many of its members it asks. */
  expect(count: number): void;
}

/** What there is to know of a socket: plain values, so that another node can be told them. */
export interface SocketDetails {
  /** The public id. */
  readonly id: string;
  /** How it came to be. */
  readonly handshake: Handshake;
  /** The rooms that it is in, its own among them. */
  readonly rooms: readonly string[];
  /** What the application keeps with it; with several nodes it has to be JSON. */
  readonly data: object;
  /** Whether its client has no connection at the moment. */
  readonly away: boolean;
}

/** A socket of this node, as far as an adapter is concerned with it. */
export interface LocalSocket extends Omit<SocketDetails, "rooms"> {
  /** The rooms that it is in, its own among them. */
  readonly rooms: ReadonlySet<string>;
  /** Puts it into rooms. */
  join(rooms: readonly string[]): void;
  /** Takes it out of a room. */
  leave(room: string): void;
  /** Ends it; with `close`, its client's session too. */
  disconnect(close: boolean): unknown;
}

/** What an adapter needs of its namespace. */
export interface AdapterHost {
  /** The namespace's name: adapters of other nodes belong to the one of the same name. */
  readonly name: string;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** Milliseconds that another node may take for an answer. */
  readonly ackMs: number;
  /**
   * Hands an event to sockets of this node, in order; a volatile one is not kept for them.
   *
   * @param ids The sockets: a list that is not changed afterwards. The same list for the same sockets
   * makes it quicker.
   * @param except Those among them to whom it is not handed.
   */
  deliver(
    ids: readonly string[],
    except: readonly string[],
    event: EncodedEvent,
    volatile: boolean,
  ): void;
  /** The socket of that id, if it is one of this node. */
  socket(id: string): LocalSocket | undefined;
  /** Hands on the replies of sockets of this node, to which the question is delivered next. */
  gather(ids: readonly string[], replies: BroadcastReplies): void;
  /**
   * Takes an event that another node's application has sent to this one's.
   *
   * @param reply Takes the one reply, if the other node waits for it.
   */
  serverSideEvent(
    event: string,
    args: readonly unknown[],
    reply?: (reply: Reply) => void,
  ): void;
  /** Hears of what went wrong without anyone to tell it to. */
  fault(error: unknown, event: string): void;
}

/** What an adapter tells of the rooms on its node; a socket's own room is one of them. */
export interface RoomEvents {
  /** A room has its first member, which `join-room` names next. */
  "create-room": (room: string) => void;
  /** A socket has entered a room. */
  "join-room": (room: string, id: string) => void;
  /** A socket has left a room. */
  "leave-room": (room: string, id: string) => void;
  /** A room has lost its last member, which `leave-room` has named. */
  "delete-room": (room: string) => void;
}

/**
 * Keeps the rooms of one namespace on this node, and reaches the members of an audience on all.
 *
 * An implementation for several nodes extends `MemoryAdapter`, tells the others of each call that
 * is not `local`, and makes the same call on its base class when it is told of one itself.
 */
export interface Adapter extends
  Pick<
    Emitter<Record<never, never>, RoomEvents>,
    "on" | "once" | "off"
  > {
  /** The members of each room of this node, by name. A room exists while someone is in it. */
  readonly rooms: ReadonlyMap<string, ReadonlySet<string>>;
  /** The rooms of each member of this node, by id. */
  readonly sids: ReadonlyMap<string, ReadonlySet<string>>;
  /** Begins: called once it is made, and when its server listens again after it was closed. */
  init(): void | Promise<void>;
  /** Leaves the other nodes: the server stops, or the namespace is not needed any more. */
  close(): void | Promise<void>;
  /** How many nodes there are, this one included. */
  serverCount(): number | Promise<number>;
  /** Puts a member of this node into a room. */
  join(id: string, room: string): void;
  /** Takes a member of this node out of a room. */
  leave(id: string, room: string): void;
  /** Takes a member of this node out of all rooms: it has gone. */
  leaveAll(id: string): void;
  /** Hands an event to everyone in `reach`, once each; who gets a volatile one late gets none. */
  broadcast(reach: Reach, event: EncodedEvent, volatile: boolean): void;
  /** Hands an event to everyone in `reach`, and the replies of each to `replies`. */
  broadcastWithAck(
    reach: Reach,
    event: EncodedEvent,
    replies: BroadcastReplies,
  ): void;
  /**
   * Everyone in `reach`.
   *
   * @throws {Refusal} (as a rejection) `timeout` if a node does not say, with the others' sockets
   * as its `data`.
   */
  fetchSockets(reach: Reach): Promise<SocketDetails[]>;
  /** Puts everyone in `reach` into rooms. */
  socketsJoin(reach: Reach, rooms: readonly string[]): void;
  /** Takes everyone in `reach` out of rooms. */
  socketsLeave(reach: Reach, rooms: readonly string[]): void;
  /** Ends everyone in `reach`; with `close`, their sessions too. */
  disconnectSockets(reach: Reach, close: boolean): void;
  /** Hands an event to the applications of the other nodes, and the reply of each to `replies`. */
  serverSideEmit(
    event: string,
    args: readonly unknown[],
    replies?: Replies,
  ): void;
}

/** Makes the adapter of a namespace. */
export type AdapterFactory = (host: AdapterHost) => Adapter;
