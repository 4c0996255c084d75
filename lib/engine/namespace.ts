/**
 * A namespace: sockets that can hear one another, and the rooms among them.
 *
 * @module
 */

import {
  type Answer,
  type AnyEvents,
  type ArgsBeforeAck,
  type ArgsWithAnswers,
  contain,
  type EventMap,
  type EventName,
  type Limits,
  MAIN_NAMESPACE,
  type Refusal,
} from "../wire/mod.ts";
import type { BoundedAckOptions } from "./bounded_acks.ts";
import type { Crowd } from "./crowd.ts";
import type { Adapter, AdapterFactory } from "./adapter.ts";
import type { AudiencePlace } from "./audience_place.ts";
import { BroadcastAcks } from "./broadcast_acks.ts";
import { Broadcaster } from "./broadcaster.ts";
import type { OnceMemory } from "./once.ts";
import { Overhearers } from "./overhearers.ts";
import { ask, type Middleware } from "./middleware.ts";
import { FAILED } from "./question.ts";
import { LARGE } from "./rooms.ts";
import { emitServerSide, hearServerSide } from "./server_side.ts";
import type { Server } from "./server.ts";
import type { Session } from "./session.ts";
import { type Seat, Socket, type SocketHome } from "./socket.ts";
import type { Tally } from "./tally.ts";
import { settlerOf } from "./timed_audience.ts";

/** Something that an application's function did wrong, and where. */
export interface Fault {
  /** What was thrown. */
  error: unknown;
  /** The namespace. */
  ns: string;
  /** The id of the socket that the function was called for; empty where it was for none. */
  socket: string;
  /** The event that it was called with. */
  event: string;
}

/** What a namespace needs of its server. */
export interface NamespaceHost {
  /** The server. */
  readonly server: Server;
  /** What a client may do. */
  readonly limits: Readonly<Limits>;
  /** How answers are waited for. */
  readonly acks: BoundedAckOptions;
  /** How often what was refused. */
  readonly tally: Tally;
  /** Makes the namespace's adapter. */
  readonly adapter: AdapterFactory;
  /** Is told that the last socket has left, or the last one that asked was not let in. */
  emptied(name: string): void;
  /** The events that are to be handled once. */
  readonly once: OnceMemory;
  /** What many sockets are told. */
  readonly crowd: Crowd;
  /** Hears of what a listener threw. */
  fault(fault: Fault): void;
}

/** What a namespace tells the application. */
export interface NamespaceEvents<
  Listen extends EventMap<Listen>,
  Emit extends EventMap<Emit>,
  ServerSide extends EventMap<ServerSide> = AnyEvents,
  Data extends object = Record<string, unknown>,
> {
  /** A client has connected. The same as `connection`, and told first. */
  connect: (socket: Socket<Listen, Emit, ServerSide, Data>) => void;
  /** A client has connected. */
  connection: (socket: Socket<Listen, Emit, ServerSide, Data>) => void;
  /** There is one more namespace; the main one tells it. */
  new_namespace: (namespace: Namespace) => void;
}

/**
 * A namespace of the server.
 *
 * @typeParam Listen The events that clients send.
 * @typeParam Emit The events that the server sends.
 * @typeParam ServerSide The events that the servers of several nodes send each other.
 * @typeParam Data What the application keeps with a socket.
 */
export class Namespace<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
  ServerSide extends EventMap<ServerSide> = AnyEvents,
  Data extends object = Record<string, unknown>,
> extends Broadcaster<
  ServerSide,
  NamespaceEvents<Listen, Emit, ServerSide, Data>,
  Emit,
  Data
