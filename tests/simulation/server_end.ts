/** The server's process: the real server, and an application that counts. */

import {
  type Namespace,
  type Receiver,
  Server,
  type Socket,
  type Transport,
  Turn,
} from "../../lib/engine/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import type { FakeClock } from "../support/fake_clock.ts";
import type { Chance } from "./chance.ts";
import type { Coverage } from "./coverage.ts";
import type { History } from "./history.ts";
import type { Shape } from "./shape.ts";

/** What a server needs of its world. */
export interface ServerHost {
  readonly chance: Chance;
  readonly clock: FakeClock;
  readonly coverage: Coverage;
  readonly history: History;
  readonly shape: Shape;
  /** Whether time passes now. */
  readonly passing: boolean;
  /** Whether nothing goes wrong any more. */
  readonly healed: boolean;
}

/** Some sockets, as a broadcast names them, and who they should be. */
interface Crowd {
  readonly audience: ReturnType<Namespace["to"]>;
  readonly ids: readonly string[];
}

const REQUEST = {
  headers: {},
  address: "",
  url: "/ws",
  query: {},
  secure: false,
};

export class ServerEnd {
  readonly #host: ServerHost;
  readonly #server: Server;
  readonly #namespaces: readonly Namespace[];
  /** Who is in the room "blue", as the application remembers it. */
  readonly #blue = new Set<string>();
  /** The sockets whose clients cannot be reached. */
  readonly #away = new Set<string>();
  #turnEnds: (() => void)[] = [];
  /** What the server is at, if it is not waiting. */
  #at: "frame" | "loss" | "emit" | undefined;

  constructor(host: ServerHost) {
    this.#host = host;
    const { clock, history, shape } = host;
    this.#server = new Server({
      clock,
      turn: new Turn(clock, (end) => this.#turnEnds.push(end)),
      limits: shape.limits,
      onFault: ({ error }) => history.fault(error),
    });
    this.#namespaces = shape.namespaces.map((ns) => this.#server.of(ns));
    for (const namespace of this.#namespaces) this.#open(namespace);
  }

  accept(transport: Transport): Receiver {
    const receiver = this.#server.accept(transport, REQUEST);
    return {
      receive: (data) => this.#while("frame", () => receiver.receive(data)),
      lost: (reason, left) =>
        this.#while("loss", () => receiver.lost(reason, left)),
    };
  }

  /** Whether a socket of that id is connected. */
  has(id: string): boolean {
    return this.#namespaces.some(({ sockets }) => sockets.has(id));
  }

