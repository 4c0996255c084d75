/**
 * As much of an `RTCPeerConnection` as the SDK can tell from a real one: its signaling states, its
 * chain of operations, when it says that an offer is due, what becomes of media sections, what it
 * throws, and that its operations take time. Once both ends know each other's candidates, media
 * flows.
 *
 * @module
 */

import { FakeChannel } from "./channel.ts";
import { FakeStream, FakeTrack } from "./media.ts";
import { FakePaths } from "./network.ts";
import { FakeSender, FakeTransceiver, type Section } from "./transceiver.ts";

/** A channel that delivers by itself. */
class LiveChannel extends FakeChannel {
  override send(frame: Uint8Array<ArrayBuffer>): void {
    super.send(frame);
    queueMicrotask(() => this.deliver());
  }
}

/** Client or server in DTLS. */
type Part = "active" | "passive";

/** What Chromium says. */
const WRONG_PART = "Failed to set SSL role for the transport.";

interface Text {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

let made = 0;

/** What a listener is told: more than any of them asks for. */
interface Told {
  readonly candidate: { toJSON(): RTCIceCandidateInit } | null;
  readonly streams: readonly MediaStream[];
  readonly track: FakeTrack;
  readonly transceiver: FakeTransceiver | undefined;
}

type Listener = (event: Told) => void;

export class FakeConnection {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  iceConnectionState: RTCIceConnectionState = "new";
  iceGatheringState: RTCIceGatheringState = "new";
  readonly sctp = null;
  configuration: RTCConfiguration;
  /** The candidates that were taken. */
  readonly candidates: string[] = [];
  /** Every operation, in the order in which it began and ended. */
  readonly log: string[] = [];
  /** What the next operation of this name is to fail with. */
  readonly faults = new Map<string, Error>();
  /** Whether candidates are found by themselves. */
  gathers = true;
  /** The kind of path that media takes. */
  path: RTCIceCandidateType = "host";
  /** Whether it forgets its part in DTLS when a new path is looked for, as Firefox (153) does. */
  forgets = false;
  readonly name: string;
  readonly #id = ++made;
  readonly #paths: FakePaths;
  readonly #turns: number;
  #local: Text | null = null;
  #remote: Text | null = null;
  #stableLocal: Text | null = null;
  #stableRemote: Text | null = null;
  #transceivers: FakeTransceiver[] = [];
  /** Those that only an offer of ours has given a mid: it is lost if that is withdrawn. */
  #tentative: FakeTransceiver[] = [];
  #channel: LiveChannel | undefined;
  #channelTold = false;
  #generation = 0;
  #stableGeneration = 0;
  /** How many there were. */
  #generations = 0;
  #restartDue = false;
  /** Its part in DTLS, from the first answer on. */
  #part: Part | undefined;
  #offerDue = false;
  #isTold = false;
  #running = 0;
  #mids = 0;
  #chain: Promise<void> = Promise.resolve();
  readonly #streams = new Map<string, FakeStream>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(
    name: string,
    paths: FakePaths = new FakePaths(),
    configuration: RTCConfiguration = {},
    turns = 5,
  ) {
    this.name = name;
    this.#paths = paths;
    this.configuration = configuration;
    this.#turns = turns;
  }

