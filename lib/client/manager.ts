/**
 * One connection to a server, shared by the sockets of all namespaces: it opens it, keeps it, and
 * brings it back.
 *
 * @module
 */

import {
  type AckOptions,
  type AnyEvents,
  CLOSE,
  contain,
  type CountedFromServer,
  decodeFromServer,
  encode,
  type Encoded,
  type EventEnvelope,
  type EventMap,
  frame,
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
  unpack,
  type WelcomeEnvelope,
  type WindowLimits,
} from "../wire/mod.ts";
import { locate } from "./address.ts";
import { Adjustable } from "./adjustable.ts";
import type { Shown } from "./auth.ts";
import { GIVEN_UP, Link, type Loss } from "./link.ts";
import type { DisconnectReason, ManagedSocket } from "./managed_socket.ts";
import {
  MANAGER_DEFAULTS,
  type ManagerOptions,
  type SocketOptions,
} from "./options.ts";
import { Receipts } from "./receipts.ts";
import { Roster } from "./roster.ts";
import { Socket } from "./socket.ts";
import { surface } from "./surface.ts";

/** UTF-16 code units in a frame of what is sent again. */
const AGAIN_CHARS = 8 * 1024;

/**
 * A session with a server, over one connection after the other, shared by all namespaces.
 *
 * It connects with the first of its sockets, or when it is told to {@linkcode open}, and ends with
 * the last of them.
 *
 * @example
 * ```ts ignore
 * const manager = new Manager("https://example.org", { reconnectionAttempts: 10 });
 * manager.on("reconnect_failed", () => console.log("Given up"));
 * const chat = manager.socket("/chat", { auth: { token } });
 * ```
 */
export class Manager extends Adjustable {
  /** How answers are waited for. */
  readonly acks: AckOptions;
  /** How many events a socket keeps for later. */
  readonly bufferSize: number;
  readonly #autoConnect: boolean;
  readonly #link: Link;
  readonly #receipts: Receipts;
  readonly #roster = new Roster();
  /** Those that were asked of {@linkcode socket}. */
  readonly #given = new Map<string, Socket>();
  /** Who waits for the end of the attempt that is under way. */
  #openers: ((error?: Error) => void)[] = [];
  /** Whether it was told to open, so that it needs no socket for that. */
  #isKept = false;
  /** With what to come back to the session; nothing before the first `welcome`. */
  #claim: { id: string; key: string } | undefined;
  readonly #window: WindowLimits;
  #end: SessionEnd;
  /** How often it was tried to go on with a session. */
  #attempt = 0;
  /** What the server said before it closed the connection. */
  #lastWords: Refusal | undefined;
  /** Milliseconds over which the server asked its clients to spread their return. */
  #spread = 0;

  /**
   * Makes a session that has not begun yet.
   *
   * @param address The server, such as `https://example.org`; its path means nothing here. On a
   * page it may be left out, and is then the page's own server.
   * @param options How it behaves.
   * @throws {TypeError} If the address is none, or is left out where there is no page.
   */
  constructor(
    address?: string | ManagerOptions,
    options: ManagerOptions = typeof address === "object" ? address : {},
  ) {
    const { origin, search } = locate(
      typeof address === "object" ? undefined : address,
    );
    const all = { ...MANAGER_DEFAULTS, ...options };
    super(all);
    const { path, query, clock, ackTimeout, bufferSize, autoConnect } = all;
    this.acks = { clock, ackMs: ackTimeout, pendingAcks: Infinity };
    this.bufferSize = bufferSize;
    this.#autoConnect = autoConnect;
    this.#window = all;
    this.#end = new SessionEnd(all);
    this.#receipts = new Receipts(clock, () => this.#sendReceipt());
    const asked = query ? `?${new URLSearchParams(query)}` : search;
    this.#link = new Link(origin + path + asked, this.ways, {
      again: (attempt) => this.announce("reconnect_attempt", attempt),
      prepare: () => this.#prepare(),
      opened: () => this.#greet(),
      received: (data) => this.#receive(data),
      ping: (rtt) => {
        this.#say({ type: "ping", ...rtt !== undefined && { rtt } });
        this.announce("ping");
      },
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
    return this.#roster.all.has(ns);
  }

