/**
 * A server and some clients in one process, with a network between them that breaks in every way
 * that a seed can think of. Everything is the real code but for the wires, the clock and the end of
 * a turn, and nothing waits: a schedule of a hundred steps takes a millisecond.
 */

import { FakeClock } from "../support/fake_clock.ts";
import { overCaps } from "./caps.ts";
import { Chance, weightOf } from "./chance.ts";
import { ClientEnd, type ClientHost } from "./client_end.ts";
import { Coverage } from "./coverage.ts";
import { History } from "./history.ts";
import { Network } from "./network.ts";
import { ServerEnd, type ServerHost } from "./server_end.ts";
import { type Shape, shapeFrom } from "./shape.ts";
import { steal } from "./thief.ts";

/** Longer than any wait: for an answer, for the next attempt, for a session to be given up. */
const SETTLE_MS = 48_000;

/** How long it takes at least, though everything seems to have arrived. */
const QUIET_MS = 9_000;

/** How much of it passes at a time. */
const SETTLE_STEP_MS = 3_000;

export class World {
  readonly history = new History();
  readonly coverage: Coverage;
  readonly #chance: Chance;
  readonly #shape: Shape;
  readonly #clock = new FakeClock();
  readonly #network: Network;
  readonly #serverHost: ServerHost;
  readonly #clientHost: ClientHost;
  readonly #actions: readonly (readonly [weight: number, () => void])[];
  readonly #weight: number;
  #server: ServerEnd;
  readonly #clients: ClientEnd[] = [];
  #passing = false;
  #healed = false;

