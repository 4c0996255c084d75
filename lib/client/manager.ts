/**
 * One connection to a server, shared by the sockets of all namespaces: it opens it, keeps it, and
 * brings it back.
 *
 * @module
 */

import {
  type AckOptions,
  type Clock,
  CLOSE,
  type CountedFromServer,
  decodeFromClient,
  decodeFromServer,
  encode,
  type Encoded,
  type EventEnvelope,
  frame,
  type FrameLimits,
  framesOf,
  type HelloEnvelope,
  MAIN_NAMESPACE,
  PROTOCOL_VERSION,
  Refusal,
  type ResetReason,
  type ServerEnvelope,
  SessionEnd,
  TERMINAL_CLOSE,
  type UncountedFromClient,
  type WelcomeEnvelope,
  type WindowLimits,
} from "../wire/mod.ts";
import { Link, type Loss } from "./link.ts";
import type { DisconnectReason, ManagedSocket } from "./managed_socket.ts";
import { Memberships } from "./memberships.ts";
import { MANAGER_DEFAULTS, type ManagerOptions } from "./options.ts";

/** What the sockets show, by namespace. */
type Shown = Readonly<Record<string, unknown>>;

/** Receipts wait for this many envelopes, or this many milliseconds, whichever comes first. */
const RECEIPT_EVERY = 32;
const RECEIPT_MS = 1_000;

/** UTF-16 code units in a frame of what is sent again. */
const AGAIN_CHARS = 8 * 1024;

/** The server's sizes are the server's business. */
const UNBOUNDED: FrameLimits = {
  frameChars: Infinity,
  batchEnvelopes: Infinity,
  eventChars: Infinity,
  namespaceChars: Infinity,
  args: Infinity,
  jsonDepth: Infinity,
  jsonKeys: Infinity,
};

/** A session with a server, over one connection after the other, shared by all namespaces. */
export class Manager {
  /** How answers are waited for. */
  readonly acks: AckOptions;
  /** How many events a socket keeps for later. */
  readonly bufferSize: number;
  readonly #clock: Clock;
  readonly #link: Link;
  readonly #sockets = new Map<string, ManagedSocket>();
  /** With what to come back to the session; nothing before the first `welcome`. */
  #claim: { id: string; key: string } | undefined;
  readonly #window: WindowLimits;
  #end: SessionEnd;
  readonly #memberships = new Memberships();
  #shown: Shown = {};
  /** How often it was tried to go on with a session. */
  #attempt = 0;
  #stopReceiptTimer: (() => void) | undefined;
  /** What the server said before it closed the connection. */
  #lastWords: Refusal | undefined;
  /** Milliseconds over which the server asked its clients to spread their return. */
  #spread = 0;