  /** How many sessions are held without a connection, as far as that is seen from their sockets. */
  get away(): number {
    return Math.max(
      ...this.#namespaces.map(({ sockets }) =>
        [...sockets.values()].filter(({ away }) => away).length
      ),
    );
  }

  /** What is still there of clients, in words. */
  get left(): string[] {
    const { clientsCount } = this.#server.engine;
    return [
      ...clientsCount > 0 ? [`${clientsCount} connections`] : [],
      ...this.#namespaces.flatMap(({ name, sockets, adapter }) => [
        ...sockets.size > 0 ? [`${sockets.size} sockets in ${name}`] : [],
        ...adapter.rooms.size > 0 ? [`rooms in ${name}`] : [],
        ...adapter.sids.size > 0 ? [`members in ${name}`] : [],
      ]),
    ];
  }

  /** How many connections the server knows. */
  get connections(): number {
    return this.#server.engine.clientsCount;
  }

  /** Writes what was gathered; whether there was anything. */
  endTurn(): boolean {
    const ends = this.#turnEnds.splice(0);
    for (const end of ends) end();
    return ends.length > 0;
  }

  /** Says something. */
  emit(): void {
    const { chance } = this.#host;
    const namespace = chance.pick(this.#namespaces);
    const socket = namespace && chance.pick([...namespace.sockets.values()]);
    if (!namespace || !socket) return;
    const says = chance.weigh([
      [6, () => this.#emitTo(socket, namespace)],
      [3, () => this.#ask(socket)],
      [3, () => this.#broadcast(this.#crowd(namespace, socket))],
      [1, () => this.#askAll(this.#crowd(namespace, socket))],
      [1, () => this.#emitVolatile(socket)],
      [1, () => this.#broadcastVolatile(this.#crowd(namespace, socket))],
    ]);
    if (says) this.#while("emit", says);
  }

  /** Ends a socket, or a session. */
  part(): void {
    const { chance, coverage } = this.#host;
    const namespace = chance.pick(this.#namespaces);
    const socket = namespace && chance.pick([...namespace.sockets.values()]);
    if (!socket) return;
    const close = chance.happens(0.4);
    coverage.note(
      close
        ? "server that dismisses a client"
        : "server that disconnects a socket",
    );
    this.#while("emit", () => void socket.disconnect(close));
  }

  // -- What it says --

  #emitTo(socket: Socket, namespace: Namespace): void {
    const { chance, coverage, history } = this.#host;
    const n = history.emitsDown(socket.id);
    coverage.note("event down");
    if (chance.happens(0.5)) socket.emit("down", n, this.#words());
    else namespace.to(socket.id).emit("down", n, this.#words());
  }

  #ask(socket: Socket): void {
    const { chance, coverage, history } = this.#host;
    const n = history.emitsDown(socket.id);
    const settle = history.asks(`down ${n}`, (answer) => {
      const refused = answer instanceof Refusal;
      coverage.note(
        refused ? "no answer from the client" : "answer from the client",
      );
      return refused || answer === n;
    });
    try {
      socket.timeout(chance.pick([300, 5_000])).emit(
        "down",
        n,
        this.#words(),
        (error: Refusal | null, answer: unknown) => settle(error ?? answer),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      coverage.note("too many questions for the client");
      history.retractsDown(socket.id);
      history.unasks(`down ${n}`);
    }
  }

  #broadcast({ audience, ids }: Crowd): void {
    const { coverage, history } = this.#host;
    if (ids.length > 1) coverage.note("broadcast to several");
    if (ids.length === 0) coverage.note("broadcast to nobody");
    audience.emit("down", history.emitsDown(...ids), this.#words());
  }

  #askAll({ audience, ids }: Crowd): void {
    const { coverage, history } = this.#host;
    const n = history.emitsDown(...ids);
    const settle = history.asks(
      `down ${n} by all`,
      (answers) =>
        Array.isArray(answers) && answers.length <= ids.length &&
        answers.every((answer) => answer === n),
    );
    audience.timeout(3_000).emit(
      "down",
      n,
      "",
      (_: Refusal | null, answers: unknown[]) => {
        if (answers.length > 0) coverage.note("broadcast with answers");
        settle(answers);
      },
    );
  }

  #emitVolatile(socket: Socket): void {
    socket.volatile.emit("volatile down", this.#volatileDown(socket.id));
  }

  #broadcastVolatile({ audience, ids }: Crowd): void {
    audience.volatile.emit("volatile down", this.#volatileDown(...ids));
  }

  /** Mostly none, now and then so many that a few of them fill a window. */
  #words(): string {
    return "x".repeat(this.#host.chance.pick([0, 0, 0, 600]));
  }

  #volatileDown(...ids: string[]): number {
    const { coverage, history } = this.#host;
    if (ids.some((id) => this.#away.has(id))) {
      coverage.note("volatile event lost");
    }
    return history.volatileDown(...ids);
  }

  /** An audience, and who it is as one counts it by hand. */
  #crowd(namespace: Namespace, socket: Socket): Crowd {
    const { chance } = this.#host;
    const all = [...namespace.sockets.keys()];
    const blue = all.filter((id) => this.#blue.has(id));
    return chance.pick<Crowd>([
      { audience: namespace.to("blue"), ids: blue },
      { audience: namespace.to(["blue", socket.id]), ids: union(blue, socket) },
      { audience: namespace.except("blue"), ids: without(all, blue) },
      { audience: socket.broadcast, ids: without(all, [socket.id]) },
      { audience: socket.to("blue"), ids: without(blue, [socket.id]) },
      { audience: namespace.to([]), ids: [] },
    ]);
  }

  // -- What it hears --

  #open(namespace: Namespace): void {
    const { shape } = this.#host;
    if (shape.thinks) namespace.use((socket) => this.#decide(socket));
    namespace.on("connection", (socket) => {
      this.#welcome(socket, namespace.name);
    });
  }

  #welcome(socket: Socket, ns: string): void {
    const { chance, coverage, history } = this.#host;
    const { id } = socket;
    history.serverSocket(id);
    if (chance.happens(0.5)) {
      this.#blue.add(id);
      socket.join("blue");
    }
    socket.on("up", (
      from: number,
      n: number,
      _: string,
      ack?: (n: number) => void,
    ) => {
      history.arrivedUp(from, n, id);
      ack?.(n);
    });
    socket.on("volatile up", (from: number, n: number) => {
      coverage.note("volatile event up");
      history.arrivedVolatileUp(from, n, id);
    });
    socket.on("away", () => this.#away.add(id));
    socket.on("back", () => {
      this.#away.delete(id);
      coverage.note("return");
      if (ns !== "/") coverage.note("return with two namespaces");
    });
    socket.on("disconnect", () => {
      if (this.#away.delete(id)) this.#noteEnd();
    });
  }

  /** What ends a session that is away, apart from a frame that claims it. */
  #noteEnd(): void {
    const { coverage } = this.#host;
    if (this.#at === "emit") {
      coverage.note("session over its window while away");
    } else if (this.#at === "loss") {
      coverage.note("session pushed out by others");
    } else if (this.#host.passing) coverage.note("session expired");
  }

  async #decide(socket: Socket): Promise<void> {
    const { chance, clock, coverage } = this.#host;
    if (this.#host.healed) return;
    const isReturn = socket.connected;
    const ms = chance.pick([0, 0, 0, 50, 2_000, 12_000]);
    if (ms === 12_000) coverage.note("namespace that takes too long");
    if (ms > 0) await new Promise<void>((done) => clock.after(ms, done));
    if (chance.happens(isReturn ? 0.6 : 0.9)) return;
    coverage.note(
      isReturn ? "namespace that refuses a return" : "namespace that refuses",
    );
    throw new Refusal("not-allowed", "Cannot connect: chance is against it");
  }

  #while(at: "frame" | "loss" | "emit", work: () => void): void {
    const before = this.#at;
    this.#at = at;
    work();
    this.#at = before;
  }
}

function union(ids: readonly string[], { id }: Socket): string[] {
  return [...new Set([...ids, id])];
}

function without(ids: readonly string[], others: readonly string[]): string[] {
  return ids.filter((id) => !others.includes(id));
}
