/**
 * Perfect negotiation: either peer of a pair may change the connection at any time, and when both
 * do so at once, the polite peer gives way.
 *
 * @module
 */

import { type Clock, systemClock } from "../wire/mod.ts";
import { IncomingCandidates, OutgoingCandidates } from "./candidates.ts";
import type { ExplicitConnection, NegotiableConnection } from "./connection.ts";
import type {
  AskSignal,
  Description,
  DescriptionSignal,
  MediaKind,
  Signal,
} from "./signal.ts";

/** What a negotiation has to be told. */
export interface NegotiationOptions {
  /**
   * Whether this peer gives way at glare. The two ends of a pair need opposite roles that never
   * change: both polite, both withdraw; both impolite, both wait for ever.
   */
  readonly polite: boolean;
  /**
   * The connection again, where only the impolite peer may offer, since neither can withdraw an
   * offer: then the polite one asks for offers.
   */
  readonly fixed?: ExplicitConnection | undefined;
  /**
   * The connection again, where the stack does not know by itself which description is due. Such a
   * one must be impolite: it cannot withdraw an offer either.
   */
  readonly explicit?: ExplicitConnection | undefined;
  /** Where the time comes from. */
  readonly clock?: Clock;
  /** Takes a signal to the other peer, in order. */
  send(signal: Signal): void;
  /** An offer is about to be taken: what is added now becomes a part of the answer. */
  onOffer?(): void;
  /** Hears what the connection refused to do; nothing has to be done about it. */
  onError?(error: unknown): void;
  /**
   * The connection has refused a description, and may refuse all that follow: another one helps, if
   * anything does.
   *
   * @internal
   */
  onRefusal?(): void;
}

