/**
 * A connection to a server, as Socket.IO has it: shared by the sockets of all namespaces, and telling
 * of itself.
 *
 * @module
 */

import { type AnyEvents, contain, type EventMap } from "../wire/mod.ts";
import { locate } from "./address.ts";
import { Adjustable } from "./adjustable.ts";
import { ManagedSession } from "./managed_session.ts";
import type { ManagerOptions, SocketOptions } from "./options.ts";
import { Socket } from "./socket.ts";
import { surface } from "./surface.ts";

/**
 * A session with a server, over one connection after the other, shared by all namespaces.
 *
 * It connects with the first of its sockets, or when it is told to {@linkcode open}, and ends with
 * the last of them.
 *
 * @example
 * ```ts ignore
 * const manager = new Manager("https://example.org", { reconnectionAttempts: 10 });
 * manager.on("reconnect_failed", () => console.log("Given up"));
 * const chat = manager.socket("/chat", { auth: { token } });
 * ```
 */
export class Manager extends Adjustable {
  /** What its sockets share. */
  readonly session: ManagedSession;
  /** How many events a socket keeps for later. */
  readonly bufferSize: number;
  /** Those that were asked of {@linkcode socket}. */
  readonly #given = new Map<string, Socket>();
  /** Who waits for the end of the attempt that is under way. */
  #openers: ((error?: Error) => void)[] = [];
  /** Whether it was told to open, so that it needs no socket for that. */
  #isKept = false;

  /**
   * Makes a session that has not begun yet.
   *
   * @param address The server, such as `https://example.org`; its path means nothing here. On a
   * page it may be left out, and is then the page's own server.
   * @param options How it behaves.
   * @throws {TypeError} If the address is none, or is left out where there is no page.
   */
  constructor(
    address?: string | ManagerOptions,
    options: ManagerOptions = typeof address === "object" ? address : {},
  ) {
    const url = typeof address === "object" ? undefined : address;
    const { query, ...ways } = options;
    const asked = query
      ? `${locate(url).origin}?${new URLSearchParams(query)}`
      : url;
    const session = new ManagedSession(asked, ways, {
      isKept: () => this.#isKept,
      again: (attempt) => this.announce("reconnect_attempt", attempt),
      pinged: () => this.announce("ping"),
      established: (attempts) => {
        this.announce("open");
        if (attempts > 0) this.announce("reconnect", attempts);
        this.#settleOpeners();
      },
      losing: (final) => {
        // Who asked for one attempt is told of it, and asks for another, or does not.
        if (final || this.#openers.length > 0) this.#isKept = false;
      },
      lost: ({ wasOpen }, reason, why, attempt) => {
        if (wasOpen) return this.announce("close", reason);
        this.announce("error", why);
        const { mayRetry } = session;
        if (attempt > 0 && !mayRetry) this.announce("reconnect_failed");
        if (attempt > 0) this.announce("reconnect_error", why);
        this.#settleOpeners(why);
      },
      left: (wasOpen) => {
        this.#isKept = false;
        if (wasOpen) this.announce("close", "forced close");
        this.#settleOpeners(
          new Error(`Cannot open ${this.url}: nobody needs it`),
        );
      },
    });
    super(session.ways);
    this.session = session;
    this.bufferSize = session.ways.bufferSize;
  }

  /** Milliseconds that the server's last answer to a ping took; `undefined` while unknown. */
  get rtt(): number | undefined {
    return this.session.rtt;
  }

  /** The address of the WebSocket. */
  get url(): string {
    return this.session.url;
  }

  /** Whether a namespace has its socket already. */
  has(ns: string): boolean {
    return this.session.has(ns);
  }

  /**
   * The socket of a namespace: the same one each time, and connected unless it was told to wait.
   *
   * @typeParam Listen The events that the server sends.
   * @typeParam Emit The events that the client sends.
   * @param ns The namespace, such as `/chat`.
   * @param options How the socket behaves, if this call makes it.
   */
  socket<
    Listen extends EventMap<Listen> = AnyEvents,
    Emit extends EventMap<Emit> = AnyEvents,
  >(ns: string, options?: SocketOptions): Socket<Listen, Emit>;
  socket(ns: string, options: SocketOptions = {}): Socket {
    const socket = this.#given.get(ns) ?? new Socket(this, ns, options);
    this.#given.set(ns, socket);
    const { autoConnect = true } = this.session.ways;
    return options.autoConnect ?? autoConnect ? socket.connect() : socket;
  }

  /**
   * Opens the connection, even if no socket needs it yet, until the last of its sockets leaves it.
   *
   * @param done Is called once, when the connection is there, or with the error if it cannot be
   * had. Without a socket that needs it, it is not tried again then.
   */
  open(done?: (error?: Error) => void): this {
    this.#isKept = true;
    if (done && this.session.isOpen) contain(done, surface);
    else if (done) this.#openers.push(done);
    this.session.open();
    return this;
  }

  /** The same as {@linkcode open}, for code that was written for Socket.IO. */
  connect(done?: (error?: Error) => void): this {
    return this.open(done);
  }

  /** Tries at once what would be tried later: there is reason to hope, or to doubt. */
  wake(): void {
    this.session.wake();
  }

  #settleOpeners(error?: Error): void {
    const openers = this.#openers;
    this.#openers = [];
    for (const done of openers) contain(() => done(error), surface);
  }
}
