/** Plays the clients' part of a transcript to the real server, and hears whether it keeps to its. */

import { Buffer } from "node:buffer";
import { type Receiver, Server, Turn } from "../../lib/engine/mod.ts";
import type { Encoded } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { run } from "./application.ts";
import { binaryFrame, readBinary } from "../support/peer.ts";
import { Bindings, type Step, type Transcript } from "./transcript.ts";

/** What a server has done on a WebSocket. */
type Heard = { send: unknown; bytes?: string } | { close: number };

/** A WebSocket, as its client holds it. */
interface Line {
  receiver: Receiver;
  heard: Heard[];
  /** Whether the client reads no more, and how much waits for it. */
  stalled: boolean;
  backlog: number;
}

const REQUEST = {
  headers: {},
  address: "127.0.0.1",
  url: "/ws",
  query: {},
  secure: false,
};

export class ServerReplay {
  readonly bindings = new Bindings();
  readonly lines = new Map<string, Line>();
  readonly #transcript: Transcript;
  readonly #clock = new FakeClock();
  readonly #server: Server;
  #turnEnds: (() => void)[] = [];

  constructor(transcript: Transcript) {
    const { application, limits = {} } = transcript.head;
    this.#transcript = transcript;
    this.#server = new Server({
      clock: this.#clock,
      turn: new Turn(this.#clock, (end) => this.#turnEnds.push(end)),
      limits,
      onFault() {}, // What fails in a transcript fails on purpose.
    });
    run(application, this.#server);
  }

  /** Plays it all. Throws, with the line, when the server says something else. */
  async play(): Promise<void> {
    const { name, steps } = this.#transcript;
    for (const [index, step] of steps.entries()) {
      const problem = await this.step(step);
      if (problem !== undefined) {
        throw new Error(`${name}.jsonl:${index + 2}: ${problem}`);
      }
    }
    const rest = this.#unexpected();
    if (rest !== undefined) {
      throw new Error(`${name}.jsonl, at its end: ${rest}`);
    }
    await this.#end();
  }

  /** Plays one line; what is wrong with what the server has done, in words. */
  async step(step: Step): Promise<string | undefined> {
    if ("note" in step || "client" in step) return undefined;
    if ("from" in step && step.from === "server") return this.#expect(step);
    const unexpected = this.#unexpected();
    if (unexpected !== undefined) return unexpected;
    if ("arrives" in step) return undefined;
    this.#act(step);
    await this.#settle();
  }

  #act(step: Exclude<Step, { note: string } | { client: string }>): void {
    if ("open" in step) this.#open(step.open);
    else if ("lost" in step) {
      this.#line(step.lost).receiver.lost("transport error", false);
    } else if ("stall" in step) this.#line(step.stall).stalled = true;
    else if ("pass" in step) this.#clock.advance(step.pass);
    else if ("stop" in step) this.#server.close(0);
    else if ("close" in step) {
      const left = [1000, 1001, 1005].includes(step.close);
      this.#line(step.socket).receiver.lost("transport close", left);
    } else this.#line(step.socket).receiver.receive(this.#frameOf(step));
  }

  #frameOf(
    step:
      | { send: unknown; bytes?: string }
      | { text: string }
      | { binary: string },
  ): unknown {
    if ("text" in step) return step.text;
    if ("binary" in step) return Buffer.from(step.binary, "base64");
    const { bytes } = step;
    const said = this.bindings.fill(step.send);
    return bytes === undefined
      ? JSON.stringify(said)
      : binaryFrame(Object(said), [...Buffer.from(bytes, "base64")]);
  }

  #open(name: string): void {
    const line: Omit<Line, "receiver"> = {
      heard: [],
      stalled: false,
      backlog: 0,
    };
    const receiver = this.#server.accept({
      get backlog() {
        return line.backlog;
      },
      send(frame) {
        if (line.stalled) line.backlog += frame.length;
        else {
          line.heard.push(...read(frame));
        }
      },
      close: (code) => void line.heard.push({ close: code }),
    }, REQUEST);
    this.lines.set(name, Object.assign(line, { receiver }));
  }

  #expect(
    step:
      & { socket: string }
      & ({ send: unknown; bytes?: string } | { close: number }),
  ): string | undefined {
    const { heard } = this.#line(step.socket);
    const expected: Heard[] = "close" in step
      ? [{ close: step.close }]
      : "bytes" in step
      ? [{ send: step.send, bytes: step.bytes }]
      : [step.send].flat().map((send) => ({ send }));
    for (const one of expected) {
      const difference = this.bindings.differ(
        one,
        heard.shift(),
        "what is said",
      );
      if (difference !== undefined) return `${step.socket}: ${difference}`;
    }
  }

  /** What the server has said that the transcript does not have. */
  #unexpected(): string | undefined {
    for (const [name, { heard }] of this.lines) {
      if (heard.length > 0) {
        return `${name} was told ${JSON.stringify(heard[0])}, too`;
      }
    }
  }

  #line(name: string): Line {
    const line = this.lines.get(name);
    if (!line) throw new RangeError(`Cannot find the WebSocket ${name}`);
    return line;
  }

  /** Lets the server come to the end of what it has begun. */
  async #settle(): Promise<void> {
    do {
      for (let i = 0; i < 20; i++) await Promise.resolve();
      for (const end of this.#turnEnds.splice(0)) end();
    } while (this.#turnEnds.length > 0);
  }

  async #end(): Promise<void> {
    const closed = this.#server.close(0);
    this.#clock.advance(0);
    await closed;
  }
}

/** What is in a frame of the server's. */
function read(frame: Encoded): Heard[] {
  if (typeof frame === "string") {
    return [JSON.parse(frame)].flat().map((send) => ({ send }));
  }
  const { rest, ...send } = readBinary(frame);
  return [{ send, bytes: Buffer.from(Object(rest)).toString("base64") }];
}
