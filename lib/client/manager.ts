/**
 * One connection to a server, shared by the sockets of all namespaces: it opens it, keeps it, and
 * brings it back.
 *
 * @module
 */

import {
  type AckEnvelope,
  type AckOptions,
  type Clock,
  CLOSE,
  decodeFromServer,
  encode,
  type EventEnvelope,
  frame,
  type FrameLimits,
  MAIN_NAMESPACE,
  PROTOCOL_VERSION,
  Refusal,
  type ServerEnvelope,
  systemClock,
  TERMINAL_CLOSE,
} from "../wire/mod.ts";
import { backoff } from "./backoff.ts";
import { type Dial, dial as dialPlatform, type Wire } from "./wire.ts";

/** How a connection behaves. Everything may be left out. */
export interface ManagerOptions {
  /**
   * The path of the server's WebSocket.
   *
   * @default {"/ws"}
   */
  path?: string;
  /**
   * Whether to come back by itself.
   *
   * @default {true}
   */
  reconnection?: boolean;
  /**
   * How often to try before giving up.
   *
   * @default {Infinity}
   */
  reconnectionAttempts?: number;
  /**
   * Milliseconds: the longest wait before the second attempt, doubled with each further one. The
   * first is made at once.
   *
   * @default {500}
   */
  reconnectionDelay?: number;
  /**
   * Milliseconds that the longest wait never exceeds.
   *
   * @default {5000}
   */
  reconnectionDelayMax?: number;
  /**
   * Milliseconds that an attempt may take.
   *
   * @default {10000}
   */
  timeout?: number;
  /**
   * Milliseconds that the server may take to answer an event.
   *
   * @default {10000}
   */
  ackTimeout?: number;
  /**
   * How many events are kept for later while there is no connection.
   *
   * @default {256}
   */
  bufferSize?: number;
  /**
   * Where the time comes from.
   *
   * @default The platform's own clock.
   */
  clock?: Clock;
  /**
   * Where the randomness of the waits comes from.
   *
   * @default {Math.random}
   */
  random?: () => number;
  /**
   * What opens a WebSocket.
   *
   * @default The platform's own.
   */
  dial?: Dial;
}

/**
 * Why a socket on the client ended, in Socket.IO's words: one of the two sides disconnected it, or
 * the connection was lost, or what came could not be read.
 */
export type DisconnectReason =
  | "io server disconnect"
  | "io client disconnect"
  | "transport close"
  | "parse error";

/** The end of a connection that is in a namespace. */
export interface ManagedSocket {
  /** Whether it wants to be connected. */
  readonly active: boolean;
  /** What it shows when it connects. */
  readonly auth: unknown;
  /** The server let it in, under this id. */
  welcomed(id: string): void;
  /** The server did not let it in, or could not be reached; `final` if it is not to try again. */
  rejected(error: Error, final: boolean): void;
  /** The connection is gone, or the server has ended it; `final` if it is not to come back. */
  lost(reason: DisconnectReason, final: boolean): void;
  /** Takes an event that the server sent. */
  event(envelope: EventEnvelope): void;
  /** Takes an answer that the server sent. */
  ack(envelope: AckEnvelope): void;
  /** Takes the server's refusal of something. */
  refused(refusal: Refusal): void;
}

/** Where a connection is in its life. */
type State =
  | { phase: "idle" }
  | { phase: "waiting"; stopTimer: () => void }
  | { phase: "dialing"; wire: Wire; stopTimer: () => void }
  | { phase: "open"; wire: Wire; since: number };

/** A connection that lasted this long was a good one: the next loss begins with no wait again. */
const STABLE_MS = 10_000;

/** The server's sizes are the server's business. */
const UNBOUNDED: FrameLimits = {
  frameChars: Infinity,
  batchEnvelopes: Infinity,
  eventChars: Infinity,
  namespaceChars: Infinity,
  args: Infinity,
};

