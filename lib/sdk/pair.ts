/**
 * Which connection a pair of peers has, as one of its two ends sees it, and when it gives way to
 * another one.
 *
 * Each end of a connection has an id of its own, and each signal carries the sender's, and the
 * receiver's as far as the sender knows it. So nothing has to be agreed on: whoever hears from another
 * end than before, after a reload of the page or when the other has given up, makes a new end itself
 * unless its own has not had to do with the former one; whoever is spoken to as an end that is no more
 * says which one there is now.
 *
 * @module
 */

import type { Json } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { ExplicitConnection, NegotiableConnection } from "./connection.ts";
import {
  Negotiation,
  NEGOTIATION_LIMITS,
  type NegotiationOptions,
} from "./negotiation.ts";
import { isRecord, parseSignal, type Signal } from "./signal.ts";

/**
 * What a pair needs of a connection.
 *
 * @internal
 */
export type PairConnection = NegotiableConnection & ExplicitConnection & {
  /** How the media does. */
  readonly connectionState: RTCPeerConnectionState;
  /** Ends it. */
  close(): void;
};

/**
 * What a pair has to be told.
 *
 * @internal
 */
export interface PairOptions<C extends PairConnection> {
  /** Whether this peer gives way at glare; the other one does not. */
  readonly polite: boolean;
  /** Whether only the impolite one may offer. */
  readonly fixedOfferer: boolean;
  /** Whether this peer's stack knows by itself which description is due, and can roll back. */
  readonly rollback: boolean;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** Makes an id that nobody guesses. */
  createId(): string;
  /** Makes a connection that nobody has used yet. */
  createConnection(): C;
  /** There is a new connection. It is empty, and the former one is closed. */
  onConnection(connection: C, end: AbortSignal): void;
  /** Adds everything that is to be sent, unless that has been done. */
  fill(connection: C, end: AbortSignal): void;
  /**
   * Takes a signal to the other peer; resolves to whether it has come or will come there, and rejects if it
   * never will.
   */
  send(connectionId: string, payload: Json): Promise<boolean>;
  /** Hears what the connection refused to do; nothing has to be done about it. */
  onError(error: unknown): void;
}

/** How long a pair waits for what. */
export const PAIR_LIMITS = {
  /** Milliseconds after a signal was lost: by then it is known that the other peer has left. */
  lostMs: 1_000,
  /**
   * Milliseconds from a refused description to another connection, and how much longer each time unless
   * media has flowed: two who never agree must not keep each other busy.
   */
  refusedMs: 1_000,
} as const;

/**
 * One end of a pair, over one connection after the other.
 *
 * @internal
 */
export class Pair<C extends PairConnection> {
  readonly #options: PairOptions<C>;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isHeld = true;
  #isClosed = false;
  #stopTimer: (() => void) | undefined;
  #stopRenewal: (() => void) | undefined;
  /** Refusals in a row, of one connection each. */
  #refusals = 0;
  /** This end, and the other one, if it is known. */
  #ours = "";
  #theirs: string | null = null;
  #connection: C;
  #negotiation: Negotiation;
  #end = new AbortController();

