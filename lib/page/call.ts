/**
 * A call: who is there, what they say and show, and what this person does in it. No DOM.
 *
 * @module
 */

import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type {
  EndReason,
  Knock,
  Muted,
  Peer,
  PeerInfo,
  Room,
  RoomInfo,
} from "/parley/parley.mjs";
import type { SharedScreen } from "/parley/devices.mjs";
import { Chat } from "./chat.ts";
import { type Clock, every } from "./clock.ts";
import { Member } from "./member.ts";
import { Notices } from "./notices.ts";
import type { OwnMedia } from "./own_media.ts";
import { Reactions } from "./reactions.ts";
import {
  type Presence,
  type Reaction,
  readPresence,
  readRemark,
} from "./remark.ts";
import { ScreenShare } from "./screen_share.ts";
import { Ratings, type Summary } from "./summary.ts";
import { codeOf } from "./trouble.ts";

/** How often it is looked who speaks, in milliseconds. */
const LISTEN_MS = 200;

/** How often connections are measured, in milliseconds: as the SDK wants it. */
const MEASURE_MS = 3_000;

/** What the browser gives a call. */
export interface CallTools {
  /** The time. */
  readonly clock: Clock;
  /** The time of day, in milliseconds since 1970. */
  today(): number;
  /** An empty stream. */
  createStream(): MediaStream;
  /** Makes an address of a file that was received. */
  createUrl(blob: Blob): string;
  /** Makes it one no more. */
  revokeUrl(url: string): void;
}

/** What a call begins with. */
export interface CallOptions {
  /** The room, which was joined a moment ago. */
  readonly room: Room;
  /** What this person sends: it is published already. */
  readonly own: OwnMedia;
  /** What the browser gives. */
  readonly tools: CallTools;
  /** Is told when the call was ended by the server, with the code of what that said. */
  onEnd(reason: Exclude<EndReason, "left">, code: string | undefined): void;
}

/** A call. */
export class Call {
  /** What this person sends. */
  readonly own: OwnMedia;
  /** What was written and sent. */
  readonly chat: Chat;
  /** What has happened of late. */
  readonly notices: Notices;
  /** What people show for a moment. */
  readonly reactions: Reactions;
  /** One's own screen. */
  readonly screen: ScreenShare;
  readonly #room: Room;
  readonly #tools: CallTools;
  readonly #onEnd: CallOptions["onEnd"];
  readonly #beganAt: number;
  readonly #members: Signal<readonly Member[]> = signal([]);
  readonly #self: Signal<PeerInfo>;
  readonly #info: Signal<RoomInfo>;
  readonly #lobby: Signal<readonly Knock[]>;
  readonly #isAway: Signal<boolean> = signal(false);
  readonly #hand: Signal<number | null>;
  readonly #pinned: Signal<string | null> = signal(null);
  readonly #ratings = new Ratings();
  readonly #met = new Set<string>();
  readonly #stops: (() => void)[];