/** A connection to a server. */
export class Manager {
  /** The address of the WebSocket. */
  readonly url: string;
  /** How answers are waited for. */
  readonly acks: AckOptions;
  /** How many events a socket keeps for later. */
  readonly bufferSize: number;
  readonly #options: Required<ManagerOptions>;
  readonly #sockets = new Map<string, ManagedSocket>();
  #state: State = { phase: "idle" };
  /** The namespaces that the server was asked to let a socket into. */
  readonly #entered = new Set<string>();
  /** How many answers to a `connect` are to come, by namespace. */
  readonly #answersDue = new Map<string, number>();
  #attempts = 0;
  /** What the server said before it closed the connection. */
  #lastWords: Refusal | undefined;
  /** Milliseconds over which the server asked its clients to spread their return. */
  #spread = 0;

  /**
   * Makes a connection that is not open yet.
   *
   * @param origin The server, such as `wss://example.org`.
   * @param options How it behaves.
   */
  constructor(origin: string, options: ManagerOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    const { path, clock, ackTimeout, bufferSize } = this.#options;
    this.url = origin + path;
    this.acks = { clock, ackMs: ackTimeout, pendingAcks: Infinity };
    this.bufferSize = bufferSize;
  }

  /** Whether a namespace has its socket already. */
  has(ns: string): boolean {
    return this.#sockets.has(ns);
  }

  /** Adds the socket of a namespace. */
  add(ns: string, socket: ManagedSocket): void {
    this.#sockets.set(ns, socket);
  }

