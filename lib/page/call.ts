/**
 * A call in a room: the place in the room, which the server gives, and the connections with the
 * other pages there, which outlive the server. No DOM.
 *
 * @module
 */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Clock } from "../client/mod.ts";
import { type CallMessage, parseCallMessage } from "./call_message.ts";
import type { CallConnection } from "./connection.ts";
import type { LocalMedia } from "./media.ts";
import { Mesh } from "./mesh.ts";
import type { Peer } from "./peer.ts";
import type { ServerState, State } from "./state.ts";

/** The part of the client's socket that a call needs; what comes in is not trusted. */
export interface CallSocket {
  /** The id that the server gave. */
  readonly id: string | undefined;
  /** Whether there is a connection. */
  readonly connected: boolean;
  /** Whether the socket tries by itself to be connected. */
  readonly active: boolean;
  /** Hears an event. */
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  /** Sends an event. */
  emit(event: string, ...args: unknown[]): unknown;
  /** Connects again. */
  connect(): unknown;
  /** Disconnects for good. */
  disconnect(): unknown;
}

/** What a call has to be told. */
export interface CallOptions {
  /** The room's name. */
  room: string;
  /** This page's id, the same for as long as the page is open. */
  self: string;
  /** What to send; the call stops it in the end. */
  media: LocalMedia;
  /** A socket that nobody else uses. */
  socket: CallSocket;
  /** Where the time comes from. */
  clock: Clock;
  /** Makes a connection for one other page. */
  createConnection(): CallConnection;
  /** Makes an id that nobody guesses. */
  createId(): string;
}

/** How a call gets back into its room. */
export const CALL_LIMITS = {
  /** Between two attempts. */
  reenterMs: 2_000,
  /** Attempts: the server takes 20 seconds to notice that our former socket is dead. */
  reenters: 15,
} as const;

/** Where this page is, as the server sees it. */
type Place =
  | { at: "door" }
  /** `deserted` once someone was there and has left. */
  | { at: "room"; deserted: boolean }
  | { at: "full" }
  | { at: "refused"; reason: string };

/** A call, from the wish to enter the room until it is left. */
export class Call {
  /** This person's own picture and sound. */
  readonly media: LocalMedia;
  /** Where the person is in the call. */
  readonly state: ReadonlySignal<State>;
  readonly #options: CallOptions;
  readonly #mesh: Mesh;
  readonly #place = signal<Place>({ at: "door" });
  readonly #server = signal<ServerState>("idle");
  #closed = false;
  #reenters = 0;
  #stopTimer: (() => void) | undefined;

  /** Begins: asks for a place in the room as soon as the server can be reached. */
  constructor(options: CallOptions) {
    const { self, media, socket, clock, createConnection, createId } = options;
    this.#options = options;
    this.media = media;
    this.#mesh = new Mesh({
      self,
      stream: media.stream,
      clock,
      createConnection,
      createId,
      seat: () => socket.id,
      say: (message) => this.#say(message),
      onLeft: () => this.#place.value = { at: "room", deserted: true },
    });
    this.state = computed(() => stateOf(this.#place.value, this.peers.value));
    this.#on("connect", () => this.#enter());
    this.#on("disconnect", () => this.#lose());
    this.#on("connect_error", () => this.#lose());
    this.#on("created", (room) => this.#entered(room));
    this.#on("joined", (room) => this.#entered(room));
    this.#on("full", (room) => this.#turnedAway(room));
    this.#on("refused", (refusal) => this.#refused(refusal));
    this.#on("join", () => this.#mesh.sayHere());
    this.#on("message", (value) => this.#hear(value));
    this.#on("bye", (seat) => {
      if (typeof seat === "string") this.#mesh.miss(seat);
    });
    if (socket.connected) this.#enter();
  }

  /** The others, in the order in which they came. */
  get peers(): ReadonlySignal<readonly Peer[]> {
    return this.#mesh.peers;
  }

  /** Whether the server holds a place for us: `gone` until it has given ours back. */
  get server(): ReadonlySignal<ServerState> {
    return this.#server;
  }

  /** Leaves, and gives the devices back. */
  leave(): void {
    this.#say({ kind: "leave" });
    this.#close();
  }

  #on(event: string, listener: (...args: unknown[]) => void): void {
    this.#options.socket.on(event, (...args) => {
      if (!this.#closed) listener(...args);
    });
  }

  #enter(): void {
    this.#options.socket.emit("create or join", this.#options.room);
  }

  #entered(room: unknown): void {
    if (room !== this.#options.room) return;
    if (this.#place.peek().at === "door") {
      this.#place.value = { at: "room", deserted: false };
    }
    this.#server.value = "up";
    this.#reenters = 0;
    this.#mesh.missAll();
    this.#mesh.sayHere();
  }

  #turnedAway(room: unknown): void {
    if (room !== this.#options.room) return;
    // The server may take our own former socket for someone else.
    const mayBeUs = this.#place.peek().at === "room" &&
      this.#reenters < CALL_LIMITS.reenters;
    if (!mayBeUs) return this.#end({ at: "full" });
    this.#reenters++;
    this.#later(() => this.#enter());
  }

  #refused(refusal: unknown): void {
    if (this.#place.peek().at !== "door") return;
    this.#end({ at: "refused", reason: messageOf(refusal) });
  }

  #lose(): void {
    const { socket } = this.#options;
    this.#server.value = "gone";
    this.#stopTimer?.();
    this.#mesh.doubtAll();
    if (!socket.active) this.#later(() => socket.connect());
  }

  #later(work: () => void): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#options.clock.after(CALL_LIMITS.reenterMs, work);
  }

  #hear(value: unknown): void {
    const { room, self } = this.#options;
    const message = parseCallMessage(value);
    if (message?.room !== room || message.from === self) return;
    this.#mesh.hear(message.from, message);
  }

  #say(message: CallMessage): void {
    const { socket, room, self } = this.#options;
    // Nothing is kept for later: on our return, `here` finds out what is missing.
    if (this.#server.peek() !== "up") return;
    socket.emit("message", { ...message, room, from: self });
  }

  #end(place: Place): void {
    this.#place.value = place;
    this.#close();
  }

  #close(): void {
    this.#closed = true;
    this.#stopTimer?.();
    this.#options.socket.disconnect();
    this.#mesh.close();
    this.media.stop();
  }
}

function stateOf(place: Place, peers: readonly Peer[]): State {
  switch (place.at) {
    case "door":
      return { name: "joining" };
    case "full":
      return { name: "full" };
    case "refused":
      return { name: "refused", reason: place.reason };
    case "room":
      if (peers.length === 0) {
        return { name: place.deserted ? "left" : "waiting" };
      }
      if (peers.some(({ connected }) => connected.value)) {
        return { name: "connected" };
      }
      return {
        name: "connecting",
        blocked: peers.some(({ blocked }) => blocked.value),
      };
  }
}

function messageOf(refusal: unknown): string {
  if (typeof refusal !== "object" || refusal === null) return "";
  return "message" in refusal && typeof refusal.message === "string"
    ? refusal.message
    : "";
}
