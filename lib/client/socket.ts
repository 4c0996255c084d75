/**
 * The client's end of a namespace: Socket.IO's socket.
 *
 * @module
 */

import {
  type AnyEvents,
  BaseSocket,
  type Encoded,
  type EventArgs,
  type EventMap,
  type EventName,
  no,
  Refusal,
  RESERVED_FROM_CLIENT,
  RESERVED_FROM_SERVER,
  type ResetReason,
  type SendFlags,
  type Sending,
  type SocketEnvelope,
} from "../wire/mod.ts";
import { find } from "./auth.ts";
import type { DisconnectReason, Unconfirmed } from "./managed_socket.ts";
import type { Manager } from "./manager.ts";
import type { SocketOptions } from "./options.ts";
import { Retries } from "./retries.ts";
import { surface } from "./surface.ts";

/** What a socket tells its own application. */
export interface SocketEvents {
  /**
   * The socket is connected, for the first time or again. Unless it is `recovered`, its `id` is new
   * and it is in no room.
   */
  connect: () => void;
  /** The socket is not connected any more. */
  disconnect: (reason: DisconnectReason) => void;
  /** The socket could not connect. It tries again while it is `active`. */
  connect_error: (error: Error) => void;
  /**
   * The session could not go on, and a new one begins. The events given were sent, and nobody can
   * say whether they arrived; what else happened on the server meanwhile was missed.
   */
  reset: (reason: ResetReason, unconfirmed: Unconfirmed[]) => void;
  /** The server refused something that asked for no answer. */
  error: (refusal: Refusal) => void;
}

/** An envelope that waits for a connection. */
interface Kept {
  /** Nothing yet, while a blob of its is read. */
  encoded: Encoded | undefined;
  type: SocketEnvelope["type"];
  id: number | undefined;
  /** Whether it is not to be sent any more once nobody waits for its answer. */
  expires: boolean;
}

