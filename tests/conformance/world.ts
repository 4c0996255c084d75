/** One place to meet, twice: in Socket.IO and in Parley, with the same calls. */

import { createServer } from "node:http";
import { once } from "node:events";
import { Server as SocketIoServer } from "socket.io";
import {
  io as connectSocketIo,
  Manager as SocketIoManager,
} from "socket.io-client";
import {
  type ConnectOptions,
  io as connectParley,
  Manager,
  type Socket as Client,
} from "../../lib/client/mod.ts";
import { Server, type ServerOptions, type Socket } from "../../lib/mod.ts";
import { Cutter } from "../support/cutter.ts";
import { patiently } from "../support/patience.ts";
import { Log } from "./log.ts";

/** The two ends of a namespace, and the name by which the log knows them. */
export interface Pair {
  readonly name: string;
  readonly here: Client;
  readonly there: Socket;
}

/** How the servers of a scenario behave, where it matters. */
export interface Ways {
  /** Options that have one name and one meaning. */
  both?: Pick<ServerOptions, "cleanupEmptyChildNamespaces" | "allowRequest">;
  /** Socket.IO's alone. */
  socketio?: Record<string, unknown>;
  /** Parley's alone. */
  parley?: ServerOptions;
}

/** Which of the two a world is. */
export type Library = "socketio" | "parley";

/** A server of one library, as the scenarios hold it. */
interface Host {
  readonly io: Server;
  readonly port: number;
}

/** A server, its clients, and what is observed of them. */
export class World implements AsyncDisposable {
  readonly library: Library;
  /** What was observed. */
  readonly log: Log = new Log();
  readonly #ways: Ways;
  readonly #clients: Client[] = [];
  #host: Host;
  #network: Cutter;

  private constructor(
    library: Library,
    ways: Ways,
    host: Host,
    network: Cutter,
  ) {
    this.library = library;
    this.#ways = ways;
    this.#host = host;
    this.#network = network;
  }

  /** Makes a server that listens, and nobody who has come. */
  static async create(library: Library, ways: Ways): Promise<World> {
    const host = await serve[library](ways, 0);
    const network = await Cutter.before(host.port);
    return new World(library, ways, host, network);
  }

  /** The server. */
  get io(): Server {
    return this.#host.io;
  }

  /** The address of the server. */
  get origin(): string {
    return `http://127.0.0.1:${this.#network.port}`;
  }

  /** Makes a client, on a connection of its own unless it is told otherwise. */
  client(ns: string = "/", options: ConnectOptions = {}): Client {
    const client = connect[this.library](this.origin + ns, {
      forceNew: true,
      reconnectionDelay: 5,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** Makes a connection that nothing uses yet. */
  manager(options: ConnectOptions = {}): Manager {
    return managers[this.library](this.origin, {
      reconnectionDelay: 5,
      ...options,
    });
  }

  /** Has a client come, with its socket on the server. */
  async meet(
    name: string,
    ns: string = "/",
    options: ConnectOptions = {},
  ): Promise<Pair> {
    const came = Promise.withResolvers<Socket>();
    this.io.of(ns).once("connection", came.resolve);
    const here = this.client(ns, options);
    const pair = await this.pair(name, here, came.promise);
    return pair;
  }

  /** Gives the two ends of a namespace their name, once both know that they are connected. */
  async pair(
    name: string,
    here: Client,
    coming: Promise<Socket>,
  ): Promise<Pair> {
    const connected = this.happens(here, "connect");
    const there = await patiently(coming, `${name} on the server`);
    if (!here.connected) await connected;
    this.log.call(there.id, name);
    for (const end of [here, there]) {
      end.on("settle", (done: () => void) => done());
    }
    return { name, here, there };
  }

  /** Resolves to what comes with the next event of one of these names. */
  happens(
    end: {
      once(event: string, listener: (...args: unknown[]) => void): unknown;
    },
    ...events: string[]
  ): Promise<unknown[]> {
    const happened = Promise.withResolvers<unknown[]>();
    for (const event of events) {
      end.once(event, (...args) => happened.resolve(args));
    }
    return patiently(happened.promise, events.join(" or "));
  }

  /** Logs some events that an end hears. */
  hears(
    name: string,
    end: {
      on(event: string, listener: (...args: unknown[]) => void): unknown;
    },
    ...events: string[]
  ): void {
    for (const event of events) {
      end.on(event, (...args) => this.log.note(name, event, ...args));
    }
  }

  /** Waits until all that was said between the two ends has been heard. */
  async settle(...pairs: Pair[]): Promise<void> {
    for (const { here, there } of pairs) {
      await there.timeout(10_000).emitWithAck("settle");
      await here.timeout(10_000).emitWithAck("settle");
    }
  }

  /** Cuts every connection there is. */
  cut(): void {
    this.#network.cut();
  }

  /** Ends the server, and makes another one at the same place, which `prepare` is given first. */
  async restart(prepare: (io: Server) => void = () => {}): Promise<void> {
    const { port } = this.#host;
    await this.io.close();
    this.#host = await serve[this.library](this.#ways, port, prepare);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) {
      const { io } = client;
      io.reconnection(false);
      client.disconnect();
    }
    await this.io.close();
    await this.#network[Symbol.asyncDispose]();
  }
}

/** How a server of each library is made. */
const serve: Record<
  Library,
  (
    ways: Ways,
    port: number,
    prepare?: (io: Server) => void,
  ) => Promise<Host>
> = {
  async socketio({ both, socketio }, port, prepare) {
    const http = createServer();
    const options = { transports: ["websocket"], ...both, ...socketio };
    const io: Server = asParley(new SocketIoServer(http, options as object));
    prepare?.(io);
    http.listen(port, "127.0.0.1");
    await once(http, "listening");
    const address = http.address();
    return { io, port: typeof address === "object" ? address?.port ?? 0 : 0 };
  },
  parley({ both, parley }, port, prepare) {
    const io = new Server({ ...both, ...parley });
    prepare?.(io);
    const listening = io.listen({ port, hostname: "127.0.0.1" });
    return Promise.resolve({ io, port: listening.port });
  },
};

/** How a client of each library is made. */
const connect: Record<
  Library,
  (url: string, options: ConnectOptions) => Client
> = {
  socketio: (url, options) =>
    asParley(
      connectSocketIo(url, { transports: ["websocket"], ...options as object }),
    ),
  parley: (url, options) => connectParley(url, options),
};

/** How a connection of each library is made. */
const managers: Record<
  Library,
  (url: string, options: ConnectOptions) => Manager
> = {
  socketio: (url, options) =>
    asParley(
      new SocketIoManager(url, {
        transports: ["websocket"],
        ...options as object,
      }),
    ),
  parley: (url, options) => new Manager(url, options),
};

/**
 * Socket.IO's object, with the type of Parley's: whether a program that is written for the one works
 * with the other is what the scenarios are there to find out.
 */
function asParley<T>(object: object): T {
  return object as T;
}
