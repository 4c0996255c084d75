/**
 * A network that breaks: a TCP relay between clients and a server, both on this machine.
 *
 * It knows nothing of what it carries, so that whatever it does to a connection may strike at any
 * byte: in the opening request, between two frames, or in the middle of one. It is built upon
 * `node:net` because `Deno.Conn` has no way to end with a reset.
 */

import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
  type Socket,
} from "node:net";

/** What may happen to a connection. */
export type Fault =
  /** Both ends hear an orderly end. */
  | "cut"
  /** Both ends hear a reset. */
  | "reset"
  /** One end is not heard for a while, and does not know. */
  | "freeze one way"
  /** Neither end is. */
  | "freeze both ways"
  /** What was said arrives a little later. */
  | "delay";

/** How a relay behaves. */
export interface RelayOptions {
  /** Where the server listens. */
  port: number;
  /** Numbers from 0 up to 1, from which everything that happens is drawn. */
  random: () => number;
  /**
   * Whether what was held back for long arrives after all, behind what its sender has said over
   * other connections since; otherwise the connection ends, as if it had never been heard again.
   */
  late: boolean;
  /** Is told of each fault as it happens. */
  onFault: (fault: Fault) => void;
  /** How many more bytes a connection carries before the next fault; by chance unless given. */
  budget?: () => number;
}

/** How often each fault happens, in relation to the others. */
const WEIGHTS: readonly (readonly [Fault, number])[] = [
  ["cut", 50],
  ["reset", 34],
  ["delay", 10],
  ["freeze one way", 4],
  ["freeze both ways", 2],
];

/** Most of it is longer than a client of `run.ts` takes to give a silent server up. */
const FREEZE_MS = 400;

/** Nobody gives a connection up that was silent for so long. */
const LATE_MS = 50;

/** Enough for what was said in both directions to change places. */
const DELAY_MS = 10;

/** The opening request and its answer together; to be struck in it is worth a share of its own. */
const OPENING_BYTES = 500;
const OPENING_SHARE = 0.15;

/** Some dozens of envelopes: many connections live for less, and a few for a frame of the largest. */
const BYTES_BETWEEN = 40_000;

/** The relay, until it is disposed of: then nothing of it is open. */
export class Relay implements AsyncDisposable {
  readonly #options: RelayOptions;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #healed = false;
  #carried = 0;

  private constructor(options: RelayOptions) {
    this.#options = options;
    this.#server = createServer(
      { allowHalfOpen: true, noDelay: true },
      (client) => this.#carry(client),
    );
  }

  /** Begins to listen, on a port that is free. */
  static async open(options: RelayOptions): Promise<Relay> {
    const relay = new Relay(options);
    const { promise, resolve } = Promise.withResolvers<void>();
    relay.#server.listen(0, "127.0.0.1", resolve);
    await promise;
    return relay;
  }

  /** Where clients connect. */
  get port(): number {
    const { port } = this.#server.address() as AddressInfo;
    return port;
  }

  /** Bytes that have come in, from both ends together. */
  get carried(): number {
    return this.#carried;
  }

  /** From now on everything gets through; what was held back arrives, however late. */
  heal(): void {
    this.#healed = true;
    for (const pair of [...this.#pairs]) pair.thaw();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    for (const pair of [...this.#pairs]) pair.end("cut");
    await promise;
  }

  #carry(client: Socket): void {
    const { random, late, onFault } = this.#options;
    const { budget = () => bytesToNextFault(random) } = this.#options;
    const server = connect({
      port: this.#options.port,
      host: "127.0.0.1",
      allowHalfOpen: true,
      noDelay: true,
    });
    const pair = new Pair(client, server, {
      random,
      late,
      budget: () => this.#healed ? Infinity : budget(),
      onFault,
      came: (bytes) => this.#carried += bytes,
      ended: () => this.#pairs.delete(pair),
    });
    this.#pairs.add(pair);
  }
}