  constructor(seed: number, coverage: Coverage = new Coverage()) {
    this.coverage = coverage;
    const chance = this.#chance = new Chance(seed);
    const shape = this.#shape = shapeFrom(chance);
    const { history } = this;
    const clock = this.#clock;
    this.#network = new Network({
      chance,
      clock,
      coverage,
      slow: shape.slow,
      accept: (transport) => this.#server.accept(transport),
    });
    const both = { chance, clock, coverage, history, shape };
    const isHealed = () => this.#healed;
    const isPassing = () => this.#passing;
    this.#serverHost = {
      ...both,
      get healed() {
        return isHealed();
      },
      get passing() {
        return isPassing();
      },
    };
    this.#clientHost = {
      ...both,
      dial: (caller) => this.#network.dial(caller),
    };
    this.#server = new ServerEnd(this.#serverHost);
    for (let n = 0; n < shape.clients; n++) {
      this.#clients.push(new ClientEnd(this.#clientHost));
    }
    this.#actions = this.#whatMayHappen();
    this.#weight = weightOf(this.#actions);
  }

  /** Whether something is decided in promises, which are to be waited for between two steps. */
  get thinks(): boolean {
    return this.#shape.thinks;
  }

  /** Does something, as chance has it. */
  step(): void {
    this.#chance.weigh(this.#actions, this.#weight)?.();
    this.#checkCaps();
  }

  /** Lets the network heal, and everything that is on its way arrive. */
  async settle(): Promise<void> {
    this.#healed = true;
    this.#network.heal();
    await this.#rest(SETTLE_MS, () => this.#isQuiet);
    for (const { socket, from } of this.#places()) {
      this.history.settled(from, socket.id);
      if (socket.id !== undefined && !this.#server.has(socket.id)) {
        this.history.violated(`the server does not know ${socket.id}`);
      }
    }
    if (this.#server.connections !== this.#network.held) {
      const { connections } = this.#server;
      this.history.violated(
        `the server holds ${connections} connections of ${this.#network.held}`,
      );
    }
  }

  /** Lets everyone leave; what is still there then would be there for ever. */
  async end(): Promise<void> {
    for (const client of this.#clients) client.leave();
    this.#network.lose(() => true);
    await this.#rest(SETTLE_MS / 2);
    for (const what of this.#server.left) {
      this.history.violated(`nobody is there, and the server has ${what}`);
    }
    if (this.#clock.pending > 0) {
      this.history.violated(`${this.#clock.pending} timers are left`);
    }
  }

  // -- What may happen --

  #whatMayHappen(): (readonly [weight: number, () => void])[] {
    const { burst, partings, storm, thieves } = this.#shape;
    const network = this.#network;
    const pass = (...ms: [number, ...number[]]) => () => {
      this.#pass(this.#chance.pick(ms));
    };
    const often = (work: () => void) => () => {
      for (let i = 0; i < burst; i++) work();
    };
    return [
      [36, () => network.deliver()],
      [12, often(() => this.#client.emit())],
      [12, often(() => this.#server.emit())],
      [12, () => void this.#server.endTurn()],
      [7, pass(1, 50, 600, 1_100)],
      [4 * storm, () => network.cut()],
      [3 * storm, () => network.cutOneSide()],
      [1 * storm, () => network.silence()],
      [2 * storm, () => network.endAgain()],
      [2 * storm, pass(6_000, 12_000)],
      [1 * storm, pass(25_000)],
      [0.3 * storm, () => this.#oversleep()],
      [1 * storm, () => this.#restartServer()],
      [1 * storm, () => this.#restartClient()],
      [4 * storm, () => this.#takeOver()],
      [1 * storm, () => network.turnAway()],
      [5, () => network.turnBack()],
      [thieves ? 3 : 0, () => this.#steal()],
      [partings ? 2 : 0, () => this.#client.part()],
      [partings ? 2 : 0, () => this.#server.part()],
    ];
  }

  get #client(): ClientEnd {
    const client = this.#chance.pick(this.#clients);
    if (!client) throw new RangeError("Cannot pick a client: there is none");
    return client;
  }

  #pass(ms: number): void {
    this.#passing = true;
    this.#clock.advance(ms);
    this.#passing = false;
  }

  /** The machine was asleep, or busy: what is due happens too late. */
  #oversleep(): void {
    this.coverage.note("late timers");
    this.#passing = true;
    this.#clock.sleep(16_000);
    this.#passing = false;
  }

  /** The server's process dies, and another begins that knows nothing. */
  #restartServer(): void {
    this.coverage.note("server crash");
    this.#network.serverDies();
    this.#server = new ServerEnd(this.#serverHost);
  }

  /** A client's process dies; the server is not told. */
  #restartClient(): void {
    this.coverage.note("client crash");
    const client = this.#client;
    client.die();
    this.#network.callersDie();
    client.leave();
    this.#clients[this.#clients.indexOf(client)] = new ClientEnd(
      this.#clientHost,
    );
  }

  /** A client comes back over a new connection although the old one is not gone; or over two. */
  #takeOver(): void {
    this.coverage.note("takeover");
    const client = this.#client;
    for (let times = this.#chance.pick([1, 1, 2]); times > 0; times--) {
      // The client alone believes that it is lost: the server still holds the old one.
      this.#network.lose((caller) => client.calls(caller));
      client.wake();
      this.#pass(1); // The WebSocket opens, and it says hello.
    }
  }

  /** Somebody who reads along claims a client's session. */
  #steal(): void {
    steal(this.#client, {
      chance: this.#chance,
      coverage: this.coverage,
      history: this.history,
      dial: (caller) => this.#network.dial(caller),
      has: (id) => this.#server.has(id),
    });
  }

  // -- Looking --

  #checkCaps(): void {
    const { limits } = this.#shape;
    const over = overCaps(limits);
    if (over !== undefined) this.history.violated(over);
    const { away } = this.#server;
    if (away > limits.awaySessions) {
      this.history.violated(`${away} sessions are kept without a connection`);
    }
  }

  /**
   * Lets time pass, and everything that is on its way arrive as soon as it can; longer, if a
   * client's window is not wide enough for all that it has to say.
   *
   * @param isQuiet Whether there is nothing left to wait for.
   */
  async #rest(ms: number, isQuiet = () => false): Promise<void> {
    const mostMs = 10 * ms;
    for (let passed = 0; passed <= mostMs; passed += SETTLE_STEP_MS) {
      do {
        if (this.thinks) await promises();
      } while (this.#server.endTurn() || this.#network.deliverAll());
      if (passed >= QUIET_MS && isQuiet()) return;
      if (passed >= ms && !this.#isBusy) return;
      this.#pass(SETTLE_STEP_MS);
    }
  }

  get #isBusy(): boolean {
    return this.#places().some(({ from }) => this.history.waitsUp(from));
  }

  /** Whether everyone is there for all they know, and every question is answered. */
  get #isQuiet(): boolean {
    return !this.#isBusy && !this.#network.deceives &&
      this.history.waitsForAnswers === 0 &&
      this.#places().every(({ socket }) => socket.connected);
  }

  #places() {
    return this.#clients.flatMap(({ places }) => places);
  }
}

/** Lets what was promised happen, however many promises it takes. */
export async function promises(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve();
}
