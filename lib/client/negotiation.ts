/**
 * Perfect negotiation: either peer of a pair may change the connection at any time, and when both
 * do so at once, the polite peer gives way.
 *
 * @module
 */

import { type Clock, systemClock } from "../wire/mod.ts";
import {
  type Candidate,
  type CandidateSignal,
  type DescriptionSignal,
  END_OF_CANDIDATES,
  type Signal,
} from "./signal.ts";

/** What a browser's `icecandidate` event carries. */
export interface IceCandidateEvent {
  /** `null` when all candidates are gathered. */
  readonly candidate: { toJSON(): RTCIceCandidateInit } | null;
}

/** The part of an `RTCPeerConnection` that negotiating needs. */
export interface NegotiableConnection {
  /** Whether an offer is waiting for an answer, and whose. */
  readonly signalingState: RTCSignalingState;
  /** What this peer last offered or answered. */
  readonly localDescription: { readonly sdp: string } | null;
  /** What the other peer last offered or answered. */
  readonly remoteDescription: { readonly sdp: string } | null;
  /** Makes and applies the offer or the answer that is due. */
  setLocalDescription(): Promise<void>;
  /** Applies the other peer's offer or answer; an offer withdraws our own. */
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  /** Applies one of the other peer's candidates. */
  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void>;
  /** Makes the next offer one that looks for a new path. */
  restartIce(): void;
  /** Hears that an offer is due. */
  addEventListener(
    type: "negotiationneeded",
    listener: () => void,
    options: { signal: AbortSignal },
  ): void;
  /** Hears of a candidate of this peer. */
  addEventListener(
    type: "icecandidate",
    listener: (event: IceCandidateEvent) => void,
    options: { signal: AbortSignal },
  ): void;
}

/** What a negotiation has to be told. */
export interface NegotiationOptions {
  /**
   * Whether this peer gives way at glare. The two ends of a pair need opposite roles that never
   * change: both polite, both withdraw; both impolite, both wait for ever.
   */
  polite: boolean;
  /** The incarnation of the connection; signals about any other one are dropped. */
  connectionId: string;
  /** Takes a signal to the other peer, in order. */
  send(signal: Signal): void;
  /** Where the time comes from. */
  clock?: Clock;
  /** Hears what the connection refused to do; nothing has to be done about it. */
  onError?(error: unknown): void;
}

/** What one negotiation waits for, and what the other peer can make it hold. */
export const NEGOTIATION_LIMITS = {
  /** Time for an answer: several round trips and a slow phone, yet short of giving up on a call. */
  answerMs: 15_000,
  /** Candidates that came before any description; a machine with many interfaces has about 50. */
  earlyCandidates: 256,
  /** Signals that wait for their turn: a burst of candidates behind a slow description. */
  waitingSignals: 512,
} as const;

/**
 * Negotiates one connection with one peer until it is closed.
 *
 * All that is asynchronous goes through one queue, each operation after the one before has ended.
 * So whenever a signal is looked at, nothing is under way, and `signalingState` alone says whether
 * an offer of ours is out. Where handlers interleave, as in the specification's example, the same
 * has to be told from two flags (`makingOffer` before every await, `settingRemoteAnswer` cleared
 * even after a throw); here there is no moment at which they could be true.
 *
 * @example
 * ```ts ignore
 * const negotiation = new Negotiation(connection, {
 *   polite: self < other,
 *   connectionId,
 *   send: (signal) => socket.emit("message", signal),
 * });
 * socket.on("message", (value) => {
 *   const signal = parseSignal(value);
 *   if (signal) negotiation.receive(signal);
 * });
 * ```
 */
export class Negotiation {
  readonly #connection: NegotiableConnection;
  readonly #options: NegotiationOptions;
  readonly #clock: Clock;
  readonly #end = new AbortController();
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #early: Candidate[] = [];
  #ignoringOffer = false;
  #offerNumber = 0;
  #stopAnswerTimer: (() => void) | undefined;

  /** Begins: from now on, whatever is added to the connection is offered to the other peer. */
  constructor(connection: NegotiableConnection, options: NegotiationOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { signal } = this.#end;
    connection.addEventListener("negotiationneeded", () => {
      // The event is repeated in "stable" if what it asks for is still missing by then.
      this.#enqueue(() => this.#offerIn("stable"));
    }, { signal });
    connection.addEventListener("icecandidate", ({ candidate }) => {
      this.#send({ kind: "candidate", candidate: this.#outgoing(candidate) });
    }, { signal });
  }

  /** Whether an offer of ours is waiting for its answer. */
  get awaitsAnswer(): boolean {
    return this.#connection.signalingState === "have-local-offer";
  }

