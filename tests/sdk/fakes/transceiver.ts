/**
 * A fake connection's transceivers: what is sent and received, and what both sides have agreed on.
 *
 * @module
 */

import { FakeTrack } from "./media.ts";

/** A media section, as the fake descriptions write it. */
export interface Section {
  readonly mid: string;
  readonly kind: "audio" | "video" | "application";
  readonly sends: boolean;
  readonly receives: boolean;
  readonly streams: readonly string[];
}

export class FakeSender {
  track: MediaStreamTrack | null;
  streams: MediaStream[];
  /** Whether it has ever had something to send. */
  used: boolean;
  changed: () => void = () => {};

  constructor(track: MediaStreamTrack | null, streams: MediaStream[]) {
    this.track = track;
    this.streams = streams;
    this.used = track !== null;
  }

  use(track: MediaStreamTrack, streams: MediaStream[]): void {
    this.track = track;
    this.streams = streams;
    this.used = true;
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    await Promise.resolve();
    this.track = track;
  }

  setStreams(...streams: MediaStream[]): void {
    this.streams = streams;
    this.changed();
  }
}

export class FakeTransceiver {
  mid: string | null = null;
  /** Whether an offer of the other peer's may take it for what it offers. */
  readonly added: boolean;
  readonly kind: "audio" | "video";
  readonly sender: FakeSender;
  readonly receiver: { readonly track: FakeTrack };
  currentDirection: RTCRtpTransceiverDirection | null = null;
  readonly #changed: () => void;
  #direction: RTCRtpTransceiverDirection;
  /** What an offer or an answer of ours says of it. */
  saying: string | undefined;
  /** What both have agreed on. */
  told: string | undefined;
  /** The streams of the other peer's that it belongs to. */
  heard: readonly string[] = [];

  constructor(
    kind: "audio" | "video",
    direction: RTCRtpTransceiverDirection,
    sender: FakeSender,
    added: boolean,
    changed: () => void,
  ) {
    this.kind = kind;
    this.sender = sender;
    this.receiver = { track: new FakeTrack(kind) };
    this.added = added;
    this.#direction = direction;
    this.#changed = changed;
    sender.changed = changed;
  }

  get direction(): RTCRtpTransceiverDirection {
    return this.#direction;
  }

  set direction(direction: RTCRtpTransceiverDirection) {
    this.#direction = direction;
    this.#changed();
  }

  /** What is to be said of it. */
  get word(): string {
    const streams = this.sends ? this.sender.streams.map(({ id }) => id) : [];
    return `${this.#direction} ${streams}`;
  }

  get sends(): boolean {
    return this.#direction.startsWith("send");
  }

  get receives(): boolean {
    return this.#direction.endsWith("recv") || this.#direction === "recvonly";
  }

  /** Begins to send, or stops. */
  turn(sends: boolean): void {
    const receives = this.receives;
    this.direction = sends
      ? receives ? "sendrecv" : "sendonly"
      : receives
      ? "recvonly"
      : "inactive";
  }

  section(mid: string): Section {
    this.saying = this.word;
    return {
      mid,
      kind: this.kind,
      sends: this.sends,
      receives: this.receives,
      streams: this.sender.streams.map(({ id }) => id),
    };
  }
}
