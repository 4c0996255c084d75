/**
 * The client's end of a namespace: Socket.IO's socket.
 *
 * @module
 */

import {
  type AnyEvents,
  BaseSocket,
  encode,
  type EventArgs,
  type EventMap,
  type EventName,
  Refusal,
  type SocketEnvelope,
} from "../wire/mod.ts";
import type { DisconnectReason, Manager } from "./manager.ts";

/** What a socket tells its own application. */
export interface SocketEvents {
  /** The socket is connected, for the first time or again. Its `id` is new. */
  connect: () => void;
  /** The socket is not connected any more. */
  disconnect: (reason: DisconnectReason) => void;
  /** The socket could not connect. It tries again while it is `active`. */
  connect_error: (error: Error) => void;
  /** The server refused something that asked for no answer. */
  error: (refusal: Refusal) => void;
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
  /** Encoded: what becomes of the arguments later is another event. */
  #buffer: string[] = [];
  #id: string | undefined;
  #active = false;

  /**
   * Makes a socket that is not connected yet. Applications call `io` instead.
   *
   * @param manager The connection.
   * @param ns The namespace.
   * @param auth What to show the server: see `SocketOptions`.
   */
  constructor(manager: Manager, ns: string, auth: unknown) {
    super(ns, manager.acks);
    this.io = manager;
    this.nsp = ns;
    const isActive = () => this.#active;
    manager.add(ns, {
      get active() {
        return isActive();
      },
      auth,
      welcomed: (id) => this.#welcomed(id),
      rejected: (error, final) => {
        if (final) this.#active = false;
        this.tellOwn("connect_error", error);
      },
      lost: (reason, final) => this.#lost(reason, final),
      event: (envelope) => {
        if (this.connected) this.receive(envelope);
      },
      ack: (envelope) => this.acks.settle(envelope),
      refused: (refusal) => this.tellOwn("error", refusal),
    });
  }

  /** The public id that the server gave; `undefined` while not connected. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Whether the server has let the socket in. */
  get connected(): boolean {
    return this.#id !== undefined;
  }

  /** Whether the socket is connected or will try by itself. */
  get active(): boolean {
    return this.#active;
  }

  /** Connects, unless the socket is about to or has. */
  connect(): this {
    if (this.#active) return this;
    this.#active = true;
    this.io.connect();
    return this;
  }

  /** Disconnects; the socket does not come back by itself. */
  disconnect(): this {
    if (!this.#active) return this;
    this.#active = false;
    this.io.disconnect();
    this.#lost("io client disconnect", true);
    return this;
  }

  /**
   * Sends an event to the server. A function at the end of `args` is called with the answer, if
   * one comes.
   *
   * @throws {Refusal} `buffer-full` if there is no connection and too much is kept already.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): this {
    this.post(event, args);
    return this;
  }

  /** Puts an envelope on its way, or keeps it until there is one. */
  protected override send(envelope: SocketEnvelope): void {
    const text = encode(envelope);
    if (this.connected) return this.io.send(text);
    // An answer to a connection that is gone is for nobody.
    if (envelope.type === "ack") return;
    const { bufferSize } = this.io;
    if (this.#buffer.length >= bufferSize) {
      throw new Refusal(
        "buffer-full",
        `Cannot keep "${envelope.event}": ${bufferSize} events wait for a connection`,
        true,
      );
    }
    this.#buffer.push(text);
  }

  /** Lets the application see, in a task of its own, what its listener threw. */
  protected override fault(error: unknown): void {
    queueMicrotask(() => {
      throw error;
    });
  }

  #welcomed(id: string): void {
    if (!this.#active) return;
    this.#id = id;
    this.tellOwn("connect");
    // A listener of `connect` may have disconnected again.
    if (!this.connected) return;
    for (const text of this.#buffer.splice(0)) this.io.send(text);
  }

  #lost(reason: DisconnectReason, final: boolean): void {
    if (final) this.#active = false;
    if (!this.connected) return;
    this.#id = undefined;
    this.acks.close();
    this.tellOwn("disconnect", reason);
  }
}
