/**
 * One session with a server, over one connection after the other, shared by the sockets of all
 * namespaces.
 *
 * @module
 */

import {
  CLOSE_DISMISSED,
  CLOSE_INVALID,
  CLOSE_NORMAL,
  decodeFromServer,
  encode,
  type Encoded,
  frame,
  type HelloEnvelope,
  MAIN_NAMESPACE,
  PROTOCOL_VERSION,
  RECEIPT_MS,
  RECEIPT_OF_CLIENT,
  type Refusal,
  refusal,
  type ResetReason,
  type ServerEnvelope,
  SessionEnd,
  TERMINAL_CLOSE,
  type UncountedFromClient,
  type Unpack,
  type WelcomeEnvelope,
} from "../wire/mod.ts";
import { locate } from "./address.ts";
import { GIVEN_UP, Link, type Loss } from "./link.ts";
import { MANAGER_DEFAULTS, type SessionOptions } from "./options.ts";
import {
  askAll,
  type DisconnectReason,
  type Occupant,
  Place,
} from "./place.ts";

/** What a session is told how to do, and whom it tells what besides its sockets. */
export interface SessionParts {
  /** Reads binary frames. */
  unpack: Unpack;
  /** Whether it is to be kept even without a socket. */
  isKept?(): boolean;
  /** An attempt to come back is about to be made: the first of them is 1. */
  again?(attempt: number): void;
  /** The server is asked whether it is still there. */
  pinged?(): void;
  /** There is a connection; it took so many attempts to come back to it. */
  opened?(attempts: number): void;
  /** The connection is gone, or an attempt has failed; `final` if there will be no other. */
  losing?(final: boolean): void;
  /** The same, once the sockets have been told; and why there is none. */
  lost?(loss: Loss, reason: DisconnectReason, why: Error): void;
  /** The last of its sockets has left; whether there was a connection. */
  left?(wasOpen: boolean): void;
}

/** How a session behaves. */
export type Ways = Required<SessionOptions>;

/**
 * A session with a server.
 *
 * It connects with the first of its sockets, or when it is told to {@linkcode open}, and ends with
 * the last of them.
 */
