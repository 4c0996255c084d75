/**
 * Another peer in the room, and the connection with it.
 *
 * @module
 */

import type { Json, OtherPeer, PeerInfo } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { EndReason } from "./attendance.ts";
import type { Diagnosis } from "./diagnose.ts";
import { Direct, type SentStatus } from "./direct.ts";
import { ConnectionHistory } from "./history.ts";
import type { IncomingFile } from "./incoming_file.ts";
import type { SendFileOptions } from "./outgoing_file.ts";
import { Pair } from "./pair.ts";
import type { Posts } from "./posts.ts";
import type { Published } from "./published.ts";
import type { Quality, QualityMeter } from "./quality.ts";
import type { RoomEvents } from "./room.ts";
import { Told } from "./told.ts";
import { watch } from "./watch.ts";

/**
 * How the connection with a peer does: `interrupted` is likely to heal by itself, and `failed` is
 * tried again all the time. `unreachable` is who speaks another dialect: there will be none.
 */
export type PeerState =
  | "connecting"
  | "connected"
  | "interrupted"
  | "failed"
  | "unreachable"
  | "left";

/** What a peer tells. */
export interface PeerEvents {
  /** How the connection does has changed. */
  state: (state: PeerState) => void;
  /** Something comes: a camera with a microphone, a screen. */
  stream: (stream: MediaStream) => void;
  /** It comes no more. */
  "stream-removed": (stream: MediaStream) => void;
  /** It has said something, to this peer alone or to all. */
  message: (payload: Json) => void;
  /** It offers a file; one that nobody hears of is refused. */
  file: (file: IncomingFile) => void;
  /** What it tells of itself has changed, or whether it is away. */
  update: (info: PeerInfo) => void;
  /** It has left the room. */
  left: (reason: EndReason) => void;
}

/**
 * What a peer needs of its room.
 *
 * @internal
 */
export interface PeerHost {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** What is sent to all. */
  readonly published: Published;
  /** Whether this peer's own stack can roll back. */
  readonly rollback: boolean;
  /** Makes an id that nobody guesses. */
  createId(): string;
  /** Makes a connection, with the servers that are to be used now. */
  createConnection(): RTCPeerConnection;
  /** Takes to a peer what goes over the server. */
  readonly posts: Posts;
  /** Tells what the room tells; returns whether anyone listens. */
  tell: Told<RoomEvents>["announce"];
}

/** Another peer in the room. It is the same one after it has reloaded its page. */
export class Peer extends Told<PeerEvents> {
  /** Its id: see {@linkcode PeerInfo}. */
  readonly id: string;
  readonly #host: PeerHost;
  readonly #pair: Pair<RTCPeerConnection>;
  readonly #streams = new Set<MediaStream>();
  readonly #direct: Direct;
  #meter: QualityMeter | undefined;
  #history: ConnectionHistory | undefined;
  #info: OtherPeer;
  #state: PeerState = "connecting";
  /** Whether the connection has been given what is to be sent: the polite peer waits with that. */
  #isFilled = false;
  #isOnline = false;
  /** Whether it could be reached once. */
  #wasReached = false;

