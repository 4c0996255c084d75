/**
 * One other person in the room: the connection with their page, and whether it can be hoped for.
 *
 * @module
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "../client/mod.ts";
import { Negotiation, type Signal as NegotiationSignal } from "../sdk/mod.ts";
import type { SignalMessage } from "./call_message.ts";
import type { CallConnection } from "./connection.ts";

/** What a peer has to be told. */
export interface PeerOptions {
  /** The other page's id. */
  id: string;
  /** The id of the other page's socket. */
  seat: string;
  /** The incarnation of the connection. */
  connectionId: string;
  /** Whether this page gives way at glare. */
  polite: boolean;
  /** A connection that nobody has used yet. */
  connection: CallConnection;
  /** What to send. */
  stream: MediaStream | undefined;
  /** Where the time comes from. */
  clock: Clock;
  /** Takes a signal to the other page. */
  send(signal: NegotiationSignal): void;
  /** Hears that there is no hope of the other any more. */
  onGone(): void;
}

/** How long a peer waits for what. */
export const PEER_LIMITS = {
  /** Most interruptions heal within this time without a restart of ICE. */
  healMs: 3_000,
  /** Without media and without a word through the server, the other has left. */
  giveUpMs: 5_000,
} as const;

/**
 * What is known of the other through the server: it is there; we do not know, since our own way
 * to the server is lost; or it has vanished from there, which its media may survive.
 */
type Presence = "there" | "unknown" | "vanished";

/** One other person, as long as there is hope of them. */
export class Peer {
  /** The other page's id. */
  readonly id: string;
  /** The incarnation of the connection. */
  readonly connectionId: string;
  readonly #options: PeerOptions;
  readonly #negotiation: Negotiation;
  readonly #end = new AbortController();
  readonly #connected = signal(false);
  readonly #blocked = signal(false);
  readonly #stream: Signal<MediaStream | undefined> = signal(undefined);
  #seat: string;
  #presence: Presence = "there";
  #hasHeard = false;
  #hasMedia = false;
  #stopHealTimer: (() => void) | undefined;
  #stopGiveUpTimer: (() => void) | undefined;

  /** Begins: the impolite peer offers its media at once. */
  constructor(options: PeerOptions) {
    const { connection, polite, connectionId, clock } = options;
    this.#options = options;
    this.id = options.id;
    this.connectionId = connectionId;
    this.#seat = options.seat;
    this.#negotiation = new Negotiation(connection, {
      polite,
      clock,
      send: (signal) => options.send(signal),
    });
    const { signal } = this.#end;
    connection.addEventListener("track", ({ streams: [stream] }) => {
      if (stream) this.#stream.value = stream;
    }, { signal });
    connection.addEventListener(
      "connectionstatechange",
      () => this.#followMedia(),
      { signal },
    );
    if (!polite) this.#addMedia();
  }

  /** The other's picture and sound, once there is any. */
  get stream(): ReadonlySignal<MediaStream | undefined> {
    return this.#stream;
  }

  /** Whether media can flow right now. */
  get connected(): ReadonlySignal<boolean> {
    return this.#connected;
  }

  /** Whether no path between the two networks was found, so far. */
  get blocked(): ReadonlySignal<boolean> {
    return this.#blocked;
  }

  /** Whether nothing has come through this connection's signaling yet. */
  get fresh(): boolean {
    return !this.#hasHeard;
  }

  /** Whether the other page's socket is `seat`. */
  sitsAt(seat: string): boolean {
    return this.#seat === seat;
  }

  /** Takes a signal of the other page. */
  receive({ connectionId, signal }: SignalMessage): void {
    if (connectionId !== this.connectionId) return;
    this.#hasHeard = true;
    // The polite peer adds its media to the first offer's, rather than offer it at the same time,
    // or every call would begin with glare.
    if (!this.#hasMedia) this.#addMedia();
    this.#negotiation.receive(signal);
  }

  /** The other page said, from the socket `seat`, that it has this connection too. */
  confirm(seat: string): void {
    const wasAway = this.#presence !== "there" || !this.sitsAt(seat);
    this.#seat = seat;
    this.#setPresence("there");
    // Whatever was said meanwhile may be lost.
    const unsettled = !this.#connected.peek() || this.#negotiation.awaitsAnswer;
    if (wasAway && unsettled) this.#negotiation.restart();
  }

  /** Our own way to the server is lost. */
  doubt(): void {
    this.#setPresence("unknown");
  }

  /** The other has vanished from the server. */
  miss(): void {
    this.#setPresence("vanished");
  }

  /** Ends the connection. */
  close(): void {
    this.#end.abort();
    this.#stopHealTimer?.();
    this.#stopGiveUpTimer?.();
    this.#negotiation.close();
    this.#options.connection.close();
  }

  #addMedia(): void {
    this.#hasMedia = true;
    const { connection, stream, polite } = this.#options;
    for (const kind of ["audio", "video"] as const) {
      const tracks = stream?.getTracks().filter((it) => it.kind === kind) ?? [];
      for (const track of tracks) {
        if (stream) connection.addTrack(track, stream);
      }
      // In an answer, the other's offer has seen to that.
      if (tracks.length === 0 && !polite) {
        connection.addTransceiver(kind, { direction: "recvonly" });
      }
    }
  }

  #followMedia(): void {
    const { connection, clock } = this.#options;
    this.#stopHealTimer?.();
    switch (connection.connectionState) {
      case "connected":
        this.#connected.value = true;
        this.#blocked.value = false;
        break;
      case "disconnected":
        this.#connected.value = false;
        this.#stopHealTimer = clock.after(
          PEER_LIMITS.healMs,
          () => this.#restart(),
        );
        break;
      case "failed":
        this.#connected.value = false;
        this.#blocked.value = true;
        this.#restart();
        break;
      default:
        this.#connected.value = false;
    }
    this.#reconsider();
  }

  #restart(): void {
    // There is nobody to hear the offer otherwise; see confirm().
    if (this.#presence === "there") this.#negotiation.restart();
  }

  #setPresence(presence: Presence): void {
    this.#presence = presence;
    this.#reconsider();
  }

  #reconsider(): void {
    const { clock, onGone } = this.#options;
    if (this.#presence === "vanished" && !this.#connected.peek()) {
      this.#stopGiveUpTimer ??= clock.after(PEER_LIMITS.giveUpMs, onGone);
    } else {
      this.#stopGiveUpTimer?.();
      this.#stopGiveUpTimer = undefined;
    }
  }
}