export class Session {
  /** How it behaves: each change counts from the next attempt on. */
  readonly ways: Ways;
  readonly #parts: SessionParts;
  readonly #link: Link;
  readonly #places = new Map<string, Place>();
  /** With what to come back to the session; nothing before the first `welcome`. */
  #claim: { id: string; key: string } | undefined;
  #end: SessionEnd;
  /** Stops the timer of the receipt that is due. */
  #receipt: (() => void) | undefined;
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
   * @param parts What it is told how to do, and whom it tells.
   * @throws {TypeError} If the address is none, or is left out where there is no page.
   */
  constructor(
    address: string | undefined,
    options: SessionOptions,
    parts: SessionParts,
  ) {
    const { origin, search } = locate(address);
    const ways = { ...MANAGER_DEFAULTS, ...options };
    this.ways = ways;
    this.#parts = parts;
    this.#end = new SessionEnd(ways);
    this.#link = new Link(origin + ways.path + search, ways, {
      again: (attempt) => parts.again?.(attempt),
      prepare: () => {
        this.#lastWords = undefined; // What it says next is about the next attempt.
        return askAll(this.#all);
      },
      opened: () => this.#greet(),
      received: (data) => this.#receive(data),
      ping: (rtt) => {
        this.#say({ type: "ping", ...rtt !== undefined && { rtt } });
        parts.pinged?.();
      },
      lost: (loss) => this.#lost(loss),
    });
  }

  /** The address of the WebSocket. */
  get url(): string {
    return this.#link.url;
  }

  /** Whether there is a connection. */
  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  /** Whether there is another attempt to be made. */
  get mayRetry(): boolean {
    return this.#link.mayRetry;
  }

  /** Milliseconds that the server's last answer to a ping took; `undefined` while unknown. */
  get rtt(): number | undefined {
    return this.#link.rtt;
  }

  /** Whether a namespace has its socket already. */
  has(ns: string): boolean {
    return this.#places.has(ns);
  }

  /** Adds the socket of a namespace. */
  add(ns: string, who: Occupant): void {
    this.#places.set(ns, new Place(ns, who));
  }

  /** Opens the connection, unless it is open or about to be. */
  open(): void {
    this.#link.open();
  }

  /** Connects the sockets that are active, over a connection that is opened if there is none. */
  enter(): void {
    if (this.isOpen) this.#reconcile();
    else this.open();
  }

  /** Disconnects the sockets that are not active; the session ends with the last of them. */
  leave(): void {
    for (const place of this.#all) place.leave();
    if (this.isOpen) this.#reconcile();
    this.#closeIfUnused();
  }

  /**
   * Sends an encoded envelope, to arrive once however often the connection breaks.
   *
   * @returns `false`, and sends nothing, if there is no connection, or too much is on its way.
   */
  send(encoded: Encoded): boolean {
    if (!this.isOpen || !this.#end.fits(encoded.length)) return false;
    this.#post(encoded);
    return true;
  }

  /** Sends an encoded envelope that is not worth keeping, if there is a connection. */
  sendVolatile(encoded: Encoded): void {
    if (this.isOpen) this.#link.send(encoded);
  }

  /** Tries at once what would be tried later: there is reason to hope, or to doubt. */
  wake(): void {
    this.#link.wake();
  }

  get #all(): Place[] {
    return [...this.#places.values()];
  }

  /** What is to be said so that everyone is where they want to be. */
  get #requests(): string[] {
    return this.#all.flatMap((place) => place.requests());
  }

  get #active(): Place[] {
    return this.#all.filter(({ who }) => who.active);
  }

  // -- Beginning --

  /** Says hello; in a new session it connects every socket in the same frame: a round trip less. */
  #greet(): void {
    const hello: HelloEnvelope = { type: "hello", version: PROTOCOL_VERSION };
    if (this.#claim) {
      const received = this.#end.receipt();
      const attempt = ++this.#attempt;
      const auth = Object.fromEntries(
        this.#all.flatMap(({ ns, shown }) => shown ? [[ns, shown.auth]] : []),
      );
      const session = { ...this.#claim, attempt, received, auth };
      return this.#say({ ...hello, session });
    }
    this.#begin();
    // Who came while the attempt was under way, and has to think, is asked again later.
    askAll(this.#active.filter(({ shown }) => !shown))?.catch(() => {});
    const connects = this.#requests;
    for (const text of connects) this.#end.keep(text);
    this.#link.send(frame([encode(hello), ...connects]));
  }

  /** Begins a session, in which nothing has been said yet. */
  #begin(): void {
    this.#end = new SessionEnd(this.ways);
    for (const place of this.#all) place.clear();
  }

  #welcomed({ session, heartbeat }: WelcomeEnvelope): void {
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
        return this.#link.drop(CLOSE_NORMAL);
      }
      // One by one, for a network that breaks more often than a large frame gets through.
      for (const encoded of resumption.again) this.#link.send(encoded);
    } else if (before) this.#reset(session.reason ?? "unknown");
    // Whoever is told of the reset, or of the connection, may leave it.
    if (this.isOpen) this.#parts.opened?.(attempts);
    if (!this.isOpen) return;
    this.#reconcile();
    if (!resumed) return;
    for (const { who } of this.#active) who.welcomed();
  }

  /** Begins a new session in place of one that could not go on. */
  #reset(reason: ResetReason): void {
    // Events are the same in both directions; what only a client says is not asked for.
    const lost = this.#end.unconfirmed.flatMap((encoded) =>
      decodeFromServer(encoded, this.#parts.unpack) ?? []
    );
    this.#begin();
    for (const { ns, who } of this.#all) {
      const unconfirmed = lost.flatMap((envelope) =>
        // What is to be handled once is sent again by its socket.
        envelope.type === "event" && !envelope.once && ns === nsOf(envelope)
          ? [{ event: envelope.event, args: envelope.args }]
          : []
      );
      who.reset(reason, unconfirmed);
    }
  }

  /** Tells the server which namespaces the sockets want to be in, if it does not know. */
  #reconcile(): void {
    const thinking = askAll(this.#all.filter(({ isMissing }) => isMissing));
    const say = () => {
      // Whoever had to think may have thought for longer than the connection lasted.
      if (!this.isOpen) return;
      for (const request of this.#requests) this.#post(request);
    };
    say();
    // To whoever cannot say what to show now, it is as if the connection had been lost.
    thinking?.then(say, () => this.#link.drop(0));
  }

  // -- What comes --

  #receive(data: unknown): void {
    const envelopes = decodeFromServer(data, this.#parts.unpack);
    if (!envelopes) return this.#link.drop(CLOSE_INVALID);
    for (const envelope of envelopes) {
      this.#dispatch(envelope);
      // A listener may have ended the session in the middle of a batch.
      if (!this.isOpen) return;
    }
  }

  #dispatch(envelope: ServerEnvelope): void {
    switch (envelope.type) {
      case "welcome":
        return this.#welcomed(envelope);
      case "receipt":
        this.#end.confirm(envelope.received);
        for (const { who } of this.#all) who.drained();
        return;
      case "fatal":
        this.#lastWords = refusal(envelope);
        return;
      case "go-away":
        this.#spread = envelope.retryAfter;
        return;
      case "pong":
        return;
      case "event":
        if (!envelope.volatile) this.#count();
        break;
      default:
        this.#count();
    }
    const place = this.#places.get(nsOf(envelope));
    if (!place) return;
    const { who } = place;
    switch (envelope.type) {
      case "connected":
        if (place.answered()) who.welcomed(envelope.id);
        return;
      case "refused":
        if (!place.ended(envelope.id !== undefined)) return;
        who.rejected(refusal(envelope), true);
        return this.#closeIfUnused();
      case "disconnect":
        // It had left already, and this is not about what it is about to be let into.
        if (!place.ended(true)) return;
        who.lost("io server disconnect", true);
        return this.#closeIfUnused();
      default:
        who.take(envelope);
    }
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

  /** Takes note that an envelope has come, and tells the server, now or soon. */
  #count(): void {
    this.#end.receive();
    const tell = () => {
      this.#stopReceipt();
      if (!this.isOpen || this.#end.unreceipted === 0) return;
      this.#say({ type: "receipt", received: this.#end.receipt() });
    };
    if (this.#end.unreceipted >= RECEIPT_OF_CLIENT) tell();
    else this.#receipt ??= this.ways.clock.after(RECEIPT_MS, tell);
  }

  #stopReceipt(): void {
    this.#receipt?.();
    this.#receipt = undefined;
  }

  // -- Ending --

  #lost(loss: Loss): void {
    const { wasOpen, code, error } = loss;
    const reason = reasonFor(code);
    const final = isTerminal(code) || !this.mayRetry;
    if (final) this.#claim = undefined;
    const why = error === undefined
      ? this.#lastWords ?? new Error(`Cannot reach ${this.url}`)
      : asError(error);
    this.#parts.losing?.(final);
    for (const { who } of this.#active) {
      if (who.connected) who.lost(reason, final);
      // Who was still waiting to be let in is told only if it waits in vain.
      else if (final || !wasOpen) who.rejected(why, final);
    }
    this.#parts.lost?.(loss, reason, why);
    const spread = this.#spread;
    this.#spread = 0;
    if (this.#isNeeded) this.#link.retry(spread);
    else this.#closeIfUnused();
  }

  get #isNeeded(): boolean {
    return this.#parts.isKept?.() || this.#active.length > 0;
  }

  /** Nobody wants it any more, if it is only kept open and its last socket has left. */
  #closeIfUnused(): void {
    if (this.#active.length > 0) return;
    const wasOpen = this.isOpen;
    this.#stopReceipt();
    this.#claim = undefined;
    this.#link.close();
    this.#parts.left?.(wasOpen);
  }
}

function nsOf({ ns = MAIN_NAMESPACE }: { ns?: string }): string {
  return ns;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function isTerminal(code: number): boolean {
  return code >= TERMINAL_CLOSE;
}

function reasonFor(code: number): DisconnectReason {
  if (code === CLOSE_DISMISSED) return "io server disconnect";
  if (code === GIVEN_UP) return "ping timeout";
  return isTerminal(code) ? "parse error" : "transport close";
}