  /**
   * Makes a session that has not begun yet.
   *
   * @param origin The server, such as `wss://example.org`.
   * @param options How it behaves.
   */
  constructor(origin: string, options: ManagerOptions = {}) {
    const all = { ...MANAGER_DEFAULTS, ...options };
    const { path, clock, ackTimeout, bufferSize } = all;
    this.acks = { clock, ackMs: ackTimeout, pendingAcks: Infinity };
    this.bufferSize = bufferSize;
    this.#clock = clock;
    this.#window = all;
    this.#end = new SessionEnd(all);
    this.#link = new Link(origin + path, all, {
      prepare: () => this.#prepare(),
      opened: () => this.#greet(),
      received: (data) => this.#receive(data),
      ping: (rtt) =>
        this.#say({ type: "ping", ...rtt !== undefined && { rtt } }),
      lost: (loss) => this.#lost(loss),
    });
  }

  /** Milliseconds that the server's last answer to a ping took; `undefined` while unknown. */
  get rtt(): number | undefined {
    return this.#link.rtt;
  }

  /** The address of the WebSocket. */
  get url(): string {
    return this.#link.url;
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
    if (this.#link.isOpen) this.#reconcile();
    else this.#link.open();
  }

  /** Disconnects the sockets that are not active; the session ends with the last of them. */
  disconnect(): void {
    for (const [ns, { active }] of this.#sockets) {
      // Even if it is back before there is a connection: it is not in its rooms any more.
      if (!active) this.#memberships.leave(ns);
    }
    if (this.#link.isOpen) this.#reconcile();
    this.#closeIfUnused();
  }

  /**
   * Sends an encoded envelope, to arrive once however often the connection breaks.
   *
   * @returns `false`, and sends nothing, if there is no connection, or too much is on its way.
   */
  send(encoded: Encoded): boolean {
    if (!this.#link.isOpen || !this.#end.fits(encoded.length)) return false;
    this.#post(encoded);
    return true;
  }

  /** Sends an encoded envelope that is not worth keeping, if there is a connection. */
  sendVolatile(encoded: Encoded): void {
    if (this.#link.isOpen) this.#link.send(encoded);
  }

  /** Tries at once what would be tried later: there is reason to hope, or to doubt. */
  wake(): void {
    this.#link.wake();
  }

  // -- Beginning --

  #prepare(): Promise<void> | undefined {
    this.#lastWords = undefined; // What it says next is about the next attempt.
    const shown = this.#ask(this.#activeSockets());
    if (!(shown instanceof Promise)) return void (this.#shown = shown);
    return shown.then((shown) => void (this.#shown = shown));
  }

  /** Asks sockets what to show the server. It takes no time, unless one of them has to think. */
  #ask(sockets: [string, ManagedSocket][]): Shown | Promise<Shown> {
    const asked = sockets.map(([ns, socket]) =>
      [ns, attempt(() => socket.auth())] as const
    );
    if (asked.every(([, auth]) => !(auth instanceof Promise))) {
      return Object.fromEntries(asked);
    }
    const answers = asked.map(async ([ns, auth]) => [ns, await auth] as const);
    return Promise.all(answers).then(Object.fromEntries<unknown>);
  }

  /** Asks those who came while the attempt was under way. Who has to think is asked again later. */
  #askLate(): Shown {
    const late = this.#activeSockets().filter(([ns]) =>
      !Object.hasOwn(this.#shown, ns)
    );
    const shown = this.#ask(late);
    if (!(shown instanceof Promise)) return shown;
    shown.catch(() => {});
    return {};
  }

  /** Says hello; in a new session it connects every socket in the same frame: a round trip less. */
  #greet(): void {
    const hello: HelloEnvelope = { type: "hello", version: PROTOCOL_VERSION };
    if (this.#claim) {
      const received = this.#end.receipt();
      const attempt = ++this.#attempt;
      const session = { ...this.#claim, attempt, received, auth: this.#shown };
      return this.#say({ ...hello, session });
    }
    this.#begin();
    const shown = { ...this.#shown, ...this.#askLate() };
    const connects = Object.entries(shown).flatMap(([ns, auth]) =>
      // It may have disconnected while the attempt was under way.
      this.#sockets.get(ns)?.active ? [this.#memberships.enter(ns, auth)] : []
    );
    for (const text of connects) this.#end.keep(text);
    this.#link.send(frame([encode(hello), ...connects]));
  }

  /** Begins a session, in which nothing has been said yet. */
  #begin(): void {
    this.#end = new SessionEnd(this.#window);
    this.#memberships.clear();
  }

  #welcomed({ session, heartbeat, limits }: WelcomeEnvelope): void {
    const before = this.#claim;
    const { id, key, resumed, received } = session;
    this.#claim = { id, key };
    this.#link.establish(heartbeat);
    if (!resumed) {
      if (before) this.#reset(session.reason ?? "unknown");
      return this.#reconcile();
    }
    const resumption = this.#end.resume(received);
    if (!resumption.ok) {
      // The server claims what cannot be: a new session is better than a wrong one.
      this.#claim = undefined;
      this.#reset(resumption.reason);
      return this.#link.drop(CLOSE.normal);
    }
    const { batchEnvelopes } = limits;
    // Small frames, for a network that breaks more often than a large one gets through.
    const frameChars = Math.min(limits.frameChars, AGAIN_CHARS);
    for (
      const frame of framesOf(resumption.again, { frameChars, batchEnvelopes })
    ) {
      this.#link.send(frame);
    }
    this.#reconcile();
    for (const [, socket] of this.#activeSockets()) socket.back();
  }

  /** Begins a new session in place of one that could not go on. */
  #reset(reason: ResetReason): void {
    const lost = this.#end.unconfirmed.flatMap((encoded) => {
      const decoded = decodeFromClient(encoded, UNBOUNDED);
      return decoded.ok ? decoded.envelopes : [];
    });
    this.#begin();
    for (const [ns, socket] of this.#sockets) {
      const unconfirmed = lost.flatMap((envelope) =>
        envelope.type === "event" && (envelope.ns ?? MAIN_NAMESPACE) === ns
          ? [{ event: envelope.event, args: envelope.args }]
          : []
      );
      socket.reset(reason, unconfirmed);
    }
  }

  // -- Namespaces --

  /** Tells the server which namespaces the sockets want to be in, if it does not know. */
  #reconcile(): void {
    for (const text of this.#memberships.farewells()) this.#post(text);
    const missing = this.#activeSockets().filter(([ns]) =>
      !this.#memberships.has(ns)
    );
    if (missing.length === 0) return;
    const session = this.#end;
    const enter = (shown: Shown) => {
      // Whoever had to think may have thought for longer than the session lived.
      if (this.#end !== session || !this.#link.isOpen) return;
      for (const [ns, auth] of Object.entries(shown)) {
        const { active = false } = this.#sockets.get(ns) ?? {};
        if (!active || this.#memberships.has(ns)) continue;
        this.#post(this.#memberships.enter(ns, auth));
      }
    };
    const shown = this.#ask(missing);
    if (!(shown instanceof Promise)) return enter(shown);
    // To whoever cannot say what to show now, it is as if the connection had been lost.
    shown.then(enter, () => this.#link.drop(0));
  }

  // -- What comes --

  #receive(data: unknown): void {
    const decoded = decodeFromServer(data, UNBOUNDED);
    if (!decoded.ok) return this.#link.drop(CLOSE.invalid);
    for (const envelope of decoded.envelopes) {
      this.#dispatch(envelope);
      // A listener may have ended the session in the middle of a batch.
      if (this.#activeSockets().length === 0) return;
    }
  }

  #dispatch(envelope: ServerEnvelope): void {
    switch (envelope.type) {
      case "welcome":
        return this.#welcomed(envelope);
      case "receipt":
        this.#end.confirm(envelope.received);
        for (const socket of this.#sockets.values()) socket.drained();
        return;
      case "fatal":
        this.#lastWords = new Refusal(envelope.code, envelope.message);
        return;
      case "go-away":
        this.#spread = envelope.retryAfter;
        return;
      case "pong":
        return;
      case "event":
        if (!envelope.volatile) this.#count();
        return this.#socketOf(envelope)?.event(envelope);
      default:
        this.#count();
        return this.#dispatchAnswer(envelope);
    }
  }

  #dispatchAnswer(envelope: Exclude<CountedFromServer, EventEnvelope>): void {
    const socket = this.#socketOf(envelope);
    switch (envelope.type) {
      case "connected":
        if (!this.#memberships.answered(envelope.ns)) return;
        return socket?.welcomed(envelope.id);
      case "refused":
        if (!this.#memberships.answered(envelope.ns)) return;
        this.#memberships.lost(envelope.ns);
        socket?.rejected(refusal(envelope), true);
        return this.#closeIfUnused();
      case "disconnect":
        // It had left already, and this is not about what it is about to be let into.
        if (this.#memberships.awaits(envelope.ns)) return;
        this.#memberships.lost(envelope.ns);
        socket?.lost("io server disconnect", true);
        return this.#closeIfUnused();
      case "ack":
        return socket?.ack(envelope);
      case "error":
        return socket?.refused(refusal(envelope));
      default:
        envelope satisfies never;
    }
  }

  #socketOf(
    { ns = MAIN_NAMESPACE }: { ns?: string },
  ): ManagedSocket | undefined {
    return this.#sockets.get(ns);
  }

  // -- Counting --

  /** Sends an encoded envelope that counts. */
  #post(encoded: Encoded): void {
    this.#end.keep(encoded);
    this.#link.send(encoded);
  }

  /** Sends an envelope that does not count. */
  #say(envelope: UncountedFromClient): void {
    this.#link.send(encode(envelope));
  }

  #count(): void {
    this.#end.receive();
    if (this.#end.unreceipted >= RECEIPT_EVERY) return this.#sendReceipt();
    this.#stopReceiptTimer ??= this.#clock.after(
      RECEIPT_MS,
      () => this.#sendReceipt(),
    );
  }

  #sendReceipt(): void {
    this.#forgetReceipt();
    if (!this.#link.isOpen || this.#end.unreceipted === 0) return;
    this.#say({ type: "receipt", received: this.#end.receipt() });
  }

  #forgetReceipt(): void {
    this.#stopReceiptTimer?.();
    this.#stopReceiptTimer = undefined;
  }

  // -- Ending --

  #lost({ wasOpen, code, error }: Loss): void {
    this.#forgetReceipt();
    const final = isTerminal(code) || !this.#link.mayRetry;
    if (final) this.#claim = undefined;
    const why = error === undefined
      ? this.#lastWords ?? new Error(`Cannot reach ${this.url}`)
      : asError(error);
    for (const [, socket] of this.#activeSockets()) {
      if (socket.connected) socket.lost(reasonFor(code), final);
      // Who was still waiting to be let in is told only if it waits in vain.
      else if (final || !wasOpen) socket.rejected(why, final);
    }
    const spread = this.#spread;
    this.#spread = 0;
    if (this.#activeSockets().length > 0) this.#link.retry(spread);
    else this.#closeIfUnused();
  }

  #closeIfUnused(): void {
    if (this.#activeSockets().length > 0) return;
    this.#forgetReceipt();
    this.#claim = undefined;
    this.#link.close();
  }

  #activeSockets(): [string, ManagedSocket][] {
    return [...this.#sockets].filter(([, socket]) => socket.active);
  }
}

/** What `work` returns, or a promise that rejects with what it throws. */
function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function refusal(
  { code, message, retryable, data }: {
    code: string;
    message: string;
    retryable: boolean;
    data?: unknown;
  },
): Refusal {
  return new Refusal(code, message, retryable, data);
}

function isTerminal(code: number): boolean {
  return code >= TERMINAL_CLOSE;
}

function reasonFor(code: number): DisconnectReason {
  if (code === CLOSE.dismissed) return "io server disconnect";
  return isTerminal(code) ? "parse error" : "transport close";
}
