/**
 * The server: its namespaces, its connections, and the door through which they come.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import {
  type Answer,
  type AnyEvents,
  type ArgsBeforeAck,
  type ArgsWithAnswers,
  type Clock,
  CLOSE,
  type ConnectEnvelope,
  contain,
  DEFAULT_LIMITS,
  encode,
  type EventMap,
  type EventName,
  type Limits,
  MAIN_NAMESPACE,
  systemClock,
} from "../wire/mod.ts";
import type { AudiencePlace } from "./audience_place.ts";
import { Broadcaster } from "./broadcaster.ts";
import { Connection, type ConnectionHost } from "./connection.ts";
import { Crowd } from "./crowd.ts";
import { Deadlines } from "./deadlines.ts";
import { Door } from "./door.ts";
import { Engine } from "./engine.ts";
import type { OpeningRequest } from "./handshake.ts";
import { listen, type Listening, type ListenOptions } from "./listener.ts";
import { MemoryAdapter } from "./memory_adapter.ts";
import type { Middleware } from "./middleware.ts";
import { type Fault, Namespace, type NamespaceEvents } from "./namespace.ts";
import { Namespaces, type NamespacesHost } from "./namespaces.ts";
import { OnceMemory } from "./once.ts";
import type { NamespaceRule, ParentNamespace } from "./parent_namespace.ts";
import type { ServerOptions } from "./server_options.ts";
import type { Session } from "./session.ts";
import { Sessions, type SessionsHost } from "./sessions.ts";
import { SharedTimers } from "./shared_timers.ts";
import type { Socket } from "./socket.ts";
import { Tally } from "./tally.ts";
import type { Transport } from "./transport.ts";
import { Turn } from "./turn.ts";
import type { Receiver } from "./upgrade.ts";

const log = getLogger(["parley", "engine"]);

/** Milliseconds that the end of a server takes at most. */
const CLOSE_MS = 3_000;

/**
 * A server, with Socket.IO's names and meanings. What is called on it happens in the main
 * namespace, `/`.
 *
 * @typeParam Listen The events that clients send.
 * @typeParam Emit The events that the server sends.
 * @typeParam ServerSide The events that the servers of several nodes send each other.
 * @typeParam Data What the application keeps with a socket.
 *
 * @example
 * ```ts ignore
 * const io = new Server();
 * io.on("connection", (socket) => {
 *   socket.join("blue");
 *   socket.to("blue").emit("hello", socket.id);
 * });
 * io.listen({ port: 2013 });
 * ```
 */
