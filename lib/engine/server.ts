/**
 * The server: its namespaces, its connections, and the door through which they come.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import {
  type AckOptions,
  type AnyEvents,
  type Clock,
  CLOSE,
  type ConnectEnvelope,
  contain,
  DEFAULT_LIMITS,
  encode,
  type EventArgs,
  type EventMap,
  type EventName,
  type Limits,
  type ListenerOf,
  MAIN_NAMESPACE,
  Refusal,
  systemClock,
} from "../wire/mod.ts";
import type { Audience, RoomNames, TimedAudience } from "./audience.ts";
import { Connection, type ConnectionHost } from "./connection.ts";
import type { Middleware } from "./middleware.ts";
import type { RemoteSocket } from "./remote_socket.ts";
import type { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";
import type { OpeningRequest } from "./handshake.ts";
import { listen, type Listening, type ListenOptions } from "./listener.ts";
import {
  type Fault,
  Namespace,
  type NamespaceEvents,
  type NamespaceHost,
} from "./namespace.ts";
import type { Socket } from "./socket.ts";
import { type Counted, Tally } from "./tally.ts";
import type { Transport } from "./transport.ts";
import { Turn } from "./turn.ts";
import {
  type Origins,
  type Receiver,
  upgrade,
  type UpgradeHost,
} from "./upgrade.ts";

/** Answers a request that is not for Parley. */
export type Fallback = (request: Request) => Response | Promise<Response>;

/** How a server behaves. Everything may be left out. */
export interface ServerOptions {
  /**
   * The path of the WebSocket.
   *
   * @default {"/ws"}
   */
  path?: string;
  /**
   * Which pages may connect: those of the server's own host, any, or those of the origins given,
   * such as `https://example.org`. Whoever sends no origin is no page, and may connect.
   *
   * @default {"same"}
   */
  origins?: Origins;
  /** What a client may do; what is left out is as in `DEFAULT_LIMITS`. */
  limits?: Partial<Limits>;
  /**
   * What answers every request for another path: the page, for example.
   *
   * @default 404
   */
  fallback?: Fallback;
  /**
   * Hears of what the application's functions throw, or reject with.
   *
   * @default It is logged as an error.
   */
  onFault?: (fault: Fault) => void;
  /**
   * Where the time comes from.
   *
   * @default The machine's own clock.
   */
  clock?: Clock;
  /**
   * When to write what a turn of the event loop has gathered.
   *
   * @default At the end of the turn.
   */
  turn?: Turn;
}

const log = getLogger(["parley", "engine"]);