  /**
   * The socket of a namespace: the same one each time, and connected unless it was told to wait.
   *
   * @typeParam Listen The events that the server sends.
   * @typeParam Emit The events that the client sends.
   * @param ns The namespace, such as `/chat`.
   * @param options How the socket behaves, if this call makes it.
   */
  socket<
    Listen extends EventMap<Listen> = AnyEvents,
    Emit extends EventMap<Emit> = AnyEvents,
  >(ns: string, options?: SocketOptions): Socket<Listen, Emit>;
  socket(ns: string, options: SocketOptions = {}): Socket {
    const socket = this.#given.get(ns) ?? new Socket(this, ns, options);
    this.#given.set(ns, socket);
    return options.autoConnect ?? this.#autoConnect ? socket.connect() : socket;
  }

  /**
   * Opens the connection, even if no socket needs it yet, until the last of its sockets leaves it.
   *
   * @param done Is called once, when the connection is there, or with the error if it cannot be
   * had. Without a socket that needs it, it is not tried again then.
   */
  open(done?: (error?: Error) => void): this {
    this.#isKept = true;
    if (done && this.#link.isOpen) contain(done, surface);
    else if (done) this.#openers.push(done);
    if (this.#link.isIdle) this.#link.open();
    return this;
  }

  /** The same as {@linkcode open}, for code that was written for Socket.IO. */
  connect(done?: (error?: Error) => void): this {
    return this.open(done);
  }

  /** Adds the socket of a namespace. */
  add(ns: string, socket: ManagedSocket): void {
    this.#roster.add(ns, socket);
  }

  /** Connects the sockets that are active, over a connection that is opened if there is none. */
  enter(): void {
    if (this.#link.isOpen) this.#reconcile();
    else this.#link.open();
  }

  /** Disconnects the sockets that are not active; the session ends with the last of them. */
  leave(): void {
    this.#roster.leave();
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
    return this.#roster.prepare();
  }

  /** Says hello; in a new session it connects every socket in the same frame: a round trip less. */
  #greet(): void {
    const hello: HelloEnvelope = { type: "hello", version: PROTOCOL_VERSION };
    if (this.#claim) {
      const received = this.#end.receipt();
      const attempt = ++this.#attempt;
      const session = {
        ...this.#claim,
        attempt,
        received,
        auth: this.#roster.shown,
      };
      return this.#say({ ...hello, session });
    }
    this.#begin();
    const connects = this.#roster.enterAll();
    for (const text of connects) this.#end.keep(text);
    this.#link.send(frame([encode(hello), ...connects]));
  }

  /** Begins a session, in which nothing has been said yet. */
  #begin(): void {
    this.#end = new SessionEnd(this.#window);
    this.#roster.memberships.clear();
  }

  #welcomed({ session, heartbeat, limits }: WelcomeEnvelope): void {
    const before = this.#claim;
    const { id, key, resumed, received } = session;
    this.#claim = { id, key };
    const attempts = this.#link.establish(heartbeat);
    if (resumed) {
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
        const frame of framesOf(resumption.again, {
          frameChars,
          batchEnvelopes,
        })
      ) {
        this.#link.send(frame);
      }
    } else if (before) this.#reset(session.reason ?? "unknown");
    // Whoever is told of the reset, or of the connection, may leave it.
    if (this.#link.isOpen) this.#opened(attempts);
    if (!this.#link.isOpen) return;
    this.#reconcile();
    if (!resumed) return;
    for (const [, socket] of this.#roster.active) socket.back();
  }

  /** Tells of a connection that it took so many attempts to come back to. */
  #opened(attempts: number): void {
    this.announce("open");
    if (attempts > 0) this.announce("reconnect", attempts);
    this.#settleOpeners();
  }

  #settleOpeners(error?: Error): void {
    const openers = this.#openers;
    this.#openers = [];
    for (const done of openers) contain(() => done(error), surface);
  }