/**
 * The client's end of a namespace.
 *
 * Events that are emitted while there is no connection are kept, up to a bound, and go out once
 * the handlers of `connect` have run.
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
> extends BaseSocket<Listen, Emit, SocketEvents> {
  /** The connection, which sockets of other namespaces may share. */
  readonly io: Manager;
  /** The namespace. */
  readonly nsp: string;
  /** What to show the server from the next attempt on: see `SocketOptions`. */
  auth: unknown;
  /** The names that are not for events. */
  protected override readonly reserved = {
    sent: RESERVED_FROM_CLIENT,
    heard: RESERVED_FROM_SERVER,
  } as const;
  /** Encoded: what becomes of the arguments later is another event. */
  #buffer: Kept[] = [];
  #id: string | undefined;
  #connected = false;
  #recovered = false;
  #active = false;
  /** Present if events are sent until they are answered. */
  readonly #retries: Retries | undefined;
  /** Whether the handlers of `connect` run, in a session that nothing was sent in yet. */
  #greeting = false;

  /**
   * Makes a socket that is not connected yet. Applications call `io` instead.
   *
   * @param manager The connection.
   * @param ns The namespace.
   * @param options How the socket behaves; `autoConnect` is for who makes it.
   */
  constructor(manager: Manager, ns: string, options: SocketOptions = {}) {
    const { auth, retries = 0, ackTimeout = manager.acks.ackMs } = options;
    super(ns, { ...manager.acks, ackMs: ackTimeout });
    this.io = manager;
    this.nsp = ns;
    this.auth = auth;
    this.#retries = retries > 0
      ? new Retries(retries, {
        isReady: () =>
          this.#connected && !this.#greeting && this.#buffer.length === 0,
        post: (event, ...how) => super.post(event, ...how),
      })
      : undefined;
    const isActive = () => this.#active;
    const isConnected = () => this.#connected;
    manager.add(ns, {
      get active() {
        return isActive();
      },
      get connected() {
        return isConnected();
      },
      auth: () => find(this.auth),
      welcomed: (id) => this.#welcomed(id, false),
      back: () => {
        if (this.#id !== undefined) this.#welcomed(this.#id, true);
      },
      reset: (reason, unconfirmed) => this.#reset(reason, unconfirmed),
      drained: () => this.#flush(),
      rejected: (error, final) => {
        if (!this.#active) return; // It has left, and knows.
        if (final) this.#active = false;
        // A namespace may refuse on its return a socket that it had let in.
        if (this.#connected) this.#lost("io server disconnect", final);
        else if (final) {
          this.#end();
          this.#retries?.giveUp();
        }
        this.tellOwn("connect_error", error);
      },
      lost: (reason, final) => {
        if (final) this.#active = false;
        this.#lost(reason, final);
      },
      event: (envelope) => {
        if (this.#connected) this.receive(envelope);
      },
      ack: (envelope) => this.acks.settle(envelope),
      refused: (refusal) => this.tellOwn("error", refusal),
    });
  }

  /** The public id that the server gave; `undefined` while not connected. */
  get id(): string | undefined {
    return this.#connected ? this.#id : undefined;
  }

  /** Whether the server has let the socket in, and can be reached. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether the socket is not connected. */
  get disconnected(): boolean {
    return !this.#connected;
  }

  /** Whether the last `connect` went on with the session: same id, same rooms, nothing missed. */
  get recovered(): boolean {
    return this.#recovered;
  }

  /** Whether the socket is connected or will try by itself. */
  get active(): boolean {
    return this.#active;
  }

  /** Connects, unless the socket is about to or has. */
  connect(): this {
    if (this.#active) return this;
    this.#active = true;
    this.io.enter();
    return this;
  }

  /** The same as {@linkcode connect}. */
  open(): this {
    return this.connect();
  }

  /** Disconnects; the socket does not come back by itself. */
  disconnect(): this {
    if (!this.#active) return this;
    this.#active = false;
    this.io.leave();
    this.#lost("io client disconnect", true);
    return this;
  }

  /** The same as {@linkcode disconnect}. */
  close(): this {
    return this.disconnect();
  }

  /**
   * Sends an event to the server. A function at the end of `args` is called with the answer, if
   * one comes.
   *
   * @throws {Refusal} `buffer-full` if there is no connection and too much is kept already.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): this {
    this.sender.emit(event, ...args);
    return this;
  }

  /**
   * Forgets the events that are kept until there is a connection. Whoever waits for an answer to one
   * is told so, with the code `cleared`. A handler of `connect` may call it, before they are sent.
   */
  clearBuffer(): void {
    const kept = this.#buffer;
    this.#buffer = kept.filter(({ type }) => type !== "event");
    for (const { type, id } of kept) {
      if (type !== "event" || id === undefined) continue;
      this.acks.settle({ type: "ack", id, ...no(CLEARED) });
    }
  }

  /** Sends an event, or lets it wait for its turn if it is to be sent until it is answered. */
  protected override post(event: string, ...how: Sending): void {
    const [, { volatile }] = how;
    if (!this.#retries || volatile) return super.post(event, ...how);
    this.#refuseOver(this.#retries.size);
    this.#retries.add(event, ...how);
  }

  /** Puts an envelope on its way, or keeps it until there is one. */
  protected override transmit(
    envelope: SocketEnvelope,
    flags: SendFlags = {},
  ): boolean {
    const encoding = this.encode(envelope);
    const isRead = !(encoding instanceof Promise);
    if (envelope.type === "event" && envelope.volatile) {
      if (isRead) this.#sendVolatile(encoding);
      else encoding.then((encoded) => this.#sendVolatile(encoded), () => {});
      return this.#connected;
    }
    const inOrder = this.#greeting
      ? this.#buffer.every(({ encoded }) => encoded !== undefined)
      : this.#buffer.length === 0;
    if (isRead && this.#connected && inOrder && this.io.send(encoding)) {
      return true;
    }
    this.#dropExpired();
    const { type, id } = envelope;
    const expires = flags.timeoutMs !== undefined;
    // An answer is always kept: the server bounds how many it asks for.
    if (type === "event") this.#refuseOver(this.#buffer.length);
    const encoded = isRead ? encoding : undefined;
    const kept: Kept = { encoded, type, id, expires };
    this.#buffer.push(kept);
    if (isRead) return true;
    // What is emitted after it waits in the buffer, too: nothing passes it.
    encoding.then((encoded) => {
      kept.encoded = encoded;
    }, () => {
      this.#buffer = this.#buffer.filter((other) => other !== kept);
    }).then(() => this.#flush());
    return true;
  }

  /** Lets the application see, in a task of its own, what its listener threw. */
  protected override fault(error: unknown): void {
    surface(error);
  }

  /** Refuses to keep another event beside the `count` that are kept. */
  #refuseOver(count: number): void {
    const { bufferSize } = this.io;
    if (count < bufferSize) return;
    throw new Refusal(
      "buffer-full",
      `Cannot keep another event: ${bufferSize} wait to be sent`,
      true,
    );
  }

  #welcomed(id: string, recovered: boolean): void {
    if (!this.#active) return;
    this.#id = id;
    this.#connected = true;
    this.#recovered = recovered;
    this.#greeting = !recovered;
    this.tellOwn("connect");
    this.#greeting = false;
    this.#flush();
  }

  #sendVolatile(encoded: Encoded): void {
    if (this.#connected) this.io.sendVolatile(encoded);
  }

  /**
   * Lets go of events that were to be answered in a time of their own, which is over: whoever asked
   * has been told, and may have asked again.
   */
  #dropExpired(): void {
    this.#buffer = this.#buffer.filter(({ expires, id }) =>
      !expires || id === undefined || this.acks.has(id)
    );
  }

  #flush(): void {
    this.#dropExpired();
    while (this.#connected) {
      const [first] = this.#buffer;
      if (!first?.encoded || !this.io.send(first.encoded)) break;
      this.#buffer.shift();
    }
    this.#retries?.drain();
  }

  #lost(reason: DisconnectReason, final: boolean): void {
    const wasConnected = this.#connected;
    this.#connected = false;
    if (final) {
      this.#end();
      this.acks.close();
      this.#retries?.giveUp();
    }
    if (wasConnected) this.tellOwn("disconnect", reason);
  }

  #end(): void {
    this.#id = undefined;
    this.#dropAnswers();
  }

  /** The answers that were owed to a socket of the server's which is no more. */
  #dropAnswers(): void {
    this.epoch += 1;
    this.#buffer = this.#buffer.filter(({ type }) => type === "event");
  }

  #reset(reason: ResetReason, unconfirmed: Unconfirmed[]): void {
    // What waits to be sent has not been sent in the session that is lost.
    const waiting = this.#buffer.flatMap(({ type, id }) =>
      type === "event" && id !== undefined ? [id] : []
    );
    this.acks.forget(new Set(waiting));
    this.#dropAnswers();
    this.#id = undefined;
    this.tellOwn("reset", reason, unconfirmed);
  }
}

/** What became of an event that was not to be sent any more. */
const CLEARED = new Refusal("cleared", "Cannot be answered: it was never sent");
