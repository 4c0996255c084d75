/**
 * The client's end of a namespace: Socket.IO's socket.
 *
 * @module
 */

import {
  type AnyEvents,
  type AnyListener,
  CatchAll,
  contain,
  type Encoded,
  type EventMap,
  giveNodeNames,
  type Incoming,
  no,
  type NodeNames,
  packOrTell,
  Refusal,
  Sender,
  type SendFlags,
  type Sending,
  type SocketEnvelope,
  TimedSender,
} from "../wire/mod.ts";
import type { Manager } from "./manager.ts";
import type { SocketOptions } from "./options.ts";
import { Retries } from "./retries.ts";
import { SessionSocket, type SocketEvents } from "./session_socket.ts";

/** It has the names that Node has, too. */
export interface Socket<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
> extends NodeNames<Listen, SocketEvents> {}

/**
 * The client's end of a namespace.
 *
 * @typeParam Listen The events that the server sends.
 * @typeParam Emit The events that the client sends.
 *
 * @example
 * ```ts ignore
 * const socket = io("wss://example.org");
 * socket.on("connect", () => socket.emit("create or join", "blue"));
 * socket.on("created", (room: string) => show(`You are the first in ${room}`));
 * ```
 */
export class Socket<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
> extends SessionSocket<Listen, Emit> {
  static {
    giveNodeNames(this.prototype);
  }

  /** The connection, which sockets of other namespaces may share. */
  readonly io: Manager;
  readonly #catchAll = new CatchAll();
  /** Present if events are sent until they are answered. */
  readonly #retries: Retries | undefined;

  /**
   * Makes a socket that is not connected yet. Applications call `io` instead.
   *
   * @param manager The connection.
   * @param ns The namespace.
   * @param options How the socket behaves; `autoConnect` is for who makes it.
   */
  constructor(manager: Manager, ns: string, options: SocketOptions = {}) {
    super(manager.session, ns, options);
    this.io = manager;
    const { retries = 0 } = options;
    this.#retries = retries > 0
      ? new Retries(retries, {
        isReady: () =>
          this.connected && !this.isGreeting && this.unsent.length === 0,
        post: (event, ...how) => this.#post(event, ...how),
      })
      : undefined;
  }

  /** Sends events that are not worth keeping: at once or not at all, and not again. */
  get volatile(): Sender<Emit> {
    return new Sender(this.sending, { volatile: true });
  }

  /** Sends events whose answer may take `ms` milliseconds, and whose callbacks get an error first. */
  override timeout(ms: number): TimedSender<Emit> {
    return new TimedSender(this.sending, { timeoutMs: ms });
  }

  /** Sends events: Parley compresses nothing. Here for code that was written for Socket.IO. */
  compress(_: boolean): Sender<Emit> {
    return new Sender(this.sending, {});
  }

  /** See {@linkcode CatchAll.onAny}. */
  onAny(listener: AnyListener): this {
    this.#catchAll.onAny(listener);
    return this;
  }

  /** See {@linkcode CatchAll.prependAny}. */
  prependAny(listener: AnyListener): this {
    this.#catchAll.prependAny(listener);
    return this;
  }

  /** See {@linkcode CatchAll.offAny}. */
  offAny(listener?: AnyListener): this {
    this.#catchAll.offAny(listener);
    return this;
  }

  /** See {@linkcode CatchAll.listenersAny}. */
  listenersAny(): AnyListener[] {
    return this.#catchAll.listenersAny();
  }

  /** See {@linkcode CatchAll.onAnyOutgoing}. */
  onAnyOutgoing(listener: AnyListener): this {
    this.#catchAll.onAnyOutgoing(listener);
    return this;
  }

  /** See {@linkcode CatchAll.prependAnyOutgoing}. */
  prependAnyOutgoing(listener: AnyListener): this {
    this.#catchAll.prependAnyOutgoing(listener);
    return this;
  }

  /** See {@linkcode CatchAll.offAnyOutgoing}. */
  offAnyOutgoing(listener?: AnyListener): this {
    this.#catchAll.offAnyOutgoing(listener);
    return this;
  }

  /** See {@linkcode CatchAll.listenersAnyOutgoing}. */
  listenersAnyOutgoing(): AnyListener[] {
    return this.#catchAll.listenersAnyOutgoing();
  }

  /** The same as {@linkcode connect}. */
  open(): this {
    return this.connect();
  }

  /** The same as {@linkcode disconnect}. */
  close(): this {
    return this.disconnect();
  }

  /**
   * Forgets the events that are kept until there is a connection. Whoever waits for an answer to one
   * is told so, with the code `cleared`. A handler of `connect` may call it, before they are sent.
   */
  clearBuffer(): void {
    const kept = this.unsent;
    this.unsent = kept.filter(({ type }) => type !== "event");
    for (const { type, id } of kept) {
      if (type !== "event" || id === undefined) continue;
      this.acks.settle({ type: "ack", id, ...no(CLEARED) });
    }
  }

  /** Sends an event, or lets it wait for its turn if it is to be sent until it is answered. */
  protected override post(event: string, ...how: Sending): boolean {
    const [, { volatile }] = how;
    if (!this.#retries || volatile) return this.#post(event, ...how);
    this.refuseOver(this.#retries.size);
    this.#retries.add(event, ...how);
    return true;
  }

  /** Sends an event, and tells those who hear every event of it. */
  #post(event: string, ...how: Sending): boolean {
    if (!super.post(event, ...how)) return false;
    const [args] = how;
    for (const listener of this.#catchAll.outgoing) {
      contain(() => listener(event, ...args), (error) => this.fault(error));
    }
    return true;
  }

  /** Puts an envelope on its way, or keeps it until there is one. */
  protected override transmit(
    envelope: SocketEnvelope,
    flags: SendFlags = {},
  ): boolean {
    const encoding = packOrTell(envelope, () => ({
      fault: (error) => this.fault(error),
      settle: (ack) => this.acks.settle(ack),
      answer: envelope.type === "ack" ? this.answerer(envelope) : undefined,
    }));
    const isRead = !(encoding instanceof Promise);
    if (envelope.type === "event" && envelope.volatile) {
      if (isRead) this.#sendVolatile(encoding);
      else encoding.then((encoded) => this.#sendVolatile(encoded), () => {});
      return this.connected;
    }
    const kept = this.put(envelope, flags, isRead ? encoding : undefined);
    if (isRead || !kept) return true;
    // What is emitted after it waits in the buffer, too: nothing passes it.
    encoding.then((encoded) => {
      kept.encoded = encoded;
    }, () => {
      this.unsent = this.unsent.filter((other) => other !== kept);
    }).then(() => this.flush());
    return true;
  }

  /** Hands an event to its listeners, and before them to those of all events. */
  protected override deliver(
    incoming: Incoming,
    event: string,
    args: readonly unknown[],
  ): void {
    for (const listener of this.#catchAll.incoming) {
      this.hand(listener, [event, ...args], incoming);
    }
    super.deliver(incoming, event, args);
  }

  /** Sends what is kept, as much as there is room for. */
  override flush(): void {
    super.flush();
    this.#retries?.drain();
  }

  /** It does not come back by itself. */
  protected override end(): void {
    super.end();
    this.#retries?.giveUp();
  }

  #sendVolatile(encoded: Encoded): void {
    if (this.connected) this.io.session.sendVolatile(encoded);
  }
}

/** What became of an event that was not to be sent any more. */
const CLEARED = new Refusal("cleared", "Cannot be answered: it was never sent");
