/**
 * A real server and real clients, with a network between them that breaks all the time, and a
 * history that says whether the promise was kept: nothing lost, nothing twice, nothing out of
 * order, unless a reset says so.
 *
 * The simulation tries more schedules, and faster; this tries what it had to leave out: the
 * platform's WebSockets, real frames broken in the middle, and ends that hear of a loss late, in
 * another order, or not at all.
 */

import { parseArgs } from "node:util";
import { io, Refusal, type Socket } from "../../lib/client/mod.ts";
import { type Limits, Server } from "../../lib/mod.ts";
import { History } from "../simulation/history.ts";
import { randomFrom } from "../simulation/chance.ts";
import { type Fault, Relay } from "./relay.ts";

/** How much is tried. */
export interface ChaosOptions {
  /** Where the randomness begins. */
  seed: number;
  /** How many connections are broken before the network heals. */
  cuts: number;
  /** How many clients there are at once. */
  clients?: number;
  /**
   * Whether so little is kept, and for so short a time, that many sessions cannot go on. Otherwise
   * all of them can, and a reset is a broken promise.
   */
  tight?: boolean;
  /**
   * Whether what a client said over a connection that it has given up may still arrive, long after
   * that: the opening of an attempt, too.
   */
  late?: boolean;
}

/** What happened. */
export interface Figures {
  /** How the promise was broken, in words. */
  violations: readonly string[];
  /** What the network did, and how often. */
  faults: ReadonlyMap<Fault, number>;
  /** Connections that were cut or reset. */
  cuts: number;
  /** Events that were sent, in both directions together. */
  sent: number;
  /** Events that arrived. */
  arrived: number;
  /** Events that asked for an answer. */
  asked: number;
  /** Returns after which the session went on. */
  resumed: number;
  /** Sessions that could not go on, by the reason that the client was told. */
  resets: ReadonlyMap<string, number>;
  /** Events that a reset reported as perhaps lost. */
  reported: number;
  /** Milliseconds until the network healed. */
  ms: number;
}

/** The relay's silences are shorter than what this makes of it, and longer too. */
const PING_MS = 100;
const ATTEMPT_MS = 300;

/**
 * How many events may be on their way in one direction before the sender waits for some. All of
 * them are sent again in one frame, which has to get through between two faults.
 */
const IN_FLIGHT = 24;

/** Much longer than a client is kept out by one fault after the other. */
const ANSWER_MS = 30_000;

/** Nothing is let go that somebody could still ask for. */
const ROOMY: Partial<Limits> = {
  pingMs: PING_MS,
  helloMs: 1_000,
  windowEnvelopes: 20_000,
  windowChars: 64 * 1024 * 1024,
  pendingAcks: 20_000,
  eventsPerSecond: Infinity,
  ackMs: ANSWER_MS,
};

/** An envelope more than a few dozen is let go, and whoever is away for long is given up. */
const TIGHT: Partial<Limits> = {
  ...ROOMY,
  windowEnvelopes: 48,
  windowChars: 48 * 1024,
  sessionMs: 300,
  awaySessions: 3,
};

/** A run that takes longer than that has come to a standstill. */
const DEADLINE_MS = { once: 20_000, eachCut: 20 };

/** Breaks so many connections, lets the network heal, and says what came of it. */
export async function runChaos(options: ChaosOptions): Promise<Figures> {
  const chaos = new Chaos(options);
  return await chaos.run();
}

/** A client, with what the history calls it. */
interface Client {
  readonly socket: Socket;
  readonly incarnation: number;
}

class Chaos {
  readonly #options: Required<ChaosOptions>;
  readonly #random: () => number;
  readonly #history = new History();
  readonly #violations: string[] = [];
  readonly #server: Server;
  readonly #clients: Client[] = [];
  readonly #faults = new Map<Fault, number>();
  readonly #resets = new Map<string, number>();
  /** Events that were sent and have not arrived, by who sent them. */
  readonly #inFlight = new Map<number | string, number>();
  /** Promises that end with each answer. */
  readonly #asking = new Set<Promise<void>>();
  readonly #enough = Promise.withResolvers<void>();
  #cuts = 0;
  #sent = 0;
  #arrived = 0;
  #asked = 0;
  #resumed = 0;
  #reported = 0;

