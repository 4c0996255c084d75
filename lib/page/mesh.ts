/**
 * The connections with all others in the room, one each.
 *
 * @module
 */

import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { Clock } from "../client/mod.ts";
import type { CallMessage, HereMessage } from "./call_message.ts";
import type { CallConnection } from "./connection.ts";
import { Peer } from "./peer.ts";

/** What a mesh has to be told. */
export interface MeshOptions {
  /** This page's id. */
  self: string;
  /** What to send to the others. */
  stream: MediaStream | undefined;
  /** Where the time comes from. */
  clock: Clock;
  /** Makes a connection for one other page. */
  createConnection(): CallConnection;
  /** Makes an id that nobody guesses. */
  createId(): string;
  /** The id of this page's socket, if there is one. */
  seat(): string | undefined;
  /** Tells all others something, or nobody if the server is gone. */
  say(message: CallMessage): void;
  /** Hears that someone has left for good. */
  onLeft(): void;
}

/** What the others can make a mesh hold. */
export const MESH_LIMITS = {
  /** With more, each picture is sent more often than an uplink can bear. */
  peers: 8,
} as const;

/** The connections with all others in the room. */
export class Mesh {
  /** The others, in the order in which they came. */
  readonly peers: ReadonlySignal<readonly Peer[]>;
  readonly #options: MeshOptions;
  readonly #peers: Signal<ReadonlyMap<string, Peer>> = signal(new Map());

  /** Begins with nobody. */
  constructor(options: MeshOptions) {
    this.#options = options;
    this.peers = computed(() => [...this.#peers.value.values()]);
  }

  /** Takes what the page `from` said. */
  hear(from: string, message: CallMessage): void {
    switch (message.kind) {
      case "here":
        return this.#meet(from, message);
      case "signal":
        if (message.to !== this.#options.self) return;
        return this.#peers.peek().get(from)?.receive(message);
      case "leave":
        return this.#forget(from);
      default:
        message satisfies never;
    }
  }

  /** Tells the others that this page is there, and which connections it has. */
  sayHere(): void {
    const { seat, say } = this.#options;
    const id = seat();
    if (id === undefined) return;
    const links = this.peers.peek().map((peer) => (
      { peer: peer.id, connectionId: peer.connectionId, fresh: peer.fresh }
    ));
    say({ kind: "here", seat: id, links });
  }

  /** Our own way to the server is lost, and nothing is known of anybody. */
  doubtAll(): void {
    for (const peer of this.peers.peek()) peer.doubt();
  }

  /** We are back: those who are still there will say so. */
  missAll(): void {
    for (const peer of this.peers.peek()) peer.miss();
  }

  /** The server says that the socket `seat` has vanished. */
  miss(seat: string): void {
    for (const peer of this.peers.peek()) {
      if (peer.sitsAt(seat)) peer.miss();
    }
  }

  /** Ends all connections. */
  close(): void {
    for (const peer of this.peers.peek()) peer.close();
    this.#peers.value = new Map();
  }

  /** Agrees with another page on the connection between the two: see `call_message.ts`. */
  #meet(from: string, { seat, links }: HereMessage): void {
    const { self, createId } = this.#options;
    const known = this.#peers.peek().get(from);
    const theirs = links.find(({ peer }) => peer === self);
    if (known !== undefined && known.connectionId === theirs?.connectionId) {
      return known.confirm(seat);
    }
    if (self > from) {
      // What it lists is from before it heard of the connection that we have just made.
      if (known?.fresh) known.confirm(seat);
      else this.#connect(from, seat, createId());
      this.sayHere();
    } else if (theirs?.fresh) {
      this.#connect(from, seat, theirs.connectionId);
    } else {
      this.sayHere();
    }
  }

  #connect(id: string, seat: string, connectionId: string): void {
    const { self, stream, clock, createConnection, say } = this.#options;
    const peers = new Map(this.#peers.peek());
    if (!peers.has(id) && peers.size >= MESH_LIMITS.peers) return;
    peers.get(id)?.close();
    const peer = new Peer({
      id,
      seat,
      connectionId,
      polite: self < id,
      connection: createConnection(),
      stream,
      clock,
      send: (signal) => say({ kind: "signal", to: id, connectionId, signal }),
      onGone: () => this.#forget(id),
    });
    this.#peers.value = peers.set(id, peer);
  }

  #forget(id: string): void {
    const peers = new Map(this.#peers.peek());
    peers.get(id)?.close();
    if (!peers.delete(id)) return;
    this.#peers.value = peers;
    this.#options.onLeft();
  }
}