  /** Begins in a room. */
  constructor({ room, own, tools, onEnd }: CallOptions) {
    const { clock } = tools;
    this.#room = room;
    this.own = own;
    this.#tools = tools;
    this.#onEnd = onEnd;
    this.#beganAt = clock.now();
    this.#self = signal(room.self);
    this.#info = signal(room.info);
    this.#lobby = signal(room.lobby);
    this.#hand = signal(readPresence(room.self.metadata).hand);
    this.notices = new Notices(clock);
    this.reactions = new Reactions(clock);
    this.screen = new ScreenShare(
      tools.createStream(),
      room,
      () => this.#tellPresence(),
    );
    this.chat = new Chat({
      ...tools,
      broadcast: (say) => room.broadcast({ say }),
      peers: () => room.peers.filter(({ info }) => !info.dialect),
    });
    own.attach(room);
    for (const peer of room.peers) this.#welcome(peer);
    this.#listen();
    this.#stops = [
      every(clock, LISTEN_MS, () => {
        for (const member of this.#members.peek()) member.listen(clock.now());
      }),
      every(clock, MEASURE_MS, () => this.#measure()),
    ];
  }

  /** The others, in the order in which they came. */
  get members(): ReadonlySignal<readonly Member[]> {
    return this.#members;
  }

  /** This person, as the others are told. */
  get self(): ReadonlySignal<PeerInfo> {
    return this.#self;
  }

  /** The room's settings. */
  get info(): ReadonlySignal<RoomInfo> {
    return this.#info;
  }

  /** Who waits to be let in; empty unless this person is host. */
  get lobby(): ReadonlySignal<readonly Knock[]> {
    return this.#lobby;
  }

  /** Whether the server cannot be reached. The call goes on meanwhile. */
  get isAway(): ReadonlySignal<boolean> {
    return this.#isAway;
  }

  /** When the hand was raised, in milliseconds since 1970; `null` if it is not. */
  get hand(): ReadonlySignal<number | null> {
    return this.#hand;
  }

  /** Whether this person is host. */
  readonly isHost: ReadonlySignal<boolean> = computed(() =>
    this.#self.value.role === "host"
  );

  /** What the call is at: a stable code for each. */
  readonly state: ReadonlySignal<CallState> = computed(() => {
    const states = this.#members.value.map(({ state }) => state.value);
    if (!states.length) return "alone";
    if (states.includes("connected")) return "connected";
    return this.#members.value.some(({ diagnosis }) => diagnosis.value)
      ? "no-path"
      : "connecting";
  });

  /** Which tile is large: a member's id, `"self"`, or either with `" screen"` behind it. */
  get pinned(): ReadonlySignal<string | null> {
    return this.#pinned;
  }

  /** Makes a tile large, or none. */
  pin(tile: string | null): void {
    this.#pinned.value = tile;
  }

  /** Raises the hand, or lowers it. */
  toggleHand(): void {
    const isUp = this.#hand.peek() !== null;
    this.#hand.value = isUp ? null : this.#tools.today();
    this.notices.tell(isUp ? "notice.hand-down" : "notice.hand-up");
    this.#tellPresence();
  }

  /** Shows something to all, for a moment. */
  react(reaction: Reaction): void {
    this.reactions.show(reaction, undefined);
    this.#attempt(this.#room.broadcast({ react: reaction }));
  }

  /** Shares a screen until it ends. */
  async share(screen: SharedScreen): Promise<void> {
    this.notices.tell("notice.sharing");
    await this.screen.share(screen);
    this.notices.tell("notice.sharing-over");
  }

  /** Changes this person's name. */
  rename(name: string): void {
    this.#attempt(this.#room.update({ name }));
  }

  /**
   * Does something that the host may, and tells if it fails.
   *
   * @example
   * ```ts ignore
   * call.rule((room) => room.lock());
   * ```
   */
  rule(what: (room: Room) => Promise<void>): void {
    this.#attempt(what(this.#room));
  }

  /** Ends the call, and tells what it was like. */
  leave(): Summary {
    this.#close();
    this.#room.leave();
    return this.summary;
  }

  /** What the call was like so far. */
  get summary(): Summary {
    return {
      ms: this.#tools.clock.now() - this.#beganAt,
      met: this.#met.size,
      rating: this.#ratings.rating,
    };
  }

  #close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.screen.stop();
    this.chat.close();
  }

