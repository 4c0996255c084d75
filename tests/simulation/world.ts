/**
 * A server and a client in one process, with a network between them that breaks in every way that
 * a seed can think of. Everything is the real code but for the wires, the clock and the end of a
 * turn, and nothing waits: a schedule of a hundred steps takes a millisecond.
 */

import type { Receiver } from "../../lib/engine/upgrade.ts";
import { Server, Turn } from "../../lib/engine/mod.ts";
import {
  Manager,
  Socket,
  type Wire,
  type WireEvents,
} from "../../lib/client/mod.ts";
import type { Encoded } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { History } from "./history.ts";

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Small, so that a schedule of a few dozen steps gets to the edge of each. */
export const LIMITS = {
  windowEnvelopes: 12,
  windowChars: 2_000,
  sessionMs: 20_000,
  awaySessions: 2,
};

/** A connection between the two, with what is on its way. */
class Pipe {
  readonly toServer: unknown[] = [];
  readonly toClient: Encoded[] = [];
  /** What each end knows of the other's closing. */
  clientOpen = true;
  serverOpen = true;
  /** The number with which the server closed it, if it did. */
  code = 1006;
  readonly client: WireEvents;
  receiver: Receiver | undefined;

  constructor(client: WireEvents) {
    this.client = client;
  }
}

