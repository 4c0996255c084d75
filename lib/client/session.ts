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
  RECEIPT_ALONG_OF_CLIENT,
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

/** Characters that a receipt adds to a frame at most: its own, and what makes a batch of it. */
const RECEIPT_CHARS = 64;

/** How a session behaves. */
export type Ways = SessionOptions & typeof MANAGER_DEFAULTS;

/**
 * A session with a server.
 *
 * It connects with the first of its sockets, or when it is told to {@linkcode open}, and ends with
 * the last of them.
 */
export class Session extends Link<Ways> {
  readonly #unpack: Unpack;
  /** Where the sockets want to be, by namespace. */
  protected readonly places: Map<string, Place> = new Map<string, Place>();
  /** With what to come back to the session; nothing before the first `welcome`. */
  #claim: { id: string; key: string } | undefined;
  #end: SessionEnd;
  /** Stops the timer of the receipt that is due. */
  #stopTimer: (() => void) | undefined;
  /** Characters of an envelope that a receipt may go along with: the server takes no longer frame. */
  #roomAlong = 0;
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
   * @param unpack Reads binary frames.
   * @throws {TypeError} If the address is none, or is left out where there is no page.
   */
  constructor(
    address: string | undefined,
    options: SessionOptions,
    unpack: Unpack,
  ) {
    const { origin, search } = locate(address);
    const ways = { ...MANAGER_DEFAULTS, ...options };
    super(origin + ways.path + search, ways);
    this.#unpack = unpack;
    this.#end = new SessionEnd(ways);
  }

  /**
   * Adds the socket of a namespace.
   *
   * @internal
   */
  add(ns: string, who: Occupant): void {
    this.places.set(ns, new Place(ns, who));
  }

  /**
   * Connects the sockets that are active, over a connection that is opened if there is none.
   *
   * @internal
   */
  enter(): void {
    if (this.isOpen) this.#reconcile();
    else this.open();
  }

  /**
   * Disconnects the sockets that are not active; the session ends with the last of them.
   *
   * @internal
   */
  leave(): void {
    for (const place of this.#all) place.leave();
    if (this.isOpen) this.#reconcile();
    this.#closeIfUnused();
  }

  /**
   * Sends an encoded envelope, to arrive once however often the connection breaks.
   *
   * @returns `false`, and sends nothing, if there is no connection, or too much is on its way.
   *
   * @internal
   */
  send(encoded: Encoded): boolean {
    const fits = this.isOpen && this.#end.fits(encoded.length);
    if (fits) this.#post(encoded);
    return fits;
  }

  get #all(): Place[] {
    return [...this.places.values()];
  }