  #listen(): void {
    const room = this.#room;
    room.on("state", (state) => {
      const wasAway = this.#isAway.peek();
      this.#isAway.value = state.name === "away" || state.name === "resuming";
      if (wasAway && state.name === "joined") {
        this.notices.tell("notice.server-back");
      }
      if (state.name !== "left" || state.reason === "left") return;
      this.#close();
      this.#onEnd(state.reason, codeOf(state.error));
    });
    room.on("peer", (peer) => {
      this.#welcome(peer);
      this.notices.tell("notice.joined", { name: peer.name });
    });
    room.on("peer-left", (peer) => this.#part(peer));
    room.on("update", (peer) => this.#revise(peer));
    room.on("peer-state", (peer) => this.#member(peer)?.refresh());
    room.on("stream", (_, peer) => this.#member(peer)?.refresh());
    room.on("stream-removed", (_, peer) => this.#member(peer)?.refresh());
    room.on(
      "message",
      (payload, peer) => this.#hear(readRemark(payload), peer),
    );
    room.on("file", (file, peer) => {
      this.chat.offer(file, peer.name);
      this.#tellUnread(peer.name);
    });
    room.on("self", (self) => {
      const wasHost = this.isHost.peek();
      this.#self.value = self;
      if (this.isHost.peek() && !wasHost) this.notices.tell("notice.host");
    });
    room.on("info", (info) => {
      const before = this.#info.peek();
      this.#info.value = info;
      if (info.locked !== before.locked) {
        this.notices.tell(info.locked ? "notice.locked" : "notice.unlocked");
      }
    });
    room.on("lobby", (waiting) => {
      const known = new Set(this.#lobby.peek().map(({ id }) => id));
      this.#lobby.value = waiting;
      for (const { id, name } of waiting) {
        if (!known.has(id)) this.notices.tell("notice.knock", { name });
      }
    });
    room.on("mute-asked", (kind, by) => this.#silence(kind, by?.name ?? ""));
    // A connection that is refused something is made anew by the SDK; its tile says how it does.
    room.on("error", () => {});
  }

  #hear(remark: ReturnType<typeof readRemark>, peer: Peer): void {
    if (!remark) return;
    if ("react" in remark) {
      const { name } = peer;
      this.notices.tell("notice.reacted", { name, reaction: remark.react });
      return this.reactions.show(remark.react, peer.id);
    }
    this.chat.hear(remark.say, peer.name);
    this.#tellUnread(peer.name);
  }

  #tellUnread(name: string): void {
    if (this.chat.unread.peek()) this.notices.tell("notice.said", { name });
  }

  #silence(kind: keyof Muted, name: string): void {
    this.own.silence(kind === "audio" ? "microphone" : "camera");
    this.notices.tell(
      kind === "audio" ? "notice.muted-by" : "notice.hidden-by",
      { name },
    );
  }

  #welcome(peer: Peer): void {
    this.#met.add(peer.id);
    this.#members.value = [...this.#members.peek(), new Member(peer)];
  }

  #part({ id, name }: Peer): void {
    this.#members.value = this.#members.peek().filter((one) => one.id !== id);
    if (this.#pinned.peek()?.split(" ")[0] === id) this.pin(null);
    this.notices.tell("notice.left", { name });
  }

  #revise(peer: Peer): void {
    const member = this.#member(peer);
    if (!member) return;
    const before = member.facts.peek();
    member.refresh();
    const { name, hand, isMuted } = member.facts.peek();
    if (hand !== null && before.hand === null) {
      this.notices.tell("notice.hand", { name });
    }
    if (isMuted !== before.isMuted) {
      this.notices.tell(isMuted ? "notice.muted" : "notice.unmuted", { name });
    }
  }

  #member({ id }: Peer): Member | undefined {
    return this.#members.peek().find((member) => member.id === id);
  }

  #tellPresence(): void {
    const presence: Presence = {
      hand: this.#hand.peek(),
      screen: this.screen.isOn.peek() ? this.screen.stream.id : null,
    };
    this.#attempt(this.#room.update({ metadata: { ...presence } }));
  }

  async #measure(): Promise<void> {
    await Promise.all(
      this.#members.peek().map(async (member) => {
        // A connection that is closed at this moment has nothing to report.
        await member.measure().catch(() => {});
        const quality = member.quality.peek();
        if (quality) this.#ratings.take(quality);
      }),
    );
  }

  /** Tells if something that the person did was in vain. */
  #attempt(attempt: Promise<unknown>): void {
    attempt.catch((error) => {
      if (this.#room.state.name === "left") return;
      const code = codeOf(error) ?? "unknown";
      this.notices.tell("notice.in-vain", { code });
    });
  }
}

/** What a call is at. */
export type CallState = "alone" | "connecting" | "connected" | "no-path";
