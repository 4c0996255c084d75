/** A network that breaks in every way that chance can think of. */

import type { Encoded } from "../../lib/wire/mod.ts";
import type { Receiver, Transport } from "../../lib/engine/mod.ts";
import { CLOSE } from "../../lib/wire/mod.ts";
import type { Wire, WireEvents } from "../../lib/client/mod.ts";
import type { FakeClock } from "../support/fake_clock.ts";
import type { Chance } from "./chance.ts";
import type { Coverage } from "./coverage.ts";

/** What a network needs of its world. */
export interface NetworkHost {
  readonly chance: Chance;
  readonly clock: FakeClock;
  readonly coverage: Coverage;
  /** Whether what a client has not read yet waits at the server, or the network takes it all. */
  readonly slow: boolean;
  /** The server that runs now takes a connection. */
  accept(transport: Transport): Receiver;
}

/** Who opens a WebSocket. */
export interface Caller extends WireEvents {
  /** Whether the caller's process still runs. */
  alive(): boolean;
  /** Is shown each frame that the caller sends. */
  sends?(text: string): void;
  /** Is shown each frame that the server sends, as it leaves it. */
  isSent?(text: string): void;
  /** Is told of a number that no server has a reason to close with. */
  accused?(code: number): void;
}

/** A connection, with what is on its way. */
class Pipe {
  readonly toServer: unknown[] = [];
  readonly toClient: Encoded[] = [];
  readonly caller: Caller;
  /** What each end knows of the other's closing. */
  clientOpen = true;
  serverOpen = true;
  /** Whether nothing gets through any more, and nobody has noticed. */
  silent = false;
  /** The number with which the client closed it, if it did. */
  clientCode = 0;
  /** The number with which the server closed it, if it did. */
  serverCode = 1006;
  receiver: Receiver | undefined;

  constructor(caller: Caller) {
    this.caller = caller;
  }
}

/** How a client closes that is done. */
const LEFT: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** What the server says of a client's mistakes: a client of ours makes none. */
const ACCUSATIONS: ReadonlySet<number> = new Set([
  CLOSE.invalid,
  CLOSE.tooLarge,
  CLOSE.version,
]);

export class Network {
  readonly #host: NetworkHost;
  readonly #pipes: Pipe[] = [];
  /** While nothing gets through, attempts to connect fail. */
  #reachable = true;

  constructor(host: NetworkHost) {
    this.#host = host;
  }

  /** How many connections the server has not heard the end of. */
  get held(): number {
    return this.#pipes.filter(({ serverOpen }) => serverOpen).length;
  }

  /** Whether some client believes in a connection over which nothing gets through. */
  get deceives(): boolean {
    return this.#pipes.some(({ silent, clientOpen }) => silent && clientOpen);
  }

