/**
 * A namespace: sockets that can hear one another, and the rooms among them.
 *
 * @module
 */

import {
  type AnyEvents,
  contain,
  Emitter,
  type EventArgs,
  type EventMap,
  type EventName,
  type Limits,
  MAIN_NAMESPACE,
} from "../wire/mod.ts";
import type { AckOptions } from "../wire/mod.ts";
import { type Adapter, MemoryAdapter } from "./adapter.ts";
import { Audience, type RoomNames } from "./audience.ts";
import type { Connection } from "./connection.ts";
import { randomId } from "./ids.ts";
import { Socket, type SocketHome } from "./socket.ts";

/** Something that an application's function did wrong, and where. */
export interface Fault {
  /** What was thrown. */
  error: unknown;
  /** The namespace. */
  ns: string;
  /** The id of the socket that the function was called for. */
  socket: string;
  /** The event that it was called with. */
  event: string;
}

/** What a namespace needs of its server. */
export interface NamespaceHost {
  /** What a client may do. */
  readonly limits: Readonly<Limits>;
  /** How answers are waited for. */
  readonly acks: AckOptions;
  /** Hears of what a listener threw. */
  fault(fault: Fault): void;
}

/** What a namespace tells the application. */
export interface NamespaceEvents<
  Listen extends EventMap<Listen>,
  Emit extends EventMap<Emit>,
> {
  /** A client has connected. The same as `connection`, and told first. */
  connect: (socket: Socket<Listen, Emit>) => void;
  /** A client has connected. */
  connection: (socket: Socket<Listen, Emit>) => void;
}

/**
 * A namespace of the server.
 *
 * @typeParam Listen The events that clients send.
 * @typeParam Emit The events that the server sends.
 */
export class Namespace<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
> extends Emitter<Record<never, never>, NamespaceEvents<Listen, Emit>> {
  /** The name, such as `/` or `/chat`. */
  readonly name: string;
  /** Who is in which room: `adapter.rooms.get("blue")?.size` is how many are in blue. */
  readonly adapter: Adapter;
  readonly #home: SocketHome;
  readonly #sockets = new Map<string, Socket<Listen, Emit>>();
  readonly #connections = new Map<string, Connection>();

  /**
   * Applications do not make namespaces: they get them from `io.of`.
   *
   * @param name The name, with its slash.
   * @param host The server.
   */
  constructor(name: string, host: NamespaceHost) {
    super();
    this.name = name;
    this.adapter = new MemoryAdapter((id, text) => {
      this.#connections.get(id)?.sendText(text);
    });
    this.#home = {
      name,
      adapter: this.adapter,
      limits: host.limits,
      acks: host.acks,
      forget: (id) => {
        this.#sockets.delete(id);
        this.#connections.delete(id);
      },
      fault: (error, socket, event) => {
        host.fault({ error, ns: name, socket, event });
      },
    };
  }

  /** The connected sockets, by id. A live view. */
  get sockets(): ReadonlyMap<string, Socket<Listen, Emit>> {
    return this.#sockets;
  }

  /** Everyone in `room`, or in one of several rooms. Of no rooms at all: nobody. */
  to(room: RoomNames): Audience<Emit> {
    return this.#everyone().to(room);
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Audience<Emit> {
    return this.to(room);
  }

  /** Everyone but whoever is in `room`, or in one of several rooms. */
  except(room: RoomNames): Audience<Emit> {
    return this.#everyone().except(room);
  }

  /** Sends an event to everyone in the namespace. Returns `true`, as in Socket.IO. */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    return this.#everyone().emit(event, ...args);
  }

  /** Lets a connection in: for the server to call when a client asks for it. */
  admit(connection: Connection, auth: unknown): void {
    const id = randomId();
    const socket = new Socket<Listen, Emit>(id, this.#home, connection, auth);
    this.#sockets.set(id, socket);
    this.#connections.set(id, connection);
    connection.send({ type: "connected", ns: this.name, id });
    for (const event of ["connect", "connection"] as const) {
      this.tell(event, (listener) => {
        contain(() => listener(socket), (error) => {
          this.#home.fault(error, id, event);
        });
      });
    }
  }

  #everyone(): Audience<Emit> {
    const where = this.name === MAIN_NAMESPACE ? {} : { ns: this.name };
    const place = { adapter: this.adapter, where };
    return new Audience(place, { rooms: "everyone", except: new Set() });
  }
}
