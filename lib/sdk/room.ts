/**
 * A room that this peer is in.
 *
 * @module
 */

import type {
  Action,
  IceServers,
  Joined,
  Json,
  Knock,
  Muted,
  PeerInfo,
  ProfileChange,
  RoomInfo,
} from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { Attendance, EndReason, RoomState } from "./attendance.ts";
import type { SentStatus } from "./direct.ts";
import { configure } from "./ice.ts";
import type { IncomingFile } from "./incoming_file.ts";
import type { RoomOptions } from "./options.ts";
import type { Peer } from "./peer.ts";
import { Posts } from "./posts.ts";
import type { Published } from "./published.ts";
import { Roster } from "./roster.ts";
import { Ruling } from "./ruling.ts";

/** What a room tells. */
export interface RoomEvents {
  /** Where this peer is has changed. */
  state: (state: RoomState) => void;
  /** Someone has come. Those who are there already when the room is joined are in `peers`. */
  peer: (peer: Peer) => void;
  /** Someone has left. */
  "peer-left": (peer: Peer, reason: EndReason) => void;
  /** What someone tells of itself has changed, or whether it is away. */
  update: (peer: Peer) => void;
  /** How the connection with someone does has changed. */
  "peer-state": (peer: Peer) => void;
  /** Something comes from someone: a camera with a microphone, a screen. */
  stream: (stream: MediaStream, peer: Peer) => void;
  /** It comes no more. */
  "stream-removed": (stream: MediaStream, peer: Peer) => void;
  /** Someone has said something: to all, or to this peer alone. */
  message: (payload: Json, peer: Peer, everyone: boolean) => void;
  /** Someone offers a file; one that nobody hears of is refused. */
  file: (file: IncomingFile, peer: Peer) => void;
  /** What is known of this peer itself has changed: it may be host now. */
  self: (self: PeerInfo) => void;
  /** The room's settings, its host or its data have changed. */
  info: (info: RoomInfo) => void;
  /** To the host: who waits to be admitted. */
  lobby: (waiting: readonly Knock[]) => void;
  /** The host asks this peer to silence itself: {@linkcode Room.mute} does. */
  "mute-asked": (kind: keyof Muted, by: Peer | undefined) => void;
  /** The token ends in so many milliseconds, and nothing was given to find another one. */
  "token-expiring": (ms: number) => void;
  /** Something failed that nobody waits for: a connection refused something, or no token was found. */
  error: (error: unknown, peer: Peer | undefined) => void;
}

/** How a stream is sent. */
export interface PublishOptions {
  /**
   * Whether it is a screen, which {@linkcode Room.mute} leaves alone: who hides their face goes on
   * showing what they share.
   *
   * @default {false}
   */
  screen?: boolean;
}

/**
 * What a room is made with.
 *
 * @internal
 */
export interface RoomParts {
  readonly attendance: Attendance;
  readonly clock: Clock;
  readonly options: RoomOptions;
  readonly published: Published;
  createId(bytes: number): string;
}

/**
 * A room that this peer is in, and the connections with all others there, which live on while the
 * server cannot be reached.
 */
export class Room extends Ruling<RoomEvents> {
  readonly #attendance: Attendance;
  readonly #options: RoomOptions;
  readonly #posts: Posts;
  readonly #published: Published;
  readonly #roster: Roster;
  #self: PeerInfo;
  #info: RoomInfo;
  #lobby: readonly Knock[] = [];
  #ice: IceServers;
  /** What the others have to be told of this peer when the server is back. */
  #untold: ProfileChange | undefined;
  /** Whether what others said since the server was lost may be lost, too. */
  #isAfresh = true;