  /** Begins a new session in place of one that could not go on. */
  #reset(reason: ResetReason): void {
    // Events are the same in both directions; what only a client says is not asked for.
    const lost = this.#end.unconfirmed.flatMap((encoded) =>
      decodeFromServer(encoded, unpack) ?? []
    );
    this.#begin();
    for (const [ns, socket] of this.#roster.all) {
      const unconfirmed = lost.flatMap((envelope) =>
        // What is to be handled once is sent again by its socket.
        envelope.type === "event" && !envelope.once &&
          (envelope.ns ?? MAIN_NAMESPACE) === ns
          ? [{ event: envelope.event, args: envelope.args }]
          : []
      );
      socket.reset(reason, unconfirmed);
    }
  }

  // -- Namespaces --

  /** Tells the server which namespaces the sockets want to be in, if it does not know. */
  #reconcile(): void {
    for (const text of this.#roster.memberships.farewells()) this.#post(text);
    const session = this.#end;
    const enter = (shown: Shown) => {
      // Whoever had to think may have thought for longer than the session lived.
      if (this.#end !== session || !this.#link.isOpen) return;
      for (const text of this.#roster.enter(shown)) this.#post(text);
    };
    const shown = this.#roster.askMissing();
    if (!(shown instanceof Promise)) return enter(shown);
    // To whoever cannot say what to show now, it is as if the connection had been lost.
    shown.then(enter, () => this.#link.drop(0));
  }

  // -- What comes --

  #receive(data: unknown): void {
    const envelopes = decodeFromServer(data, unpack);
    if (!envelopes) return this.#link.drop(CLOSE.invalid);
    for (const envelope of envelopes) {
      this.#dispatch(envelope);
      // A listener may have ended the session in the middle of a batch.
      if (!this.#link.isOpen) return;
    }
  }

  #dispatch(envelope: ServerEnvelope): void {
    switch (envelope.type) {
      case "welcome":
        return this.#welcomed(envelope);
      case "receipt":
        this.#end.confirm(envelope.received);
        for (const socket of this.#roster.all.values()) socket.drained();
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
        if (!this.#roster.memberships.answered(envelope.ns)) return;
        return socket?.welcomed(envelope.id);
      case "refused":
        if (!this.#roster.memberships.refused(envelope)) return;
        socket?.rejected(refusal(envelope), true);
        return this.#closeIfUnused();
      case "disconnect":
        // It had left already, and this is not about what it is about to be let into.
        if (!this.#roster.memberships.isCurrent(envelope.ns)) return;
        this.#roster.memberships.lost(envelope.ns);
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
    return this.#roster.all.get(ns);
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
    this.#receipts.note(this.#end.unreceipted);
  }

  #sendReceipt(): void {
    if (!this.#link.isOpen || this.#end.unreceipted === 0) return;
    this.#say({ type: "receipt", received: this.#end.receipt() });
  }

  // -- Ending --

  #lost({ wasOpen, attempt, code, error }: Loss): void {
    const { mayRetry } = this.#link;
    const final = isTerminal(code) || !mayRetry;
    if (final) this.#claim = undefined;
    const why = error === undefined
      ? this.#lastWords ?? new Error(`Cannot reach ${this.url}`)
      : asError(error);
    // Who asked for one attempt is told of it, and asks for another, or does not.
    if (final || this.#openers.length > 0) this.#isKept = false;
    for (const [, socket] of this.#roster.active) {
      if (socket.connected) socket.lost(reasonFor(code), final);
      // Who was still waiting to be let in is told only if it waits in vain.
      else if (final || !wasOpen) socket.rejected(why, final);
    }
    if (wasOpen) this.announce("close", reasonFor(code));
    else {
      this.announce("error", why);
      if (attempt > 0 && !mayRetry) this.announce("reconnect_failed");
      if (attempt > 0) this.announce("reconnect_error", why);
      this.#settleOpeners(why);
    }
    const spread = this.#spread;
    this.#spread = 0;
    if (this.#isNeeded) this.#link.retry(spread);
    else this.#closeIfUnused();
  }

  get #isNeeded(): boolean {
    return this.#isKept || this.#roster.active.length > 0;
  }

  /** Nobody wants it any more, if it is only kept open and its last socket has left. */
  #closeIfUnused(): void {
    if (this.#roster.active.length > 0) return;
    const wasOpen = this.#link.isOpen;
    this.#receipts.stop();
    this.#claim = undefined;
    this.#isKept = false;
    this.#link.close();
    if (wasOpen) this.announce("close", "forced close");
    this.#settleOpeners(new Error(`Cannot open ${this.url}: nobody needs it`));
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
  if (code === GIVEN_UP) return "ping timeout";
  return isTerminal(code) ? "parse error" : "transport close";
}