  constructor(options: ChaosOptions) {
    this.#options = { clients: 8, tight: false, late: false, ...options };
    this.#random = randomFrom(options.seed);
    this.#server = new Server({
      limits: this.#options.tight ? TIGHT : ROOMY,
      onFault: ({ error }) => this.#history.fault(error),
    });
  }

  async run(): Promise<Figures> {
    const begun = performance.now();
    this.#serve();
    const { port } = this.#server.listen({ port: 0, hostname: "127.0.0.1" });
    await using relay = await Relay.open({
      port,
      random: this.#random,
      late: this.#options.late,
      onFault: (fault) => this.#noteFault(fault),
    });
    for (let i = 0; i < this.#options.clients; i++) this.#join(relay.port);
    const ms = await this.#untilEnough(begun);
    relay.heal();
    await Promise.all(this.#clients.map((client) => this.#settle(client)));
    await Promise.all(this.#asking);
    for (const { socket, incarnation } of this.#clients) {
      this.#history.settled(incarnation, socket.id);
    }
    this.#history.answered();
    for (const { socket } of this.#clients) socket.disconnect();
    await this.#server.close();
    return {
      violations: [...this.#violations, ...this.#history.violations],
      faults: this.#faults,
      cuts: this.#cuts,
      sent: this.#sent,
      arrived: this.#arrived,
      asked: this.#asked,
      resumed: this.#resumed,
      resets: this.#resets,
      reported: this.#reported,
      ms,
    };
  }

  // -- The two ends --

  #serve(): void {
    this.#server.on("connection", (socket) => {
      this.#history.serverSocket(socket.id);
      socket.on("up", (from: number, n: number, _: string, ack?: Answer) => {
        this.#landed(from);
        this.#history.arrivedUp(from, n);
        ack?.(n);
      });
    });
  }

  #join(port: number): void {
    const incarnation = this.#history.clientIncarnation();
    const { windowEnvelopes, windowChars } = this.#options.tight
      ? TIGHT
      : ROOMY;
    const socket = io(`ws://127.0.0.1:${port}`, {
      forceNew: true,
      reconnectionDelay: 1,
      reconnectionDelayMax: 4,
      timeout: ATTEMPT_MS,
      ackTimeout: ANSWER_MS,
      bufferSize: 10_000,
      ...windowEnvelopes && { windowEnvelopes },
      ...windowChars && { windowChars },
      random: this.#random,
    });
    socket.on("down", (id: string, n: number, _: string, ack?: Answer) => {
      this.#landed(id);
      this.#history.arrivedDown(id, n);
      ack?.(n);
    });
    socket.on("connect", () => {
      if (socket.recovered) this.#resumed += 1;
    });
    socket.on("reset", (reason, unconfirmed) => {
      this.#resets.set(reason, (this.#resets.get(reason) ?? 0) + 1);
      this.#reported += unconfirmed.length;
      const numbers = unconfirmed.map(({ args }) => Number(args[1]));
      this.#history.reset(incarnation, numbers);
      // Those reported may never arrive: what is in flight is counted anew.
      this.#inFlight.delete(incarnation);
      if (this.#options.tight) return;
      this.#violations.push(`client ${incarnation} was reset: ${reason}`);
    });
    socket.on("disconnect", (reason) => {
      if (socket.active || reason === "io client disconnect") return;
      this.#violations.push(`client ${incarnation} was sent away: ${reason}`);
      socket.connect(); // The other faults are to be found too.
    });
    this.#clients.push({ socket, incarnation });
  }

  // -- Traffic --

  /** Talks in both directions until the network has been broken often enough. */
  async #untilEnough(begun: number): Promise<number> {
    const { cuts } = this.#options;
    const most = DEADLINE_MS.once + cuts * DEADLINE_MS.eachCut;
    const deadline = setTimeout(() => {
      this.#violations.push(`only ${this.#cuts} cuts in ${most} ms`);
      this.#enough.resolve();
    }, most);
    const pace = setInterval(() => this.#talk(), 1);
    await this.#enough.promise;
    clearInterval(pace);
    clearTimeout(deadline);
    return performance.now() - begun;
  }

  #talk(): void {
    for (const client of this.#clients) {
      if (this.#random() < 0.5) this.#emitUp(client);
      const socket = this.#peerOf(client);
      if (socket && this.#random() < 0.5) this.#emitDown(socket);
    }
  }

  #emitUp({ socket, incarnation }: Client): void {
    if (!this.#launch(incarnation)) return;
    const n = this.#history.emitsUp(incarnation);
    const args = [incarnation, n, this.#padding()] as const;
    if (this.#random() < 0.5) return void socket.emit("up", ...args);
    const answer = socket.emitWithAck("up", ...args);
    this.#await(`up ${incarnation} ${n}`, n, answer, ["unknown"]);
  }

  #emitDown(socket: Peer): void {
    const { id } = socket;
    if (!this.#launch(id)) return;
    const n = this.#history.emitsDown(id);
    const args = [id, n, this.#padding()] as const;
    if (this.#random() < 0.5) return void socket.emit("down", ...args);
    const answer = socket.emitWithAck("down", ...args);
    this.#await(`down ${id} ${n}`, n, answer, ["disconnected"]);
  }

  /** Takes note of what became of a question; without an answer only a reset's word will do. */
  #await(
    what: string,
    n: number,
    answer: Promise<unknown>,
    excuses: readonly string[],
  ): void {
    this.#asked += 1;
    const settle = this.#history.asks(what);
    const asking = answer.then((m) => {
      settle();
      if (m !== n) this.#violations.push(`${what} was answered with ${m}`);
    }, (error) => {
      settle();
      const code = error instanceof Refusal ? error.code : String(error);
      if (this.#options.tight && excuses.includes(code)) return;
      this.#violations.push(`${what} was answered with: ${code}`);
    });
    this.#asking.add(asking);
    asking.finally(() => this.#asking.delete(asking));
  }

  #launch(from: number | string): boolean {
    const inFlight = this.#inFlight.get(from) ?? 0;
    if (inFlight >= IN_FLIGHT) return false;
    this.#inFlight.set(from, inFlight + 1);
    this.#sent += 1;
    return true;
  }

  #landed(from: number | string): void {
    this.#arrived += 1;
    const inFlight = this.#inFlight.get(from) ?? 0;
    this.#inFlight.set(from, Math.max(0, inFlight - 1));
  }

  /** Mostly little, so that frames begin and end everywhere; now and then a large offer. */
  #padding(): string {
    const most = this.#random() < 0.05 ? 12_000 : 200;
    return "x".repeat(Math.floor(this.#random() * most));
  }

  // -- The end --

  /**
   * Waits until a last question has been answered in each direction: since all arrives in order,
   * what was sent before it has arrived by then, or never will.
   */
  async #settle({ socket, incarnation }: Client): Promise<void> {
    for (let round = 0; round < 5; round++) {
      const asked = await outcome(socket.emitWithAck(
        "up",
        incarnation,
        this.#history.emitsUp(incarnation),
        "",
      ));
      this.#sent += 1;
      const peer = this.#peerOf({ socket, incarnation });
      if (!asked || !peer) continue;
      this.#sent += 1;
      const n = this.#history.emitsDown(peer.id);
      if (await outcome(peer.emitWithAck("down", peer.id, n, ""))) return;
    }
    this.#violations.push(`client ${incarnation} never came to rest`);
  }

  #peerOf({ socket }: Client): Peer | undefined {
    const { id } = socket;
    return id === undefined ? undefined : this.#server.sockets.sockets.get(id);
  }

  #noteFault(fault: Fault): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
    if (fault !== "cut" && fault !== "reset") return;
    this.#cuts += 1;
    if (this.#cuts >= this.#options.cuts) this.#enough.resolve();
  }
}

type Answer = (n: number) => void;

/** The server's end of a client's socket. */
type Peer = NonNullable<ReturnType<Server["sockets"]["sockets"]["get"]>>;

/** Whether there was an answer. */
function outcome(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(() => true, () => false);
}

/** The figures in a few lines. */
export function describe(figures: Figures): string {
  const { cuts, sent, arrived, asked, resumed, reported, ms } = figures;
  const seconds = ms / 1_000;
  const listed = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([what, count]) => `${count} ${what}`).join(", ") || "none";
  return [
    `${cuts} cuts in ${seconds.toFixed(1)} s (${
      (cuts / seconds).toFixed(0)
    }/s)`,
    `faults: ${listed(figures.faults)}`,
    `${sent} events sent, ${arrived} arrived, ${asked} asked for an answer`,
    `${resumed} resumed; resets: ${
      listed(figures.resets)
    }; ${reported} reported as perhaps lost`,
    `${figures.violations.length} violations`,
    ...figures.violations.slice(0, 20),
  ].join("\n");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      cuts: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      clients: { type: "string", default: "16" },
      tight: { type: "boolean", default: false },
      late: { type: "boolean", default: false },
    },
  });
  const figures = await runChaos({
    seed: Number(values.seed),
    cuts: Number(values.cuts),
    clients: Number(values.clients),
    tight: values.tight,
    late: values.late,
  });
  await Deno.stdout.write(new TextEncoder().encode(`${describe(figures)}\n`));
  // Deno keeps what abrupt ends leave behind for a while, and the process with it.
  Deno.exit(figures.violations.length > 0 ? 1 : 0);
}