  /** What is to be said so that everyone is where they want to be. */
  get #requests(): string[] {
    return this.#all.flatMap((place) => place.requests());
  }

  get #active(): Place[] {
    return this.#all.filter(({ who }) => who.active);
  }

  // -- Beginning --

  /** Asks the sockets what to show. */
  protected override prepare(): Promise<unknown> | undefined {
    this.#lastWords = undefined; // What it says next is about the next attempt.
    return askAll(this.#all);
  }

  /** Asks the server whether it is still there. */
  protected override ping(rtt: number | undefined): void {
    this.#say({ type: "ping", rtt });
  }

  /** Says hello; in a new session it connects every socket in the same frame: a round trip less. */
  protected override greet(): void {
    const hello: HelloEnvelope = { type: "hello", version: PROTOCOL_VERSION };
    if (this.#claim) {
      const session = {
        ...this.#claim,
        attempt: ++this.#attempt,
        received: this.#end.receipt(),
        auth: Object.fromEntries(
          this.#all.flatMap(({ ns, shown }) => shown ? [[ns, shown.auth]] : []),
        ),
      };
      return this.#say({ ...hello, session });
    }
    this.#begin();
    // Who came while the attempt was under way, and has to think, is asked again later.
    askAll(this.#active.filter(({ shown }) => !shown))?.catch(() => {});
    const connects = this.#requests;
    for (const text of connects) this.#end.keep(text);
    this.write(frame([encode(hello), ...connects]));
  }

  /** Begins a session, in which nothing has been said yet. */
  #begin(): void {
    this.#end = new SessionEnd(this.ways);
    for (const place of this.#all) place.clear();
  }

  #welcomed({
    session: { id, key, resumed, received, reason = "unknown" },
    heartbeat,
    limits: { frameChars },
  }: WelcomeEnvelope): void {
    const before = this.#claim;
    this.#roomAlong = frameChars - RECEIPT_CHARS;
    this.#claim = { id, key };
    this.establish(heartbeat);
    if (resumed) {
      const again = this.#end.resume(received);
      if (typeof again === "string") {
        // The server claims what cannot be: a new session is better than a wrong one.
        this.#claim = undefined;
        this.#reset(again);
        return this.giveUp(CLOSE_NORMAL);
      }
      // One by one, for a network that breaks more often than a large frame gets through.
      for (const encoded of again) this.write(encoded);
    } else if (before) this.#reset(reason);
    // Whoever is told of the reset, or of the connection, may leave it.
    if (this.isOpen) this.established();
    if (!this.isOpen) return;
    this.#reconcile();
    if (!resumed) return;
    for (const { who } of this.#active) who.welcomed();
  }

  /** There is a connection. */
  protected established(): void {}

  /** Begins a new session in place of one that could not go on. */
  #reset(reason: ResetReason): void {
    // Events are the same in both directions; what only a client says is not asked for.
    const lost = this.#end.unconfirmed.flatMap((encoded) =>
      decodeFromServer(encoded, this.#unpack) ?? []
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
    thinking?.then(say, () => this.giveUp(0));
  }

  // -- What comes --

  /** Hands on what came, one envelope after the other. */
  protected override read(data: unknown): void {
    const envelopes = decodeFromServer(data, this.#unpack);
    if (!envelopes) return this.giveUp(CLOSE_INVALID);
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
        for (const { who } of this.#all) who.flush();
        return;
      case "fatal":
        this.#lastWords = refusal(envelope);
        return;
      case "go-away":
        this.#spread = envelope.retryAfter;
        return;
      case "pong":
        return;
    }
    if (envelope.type !== "event" || !envelope.volatile) this.#count();
    const place = this.places.get(nsOf(envelope));
    if (!place) return;
    const { who } = place;
    switch (envelope.type) {
      case "connected":
        if (place.told(true, true)) who.welcomed(envelope.id);
        return;
      case "refused":
        if (place.told(false, envelope.id === undefined)) {
          who.rejected(refusal(envelope), true);
        }
        break;
      case "disconnect":
        // It had left already, and this is not about what it is about to be let into.
        if (place.told(false, false)) who.lose("io server disconnect", true);
        break;
      default:
        return who.heed(envelope);
    }
    this.#closeIfUnused();
  }

  // -- Counting --

  /** Sends an encoded envelope that counts, and a receipt along with it if that is worth it. */
  #post(encoded: Encoded): void {
    this.#end.keep(encoded);
    const isAlong = typeof encoded === "string" &&
      encoded.length < this.#roomAlong &&
      this.#end.unreceipted >= RECEIPT_ALONG_OF_CLIENT;
    if (isAlong) this.#tell(encoded);
    else this.write(encoded);
  }

  /** Sends an envelope that does not count. */
  #say(envelope: UncountedFromClient): void {
    this.write(encode(envelope));
  }

  /** Takes note that an envelope has come, and tells the server, now or soon. */
  #count(): void {
    const { clock } = this.ways;
    if (this.#end.note() >= RECEIPT_OF_CLIENT) this.#tell();
    else this.#stopTimer ??= clock.after(RECEIPT_MS, () => this.#tell());
  }

  /** Tells the server how much has come, along with what is sent anyway, if that is why. */
  #tell(...along: string[]): void {
    this.#stopReceipt();
    const received = this.#end.receipt();
    this.write(frame([...along, encode({ type: "receipt", received })]));
  }

  #stopReceipt(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  // -- Ending --

  /** Tells the sockets, and comes back to the server if one of them is still to be connected. */
  protected override lose(loss: Loss): void {
    this.#stopReceipt(); // Its hello says it on its return.
    const { code, error } = loss;
    const final = code >= TERMINAL_CLOSE || !this.mayRetry;
    if (final) this.#claim = undefined;
    const why = error === undefined
      ? this.#lastWords ?? new Error(`Cannot reach ${this.url}`)
      : error instanceof Error
      ? error
      : new Error(String(error));
    this.tell(loss, reasonFor(code), why, final);
    if (this.isNeeded) this.retry(this.#spread);
    else this.#closeIfUnused();
    this.#spread = 0;
  }

  /** Tells the sockets of the loss; there will be no other attempt if it is `final`. */
  protected tell(
    { wasOpen }: Loss,
    reason: DisconnectReason,
    why: Error,
    final: boolean,
  ): void {
    for (const { who } of this.#active) {
      if (who.connected) who.lose(reason, final);
      // Who was still waiting to be let in is told only if it waits in vain.
      else if (final || !wasOpen) who.rejected(why, final);
    }
  }

  /** Whether anyone wants a connection. */
  protected get isNeeded(): boolean {
    return this.#active.length > 0;
  }

  /** Ends the session. */
  protected override close(): void {
    this.#stopReceipt();
    this.#claim = undefined;
    super.close();
  }

  /** Nobody wants it any more, if it is only kept open and its last socket has left. */
  #closeIfUnused(): void {
    if (this.#active.length === 0) this.close();
  }
}

function nsOf({ ns = MAIN_NAMESPACE }: { ns?: string }): string {
  return ns;
}

function reasonFor(code: number): DisconnectReason {
  if (code === CLOSE_DISMISSED) return "io server disconnect";
  if (code === GIVEN_UP) return "ping timeout";
  return code >= TERMINAL_CLOSE ? "parse error" : "transport close";
}