interface PairHost {
  random: () => number;
  late: boolean;
  /** How many more bytes get through before the next fault. */
  budget: () => number;
  onFault: (fault: Fault) => void;
  /** Is told of so many bytes that have come in. */
  came: (bytes: number) => void;
  ended: () => void;
}

/** One connection: the two halves of it. */
class Pair {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #host: PairHost;
  /** The halves that are not read from, with the timer that ends it. */
  readonly #frozen = new Map<Socket, ReturnType<typeof setTimeout>>();
  #budget: number;
  #ended = false;

  constructor(client: Socket, server: Socket, host: PairHost) {
    this.#client = client;
    this.#server = server;
    this.#host = host;
    this.#budget = host.budget();
    this.#forward(client, server);
    this.#forward(server, client);
  }

  /** Lets through what was held back, unless it is lost, and everything that comes. */
  thaw(): void {
    this.#budget = Infinity;
    if (this.#frozen.size > 0 && !this.#host.late) return this.end("cut");
    for (const half of [...this.#frozen.keys()]) this.#resume(half);
  }

  /** Ends both halves at once; what they have not passed on yet is lost. */
  end(how: "cut" | "reset"): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const timer of this.#frozen.values()) clearTimeout(timer);
    this.#frozen.clear();
    for (const half of [this.#client, this.#server]) {
      if (how === "reset" && !half.connecting) half.resetAndDestroy();
      else half.destroy();
    }
    this.#host.ended();
  }

  #forward(from: Socket, to: Socket): void {
    from.on("data", (bytes: Uint8Array) => {
      this.#host.came(bytes.length);
      this.#pass(from, to, bytes);
    });
    // An end of one half is passed on in its order, behind what was said before it.
    from.on("end", () => to.end());
    from.on("error", () => this.end("cut")); // `close` would follow, but the other half need not wait.
    from.on("close", () => {
      if (to.destroyed) this.end("cut");
      else if (from.readableEnded) to.end();
      else this.end("cut");
    });
  }

  /** Passes on as many bytes as the next fault allows, to the byte. */
  #pass(from: Socket, to: Socket, bytes: Uint8Array): void {
    if (this.#ended) return;
    if (bytes.length < this.#budget) {
      this.#budget -= bytes.length;
      return void to.write(bytes);
    }
    const through = bytes.subarray(0, this.#budget);
    const rest = bytes.subarray(this.#budget);
    const fault = draw(this.#host.random);
    this.#host.onFault(fault);
    this.#budget = this.#host.budget();
    if (fault === "cut" || fault === "reset") {
      // What was passed on is to arrive, so that the break is where it was meant to be.
      to.write(through, () => this.end(fault));
      from.pause();
      return;
    }
    if (through.length > 0) to.write(through);
    this.#freeze(from, fault === "delay" ? DELAY_MS : FREEZE_MS);
    if (fault === "freeze both ways") this.#freeze(to, FREEZE_MS);
    from.unshift(rest);
  }

  #freeze(half: Socket, longest: number): void {
    clearTimeout(this.#frozen.get(half));
    half.pause();
    const ms = this.#host.random() * longest;
    const isLost = ms > LATE_MS && !this.#host.late;
    const end = () => isLost ? this.end("cut") : this.#resume(half);
    this.#frozen.set(half, setTimeout(end, ms));
  }

  #resume(half: Socket): void {
    clearTimeout(this.#frozen.get(half));
    this.#frozen.delete(half);
    half.resume();
  }
}

function bytesToNextFault(random: () => number): number {
  const most = random() < OPENING_SHARE ? OPENING_BYTES : BYTES_BETWEEN;
  return 1 + Math.floor(random() * most);
}

function draw(random: () => number): Fault {
  let chance = random() * WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [fault, weight] of WEIGHTS) {
    chance -= weight;
    if (chance < 0) return fault;
  }
  return "cut";
}