export class World {
  readonly history = new History();
  readonly #random: () => number;
  readonly #clock = new FakeClock();
  readonly #pipes: Pipe[] = [];
  #turnEnds: (() => void)[] = [];
  #server = this.#startServer();
  #client: Socket;
  #manager: Manager;
  /** While nothing gets through, attempts to connect fail. */
  #reachable = true;
  /** The clients that were abandoned, with their wires. */
  #incarnation = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    [this.#manager, this.#client] = this.#startClient();
  }

  /** Does something, as chance has it. */
  step(): void {
    const actions: readonly (readonly [number, () => void])[] = [
      [30, () => this.#deliver()],
      [14, () => this.#clientEmits()],
      [14, () => this.#serverEmits()],
      [10, () => this.#endTurn()],
      [7, () => this.#clock.advance(this.#pick([1, 50, 600, 1_100]))],
      [4, () => this.#cut()],
      [3, () => this.#cutOneSide()],
      [2, () => this.#closeAgain()],
      [2, () => this.#clock.advance(this.#pick([6_000, 12_000]))],
      [1, () => this.#clock.advance(25_000)],
      [1, () => this.#restartServer()],
      [1, () => this.#restartClient()],
      [4, () => this.#takeOver()],
      [1, () => {
        this.#reachable = !this.#reachable;
      }],
    ];
    let chance = this.#random() *
      actions.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, act] of actions) {
      chance -= weight;
      if (chance < 0) return act();
    }
  }

  /** Lets the network heal, and everything that is on its way arrive. */
  settle(): void {
    this.#reachable = true;
    // Longer than any wait: for an answer, for the next attempt, for a session to be given up.
    for (let ms = 0; ms < 45_000; ms += 1_500) {
      while (this.#settleOnce());
      this.#clock.advance(1_500);
    }
    while (this.#settleOnce());
    this.history.settled(this.#incarnation, this.#client.id);
  }

  #settleOnce(): boolean {
    let busy = this.#turnEnds.length > 0;
    this.#endTurn();
    for (const pipe of this.#pipes) {
      while (this.#deliverIn(pipe)) busy = true;
    }
    return busy;
  }

  // -- The network --

  #dial(client: WireEvents, alive: () => boolean): Wire {
    const pipe = new Pipe(client);
    if (!alive()) return { send() {}, close() {} };
    if (!this.#reachable) {
      pipe.serverOpen = false;
      this.#clock.after(10, () => this.#clientHearsEnd(pipe));
    } else {
      const server = this.#server;
      pipe.receiver = server.accept({
        backlog: 0,
        send: (text) => {
          if (pipe.serverOpen) pipe.toClient.push(text);
        },
        close: (code) => {
          pipe.serverOpen = false;
          pipe.toServer.length = 0;
          pipe.code = code;
        },
      }, { headers: {}, address: "", url: "/ws", query: {}, secure: false });
      this.#clock.after(1, () => {
        if (pipe.clientOpen) client.opened();
      });
    }
    this.#pipes.push(pipe);
    return {
      send: (text) => {
        if (pipe.clientOpen) pipe.toServer.push(text);
      },
      close: () => {
        pipe.clientOpen = false;
        pipe.toClient.length = 0;
      },
    };
  }

  /** Hands on one frame, or, when all have arrived, the end of a pipe. */
  #deliver(): void {
    const pipe = this.#pickOpen();
    if (pipe) this.#deliverIn(pipe);
  }

  #deliverIn(pipe: Pipe): boolean {
    const toServer = this.#random() < 0.5;
    return toServer
      ? this.#toServer(pipe) || this.#toClient(pipe)
      : this.#toClient(pipe) || this.#toServer(pipe);
  }

  #toServer(pipe: Pipe): boolean {
    if (!pipe.serverOpen) return false;
    if (pipe.toServer.length > 0) {
      pipe.receiver?.receive(pipe.toServer.shift());
      return true;
    }
    if (pipe.clientOpen) return false;
    this.#serverHearsEnd(pipe);
    return true;
  }

  #toClient(pipe: Pipe): boolean {
    if (!pipe.clientOpen) return false;
    if (pipe.toClient.length > 0) {
      pipe.client.received(pipe.toClient.shift());
      return true;
    }
    if (pipe.serverOpen) return false;
    this.#clientHearsEnd(pipe);
    return true;
  }

  #serverHearsEnd(pipe: Pipe): void {
    pipe.serverOpen = false;
    pipe.toServer.length = 0;
    pipe.receiver?.lost("transport error", false);
  }

  #clientHearsEnd(pipe: Pipe): void {
    if (!pipe.clientOpen) return;
    pipe.clientOpen = false;
    pipe.toClient.length = 0;
    pipe.client.closed(pipe.code);
  }

  /** A reset: what was on its way is lost, and both ends know at once. */
  #cut(): void {
    const pipe = this.#pickOpen();
    if (!pipe) return;
    pipe.toServer.length = 0;
    pipe.toClient.length = 0;
    this.#serverHearsEnd(pipe);
    this.#clientHearsEnd(pipe);
  }

  /** One end gives up; what it had sent may still arrive. */
  #cutOneSide(): void {
    const pipe = this.#pickOpen();
    if (!pipe) return;
    if (this.#random() < 0.5) this.#clientHearsEnd(pipe);
    else this.#serverHearsEnd(pipe);
  }

  /** Some platforms tell the end of a WebSocket twice. */
  #closeAgain(): void {
    const pipe = this.#pick(
      this.#pipes.filter(({ serverOpen }) => !serverOpen),
    );
    pipe?.receiver?.lost("ping timeout", false);
  }

  // -- The two ends --

  #startServer(): Server {
    const server = new Server({
      clock: this.#clock,
      turn: new Turn((end) => this.#turnEnds.push(end)),
      limits: LIMITS,
      onFault: ({ error }) => this.history.fault(error),
    });
    server.on("connection", (socket) => {
      this.history.serverSocket(socket.id);
      socket.on("up", (
        from: number,
        n: number,
        _: string,
        ack?: (n: number) => void,
      ) => {
        this.history.arrivedUp(from, n);
        ack?.(n);
      });
    });
    return server;
  }

  #startClient(): [Manager, Socket] {
    const incarnation = this.history.clientIncarnation();
    this.#incarnation = incarnation;
    const alive = () => this.#incarnation === incarnation;
    const manager = new Manager("ws://world", {
      clock: this.#clock,
      random: this.#random,
      dial: (_, events) => this.#dial(events, alive),
      ...LIMITS,
      bufferSize: 10_000,
    });
    const socket = new Socket(manager, "/");
    socket.on("down", (id: string, n: number, ack?: (n: number) => void) => {
      if (alive()) this.history.arrivedDown(id, n);
      ack?.(n);
    });
    socket.on("reset", (reason, unconfirmed) => {
      if (alive()) {
        // Nobody else is here who could have the key, or claim too much.
        if (reason === "revoked" || reason === "claim") {
          this.history.fault(reason);
        }
        const numbers = unconfirmed.map(({ args }) => Number(args[1]));
        this.history.reset(incarnation, numbers);
      }
    });
    socket.connect();
    return [manager, socket];
  }

  #clientEmits(): void {
    const from = this.#incarnation;
    const n = this.history.emitsUp(from);
    // Now and then so long that what comes after it would fit, and it does not.
    const words = "x".repeat(this.#pick([0, 0, 0, 800]));
    if (this.#random() < 0.5) {
      return void this.#client.emit("up", from, n, words);
    }
    const settle = this.history.asks(`up ${from} ${n}`);
    this.#client.emitWithAck("up", from, n, words).then(settle, settle);
  }

  #serverEmits(): void {
    const socket = this.#pick([...this.#server.sockets.sockets.values()]);
    if (!socket) return;
    const n = this.history.emitsDown(socket.id);
    if (this.#random() < 0.5) socket.emit("down", socket.id, n);
    else this.#server.to(socket.id).emit("down", socket.id, n);
  }

  #endTurn(): void {
    for (const end of this.#turnEnds.splice(0)) end();
  }

  /** The server's process dies, and another begins that knows nothing. */
  #restartServer(): void {
    this.#turnEnds = [];
    for (const pipe of this.#pipes) {
      pipe.serverOpen = false;
      pipe.receiver = undefined;
      pipe.toServer.length = 0;
    }
    this.#server = this.#startServer();
  }

  /** The client's process dies; the server is not told. */
  #restartClient(): void {
    for (const pipe of this.#pipes) {
      pipe.clientOpen = false;
      pipe.toClient.length = 0;
    }
    [this.#manager, this.#client] = this.#startClient();
  }

  /** The client comes back over a new connection although the old one is not gone. */
  #takeOver(): void {
    for (const pipe of this.#pipes) {
      // The client alone believes that it is lost: the server still holds the old one.
      this.#clientHearsEnd(pipe);
    }
    this.#manager.wake();
  }

  #pickOpen(): Pipe | undefined {
    return this.#pick(
      this.#pipes.filter(({ clientOpen, serverOpen }) =>
        clientOpen || serverOpen
      ),
    );
  }

  #pick<T>(from: readonly [T, ...T[]]): T;
  #pick<T>(from: readonly T[]): T | undefined;
  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }
}