  addEventListener(
    type: string,
    listener: Listener,
    { signal }: { signal?: AbortSignal } = {},
  ): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    signal?.addEventListener("abort", () => listeners.delete(listener));
  }

  get localDescription(): Text | null {
    return this.#local;
  }

  get remoteDescription(): Text | null {
    return this.#remote;
  }

  get fragment(): string | undefined {
    return fragmentOf(this.#stableLocal);
  }

  get remoteFragment(): string | undefined {
    return fragmentOf(this.#stableRemote);
  }

  getTransceivers(): FakeTransceiver[] {
    return [...this.#transceivers];
  }

  getSenders(): FakeSender[] {
    return this.#transceivers.map(({ sender }) => sender);
  }

  /** Nobody is heard here. */
  getReceivers(): RTCRtpReceiver[] {
    return [];
  }

  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): FakeSender {
    const idle = this.#transceivers.find(({ kind, sender }) =>
      kind === track.kind && !sender.used && sender.track === null
    );
    if (idle) {
      idle.sender.use(track, streams);
      idle.turn(true);
      return idle.sender;
    }
    const sender = new FakeSender(track, streams);
    this.#add(kindOf(track), "sendrecv", sender, true);
    return sender;
  }

  addTransceiver(
    kind: "audio" | "video",
    { direction = "sendrecv" }: RTCRtpTransceiverInit = {},
  ): FakeTransceiver {
    return this.#add(kind, direction, new FakeSender(null, []), false);
  }

  removeTrack(sender: FakeSender): void {
    const used = this.#transceivers.find((it) => it.sender === sender);
    if (!used) return;
    sender.track = null;
    used.turn(false);
  }

  createDataChannel(): FakeChannel {
    this.#channel = new LiveChannel();
    this.#update();
    return this.#channel;
  }

  /** Makes an offer due, as anything that is added does. */
  addMedia(): void {
    this.#offerDue = true;
    this.#update();
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  getConfiguration(): RTCConfiguration {
    return this.configuration;
  }

  getStats(): Promise<Map<string, Record<string, unknown>>> {
    const isUp = this.connectionState === "connected";
    return Promise.resolve(
      new Map(
        isUp
          ? [
            ["T", { id: "T", type: "transport", selectedCandidatePairId: "P" }],
            ["P", {
              id: "P",
              type: "candidate-pair",
              state: "succeeded",
              nominated: true,
              localCandidateId: "L",
              remoteCandidateId: "R",
            }],
            ["R", { id: "R", type: "remote-candidate", candidateType: "host" }],
            ["L", {
              id: "L",
              type: "local-candidate",
              candidateType: this.path,
            }],
          ]
          : [],
      ),
    );
  }

  close(): void {
    if (this.signalingState === "closed") return;
    const other = this.#paths.other(this);
    this.signalingState = "closed";
    this.connectionState = "closed";
    if (other && other.#channel?.peer === this.#channel) {
      other.#channel?.close();
    }
    if (other?.connectionState === "connected") other.turn("disconnected");
  }

  restartIce(): void {
    this.#restartDue = this.#local !== null;
    this.#update();
  }

  /** Finds a candidate of the current generation, or with `null` the end of them. */
  gather(candidate: string | null, fragment = fragmentOf(this.#local)): void {
    const init = {
      candidate: `${candidate}`,
      usernameFragment: fragment ?? null,
    };
    this.#fire("icecandidate", {
      candidate: candidate === null ? null : { toJSON: () => init },
    });
  }

  /** Lets media flow, or stop. */
  turn(state: RTCPeerConnectionState): void {
    const isClosed = this.signalingState === "closed";
    if (isClosed || this.connectionState === state) return;
    this.connectionState = state;
    this.iceConnectionState = state === "connecting" ? "checking" : state;
    this.#fire("connectionstatechange");
    this.#fire("iceconnectionstatechange");
  }

  /** Fails over a path that is there: its encryption does. */
  fail(): void {
    this.connectionState = "failed";
    this.iceConnectionState = "connected";
    this.#fire("connectionstatechange");
  }

  setLocalDescription(given?: RTCSessionDescriptionInit): Promise<void> {
    return this.#operation("setLocalDescription", () => {
      if (given?.type === "rollback") return this.#rollback();
      if (this.signalingState === "have-remote-offer") return this.#answer();
      if (this.#restartDue || this.#generation === 0) {
        this.#generation = ++this.#generations;
      }
      this.#offerDue = false;
      this.#become("have-local-offer", () => {
        this.#local = this.#describe("offer", this.#offered());
      });
      this.#gatherAll();
    });
  }

  createOffer(): Promise<RTCSessionDescriptionInit> {
    return Promise.resolve({ type: "offer", sdp: "" });
  }

  createAnswer(): Promise<RTCSessionDescriptionInit> {
    return Promise.resolve({ type: "answer", sdp: "" });
  }

  setRemoteDescription(
    { type, sdp = "" }: RTCSessionDescriptionInit,
  ): Promise<void> {
    return this.#operation("setRemoteDescription", () => {
      if (!/^(offer|answer) of /.test(sdp)) throw new Error("Cannot parse it");
      const { signalingState: state } = this;
      if (type === "offer") {
        if (state === "have-local-offer") this.#rollback();
      } else if (type !== "answer" || state !== "have-local-offer") {
        throw new Error(`Cannot take ${type} in ${state}`);
      }
      const known = fingerprintOf(this.#stableRemote?.sdp);
      if (known !== undefined && known !== fingerprintOf(sdp)) {
        throw new Error("Cannot take the description: it is of another end");
      }
      const part = partIn(sdp);
      if (type === "answer") {
        this.#play(part === "active" ? "passive" : "active");
      } else if (part === this.#part) throw new Error(WRONG_PART);
      this.#remote = { type, sdp };
      const sections = sectionsOf(sdp);
      if (type === "offer") {
        for (const section of sections) this.#associate(section);
        this.#become("have-remote-offer");
        this.#hear(sections);
      } else {
        this.#settle(sections);
        this.#hear(sections);
      }
    });
  }

  addIceCandidate(init: RTCIceCandidateInit): Promise<void> {
    return this.#operation("addIceCandidate", () => {
      if (this.#remote === null) throw new Error("Nothing is described");
      const fragment = init.usernameFragment ?? undefined;
      if (fragment !== undefined && fragmentOf(this.#remote) !== fragment) {
        throw new Error(`Unknown generation: ${fragment}`);
      }
      this.candidates.push(init.candidate ?? "");
      this.#flow();
    });
  }

  // -- Media sections --

  #add(
    kind: "audio" | "video",
    direction: RTCRtpTransceiverDirection,
    sender: FakeSender,
    added: boolean,
  ): FakeTransceiver {
    const one = new FakeTransceiver(
      kind,
      direction,
      sender,
      added,
      () => this.#update(),
    );
    this.#transceivers.push(one);
    this.#update();
    return one;
  }

  /** What an offer of ours says; it gives each transceiver a media section. */
  #offered(): Section[] {
    for (const one of this.#transceivers) {
      if (one.mid !== null) continue;
      one.mid = `${this.#id}-${this.#mids++}`;
      this.#tentative.push(one);
    }
    const sections = this.#transceivers.map((one) =>
      one.section(one.mid ?? "")
    );
    return this.#channel ? [...sections, CHANNEL] : sections;
  }

  #associate(section: Section): void {
    const { kind, mid } = section;
    if (kind === "application") return;
    const one = this.#transceivers.find((it) => it.mid === mid) ??
      this.#transceivers.find((it) =>
        it.added && it.kind === kind && it.mid === null
      ) ??
      this.#add(kind, "recvonly", new FakeSender(null, []), false);
    one.mid = mid;
  }

  #answer(): void {
    if (this.#generation === 0 || this.#mustFollow()) {
      this.#generation = ++this.#generations;
    }
    const offered = sectionsOf(this.#remote?.sdp);
    const sections = offered.map((section) => {
      const one = this.#transceivers.find(({ mid }) => mid === section.mid);
      if (!one) return this.#channel ? CHANNEL : section;
      const ours = one.section(section.mid);
      return {
        ...ours,
        sends: ours.sends && section.receives,
        receives: ours.receives && section.sends,
      };
    });
    this.#offerDue = false;
    this.#play(this.#answeredPart());
    this.#local = this.#describe("answer", sections);
    this.#settle(offered);
    this.#gatherAll();
  }

  /** The part in DTLS that an answer takes. */
  #answeredPart(): Part {
    const theirs = partIn(this.#remote?.sdp);
    if (theirs !== "actpass") return theirs === "active" ? "passive" : "active";
    return this.forgets && this.#mustFollow()
      ? "active"
      : this.#part ?? "active";
  }

  /** Takes a part in DTLS; Firefox may take the other one later, Chromium does not. */
  #play(part: Part): void {
    if (!this.forgets && this.#part && this.#part !== part) {
      throw new Error(WRONG_PART);
    }
    this.#part = part;
  }

  /** Whether the offer looks for a new path. */
  #mustFollow(): boolean {
    return this.#stableRemote !== null &&
      fragmentOf(this.#stableRemote) !== fragmentOf(this.#remote);
  }

  /** Both sides have agreed on the sections that the other has described. */
  #settle(sections: readonly Section[]): void {
    this.#become("stable", () => {
      if (this.#generation !== this.#stableGeneration) this.#restartDue = false;
      this.#stableGeneration = this.#generation;
      this.#stableLocal = this.#local;
      this.#stableRemote = this.#remote;
      this.#tentative = [];
      for (const one of this.#transceivers) {
        if (sections.some(({ mid }) => mid === one.mid)) {
          one.told = one.saying;
          one.currentDirection = one.direction;
        }
      }
      if (sections.includes(CHANNEL) || sections.some(isChannel)) {
        this.#channelTold = true;
      }
    });
    this.#flow();
  }

  #rollback(): void {
    this.#local = this.#stableLocal;
    this.#remote = this.#stableRemote;
    this.#generation = this.#stableGeneration;
    for (const one of this.#tentative) one.mid = null;
    this.#tentative = [];
    this.signalingState = "stable";
  }

  /** Tells of the tracks that come with a description, and of those that go. */
  #hear(sections: readonly Section[]): void {
    for (const { mid, sends, streams } of sections) {
      const one = this.#transceivers.find((it) => it.mid === mid);
      if (!one) continue;
      const { track } = one.receiver;
      const now = sends ? streams : [];
      const before = one.heard;
      one.heard = now;
      for (const id of before) {
        if (!now.includes(id)) this.#streams.get(id)?.lose(track);
      }
      const added = now.filter((id) => !before.includes(id));
      if (added.length === 0) continue;
      const theirs = added.map((id) => {
        const stream = this.#streams.get(id) ?? new FakeStream([], id);
        this.#streams.set(id, stream);
        stream.addTrack(track);
        return stream;
      });
      this.#fire("track", { track, streams: theirs, transceiver: one });
    }
  }

  // -- When an offer is due --

  get #isDue(): boolean {
    return this.#offerDue || this.#restartDue ||
      this.#channel && !this.#channelTold ||
      this.#transceivers.some(({ mid, told, word }) =>
        mid === null || told !== undefined && told !== word
      );
  }

  #update(): void {
    if (this.#running > 0 || this.signalingState !== "stable") return;
    if (!this.#isDue) this.#isTold = false;
    if (!this.#isDue || this.#isTold) return;
    this.#isTold = true;
    queueMicrotask(() => {
      if (this.#running > 0 || this.signalingState !== "stable") {
        this.#isTold = false; // It is told when that is over.
      } else if (this.#isDue) this.#fire("negotiationneeded");
      else this.#isTold = false;
    });
  }

  #become(state: RTCSignalingState, work: () => void = () => {}): void {
    this.signalingState = state;
    work();
    if (state === "stable") this.#isTold = false;
  }

  // -- The path --

  #gatherAll(): void {
    if (!this.gathers) return;
    const fragment = fragmentOf(this.#local);
    this.#later().then(() => {
      if (this.signalingState === "closed") return;
      this.gather(`host of ${fragment}`, fragment);
      this.gather(null);
    });
    if (this.connectionState === "new") this.turn("connecting");
  }

  /** A task of its own: what waits for the operation goes on before. */
  async #later(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  #flow(): void {
    const other = this.#paths.other(this);
    if (this.signalingState === "closed" || !other) return;
    if (this.candidates.length + other.candidates.length === 0) return;
    for (const end of [this, other]) end.turn("connected");
    const [ours, theirs] = [this.#channel, other.#channel];
    if (!ours || !theirs || ours.readyState !== "connecting") return;
    if (!this.#channelTold || !other.#channelTold) return;
    [ours.peer, theirs.peer] = [theirs, ours];
    for (const end of [ours, theirs]) end.open();
  }

  // -- The chain --

  #operation(name: string, work: () => void): Promise<void> {
    if (this.signalingState === "closed") {
      return Promise.reject(new Error(`Cannot ${name}: it is closed`));
    }
    this.#running++;
    const done = this.#chain.then(async () => {
      this.log.push(`${name} begins`);
      for (let turn = 0; turn < this.#turns; turn++) await Promise.resolve();
      // A connection that is closed lets what is under way hang for ever.
      if (this.signalingState === "closed") await new Promise(() => {});
      this.log.push(`${name} ends`);
      this.#running--;
      const fault = this.faults.get(name);
      this.faults.delete(name);
      if (fault) throw fault;
      work();
    });
    this.#chain = done.catch(() => {}).then(() => this.#update());
    return done;
  }

  #describe(type: Text["type"], sections: readonly Section[]): Text {
    const lines = [
      `${type} of ${this.name}`,
      `a=ice-ufrag:${this.name}${this.#id}-${this.#generation}`,
      `a=fingerprint:${this.#id}`,
      `a=setup:${type === "offer" ? "actpass" : this.#part}`,
      `a=sections:${JSON.stringify(sections)}`,
    ];
    const sdp = lines.join("\r\n");
    this.#paths.open(fragmentOf({ sdp }) ?? "", this);
    return { type, sdp };
  }

  #fire(type: string, event: Partial<Told> = {}): void {
    for (const listener of [...this.#listeners.get(type) ?? []]) {
      listener({ ...NOTHING, ...event });
    }
  }
}

const NOTHING: Told = {
  candidate: null,
  streams: [],
  track: new FakeTrack("audio"),
  transceiver: undefined,
};

const CHANNEL: Section = {
  mid: "channel",
  kind: "application",
  sends: true,
  receives: true,
  streams: [],
};

function isChannel({ kind }: Section): boolean {
  return kind === "application";
}

function kindOf({ kind }: MediaStreamTrack): "audio" | "video" {
  return kind === "audio" ? "audio" : "video";
}

function fragmentOf(
  description: { readonly sdp: string } | null,
): string | undefined {
  return /^a=ice-ufrag:(\S+)/m.exec(description?.sdp ?? "")?.[1];
}

function fingerprintOf(sdp: string | undefined): string | undefined {
  return /^a=fingerprint:(\S+)/m.exec(sdp ?? "")?.[1];
}

function partIn(sdp: string | undefined): Part | "actpass" {
  const part = /^a=setup:(\S+)/m.exec(sdp ?? "")?.[1];
  return part === "active" || part === "passive" ? part : "actpass";
}

function sectionsOf(sdp: string | undefined): Section[] {
  return JSON.parse(/^a=sections:(.*)/m.exec(sdp ?? "")?.[1] ?? "[]");
}