  /** Connects the sockets that are active, over a connection that is opened if there is none. */
  connect(): void {
    if (this.#state.phase === "idle") this.#dial();
    else if (this.#state.phase === "open") this.#reconcile();
  }

  /** Disconnects the sockets that are not active; the connection goes with the last of them. */
  disconnect(): void {
    if (this.#state.phase === "open") this.#reconcile();
    this.#closeIfUnused();
  }

  /** Sends an encoded envelope, if there is a connection. */
  send(text: string): void {
    if (this.#state.phase === "open") this.#state.wire.send(text);
  }

  #dial(): void {
    const { dial, clock, timeout } = this.#options;
    this.#lastWords = undefined;
    const wire = dial(this.url, {
      opened: () => this.#greet(wire),
      received: (data) => this.#receive(wire, data),
      closed: (code) => {
        if (this.#isCurrent(wire)) this.#lost(code);
      },
    });
    const stopTimer = clock.after(timeout, () => {
      wire.close(CLOSE.normal);
      this.#lost(0);
    });
    this.#state = { phase: "dialing", wire, stopTimer };
  }

  /** Whether `wire` is the one in use: another's late words mean nothing any more. */
  #isCurrent(wire: Wire): boolean {
    return "wire" in this.#state && this.#state.wire === wire;
  }

  /** Says hello and connects every socket in one frame: a round trip less. */
  #greet(wire: Wire): void {
    this.#entered.clear();
    this.#answersDue.clear();
    const hello = encode({ type: "hello", version: PROTOCOL_VERSION });
    wire.send(frame([hello, ...this.#changes()]));
  }

  /** Tells the server which namespaces the sockets want to be in, if it does not know. */
  #reconcile(): void {
    for (const text of this.#changes()) this.send(text);
  }

  /** What the server has to be told so that it knows which namespaces the sockets want to be in. */
  #changes(): string[] {
    return [...this.#sockets].flatMap(([ns, { active, auth }]) => {
      if (active === this.#entered.has(ns)) return [];
      if (!active) {
        this.#entered.delete(ns);
        return [encode({ type: "disconnect", ns })];
      }
      this.#entered.add(ns);
      this.#answersDue.set(ns, (this.#answersDue.get(ns) ?? 0) + 1);
      return [encode({ type: "connect", ns, auth })];
    });
  }

  /** Whether this is the answer to the last `connect`: the socket has left from those before. */
  #isLastAnswer(ns: string): boolean {
    const due = (this.#answersDue.get(ns) ?? 0) - 1;
    this.#answersDue.set(ns, due);
    return due <= 0;
  }

  #receive(wire: Wire, data: unknown): void {
    const decoded = decodeFromServer(data, UNBOUNDED);
    if (!decoded.ok) {
      if (!this.#isCurrent(wire)) return;
      wire.close(CLOSE.invalid);
      return this.#lost(CLOSE.invalid);
    }
    for (const envelope of decoded.envelopes) {
      // A handler may have closed the connection in the middle of a batch.
      if (this.#isCurrent(wire)) this.#dispatch(envelope);
    }
  }

  #dispatch(envelope: ServerEnvelope): void {
    switch (envelope.type) {
      case "welcome":
        return this.#welcomed();
      case "connected":
        if (!this.#isLastAnswer(envelope.ns)) return;
        return this.#sockets.get(envelope.ns)?.welcomed(envelope.id);
      case "refused":
        if (!this.#isLastAnswer(envelope.ns)) return;
        this.#entered.delete(envelope.ns);
        this.#sockets.get(envelope.ns)?.rejected(refusal(envelope), true);
        return this.#closeIfUnused();
      case "disconnect":
        this.#entered.delete(envelope.ns);
        this.#sockets.get(envelope.ns)?.lost("io server disconnect", true);
        return this.#closeIfUnused();
      case "event":
        return this.#sockets.get(envelope.ns ?? MAIN_NAMESPACE)?.event(
          envelope,
        );
      case "ack":
        return this.#sockets.get(envelope.ns ?? MAIN_NAMESPACE)?.ack(envelope);
      case "error":
        this.#lastWords = refusal(envelope);
        return this.#sockets.get(envelope.ns ?? MAIN_NAMESPACE)
          ?.refused(this.#lastWords);
      case "go-away":
        this.#spread = envelope.retryAfter;
        return;
      default:
        envelope satisfies never;
    }
  }

  #welcomed(): void {
    if (this.#state.phase !== "dialing") return;
    const { wire, stopTimer } = this.#state;
    stopTimer();
    this.#state = { phase: "open", wire, since: this.#options.clock.now() };
    this.#reconcile();
  }

  #lost(code: number): void {
    const { clock } = this.#options;
    const before = this.#state;
    if (before.phase === "dialing") before.stopTimer();
    if (before.phase === "open" && clock.now() - before.since > STABLE_MS) {
      this.#attempts = 0;
    }
    this.#state = { phase: "idle" };
    const final = isTerminal(code) || !this.#mayRetry();
    const error = this.#lastWords ?? new Error(`Cannot reach ${this.url}`);
    for (const [, socket] of this.#activeSockets()) {
      if (before.phase === "dialing") socket.rejected(error, final);
      else socket.lost(reasonFor(code), final);
    }
    if (final) this.#attempts = 0;
    else if (this.#activeSockets().length > 0) this.#retry();
  }

  #mayRetry(): boolean {
    const { reconnection, reconnectionAttempts } = this.#options;
    return reconnection && this.#attempts < reconnectionAttempts;
  }

  #retry(): void {
    // A listener that was told of the loss may have begun to connect again by itself.
    if (this.#state.phase !== "idle") return;
    const { clock, random, reconnectionDelay, reconnectionDelayMax } =
      this.#options;
    const bounds = { delay: reconnectionDelay, delayMax: reconnectionDelayMax };
    const wait = this.#spread > 0
      ? random() * this.#spread
      : backoff(this.#attempts, bounds, random());
    this.#attempts += 1;
    this.#spread = 0;
    const stopTimer = clock.after(wait, () => this.#dial());
    this.#state = { phase: "waiting", stopTimer };
  }

  #closeIfUnused(): void {
    if (this.#activeSockets().length > 0) return;
    const before = this.#state;
    this.#state = { phase: "idle" };
    this.#attempts = 0;
    if ("stopTimer" in before) before.stopTimer();
    if ("wire" in before) before.wire.close(CLOSE.normal);
  }

  #activeSockets(): [string, ManagedSocket][] {
    return [...this.#sockets].filter(([, socket]) => socket.active);
  }
}

const DEFAULTS: Required<ManagerOptions> = {
  path: "/ws",
  reconnection: true,
  reconnectionAttempts: Infinity,
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
  timeout: 10_000,
  ackTimeout: 10_000,
  bufferSize: 256,
  clock: systemClock,
  random: Math.random,
  dial: dialPlatform,
};

function refusal(
  { code, message, retryable }: {
    code: string;
    message: string;
    retryable: boolean;
  },
): Refusal {
  return new Refusal(code, message, retryable);
}

function isTerminal(code: number): boolean {
  return code >= TERMINAL_CLOSE;
}

function reasonFor(code: number): DisconnectReason {
  if (code === CLOSE.dismissed) return "io server disconnect";
  return isTerminal(code) ? "parse error" : "transport close";
}