  /**
   * Takes a signal of the other peer.
   *
   * @returns When it has been dealt with. Never rejects: see {@linkcode NegotiationOptions.onError}.
   */
  receive(signal: Signal): Promise<void> {
    if (signal.connectionId !== this.#options.connectionId) return this.#queue;
    if (this.#waiting >= NEGOTIATION_LIMITS.waitingSignals) return this.#queue;
    return this.#enqueue(() =>
      signal.kind === "description"
        ? this.#applyDescription(signal)
        : this.#applyCandidate(signal.candidate)
    );
  }

  /** Offers to look for a new path, whether or not an earlier offer was ever answered. */
  restart(): void {
    if (this.#end.signal.aborted) return;
    this.#connection.restartIce();
    // In "stable" that fires negotiationneeded. With an offer out it would only do so after the
    // answer, which may be what got lost: so that offer is made again.
    this.#enqueue(() => this.#offerIn("have-local-offer"));
  }

  /** Ends the negotiation; the connection itself is its owner's to close. */
  close(): void {
    this.#end.abort();
    this.#stopAnswerTimer?.();
    this.#early = [];
  }

  #enqueue(operation: () => Promise<void>): Promise<void> {
    this.#waiting++;
    this.#queue = this.#queue.then(async () => {
      this.#waiting--;
      if (this.#end.signal.aborted) return;
      try {
        await operation();
      } catch (error) {
        this.#options.onError?.(error);
      }
    });
    return this.#queue;
  }

  async #offerIn(state: RTCSignalingState): Promise<void> {
    if (this.#connection.signalingState !== state) return;
    await this.#connection.setLocalDescription();
    this.#offerNumber++;
    this.#sendDescription("offer", this.#offerNumber);
    this.#startAnswerTimer();
  }

  #applyDescription(signal: DescriptionSignal): Promise<void> {
    return signal.description.type === "offer"
      ? this.#applyOffer(signal)
      : this.#applyAnswer(signal);
  }

  async #applyOffer({ description, offerNumber }: DescriptionSignal) {
    const glare = this.awaitsAnswer;
    this.#ignoringOffer = glare && !this.#options.polite;
    if (this.#ignoringOffer) return;
    await this.#connection.setRemoteDescription(description);
    this.#stopAnswerTimer?.(); // At glare, our own offer has just been rolled back.
    await this.#applyEarlyCandidates();
    await this.#connection.setLocalDescription();
    this.#sendDescription("answer", offerNumber);
  }

  async #applyAnswer({ description, offerNumber }: DescriptionSignal) {
    // A replayed answer, or a late one to an offer that has been made anew since.
    if (!this.awaitsAnswer || offerNumber !== this.#offerNumber) return;
    await this.#connection.setRemoteDescription(description);
    this.#stopAnswerTimer?.();
    this.#ignoringOffer = false;
    await this.#applyEarlyCandidates();
  }

  async #applyCandidate(candidate: Candidate): Promise<void> {
    if (this.#connection.remoteDescription === null) {
      const room = this.#early.length < NEGOTIATION_LIMITS.earlyCandidates;
      if (room && !this.#ignoringOffer) this.#early.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // It belongs to the offer that we ignored, which our connection knows nothing of.
      if (!this.#ignoringOffer) throw error;
    }
  }

  async #applyEarlyCandidates(): Promise<void> {
    for (const candidate of this.#early.splice(0)) {
      try {
        await this.#connection.addIceCandidate(candidate);
      } catch (error) {
        // One bad candidate must not keep the others, or the answer, from going on.
        this.#options.onError?.(error);
      }
    }
  }

  #startAnswerTimer(): void {
    this.#stopAnswerTimer?.();
    if (this.#end.signal.aborted) return;
    this.#stopAnswerTimer = this.#clock.after(
      NEGOTIATION_LIMITS.answerMs,
      () => this.restart(),
    );
  }

  #outgoing(candidate: IceCandidateEvent["candidate"]): Candidate {
    if (candidate !== null) {
      return { ...END_OF_CANDIDATES, ...candidate.toJSON() };
    }
    const sdp = this.#connection.localDescription?.sdp ?? "";
    const usernameFragment = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? null;
    return { ...END_OF_CANDIDATES, usernameFragment };
  }

  #sendDescription(type: "offer" | "answer", offerNumber: number): void {
    const sdp = this.#connection.localDescription?.sdp;
    if (sdp === undefined) return;
    this.#send({
      kind: "description",
      offerNumber,
      description: { type, sdp },
    });
  }

  #send(
    signal:
      | Omit<DescriptionSignal, "connectionId">
      | Omit<CandidateSignal, "connectionId">,
  ): void {
    if (this.#end.signal.aborted) return;
    this.#options.send({ ...signal, connectionId: this.#options.connectionId });
  }
}