/**
 * A server, with Socket.IO's names and meanings. What is called on it happens in the main
 * namespace, `/`.
 *
 * @typeParam Listen The events that clients send.
 * @typeParam Emit The events that the server sends.
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
> {
  /** The main namespace, `/`. */
  readonly sockets: Namespace<Listen, Emit>;
  /** The path of the WebSocket. */
  readonly path: string;
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
  readonly #namespaces = new Map<string, Namespace>();
  readonly #connections = new Set<Connection>();
  readonly #transports = new Set<Transport>();
  readonly #tally = new Tally();
  readonly #clock: Clock;
  readonly #namespaceHost: NamespaceHost;
  readonly #connectionHost: ConnectionHost;
  readonly #sessions: Sessions;
  #listening: Listening | undefined;
  #closing = false;
  #emptied = () => {};

  /**
   * Makes a server that does not listen yet.
   *
   * @param options How it behaves.
   */
  constructor(options: ServerOptions = {}) {
    const { path = "/ws", origins = "same", clock = systemClock } = options;
    const { onFault = logFault } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const acks: AckOptions = { clock, ...limits };
    this.path = path;
    this.#clock = clock;
    this.#namespaceHost = {
      limits,
      acks,
      fault: (fault) => contain(() => onFault(fault), logError),
    };
    this.sockets = new Namespace(MAIN_NAMESPACE, this.#namespaceHost);
    const tally = this.#tally;
    this.#sessions = new Sessions({
      limits,
      clock,
      tally,
      admit: (session, envelope) => this.#admit(session, envelope),
    });
    this.#connectionHost = {
      limits,
      clock,
      turn: options.turn ?? new Turn(),
      sessions: this.#sessions,
      tally,
      forget: (connection) => this.#connections.delete(connection),
    };
    this.handler = this.#handlerWith(origins, options.fallback ?? notFound);
  }

  /**
   * How many clients are connected, Socket.IO's `io.engine.clientsCount`, and how often the server
   * had to say no to one, by the code of the refusal or the limit that was reached.
   */
  get engine(): {
    readonly clientsCount: number;
    readonly refusals: ReadonlyMap<Counted, number>;
  } {
    return {
      clientsCount: this.#connections.size,
      refusals: this.#tally.counts,
    };
  }

  /** Calls `listener` for each client that connects to the main namespace. */
  on<E extends EventName<NamespaceEvents<Listen, Emit>>>(
    event: E,
    listener: ListenerOf<
      Record<never, never>,
      NamespaceEvents<Listen, Emit>,
      E
    >,
  ): this {
    this.sockets.on(event, listener);
    return this;
  }

  /** Asks `middleware` about every socket that wants to connect to the main namespace. */
  use(middleware: Middleware<Socket<Listen, Emit>>): this {
    this.sockets.use(middleware);
    return this;
  }

  /** The main namespace; the same as {@linkcode sockets}. */
  of(name: "/"): Namespace<Listen, Emit>;
  /**
   * The namespace of that name, which exists from now on; the slash at its beginning may be left
   * out.
   */
  of(name: string): Namespace;
  of(name: string): Namespace<Listen, Emit> | Namespace {
    const full = name.startsWith("/") ? name : `/${name}`;
    const known = this.#named(full);
    if (known) return known;
    const made = new Namespace(full, this.#namespaceHost);
    this.#namespaces.set(full, made);
    return made;
  }

  /** Everyone in `room`, or in one of several rooms. Of no rooms at all: nobody. */
  to(room: RoomNames): Audience<Emit> {
    return this.sockets.to(room);
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Audience<Emit> {
    return this.sockets.in(room);
  }

  /** Everyone but whoever is in `room`, or in one of several rooms. */
  except(room: RoomNames): Audience<Emit> {
    return this.sockets.except(room);
  }

  /** Everyone, for events that are not worth keeping. */
  get volatile(): Audience<Emit> {
    return this.sockets.volatile;
  }

  /** Everyone: there is one process, so everyone is local. */
  get local(): Audience<Emit> {
    return this.sockets.local;
  }

  /** Everyone, asked for answers, which may take `ms` milliseconds. */
  timeout(ms: number): TimedAudience<Emit> {
    return this.sockets.timeout(ms);
  }

  /** All sockets of the main namespace. */
  fetchSockets(): Promise<RemoteSocket<Emit>[]> {
    return this.sockets.fetchSockets();
  }

  /** Puts everyone into a room, or several. */
  socketsJoin(room: RoomNames): void {
    this.sockets.socketsJoin(room);
  }

  /** Takes everyone out of a room, or several. */
  socketsLeave(room: RoomNames): void {
    this.sockets.socketsLeave(room);
  }

  /** Ends every socket of the main namespace; with `close`, their sessions too. */
  disconnectSockets(close: boolean = false): void {
    this.sockets.disconnectSockets(close);
  }

  /** Sends an event to everyone. Returns `true`, as in Socket.IO. */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    return this.sockets.emit(event, ...args);
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
    this.#closing = false;
    this.#listening = listen(where, this.handler);
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
   * and stops listening.
   *
   * @param deadlineMs Milliseconds after which it is over even if a peer does not let go: such a
   * peer can hold its WebSocket, and with it the listener, for ever. It keeps nothing of ours.
   */
  async close(deadlineMs: number = 3_000): Promise<void> {
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
    const late = Promise.withResolvers<void>();
    const stopTimer = this.#clock.after(deadlineMs, late.resolve);
    const listening = this.#listening;
    this.#listening = undefined;
    // The closing handshakes first: to stop before they are done would take our reason away.
    await Promise.race([this.#allGone(), late.promise]);
    await Promise.race([listening?.stop(), late.promise]);
    stopTimer();
  }

  async #allGone(): Promise<void> {
    if (this.#transports.size === 0) return;
    await new Promise<void>((resolve) => this.#emptied = resolve);
  }

  #admit(session: Session, { ns, auth }: ConnectEnvelope): void {
    const namespace = this.#named(ns);
    if (namespace) return namespace.admit(session, auth);
    const message = "Cannot connect: there is no such namespace";
    session.refuse(ns, new Refusal("namespace-unknown", message));
  }

  #named(name: string): Namespace<Listen, Emit> | Namespace | undefined {
    return name === MAIN_NAMESPACE ? this.sockets : this.#namespaces.get(name);
  }

  #handlerWith(origins: Origins, fallback: Fallback): typeof this.handler {
    const isClosing = () => this.#closing;
    const host: UpgradeHost = {
      origins,
      get closing() {
        return isClosing();
      },
      opened: (transport, request) => {
        this.#transports.add(transport);
        return this.accept(transport, request);
      },
      closed: (transport) => {
        this.#transports.delete(transport);
        if (this.#transports.size === 0) this.#emptied();
      },
      fault: logError,
    };
    return (request, info) => {
      const url = URL.parse(request.url); // Deno takes a Host that is no host.
      if (!url) return new Response("No such address.\n", { status: 400 });
      if (url.pathname !== this.path) return fallback(request);
      return upgrade(request, url, hostname(info.remoteAddr), host);
    };
  }
}

function hostname(address: Deno.Addr): string {
  return "hostname" in address ? address.hostname : "";
}

function notFound(): Response {
  return new Response("There is nothing here.\n", { status: 404 });
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