  /**
   * Begins in the room.
   *
   * @internal
   */
  constructor(joined: Joined, parts: RoomParts) {
    super();
    const { attendance, options, published, createId } = parts;
    const { features, createConnection } = options;
    this.#attendance = attendance;
    this.#options = options;
    this.#self = joined.self;
    this.#info = joined.room;
    this.#ice = joined.ice;
    this.#posts = new Posts(attendance);
    this.#published = published;
    this.#roster = new Roster({
      ...parts,
      posts: this.#posts,
      rollback: features?.includes("rollback") ?? true,
      createId: () => createId(16),
      createConnection: () => {
        const configuration = this.#configuration;
        return createConnection?.(configuration) ??
          new RTCPeerConnection(configuration);
      },
      tell: (...told) => this.announce(...told),
    });
    this.#listen();
    this.rejoin(joined);
  }

  /** The room's name. */
  get name(): string {
    return this.#info.name;
  }

  /** Where this peer is. */
  get state(): RoomState {
    return this.#attendance.state;
  }

  /** This peer, as the others are told of it. */
  get self(): PeerInfo {
    return this.#self;
  }

  /** The room's settings. */
  get info(): RoomInfo {
    return this.#info;
  }

  /** Who waits to be admitted; empty unless this peer is host. */
  get lobby(): readonly Knock[] {
    return this.#lobby;
  }

  /** The others, in the order in which they came. */
  get peers(): readonly Peer[] {
    return this.#roster.all;
  }

  /** One of the others, by its id. */
  peer(id: string): Peer | undefined {
    return this.#roster.get(id);
  }

  /** Leaves for good, and ends all connections. What was published is not stopped. */
  leave(): void {
    this.#attendance.leave();
  }

  // -- What is sent --

  /** Sends a stream's tracks to all others, and to whoever comes. */
  publish(stream: MediaStream, { screen }: PublishOptions = {}): void {
    this.#published.add(stream, screen);
    this.#fill();
  }

  /** Sends a stream no more. Its tracks are not stopped. */
  unpublish(stream: MediaStream): void {
    this.#published.remove(stream);
    this.#fill();
  }

  /**
   * Sends another track in place of one that is published: another camera. Nothing is negotiated.
   *
   * @throws {TypeError} (as a rejection) If that one is not published, or of another kind.
   */
  async replaceTrack(
    track: MediaStreamTrack,
    by: MediaStreamTrack,
  ): Promise<void> {
    if (track.kind !== by.kind || !this.#published.replace(track, by)) {
      throw new TypeError("Cannot replace: it is not sent");
    }
    await Promise.all(
      this.peers.map(({ connection }) =>
        this.#published.swap(connection, track, by)
      ),
    );
  }

  /**
   * Silences what is published, and what will be, or lets it be heard or seen again: at once, whatever
   * becomes of telling the others, which it does as {@linkcode Room.update}. A screen is left alone.
   */
  mute(kind: keyof Muted, muted: boolean = true): Promise<void> {
    return this.update({ muted: { ...this.#published.muted, [kind]: muted } });
  }

  /**
   * Says something to all others: directly, if there is a connection with each, or over the server.
   *
   * @returns What became of it.
   * @throws {Refusal} (as a rejection) As {@linkcode Peer.send}.
   */
  async broadcast(payload: Json): Promise<SentStatus> {
    const ways = this.peers.flatMap(({ direct, info }) =>
      info.dialect ? [] : direct
    );
    if (ways.length && ways.every(({ isOpen }) => isOpen)) {
      await Promise.all(ways.map(({ isClear }) => isClear));
      for (const way of ways) way.say(payload, true);
      return "sent";
    }
    const relayed = this.#posts.message(payload);
    for (const way of ways) way.follow(relayed);
    const { status } = await relayed;
    return status;
  }

  /**
   * Changes what this peer tells of itself; `muted` silences what it says, as {@linkcode Room.mute} does.
   *
   * @returns When the server has it. While that is away, at once: the others are told when it is back,
   * and if it refuses that then, `error` is.
   * @throws {Refusal} (as a rejection) `name-invalid`, `data-too-large`; `disconnected` once the room is
   * left.
   */
  async update(change: ProfileChange): Promise<void> {
    if (change.muted) this.#published.mute(change.muted);
    if (!this.#posts.isAway) await this.#posts.ask("update", change);
    else this.#untold = { ...this.#untold, ...change };
  }

  /**
   * Shows a newer token in place of the one that is about to end, once the server is there.
   *
   * @throws {Refusal} (as a rejection) `token-invalid` and the like; `disconnected` as {@linkcode Peer.send}.
   */
  refresh(token: string): Promise<void> {
    return this.#posts.ask("refresh", token);
  }

  /** Asks the server for something of the host's. */
  protected override async rule(action: Action): Promise<void> {
    try {
      await this.#posts.ask("moderate", action);
    } catch (error) {
      // Who ends the room hears of that before the answer.
      if (action.do !== "end" || this.state.name !== "left") throw error;
    }
  }

  // -- For who joins --

  /**
   * This peer has its seat, perhaps once more.
   *
   * @internal
   */
  rejoin({ self, room, lobby, ice, peers, graceMs }: Joined): void {
    this.#isAfresh = true;
    this.#posts.reset();
    this.#self = self;
    this.#info = room;
    this.#lobby = lobby;
    this.#useIce(ice);
    this.#roster.joined(peers, graceMs);
  }

  /**
   * Where this peer is has changed.
   *
   * @internal
   */
  become(state: RoomState): void {
    const isOnline = state.name === "joined";
    this.#posts.flush();
    if (state.name === "left") this.#roster.close(state.reason);
    else this.#roster.online(isOnline, this.#isAfresh);
    if (isOnline) {
      this.#isAfresh = false;
      const change = this.#untold;
      this.#untold = undefined;
      if (change) this.#attempt(this.update(change));
    }
    this.announce("state", state);
  }

  get #configuration(): RTCConfiguration {
    return configure(this.#options.rtc ?? {}, this.#ice);
  }

  /** Tells what comes of something that nobody waits for, if it fails. */
  #attempt(attempt: Promise<void>, peer?: Peer): void {
    attempt.catch((error) => this.announce("error", error, peer));
  }

  #fill(): void {
    for (const peer of this.peers) peer.publish();
  }

  #useIce(ice: IceServers): void {
    this.#ice = ice;
    const configuration = this.#configuration;
    for (const peer of this.peers) {
      this.#attempt(peer.reconfigure(configuration, ice.ttlMs !== null), peer);
    }
  }

  #listen(): void {
    const { socket } = this.#attendance;
    const roster = this.#roster;
    socket.on("signal", ({ from, connectionId, payload }, done) => {
      done();
      roster.get(from)?.receive(connectionId, payload);
    });
    socket.on("message", ({ from, everyone, payload }, done) => {
      done?.();
      roster.get(from)?.hear(payload, everyone);
    });
    socket.on("peer-joined", (other) => roster.add(other));
    socket.on("peer-left", (id, reason) => roster.remove(id, reason));
    socket.on("peer-updated", (info) => {
      if (info.id !== this.#self.id) return roster.revise(info);
      this.#self = info;
      this.announce("self", info);
    });
    socket.on("room-updated", (info) => {
      this.#info = info;
      this.announce("info", info);
    });
    socket.on("lobby", (waiting) => {
      this.#lobby = waiting;
      this.announce("lobby", waiting);
    });
    socket.on("mute-asked", (kind, by) => {
      this.announce("mute-asked", kind, roster.get(by));
    });
    socket.on("ice-servers", (ice) => this.#useIce(ice));
    socket.on("token-expiring", (ms) => {
      const { token } = this.#options;
      if (typeof token === "function") this.#attempt(this.#renew(token));
      else this.announce("token-expiring", ms);
    });
  }

  async #renew(token: () => string | Promise<string>): Promise<void> {
    await this.refresh(await token());
  }
}