export class Server<
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
  /** The main namespace, `/`. */
  readonly sockets: Namespace<Listen, Emit, ServerSide, Data>;
  /** The path of the WebSocket. */
  readonly path: string;
  /** The connections, whatever namespaces they are in, and the requests that became none. */
  readonly engine: Engine;
  /**
   * Answers a request: to be given to `Deno.serve`, or called for the requests that are Parley's.
   *
   * After it returns, the request must not be touched, nor the response changed: Deno would stop
   * accepting connections.
   */
  readonly handler: (
    request: Request,
    info: Deno.ServeHandlerInfo,
  ) => Response | Promise<Response>;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** The main namespace. */
  protected readonly places: Iterable<AudiencePlace<Emit, Data>>;
  readonly #namespaces: Namespaces;
  readonly #connections = new Set<Connection>();
  readonly #door: Door;
  readonly #connectionHost: ConnectionHost;
  readonly #sessions: Sessions;
  #listening: Listening | undefined;
  #closing = false;

  /**
   * Makes a server, which listens at once if it is given a port.
   *
   * @param options How it behaves; a number is a port, as for {@linkcode listen}.
   * @param more How it behaves, if `options` is a port.
   */
  constructor(
    options: number | ServerOptions = {},
    more: ServerOptions = {},
  ) {
    super();
    const given = typeof options === "number" ? more : options;
    const limits = { ...DEFAULT_LIMITS, ...given.limits };
    const { path = "/ws", clock = systemClock } = given;
    const tally = new Tally();
    const turn = given.turn ?? new Turn(clock);
    const crowd = new Crowd(turn);
    const host = this.#namespacesHost(given, { limits, clock, tally, crowd });
    this.path = path;
    this.clock = clock;
    this.sockets = new Namespace(
      MAIN_NAMESPACE,
      { ...host, emptied() {} },
      this,
    );
    this.places = [this.sockets.place];
    this.#namespaces = new Namespaces(host);
    this.#sessions = new Sessions({
      limits,
      clock,
      tally,
      crowd,
      admit: (session, envelope) => this.#admit(session, envelope),
    });
    this.#connectionHost = {
      limits,
      turn,
      sessions: this.#sessions,
      greeting: new Deadlines(clock, limits.helloMs, (late) => late.giveUp()),
      tally,
      forget: (connection) => this.#connections.delete(connection),
      fault: logError,
    };
    const connections = this.#connections;
    this.engine = new Engine({
      get clientsCount() {
        return connections.size;
      },
      refusals: tally.counts,
      fault: this.sockets.place.fault,
    });
    this.#door = this.#doorWith(given, limits);
    this.handler = (request, info) => this.#door.answer(request, info);
    if (typeof options === "number") this.listen(options);
  }

  /** Where it listens, if it does. */
  get listening(): Listening | undefined {
    return this.#listening;
  }

  /** Asks `middleware` about every socket that wants to connect to the main namespace. */
  use(middleware: Middleware<Socket<Listen, Emit, ServerSide, Data>>): this {
    this.sockets.use(middleware);
    return this;
  }

  /**
   * The main namespace; the same as {@linkcode sockets}.
   *
   * @param listener Hears each client that connects to it.
   */
  of(
    name: "/" | "",
    listener?: (socket: Socket<Listen, Emit, ServerSide, Data>) => unknown,
  ): Namespace<Listen, Emit, ServerSide, Data>;
  /**
   * The namespace of that name, which exists from now on; the slash at its beginning may be left
   * out. If a parent's pattern matches the name, it is a child of the first such parent.
   *
   * The events are those that whoever calls it says they are.
   *
   * @param listener Hears each client that connects to it.
   */
  of<
    L extends EventMap<L> = AnyEvents,
    E extends EventMap<E> = AnyEvents,
    S extends EventMap<S> = AnyEvents,
    D extends object = Record<string, unknown>,
  >(
    name: string,
    listener?: (socket: Socket<L, E, S, D>) => unknown,
  ): Namespace<L, E, S, D>;
  /**
   * A parent of all namespaces whose names a pattern matches or a function says yes to, and that
   * exist as soon as a client asks for them. Where there are several parents, the first one whose
   * yes comes takes the name; they are asked in the order in which they were made.
   *
   * @param listener Hears each client that connects to a child.
   * @throws {TypeError} If the pattern has the flag `g` or `y`.
   */
  of<
    L extends EventMap<L> = AnyEvents,
    E extends EventMap<E> = AnyEvents,
    S extends EventMap<S> = AnyEvents,
    D extends object = Record<string, unknown>,
  >(
    rule: RegExp | NamespaceRule,
    listener?: (socket: Socket<L, E, S, D>) => unknown,
  ): ParentNamespace<L, E, S, D>;
  of(
    name: string | RegExp | NamespaceRule,
    listener?: (socket: never) => unknown,
  ): unknown {
    if (typeof name !== "string") {
      return greeting(this.#namespaces.parentOf(name), listener);
    }
    const full = name.startsWith("/") ? name : `/${name}`;
    return full === MAIN_NAMESPACE
      ? greeting(this.sockets, listener)
      : greeting(this.#namespaces.named(full), listener);
  }

  /**
   * Sends an event to the servers of the other nodes, which hear it by `io.on`. A function at the
   * end of `args` gets `null` and the answer of each, or an error and those that came in time.
   * Where there is one node, nobody hears it, and there are no answers.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved.
   */
  serverSideEmit<E extends EventName<ServerSide>>(
    event: E,
    ...args: ArgsWithAnswers<ServerSide, E>
  ): true {
    return this.sockets.serverSideEmit(event, ...args);
  }

  /**
   * Sends an event to the servers of the other nodes, and resolves to the answer of each.
   *
   * @throws {Refusal} (as a rejection) `timeout`, with the answers that came in time as its `data`.
   */
  serverSideEmitWithAck<E extends EventName<ServerSide>>(
    event: E,
    ...args: ArgsBeforeAck<ServerSide, E>
  ): Promise<Answer<ServerSide, E>[]> {
    return this.sockets.serverSideEmitWithAck(event, ...args);
  }

  /**
   * Begins to listen.
   *
   * @param options Where; a number is a port. Port 0 picks one that is free.
   * @returns Where it listens, known at once.
   * @throws {Deno.errors.AddrInUse} If the port is taken.
   */
  listen(options: number | ListenOptions): Listening {
    const where = typeof options === "number" ? { port: options } : options;
    this.#listening = listen(where, this.handler);
    if (this.#closing) {
      for (const namespace of this.#all()) namespace.start();
    }
    this.#closing = false;
    return this.#listening;
  }

  /**
   * Takes a client that comes over a transport of one's own, instead of through
   * {@linkcode handler}.
   *
   * @param transport The writing half: open already.
   * @param request How it came to be.
   * @returns The reading half, which the transport's owner calls.
   */
  accept(transport: Transport, request: OpeningRequest): Receiver {
    const connection = new Connection(this.#connectionHost, transport, request);
    this.#connections.add(connection);
    return connection;
  }

  /**
   * Takes no more connections, tells everyone, closes every connection with 1012 ("come back"),
   * leaves the other nodes, and stops listening.
   *
   * @param how Milliseconds after which it is over even if a peer does not let go: such a peer can
   * hold its WebSocket, and with it the listener, for ever. It keeps nothing of ours. Or a function
   * that is called when it is over, as in Socket.IO; then it takes three seconds at most.
   */
  async close(how: number | (() => unknown) = CLOSE_MS): Promise<void> {
    const deadlineMs = typeof how === "number" ? how : CLOSE_MS;
    const wasClosed = this.#closing;
    this.#closing = true;
    const reason = "the server is closing";
    for (const connection of [...this.#connections]) {
      connection.write(encode({ type: "go-away", reason, retryAfter: 1_000 }));
    }
    this.#sessions.close();
    // Those who have not said hello yet have no session that would close them.
    for (const connection of [...this.#connections]) {
      connection.close(CLOSE.restart, reason);
    }
    this.engine.closed();
    const late = Promise.withResolvers<void>();
    const stopTimer = this.clock.after(deadlineMs, late.resolve);
    const listening = this.#listening;
    this.#listening = undefined;
    const stopped = wasClosed ? [] : this.#all().map((one) => one.stop());
    // The closing handshakes first: to stop before they are done would take our reason away.
    await Promise.race([this.#door.allClosed(), late.promise]);
    await Promise.race([listening?.stop(), late.promise]);
    await Promise.race([Promise.all(stopped), late.promise]);
    stopTimer();
    if (typeof how === "function") contain(how, logError);
  }

  #all(): { start(): void; stop(): Promise<void> }[] {
    return [this.sockets, ...this.#namespaces.all];
  }

  #admit(session: Session, envelope: ConnectEnvelope): void {
    if (envelope.ns === MAIN_NAMESPACE) {
      return this.sockets.admit(session, envelope.auth);
    }
    this.#namespaces.admit(session, envelope);
  }

  #namespacesHost(
    options: ServerOptions,
    { limits, clock, tally, crowd }: Omit<SessionsHost, "admit">,
  ): NamespacesHost {
    const {
      onFault = logFault,
      adapter = (host) => new MemoryAdapter(host),
      cleanupEmptyChildNamespaces: cleanup = false,
    } = options;
    return {
      // Whose events they are, each namespace says for itself, as `of` does.
      server: this as object as Server,
      limits,
      acks: {
        clock: new SharedTimers(clock),
        ...limits,
        full: () => tally.add("too-many-acks"),
      },
      tally,
      crowd,
      once: new OnceMemory(limits, clock),
      adapter,
      cleanup,
      created: (namespace) => this.sockets.announce(namespace),
      fault: (fault) => contain(() => onFault(fault), logError),
    };
  }

  #doorWith(options: ServerOptions, { ackMs }: Readonly<Limits>): Door {
    const isClosing = () => this.#closing;
    return new Door(options, {
      path: this.path,
      asking: { clock: this.clock, ms: ackMs },
      get closing() {
        return isClosing();
      },
      opened: (transport, request) => this.accept(transport, request),
      refused: (error) => this.engine.refused(error),
      failed: (error) => this.sockets.place.fault(error, "allowRequest"),
      fault: logError,
    });
  }
}

/** The namespace, or the parent, whose clients `greet` hears of from now on. */
function greeting<N extends Greeting>(
  namespace: N,
  greet: ((socket: never) => unknown) | undefined,
): N {
  if (greet) namespace.on("connection", greet);
  return namespace;
}

interface Greeting {
  on(event: "connection", listener: (socket: never) => unknown): unknown;
}

function logError(error: unknown): void {
  log.error("A fault outside of every handler: {error}", { error });
}

function logFault({ error, ns, socket, event }: Fault): void {
  log.error("The handler of {event} failed: {error}", {
    error,
    ns,
    socket,
    event,
  });
}