  dial(caller: Caller): Wire {
    const { clock, coverage } = this.#host;
    const pipe = new Pipe(caller);
    if (!caller.alive()) return { send() {}, close() {} };
    if (!this.#reachable) {
      coverage.note("attempt without a way");
      pipe.serverOpen = false;
      clock.after(10, () => this.#clientHearsEnd(pipe));
    } else {
      pipe.receiver = this.#host.accept(this.#transport(pipe));
      clock.after(1, () => {
        if (pipe.clientOpen) caller.opened();
      });
    }
    this.#pipes.push(pipe);
    return {
      send: (frame) => {
        if (!pipe.clientOpen) return;
        caller.sends?.(readable(frame));
        if (!pipe.silent) pipe.toServer.push(frame);
      },
      close: (code) => {
        pipe.clientOpen = false;
        pipe.clientCode = code;
        pipe.toClient.length = 0;
      },
    };
  }

  // -- What goes on --

  /** Hands on one frame, or, when all have arrived, the end of a pipe. */
  deliver(): void {
    const pipe = this.#pickOpen();
    if (pipe) this.#deliverIn(pipe);
  }

  /** Hands on everything; whether there was anything. */
  deliverAll(): boolean {
    let busy = false;
    for (const pipe of this.#pipes) {
      while (this.#deliverIn(pipe)) busy = true;
    }
    return busy;
  }

  /** Heals: whatever is silent is found to be over. */
  heal(): void {
    this.#reachable = true;
    for (const pipe of this.#pipes) {
      if (pipe.silent && pipe.serverOpen) this.#serverHearsEnd(pipe);
    }
  }

  // -- What goes wrong --

  /** A reset: what was on its way is lost, and both ends know at once. */
  cut(): void {
    const pipe = this.#pickOpen();
    if (!pipe) return;
    this.#host.coverage.note("cut");
    pipe.toServer.length = 0;
    pipe.toClient.length = 0;
    this.#serverHearsEnd(pipe);
    this.#clientHearsEnd(pipe);
  }

  /** One end gives up; what it had sent may still arrive. */
  cutOneSide(): void {
    const pipe = this.#pickOpen();
    if (!pipe) return;
    this.#host.coverage.note("cut on one side");
    if (this.#host.chance.happens(0.5)) this.#clientHearsEnd(pipe);
    else this.#serverHearsEnd(pipe);
  }

  /** Nothing gets through any more, and neither end is told. */
  silence(): void {
    const pipe = this.#pickOpen();
    if (!pipe) return;
    this.#host.coverage.note("silence");
    pipe.silent = true;
    pipe.toServer.length = 0;
    pipe.toClient.length = 0;
  }

  /** Some platforms tell the end of a WebSocket twice. */
  endAgain(): void {
    const pipe = this.#host.chance.pick(
      this.#pipes.filter(({ serverOpen, receiver }) => receiver && !serverOpen),
    );
    if (!pipe) return;
    this.#host.coverage.note("end told twice");
    pipe.receiver?.lost("ping timeout", false);
  }

  /** There is no way to the server any more. */
  turnAway(): void {
    this.#reachable = false;
  }

  /** There is a way to the server again. */
  turnBack(): void {
    this.#reachable = true;
  }

  /** Callers are told that their connections are lost, and the server is not. */
  lose(isTheirs: (caller: Caller) => boolean): void {
    for (const pipe of this.#pipes) {
      if (isTheirs(pipe.caller)) this.#clientHearsEnd(pipe);
    }
  }

  /** The server's process is gone, and everyone's connection with it. */
  serverDies(): void {
    for (const pipe of this.#pipes) {
      pipe.serverOpen = false;
      pipe.receiver = undefined;
      pipe.toServer.length = 0;
    }
  }

  /** The processes of some callers are gone; the server is not told yet. */
  callersDie(): void {
    for (const pipe of this.#pipes) {
      if (pipe.caller.alive()) continue;
      pipe.clientOpen = false;
      pipe.clientCode = 0;
      pipe.toClient.length = 0;
    }
  }

  // -- One connection --

  #transport(pipe: Pipe): Transport {
    const { slow } = this.#host;
    return {
      get backlog() {
        if (!slow) return 0;
        return pipe.toClient.reduce((sum, { length }) => sum + length, 0);
      },
      send: (frame) => {
        if (!pipe.serverOpen) return;
        pipe.caller.isSent?.(readable(frame));
        if (!pipe.silent) pipe.toClient.push(frame);
      },
      close: (code) => {
        pipe.serverOpen = false;
        pipe.toServer.length = 0;
        pipe.serverCode = code;
        this.#noteClose(code, pipe);
      },
    };
  }

  #noteClose(code: number, { caller }: Pipe): void {
    const { coverage } = this.#host;
    if (code === CLOSE.replaced) coverage.note("older connection fenced off");
    if (code === CLOSE.revoked) coverage.note("session revoked");
    if (code === CLOSE.slowReader) coverage.note("slow reader");
    if (ACCUSATIONS.has(code)) caller.accused?.(code);
  }

  #deliverIn(pipe: Pipe): boolean {
    const toServer = this.#host.chance.happens(0.5);
    return toServer
      ? this.#toServer(pipe) || this.#toClient(pipe)
      : this.#toClient(pipe) || this.#toServer(pipe);
  }

  #toServer(pipe: Pipe): boolean {
    if (!pipe.serverOpen || pipe.silent) return false;
    if (pipe.toServer.length > 0) {
      pipe.receiver?.receive(pipe.toServer.shift());
      return true;
    }
    if (pipe.clientOpen) return false;
    this.#serverHearsEnd(pipe);
    return true;
  }

  #toClient(pipe: Pipe): boolean {
    if (!pipe.clientOpen || pipe.silent) return false;
    if (pipe.toClient.length > 0) {
      pipe.caller.received(pipe.toClient.shift());
      return true;
    }
    if (pipe.serverOpen) return false;
    this.#clientHearsEnd(pipe);
    return true;
  }

  #serverHearsEnd(pipe: Pipe): void {
    if (!pipe.serverOpen) return;
    pipe.serverOpen = false;
    pipe.toServer.length = 0;
    if (pipe.silent) pipe.receiver?.lost("ping timeout", false);
    else if (LEFT.has(pipe.clientCode)) {
      pipe.receiver?.lost("transport close", true);
    } else pipe.receiver?.lost("transport error", false);
  }

  #clientHearsEnd(pipe: Pipe): void {
    if (!pipe.clientOpen) return;
    pipe.clientOpen = false;
    pipe.toClient.length = 0;
    pipe.caller.closed(pipe.silent ? 1006 : pipe.serverCode);
  }

  #pickOpen(): Pipe | undefined {
    return this.#host.chance.pick(
      this.#pipes.filter(({ clientOpen, serverOpen }) =>
        clientOpen || serverOpen
      ),
    );
  }
}

/** What is in a frame, as far as a test wants to look at it. */
function readable(frame: Encoded): string {
  return typeof frame === "string" ? frame : new TextDecoder().decode(frame);
}