/** What one negotiation waits for, and what the other peer can make it hold. */
export const NEGOTIATION_LIMITS = {
  /** Time for an answer: several round trips and a slow phone, yet short of giving up on a call. */
  answerMs: 15_000,
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
  readonly #outgoing: OutgoingCandidates;
  readonly #incoming: IncomingCandidates;
  readonly #end = new AbortController();
  /** A connection that is closed lets what is under way hang for ever. */
  readonly #ended: Promise<unknown>;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** The number of our last offer, and of the other peer's. */
  #ours = 0;
  #theirs = 0;
  /** How the other peer's offers are read: who has answered as the client in DTLS is that for good. */
  #setup = "setup:actpass";
  /** What is made up for when the other peer can be reached again; nothing while it can be. */
  #held: { offer?: true; restart?: true } | undefined;
  #stopAnswerTimer: (() => void) | undefined;

  /** Begins: from now on, whatever is added to the connection is offered to the other peer. */
  constructor(connection: NegotiableConnection, options: NegotiationOptions) {
    const { clock = systemClock } = options;
    this.#connection = connection;
    this.#options = options;
    this.#clock = clock;
    this.#outgoing = new OutgoingCandidates(
      connection,
      clock,
      (candidates) => this.#send({ kind: "candidates", candidates }),
    );
    this.#incoming = new IncomingCandidates(
      connection,
      (error) => options.onError?.(error),
    );
    this.#ended = new Promise((resolve) => {
      this.#end.signal.addEventListener("abort", resolve);
    });
    connection.addEventListener("negotiationneeded", () => {
      // The event is repeated in "stable" if what it asks for is still missing by then.
      this.#change();
    }, this.#end);
    connection.addEventListener("icecandidate", ({ candidate }) => {
      this.#outgoing.add(candidate);
    }, this.#end);
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
    if (this.#waiting >= NEGOTIATION_LIMITS.waitingSignals) return this.#queue;
    return this.#enqueue(() => this.#take(signal));
  }

  /**
   * Offers to look for a new path, whether or not an earlier offer was ever answered; later, if the
   * other peer cannot be reached.
   */
  restart(): void {
    if (this.#end.signal.aborted) return;
    if (this.#held) {
      this.#held.restart = true;
      return;
    }
    if (this.#isAsking) return this.#ask(true);
    this.#connection.restartIce();
    // That fires negotiationneeded only in "stable", and not if it was fired for something else and
    // came to nothing. With an offer out, the answer may be what got lost: it is made again.
    this.#enqueue(() => this.#offerIn("stable", "have-local-offer"));
  }

  /** The other peer cannot be reached: an offer would be made in vain, and waits. */
  hold(): void {
    this.#held ??= {};
  }

  /** The other peer can be reached again: what has waited is made up for. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held?.restart) this.restart();
    else if (held?.offer) this.#change();
  }

  /** Ends the negotiation; the connection itself is its owner's to close. */
  close(): void {
    this.#end.abort();
    this.#stopAnswerTimer?.();
    this.#outgoing.close();
  }

  /** Whether only the other peer may offer. */
  get #isAsking(): boolean {
    return this.#options.polite && this.#options.fixed !== undefined;
  }

  #enqueue(operation: () => Promise<void> | void): Promise<void> {
    this.#waiting++;
    this.#queue = this.#queue.then(async () => {
      this.#waiting--;
      if (this.#end.signal.aborted) return;
      try {
        await Promise.race([operation(), this.#ended]);
      } catch (error) {
        this.#options.onError?.(error);
        // One that is closed refuses everything.
        if (this.#connection.signalingState !== "closed") {
          this.#options.onRefusal?.();
        }
      }
    });
    return this.#queue;
  }

  // -- Offers --

  /** Something has changed, and an offer is due. */
  #change(): void {
    if (this.#isAsking) this.#ask(false);
    else this.#enqueue(() => this.#offerIn("stable"));
  }

  async #offerIn(...states: RTCSignalingState[]): Promise<void> {
    if (!states.includes(this.#connection.signalingState)) return;
    if (this.#held) {
      this.#held.offer = true;
      return;
    }
    await this.#describe("offer");
    this.#startAnswerTimer();
  }

  #ask(restart: boolean): void {
    if (this.#held) {
      this.#held.offer = true;
      return;
    }
    this.#send({
      kind: "ask",
      taken: this.#theirs,
      media: this.#unoffered,
      restart,
    });
    this.#startAnswerTimer();
  }

  #takeAsk({ media, taken, restart }: AskSignal): void {
    if (this.#options.polite) return;
    const open = this.#unoffered;
    // What an offer that is on its way has no room for is asked for again.
    for (const kind of taken === this.#ours ? media : []) {
      const index = open.indexOf(kind);
      if (index >= 0) open.splice(index, 1);
      else this.#options.fixed?.addTransceiver(kind, { direction: "recvonly" });
    }
    if (restart) this.restart();
    // Not all that is asked for makes an offer due here.
    else this.#change();
  }

  /** What has no media section yet. */
  get #unoffered(): MediaKind[] {
    return this.#options.fixed?.getTransceivers()
      .filter(({ mid }) => mid === null)
      .map(({ receiver }) =>
        receiver.track.kind === "audio" ? "audio" : "video"
      ) ?? [];
  }

  // -- What comes --

  #take(signal: Signal): Promise<void> | void {
    switch (signal.kind) {
      case "description":
        return signal.description.type === "offer"
          ? this.#takeOffer(signal)
          : this.#takeAnswer(signal);
      case "candidates":
        return this.#incoming.take(signal.candidates);
      case "ask":
        return this.#takeAsk(signal);
      case "fresh":
        return;
      default:
        signal satisfies never;
    }
  }

  async #takeOffer(
    { description, offer, taken }: DescriptionSignal,
  ): Promise<void> {
    if (offer <= this.#theirs) return; // A replayed one.
    if (this.awaitsAnswer && !this.#options.polite) {
      // Ours goes first; but if that has been taken, it is the answer that was lost.
      if (taken === this.#ours) this.restart();
      return;
    }
    this.#theirs = offer;
    this.#options.onOffer?.();
    // An offer leaves both parts in DTLS open (RFC 8842, 5.5), and the answer has to keep to those there
    // are. Firefox (153) forgets that when a new path is looked for, so it is left no choice.
    await this.#connection.setRemoteDescription({
      ...description,
      sdp: description.sdp.replaceAll("setup:actpass", this.#setup),
    });
    this.#stopAnswerTimer?.(); // At glare, our own offer has just been rolled back.
    await this.#incoming.described();
    await this.#describe("answer");
  }

  async #takeAnswer({ description, offer }: DescriptionSignal): Promise<void> {
    // A replayed answer, or a late one to an offer that has been made anew since.
    if (!this.awaitsAnswer || offer !== this.#ours) return;
    await this.#connection.setRemoteDescription(description);
    if (description.sdp.includes("setup:active")) this.#setup = "setup:active";
    this.#stopAnswerTimer?.();
    await this.#incoming.described();
  }

  // -- What goes --

  #startAnswerTimer(): void {
    this.#stopAnswerTimer?.();
    if (this.#end.signal.aborted) return;
    this.#stopAnswerTimer = this.#clock.after(
      NEGOTIATION_LIMITS.answerMs,
      () => this.restart(),
    );
  }

  /** Makes the description that is due, and sends it. */
  async #describe(type: Description["type"]): Promise<void> {
    const { explicit } = this.#options;
    const isOffer = type === "offer";
    await this.#connection.setLocalDescription(
      await (isOffer ? explicit?.createOffer() : explicit?.createAnswer()),
    );
    const sdp = this.#connection.localDescription?.sdp;
    if (!sdp) return;
    this.#outgoing.flush(); // They belong to what was said before.
    this.#send({
      kind: "description",
      offer: isOffer ? ++this.#ours : this.#theirs,
      taken: this.#theirs,
      description: { type, sdp },
    });
  }

  #send(signal: Signal): void {
    if (!this.#end.signal.aborted) this.#options.send(signal);
  }
}