  /**
   * Begins to connect with a peer.
   *
   * @internal
   */
  constructor(info: OtherPeer, host: PeerHost) {
    super();
    this.id = info.id;
    this.#info = info;
    this.#host = host;
    this.#direct = new Direct({
      relay: (payload) => host.posts.message(payload, this.id),
      onMessage: (payload, everyone) => this.hear(payload, everyone),
      onFile: (file) => {
        const isHeard = this.announce("file", file);
        if (!host.tell("file", file, this) && !isHeard) file.refuse();
      },
    });
    this.#pair = new Pair<RTCPeerConnection>({
      ...info,
      ...host,
      onConnection: (connection, end) => this.#begin(connection, end),
      fill: (connection, end) => this.#fill(connection, end),
      send: (from, payload) => host.posts.signal(this.id, from, payload),
      onError: (error) => host.tell("error", error, this),
    });
    if (info.dialect) {
      this.#state = "unreachable";
      this.#direct.close();
    }
  }

  /** What it tells of itself, and what it may do. */
  get info(): OtherPeer {
    return this.#info;
  }

  /** What it is to be called. */
  get name(): string {
    return this.#info.name;
  }

  /** How the connection with it does. */
  get state(): PeerState {
    return this.#state;
  }

  /** What comes from it, in the order in which it came. */
  get streams(): readonly MediaStream[] {
    return [...this.#streams];
  }

  /**
   * The connection with it. It is another one after the peer has reloaded its page, or when nothing
   * else helps; what is added to it by hand does not go along.
   */
  get connection(): RTCPeerConnection {
    return this.#pair.connection;
  }

  /**
   * Says something to this peer alone: directly, once there is a connection, and over the server until
   * then. Messages arrive in the order in which they were sent, but for one that is kept for a peer which
   * the server does not reach.
   *
   * @returns What became of it.
   * @throws {Refusal} (as a rejection) `data-too-large`, or `disconnected` if the room is left first.
   * @throws {ChannelError} (as a rejection) If it is too long, or too much waits to be sent.
   */
  send(payload: Json): Promise<SentStatus> {
    return this.#direct.send(payload);
  }

  /**
   * Offers a file of any size, directly, and sends it once the peer accepts it. It waits until there is a
   * connection.
   *
   * @returns When the peer has all of it.
   * @throws {ChannelError} (as a rejection) If it is refused, withdrawn, or cut off.
   */
  sendFile(file: Blob, options?: SendFileOptions): Promise<void> {
    return this.#direct.sendFile(file, options);
  }

  /**
   * How the connection fares since this was asked before; every 2 to 5 seconds makes good figures.
   */
  async quality(): Promise<Quality> {
    const { QualityMeter } = await insight();
    const { connection } = this;
    const report = await connection.getStats();
    this.#meter ??= new QualityMeter();
    return this.#meter.read(report, connection.connectionState);
  }

  /** Why there is no connection, or not yet, and what speaks for it. */
  async diagnose(): Promise<Diagnosis> {
    const { diagnose, evidenceOf } = await insight();
    const history = this.#history ?? new ConnectionHistory(this.connection);
    return diagnose(evidenceOf(history, {
      isSignaling: this.#isOnline,
      isPeerAway: this.#info.connection === "away",
    }));
  }

  // -- For its room --

  /**
   * Takes what the server says of the peer.
   *
   * @internal
   */
  revise(info: PeerInfo): void {
    const { connection, page } = this.#info;
    this.#info = { ...this.#info, ...info };
    // What the former page had of the connection is gone with it.
    if (info.page !== page) this.#pair.renew();
    this.#follow(connection === "away" && info.page === page);
    this.announce("update", this.#info);
    this.#host.tell("update", this);
  }

  /**
   * The server can be reached, or cannot; `afresh` if what was said meanwhile may be lost.
   *
   * @internal
   */
  online(isOnline: boolean, afresh: boolean): void {
    this.#isOnline = isOnline;
    this.#follow(afresh);
  }

  /**
   * Takes what the peer has said.
   *
   * @internal
   */
  hear(payload: Json, everyone: boolean): void {
    this.announce("message", payload);
    this.#host.tell("message", payload, this, everyone);
  }

  /**
   * Takes a signal of the peer's.
   *
   * @internal
   */
  receive(from: string, payload: Json): void {
    this.#pair.receive(from, payload);
  }

  /**
   * The direct way to it.
   *
   * @internal
   */
  get direct(): Direct {
    return this.#direct;
  }

  /**
   * Makes the connection agree with what is to be sent.
   *
   * @internal
   */
  publish(): void {
    if (this.#isFilled) this.#host.published.fill(this.connection);
  }

  /**
   * There are other servers to find a path with; `ending` if the former ones end.
   *
   * @internal
   */
  async reconfigure(
    configuration: RTCConfiguration,
    ending: boolean,
  ): Promise<void> {
    const { connection } = this;
    connection.setConfiguration(configuration);
    if (!ending) return;
    const { sampleOf } = await insight();
    const { path } = sampleOf(await connection.getStats());
    if (path?.local === "relay") this.#pair.restart();
  }

  /**
   * The peer has left, or this one has.
   *
   * @internal
   */
  close(reason: EndReason): void {
    this.#pair.close();
    this.#direct.close();
    this.#forgetStreams();
    this.#become("left");
    this.announce("left", reason);
  }

  #follow(afresh: boolean): void {
    const { connection, dialect } = this.#info;
    if (!this.#isOnline || connection === "away" || dialect) {
      return this.#pair.hold();
    }
    const mayLack = afresh && this.#wasReached && this.#pair.isUnsettled;
    this.#wasReached = true;
    this.#pair.release();
    if (mayLack) this.#pair.restart();
  }

  #begin(connection: RTCPeerConnection, end: AbortSignal): void {
    this.#isFilled = false;
    this.#meter = undefined;
    this.#history = new ConnectionHistory(connection, this.#host.clock);
    this.#forgetStreams();
    this.#become("connecting");
    connection.addEventListener("track", ({ streams }) => {
      for (const stream of streams) this.#meet(stream, end);
    }, { signal: end });
    watch(connection, {
      end,
      clock: this.#host.clock,
      onChange: () => this.#become(stateOf(connection)),
      restart: () => this.#pair.restart(),
      renew: () => this.#pair.renew(),
    });
  }

  #fill(connection: RTCPeerConnection, end: AbortSignal): void {
    if (this.#isFilled) return;
    this.#isFilled = true;
    this.#direct.open(connection, end);
    this.#host.published.fill(connection);
  }

  #meet(stream: MediaStream, end: AbortSignal): void {
    if (this.#streams.has(stream)) return;
    this.#streams.add(stream);
    stream.addEventListener("removetrack", () => {
      if (!stream.getTracks().length) this.#forget(stream);
    }, { signal: end });
    this.#tell("stream", stream);
  }

  #forget(stream: MediaStream): void {
    if (this.#streams.delete(stream)) this.#tell("stream-removed", stream);
  }

  #tell(event: "stream" | "stream-removed", stream: MediaStream): void {
    this.announce(event, stream);
    this.#host.tell(event, stream, this);
  }

  #forgetStreams(): void {
    for (const stream of this.#streams) this.#forget(stream);
  }

  #become(state: PeerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.announce("state", state);
    this.#host.tell("peer-state", this);
  }
}

/**
 * What judges connections, which is loaded when it is needed for the first time.
 *
 * @internal
 */
export function insight(): Promise<typeof import("./insight.ts")> {
  return import("./insight.ts");
}

function stateOf({ connectionState }: RTCPeerConnection): PeerState {
  if (connectionState === "disconnected") return "interrupted";
  return connectionState === "connected" || connectionState === "failed"
    ? connectionState
    : "connecting";
}
