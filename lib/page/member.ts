/**
 * One of the others in a call, as the page shows them.
 *
 * @module
 */

import {
  batch,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type {
  Diagnosis,
  Peer,
  PeerState,
  Quality,
  QualityVerdict,
} from "/parley/parley.mjs";
import { loudnessOf, Speech } from "./loudness.ts";
import { readPresence } from "./remark.ts";

/** How often each verdict was given: what a call is rated by. */
export type Verdicts = Readonly<Record<QualityVerdict, number>>;

/** What is known of somebody, apart from how the connection does. */
export interface Facts {
  /** The name: text from a stranger. */
  readonly name: string;
  /** Whether the microphone is silenced. */
  readonly isMuted: boolean;
  /** Whether the camera is on. */
  readonly isSeen: boolean;
  /** Whether the host is this one. */
  readonly isHost: boolean;
  /** Whether the server does not reach them. */
  readonly isAway: boolean;
  /** When they raised a hand, in milliseconds since 1970; `null` if they have not. */
  readonly hand: number | null;
  /** What comes of the camera and the microphone. */
  readonly stream: MediaStream | undefined;
  /** What comes of their screen, if they share it. */
  readonly screen: MediaStream | undefined;
}

/** One of the others. */
export class Member {
  /** The peer's id. */
  readonly id: string;
  readonly #peer: Peer;
  readonly #facts: Signal<Facts>;
  readonly #state: Signal<PeerState>;
  readonly #isSpeaking: Signal<boolean> = signal(false);
  readonly #quality: Signal<Quality | undefined> = signal(undefined);
  readonly #diagnosis: Signal<Diagnosis | undefined> = signal(undefined);
  readonly #speech = new Speech();

  /** Shows a peer. */
  constructor(peer: Peer) {
    this.id = peer.id;
    this.#peer = peer;
    this.#facts = signal(factsOf(peer));
    this.#state = signal(peer.state);
  }

  /** The peer of the SDK. */
  get peer(): Peer {
    return this.#peer;
  }

  /** What is known of them. */
  get facts(): ReadonlySignal<Facts> {
    return this.#facts;
  }

  /** How the connection does. */
  get state(): ReadonlySignal<PeerState> {
    return this.#state;
  }

  /** Whether they speak. */
  get isSpeaking(): ReadonlySignal<boolean> {
    return this.#isSpeaking;
  }

  /** How the connection fares, as it was asked last. */
  get quality(): ReadonlySignal<Quality | undefined> {
    return this.#quality;
  }

  /** Why there is no connection; `undefined` while there is one, or nobody knows yet. */
  get diagnosis(): ReadonlySignal<Diagnosis | undefined> {
    return this.#diagnosis;
  }

  /** Takes what the peer is at now. */
  refresh(): void {
    batch(() => {
      this.#facts.value = factsOf(this.#peer);
      this.#state.value = this.#peer.state;
      if (this.#peer.state === "connected") this.#diagnosis.value = undefined;
    });
  }

  /** Looks whether they speak. */
  listen(now: number): void {
    const level = loudnessOf(this.#peer.connection);
    this.#isSpeaking.value = this.#speech.take(level, now) &&
      !this.#facts.peek().isMuted;
  }

  /** Looks how the connection fares, and if there is none, why. */
  async measure(): Promise<void> {
    if (this.#peer.state === "unreachable") return;
    this.#quality.value = await this.#peer.quality();
    if (this.#peer.state === "connected") return;
    const diagnosis = await this.#peer.diagnose();
    // Patience is no news.
    this.#diagnosis.value = diagnosis.cause === "connecting"
      ? undefined
      : diagnosis;
  }
}

function factsOf({ info, streams }: Peer): Facts {
  const { hand, screen } = readPresence(info.metadata);
  return {
    name: info.name,
    isMuted: info.muted.audio,
    isSeen: !info.muted.video,
    isHost: info.role === "host",
    isAway: info.connection === "away",
    hand,
    stream: streams.find(({ id }) => id !== screen),
    screen: streams.find(({ id }) => id === screen),
  };
}
