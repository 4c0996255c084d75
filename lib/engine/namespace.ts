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
  type Refusal,
} from "../wire/mod.ts";
import type { AckOptions } from "../wire/mod.ts";
import { type Adapter, MemoryAdapter } from "./adapter.ts";
import {
  Audience,
  type AudiencePlace,
  type RoomNames,
  type TimedAudience,
} from "./audience.ts";
import { BroadcastAcks } from "./broadcast_acks.ts";
import type { RemoteSocket } from "./remote_socket.ts";
import { ask, type Middleware } from "./middleware.ts";
import type { Session } from "./session.ts";
import { type Entrance, Socket, type SocketHome } from "./socket.ts";

/** Something that an application's function did wrong, and where. */
export interface Fault {
  /** What was thrown. */
  error: unknown;
  /** The namespace. */
  ns: string;
  /** The id of the socket that the function was called for; empty for a broadcast's callback. */
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
  readonly #place: AudiencePlace<Emit>;
  readonly #home: SocketHome<Emit>;
  readonly #sockets = new Map<string, Socket<Listen, Emit>>();
  readonly #sessions = new Map<string, Session>();
  readonly #middlewares: Middleware<Socket<Listen, Emit>>[] = [];

  /**
   * Applications do not make namespaces: they get them from `io.of`.
   *
   * @param name The name, with its slash.
   * @param host The server.
   */
  constructor(name: string, host: NamespaceHost) {
    super();
    this.name = name;
    this.adapter = new MemoryAdapter((id, encoding, volatile) => {
      const session = this.#sessions.get(id);
      if (volatile) session?.sendVolatile(encoding);
      else session?.sendEncoded(encoding);
    });
    const { acks, limits } = host;
    const broadcasts = new BroadcastAcks(acks.clock);
    this.#place = {
      adapter: this.adapter,
      where: name === MAIN_NAMESPACE ? {} : { ns: name },
      acks: broadcasts,
      socket: (id) => this.#sockets.get(id),
      fault: (error, event) =>
        host.fault({ error, ns: name, socket: "", event }),
    };
    this.#home = {
      name,
      place: this.#place,
      limits,
      acks,
      forget: (id) => {
        this.#sockets.delete(id);
        this.#sessions.delete(id);
        broadcasts.forget(id);
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

  /** Everyone, for events that are not worth keeping. */
  get volatile(): Audience<Emit> {
    return this.#everyone().volatile;
  }

  /** Everyone: there is one process, so everyone is local. */
  get local(): Audience<Emit> {
    return this.#everyone();
  }

  /** Everyone, asked for answers, which may take `ms` milliseconds. */
  timeout(ms: number): TimedAudience<Emit> {
    return this.#everyone().timeout(ms);
  }

  /** All sockets of the namespace. */
  fetchSockets(): Promise<RemoteSocket<Emit>[]> {
    return this.#everyone().fetchSockets();
  }

  /** Puts everyone into a room, or several. */
  socketsJoin(room: RoomNames): void {
    this.#everyone().socketsJoin(room);
  }

  /** Takes everyone out of a room, or several. */
  socketsLeave(room: RoomNames): void {
    this.#everyone().socketsLeave(room);
  }

  /** Ends every socket; with `close`, their sessions too. */
  disconnectSockets(close: boolean = false): void {
    this.#everyone().disconnectSockets(close);
  }

  /** Sends an event to everyone in the namespace. Returns `true`, as in Socket.IO. */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    return this.#everyone().emit(event, ...args);
  }

  /**
   * Asks `middleware` about every socket that wants to connect, after those that were added before,
   * and again when a client comes back to its session.
   */
  use(middleware: Middleware<Socket<Listen, Emit>>): this {
    this.#middlewares.push(middleware);
    return this;
  }

  /** Lets a session in, or not: for the server to call when a client asks for it. */
  admit(session: Session, auth: unknown): void {
    const entrance = Socket.create<Listen, Emit>(
      this.#home,
      session,
      auth,
      (socket) => this.#ask(socket),
    );
    const asked = this.#ask(entrance.socket);
    if (!asked) return this.#open(session, entrance);
    asked.then((refusal) => {
      if (refusal) entrance.refuse(refusal);
      else this.#open(session, entrance);
    });
  }

  #ask(
    socket: Socket<Listen, Emit>,
  ): undefined | Promise<Refusal | undefined> {
    if (this.#middlewares.length === 0) return undefined;
    const { clock, ackMs } = this.#home.acks;
    return ask([...this.#middlewares], socket, { clock, ms: ackMs })
      .then((verdict) => {
        if (verdict.ok) return undefined;
        if (verdict.fault !== undefined) {
          this.#home.fault(verdict.fault, socket.id, "connect");
        }
        return verdict.refusal;
      });
  }

  #open(
    session: Session,
    { socket, open }: Entrance<Socket<Listen, Emit>>,
  ): void {
    if (!open()) return;
    this.#sockets.set(socket.id, socket);
    this.#sessions.set(socket.id, session);
    session.send({ type: "connected", ns: this.name, id: socket.id });
    for (const event of ["connect", "connection"] as const) {
      this.tell(event, (listener) => {
        contain(() => listener(socket), (error) => {
          this.#home.fault(error, socket.id, event);
        });
      });
    }
  }

  #everyone(): Audience<Emit> {
    return new Audience(this.#place, { rooms: "everyone", except: new Set() });
  }
}