  /** Begins with a connection, and holds what it has to offer until {@linkcode release}. */
  constructor(options: PairOptions<C>) {
    this.#options = options;
    [this.#connection, this.#negotiation] = this.#begin();
  }

  /** The connection. */
  get connection(): C {
    return this.#connection;
  }

  /** Whether it is not certain that media flows, or that both have the last word of each other. */
  get isUnsettled(): boolean {
    return this.#negotiation.awaitsAnswer ||
      this.#connection.connectionState !== "connected";
  }

  /** Takes a signal of the other peer's, from the end `from`. */
  receive(from: string, payload: unknown): void {
    const signal = parseSignal(payload);
    if (!signal || this.#waiting >= NEGOTIATION_LIMITS.waitingSignals) return;
    const to = isRecord(payload) ? payload.remoteId : null;
    this.#waiting++;
    // In order, and not before what came first has been dealt with: until then it cannot be told
    // whether the connection has had to do with the other end.
    this.#queue = this.#queue.then(() => {
      this.#waiting--;
      if (!this.#isClosed) return this.#take(from, to, signal);
    });
  }

  /** The other peer cannot be reached. */
  hold(): void {
    this.#isHeld = true;
    this.#negotiation.hold();
  }

  /** The other peer can be reached again. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#greet();
    this.#negotiation.release();
  }

  /** Looks for a new path, and offers anew what the other peer may not have heard of. */
  restart(): void {
    // A polite peer that has heard nothing has nothing to offer.
    if (this.#isSilent) this.#greet();
    else this.#negotiation.restart();
  }

  /** Ends the connection, and begins with another one. */
  renew(): void {
    if (this.#isClosed) return;
    this.#stop();
    [this.#connection, this.#negotiation] = this.#begin();
    this.#greet();
  }

  /** Ends the connection. */
  close(): void {
    this.#isClosed = true;
    this.#stop();
  }

  #begin(): [C, Negotiation] {
    const { fill, fixedOfferer, polite, rollback } = this.#options;
    const connection = this.#options.createConnection();
    const { signal } = this.#end = new AbortController();
    this.#ours = this.#options.createId();
    this.#theirs = null;
    const options: NegotiationOptions = {
      ...this.#options,
      fixed: fixedOfferer ? connection : undefined,
      explicit: rollback ? undefined : connection,
      send: (signal) => this.#say(signal),
      // The polite peer adds what it has to the first offer, or every call would begin with glare.
      onOffer: () => fill(connection, signal),
      onRefusal: () => this.#refused(),
    };
    const negotiation = new Negotiation(connection, options);
    if (this.#isHeld) negotiation.hold();
    this.#options.onConnection(connection, signal);
    if (!polite) fill(connection, signal);
    return [connection, negotiation];
  }

  #stop(): void {
    this.#stopTimer?.();
    this.#stopRenewal?.();
    this.#stopTimer = this.#stopRenewal = undefined;
    this.#end.abort();
    this.#negotiation.close();
    this.#connection.close();
  }

  /** Whether it waits for the other peer's first word. */
  get #isSilent(): boolean {
    return this.#options.polite && this.#connection.remoteDescription === null;
  }

  /** Says that this end is there: the other peer may have a connection with a former one. */
  #greet(): void {
    if (this.#isSilent && !this.#isHeld) this.#say({ kind: "fresh" });
  }

  #take(from: string, to: unknown, signal: Signal): Promise<void> | void {
    // It was meant for an end that is no more.
    if (to !== null && to !== this.#ours) return this.#say({ kind: "fresh" });
    if (from !== this.#theirs) {
      if (this.#connection.remoteDescription !== null) this.renew();
      // What was offered to the former end has not come to this one.
      else if (this.#theirs !== null && this.#negotiation.awaitsAnswer) {
        this.#negotiation.restart();
      }
      this.#theirs = from;
    }
    return this.#negotiation.receive(signal);
  }

  #say(signal: Signal): void {
    const end = this.#end.signal;
    const remoteId = signal.kind === "fresh" ? null : this.#theirs;
    this.#options.send(this.#ours, { ...signal, remoteId }).then((came) => {
      if (!came && !end.aborted) this.#lost(signal);
    }, this.#options.onError);
  }

  /** A description was refused. Media flows on, if it does, until another connection is tried. */
  #refused(): void {
    if (this.#connection.connectionState === "connected") this.#refusals = 0;
    this.#stopRenewal ??= this.#options.clock.after(
      PAIR_LIMITS.refusedMs * ++this.#refusals,
      () => this.renew(),
    );
  }

  /** A signal was lost. The connection goes on without, if it can. */
  #lost({ kind }: Signal): void {
    const isNeeded = kind === "description" || kind === "ask";
    this.#stopTimer ??= this.#options.clock.after(PAIR_LIMITS.lostMs, () => {
      this.#stopTimer = undefined;
      if (isNeeded || this.isUnsettled) this.restart();
    });
  }
}