> {
  /** The name, such as `/` or `/chat`. */
  readonly name: string;
  /** The server that has it. */
  readonly server: Server;
  /**
   * Who is in which room of this node: `adapter.rooms.get("blue")?.size` is how many are in blue.
   * It tells when rooms come, go, and change.
   */
  readonly adapter: Adapter;
  /** For the engine: the namespace as its audiences see it. */
  readonly place: AudiencePlace<Emit, Data>;
  /** The one place where the sockets are. */
  protected readonly places: Iterable<AudiencePlace<Emit, Data>>;
  readonly #home: SocketHome<Listen, Emit, ServerSide, Data>;
  readonly #sockets = new Map<string, Socket<Listen, Emit, ServerSide, Data>>();
  readonly #sessions = new Map<string, Session>();
  readonly #middlewares: Middleware<
    Socket<Listen, Emit, ServerSide, Data>
  >[] = [];
  /** How many sockets are here, or ask to be. */
  #present = 0;

  /**
   * Applications do not make namespaces: they get them from `io.of`.
   *
   * @param name The name, with its slash.
   * @param host The server.
   * @param twin Whose listeners are this namespace's, too.
   */
  constructor(
    name: string,
    host: NamespaceHost,
    twin?: Broadcaster<
      ServerSide,
      NamespaceEvents<Listen, Emit, ServerSide, Data>,
      Emit,
      Data
    >,
  ) {
    super(twin);
    const { acks: { clock, ackMs } } = host;
    const acks = new BroadcastAcks(clock);
    const overhearers = new Overhearers();
    const find = (ids: readonly string[]) =>
      ids.map((id) => this.#sessions.get(id));
    const fault = (error: unknown, event: string) =>
      host.fault({ error, ns: name, socket: "", event });
    this.name = name;
    this.server = host.server;
    this.adapter = host.adapter({
      name,
      clock,
      ackMs,
      deliver: (ids, except, event, volatile) => {
        const isPlain = !volatile && !(event instanceof Promise) &&
          overhearers.isEmpty;
        if (isPlain && ids.length >= LARGE) {
          return host.crowd.tell(ids, except, event, find);
        }
        for (const id of ids) {
          const session = this.#sessions.get(id);
          if (!session || except.includes(id)) continue;
          if (!volatile) session.sendEncoded(event);
          else if (!session.sendVolatile(event)) continue;
          overhearers.tell(id, event);
        }
      },
      socket: (id) => this.#sockets.get(id),
      gather: (ids, replies) => acks.open(ids, replies),
      serverSideEvent: (event, args, reply) => {
        hearServerSide(event, args, reply, {
          tell: (call) => this.tell(event, call),
          fault: (error) => fault(error, event),
        });
      },
      fault,
    });
    this.place = {
      adapter: this.adapter,
      where: name === MAIN_NAMESPACE ? {} : { ns: name },
      acks,
      clock,
      ackMs,
      socket: (id) => this.#sockets.get(id),
      fault,
    };
    this.places = [this.place];
    this.#home = {
      name,
      namespace: this,
      place: this.place,
      places: this.places,
      limits: host.limits,
      acks: host.acks,
      tally: host.tally,
      once: host.once,
      overhearers,
      authorize: (socket) => this.#ask(socket),
      forget: (id) => {
        this.#sockets.delete(id);
        this.#sessions.delete(id);
        acks.forget(id);
        this.#present -= 1;
        if (this.#present === 0) host.emptied(name);
      },
      fault: (error, socket, event) => {
        host.fault({ error, ns: name, socket, event });
      },
    };
    this.start();
  }

  /** The connected sockets of this node, by id. A live view. */
  get sockets(): ReadonlyMap<string, Socket<Listen, Emit, ServerSide, Data>> {
    return this.#sockets;
  }

  /**
   * Asks `middleware` about every socket that wants to connect, after those that were added before,
   * and again when a client comes back to its session.
   */
  use(middleware: Middleware<Socket<Listen, Emit, ServerSide, Data>>): this {
    this.#middlewares.push(middleware);
    return this;
  }

  /**
   * Sends an event to the servers of the other nodes, which hear it by `on` on their namespace of
   * this name. A function at the end of `args` gets `null` and the answer of each, or an error and
   * those that came in time. Where there is one node, nobody hears it, and there are no answers.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved.
   */
  serverSideEmit<E extends EventName<ServerSide>>(
    event: E,
    ...args: ArgsWithAnswers<ServerSide, E>
  ): true {
    const callback = args.at(-1);
    if (typeof callback !== "function") {
      emitServerSide(this.place, event, args);
      return true;
    }
    emitServerSide(this.place, event, args.slice(0, -1), (...outcome) => {
      contain(
        () => callback(...outcome),
        (error) => this.place.fault(error, event),
      );
    });
    return true;
  }

  /**
   * Sends an event to the servers of the other nodes, and resolves to the answer of each.
   *
   * @throws {Refusal} (as a rejection) `timeout`, with the answers that came in time as its `data`.
   */
  serverSideEmitWithAck<E extends EventName<ServerSide>>(
    event: E,
    ...args: ArgsBeforeAck<ServerSide, E>
  ): Promise<Answer<ServerSide, E>[]>;
  serverSideEmitWithAck(
    event: string,
    ...args: unknown[]
  ): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      emitServerSide(this.place, event, args, settlerOf(resolve, reject));
    });
  }

  /** Lets a session in, or not: for the server to call when a client asks for it. */
  admit(session: Session, auth: unknown): void {
    this.#present += 1;
    const seat = Socket.create(this.#home, session, auth);
    contain(() => this.#letIn(session, seat), (error) => { // Of the adapter.
      this.#home.fault(error, seat.socket.id, "connect");
      seat.refuse(FAILED);
    });
  }

  /** Tells that there is one more namespace: for the server to call, on the main one. */
  announce(namespace: Namespace): void {
    this.tell("new_namespace", (listener) => {
      contain(
        () => listener(namespace),
        (error) => this.place.fault(error, "new_namespace"),
      );
    });
  }

  /** Joins the other nodes: for the server to call when it listens again. */
  start(): void {
    contain(
      () => this.adapter.init(),
      (error) => this.place.fault(error, "init"),
    );
  }

  /** Leaves the other nodes: for the server to call when it stops. */
  async stop(): Promise<void> {
    try {
      await this.adapter.close();
    } catch (error) {
      this.place.fault(error, "close");
    }
  }

  #ask(
    socket: Socket<Listen, Emit, ServerSide, Data>,
  ): undefined | Promise<Refusal | undefined> {
    if (this.#middlewares.length === 0) return undefined;
    const { clock, ackMs } = this.#home.acks;
    return ask([...this.#middlewares], socket, { clock, ms: ackMs })
      .then((decision) => {
        if (decision.ok) return undefined;
        if (decision.fault !== undefined) {
          this.#home.fault(decision.fault, socket.id, "connect");
        }
        return decision.refusal;
      });
  }

  /** Lets a socket in, or not: now, unless the application has to think. */
  #letIn(
    session: Session,
    seat: Seat<Socket<Listen, Emit, ServerSide, Data>>,
  ): void | Promise<void> {
    const asked = this.#ask(seat.socket);
    if (!asked) return this.#open(session, seat);
    return asked.then((refusal) => {
      if (refusal) seat.refuse(refusal);
      else this.#open(session, seat);
    });
  }

  #open(
    session: Session,
    seat: Seat<Socket<Listen, Emit, ServerSide, Data>>,
  ): void {
    const { socket } = seat;
    try {
      if (!seat.open()) return;
    } catch (error) { // Of an adapter of the application's own.
      this.#home.fault(error, socket.id, "join");
      return seat.refuse(FAILED);
    }
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
}
