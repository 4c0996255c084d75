/**
 * A client in a namespace: what the server's application holds of it.
 *
 * @module
 */

import {
  type AckEnvelope,
  type AnyEvents,
  BaseSocket,
  CLOSE,
  type ErrorEnvelope,
  type EventArgs,
  type EventMap,
  type EventName,
  type Limits,
  Refusal,
  type SocketEnvelope,
} from "../wire/mod.ts";
import type { AckOptions } from "../wire/mod.ts";
import type { Adapter } from "./adapter.ts";
import { Audience, type RoomNames } from "./audience.ts";
import type { Connection, DisconnectReason } from "./connection.ts";
import type { Handshake } from "./handshake.ts";

/** What a socket tells its own application. */
export interface SocketEvents {
  /** The socket is about to end; it is still in its rooms. */
  disconnecting: (reason: DisconnectReason) => void;
  /** The socket has ended; its rooms are left. */
  disconnect: (reason: DisconnectReason) => void;
}

/** What a socket needs of its namespace. */
export interface SocketHome {
  /** The namespace's name. */
  readonly name: string;
  /** Where the socket's rooms are. */
  readonly adapter: Adapter;
  /** What the client may do. */
  readonly limits: Readonly<Limits>;
  /** How answers are waited for. */
  readonly acks: AckOptions;
  /** Is told, once, that a socket has ended. */
  forget(id: string): void;
  /** Hears of what a listener threw. */
  fault(error: unknown, socket: string, event: string): void;
}

/**
 * A client in a namespace.
 *
 * @typeParam Listen The events that the client sends.
 * @typeParam Emit The events that the server sends.
 *
 * @example
 * ```ts ignore
 * io.on("connection", (socket) => {
 *   socket.join("blue");
 *   socket.to("blue").emit("hello", socket.id); // everyone in blue but socket
 *   socket.on("rename", (name: string, done: () => void) => done());
 * });
 * ```
 */
export class Socket<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
> extends BaseSocket<Listen, Emit, SocketEvents> {
  /** The public id: others may know it. Also the name of a room with only this socket in it. */
  readonly id: string;
  /** How the socket came to be. */
  readonly handshake: Handshake;
  /** Whatever the application wants to keep with the socket. */
  readonly data: Record<string, unknown> = {};
  readonly #home: SocketHome;
  readonly #connection: Connection;
  #connected = true;
  #ending = false;

  /**
   * Applications do not make sockets: they get them with `connection`.
   *
   * @param id The public id.
   * @param home The namespace.
   * @param connection The client's connection.
   * @param auth What the client gave as `auth`.
   */
  constructor(
    id: string,
    home: SocketHome,
    connection: Connection,
    auth: unknown,
  ) {
    super(home.name, home.acks);
    this.id = id;
    this.handshake = { ...connection.request, issued: Date.now(), auth };
    this.#home = home;
    this.#connection = connection;
    home.adapter.join(id, id);
    connection.enter(home.name, {
      event: (envelope) => this.receive(envelope),
      ack: (envelope: AckEnvelope) => this.acks.settle(envelope),
      end: (reason) => this.#end(reason),
    });
  }

  /** Whether the client can still be told anything. */
  get connected(): boolean {
    return this.#connected;
  }

  /** The rooms that the socket is in, its own among them. A live view; empty once it has ended. */
  get rooms(): ReadonlySet<string> {
    return this.#home.adapter.sids.get(this.id) ?? new Set();
  }

  /** Everyone in the namespace but this socket. */
  get broadcast(): Audience<Emit> {
    return this.#others("everyone");
  }

  /** Everyone in `room` but this socket, which need not be in it. */
  to(room: RoomNames): Audience<Emit> {
    return this.#others(new Set()).to(room);
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Audience<Emit> {
    return this.to(room);
  }

  /** Everyone in the namespace but this socket and whoever is in `room`. */
  except(room: RoomNames): Audience<Emit> {
    return this.broadcast.except(room);
  }

  /**
   * Sends an event to the client. A function at the end of `args` is called with the answer, if
   * one comes. Once the socket has ended, nothing happens.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    this.post(event, args);
    return true;
  }

  /**
   * Enters a room, or several. To be there already, or to have ended, changes nothing.
   *
   * @throws {Refusal} `too-many-rooms` if the client is in as many rooms as it may be.
   */
  join(room: RoomNames): void {
    if (!this.#connected) return;
    const { adapter, limits } = this.#home;
    for (const name of typeof room === "string" ? [room] : room) {
      const { rooms } = this;
      if (!rooms.has(name) && rooms.size > limits.roomsPerSocket) {
        throw new Refusal(
          "too-many-rooms",
          `Cannot join: the socket is in ${limits.roomsPerSocket} rooms already`,
        );
      }
      adapter.join(this.id, name);
    }
  }

  /** Leaves a room. Not to be there changes nothing. */
  leave(room: string): void {
    this.#home.adapter.leave(this.id, room);
  }

  /**
   * Ends the socket; the client will not come back by itself.
   *
   * @param close Whether to close the client's connection too, and with it its sockets in all
   * other namespaces.
   */
  disconnect(close: boolean = false): this {
    if (this.#connected) {
      this.#connection.send({ type: "disconnect", ns: this.#home.name });
      this.#end("server namespace disconnect");
    }
    if (close) {
      const reason = "server namespace disconnect";
      this.#connection.close(CLOSE.dismissed, "dismissed", reason);
    }
    return this;
  }

  /** Puts an envelope on its way to the client. */
  protected override send(envelope: SocketEnvelope | ErrorEnvelope): void {
    if (this.#connected) this.#connection.send(envelope);
    // An event that asked for an answer gets its "disconnected" like all that were waiting.
    else this.acks.close();
  }

  /** Tells the client that an event which asked for no answer was refused. */
  protected override complain(refusal: Refusal): void {
    const { code, message, retryable } = refusal;
    this.send({ type: "error", ...this.where, code, message, retryable });
  }

  /** Hears of what a listener threw. */
  protected override fault(error: unknown, event: string): void {
    this.#home.fault(error, this.id, event);
  }

  #others(rooms: "everyone" | ReadonlySet<string>): Audience<Emit> {
    const place = { adapter: this.#home.adapter, where: this.where };
    return new Audience(place, { rooms, except: new Set([this.id]) });
  }

  #end(reason: DisconnectReason): void {
    // A listener may do what would end the socket again.
    if (this.#ending) return;
    this.#ending = true;
    this.tellOwn("disconnecting", reason);
    this.#connected = false;
    this.#connection.exit(this.#home.name);
    this.#home.adapter.leaveAll(this.id);
    this.#home.forget(this.id);
    this.acks.close();
    this.tellOwn("disconnect", reason);
  }
}
