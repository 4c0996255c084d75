/** Plays the server's part of a transcript to the real client, and hears whether it keeps to its. */

import { type SessionSocket, Socket } from "../../lib/client/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { type EitherClient, eitherClient } from "../support/either_client.ts";
import type { FakeLine } from "../support/fake_line.ts";
import {
  Bindings,
  clientOf,
  type Step,
  type Transcript,
} from "./transcript.ts";

/** A client, with what its application has been told. */
interface Client extends Pick<EitherClient, "network" | "clock" | "also"> {
  sockets: Map<string, SessionSocket>;
  told: { ns: string; what: unknown[] }[];
}

/** The events of the application on the server. */
const EVENTS = ["said", "counted", "whispered", "answered", "unanswered"];

export class ClientReplay {
  readonly #bindings = new Bindings();
  readonly #transcript: Transcript;
  readonly #clients = new Map<string, Client>();
  readonly #lines = new Map<string, FakeLine>();
  /** What each WebSocket has said and was not asked for yet. */
  readonly #heard = new Map<string, unknown[]>();

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  /** Plays it all. Throws, with the line, when a client says, or tells, something else. */
  async play(): Promise<void> {
    const { name, steps } = this.#transcript;
    for (const [index, step] of steps.entries()) {
      const problem = this.#step(step);
      if (problem !== undefined) {
        throw new Error(`${name}.jsonl:${index + 2}: ${problem}`);
      }
      // Promises of the application's are kept.
      for (let i = 0; i < 20; i++) await Promise.resolve();
    }
    const rest = this.#unexpected();
    if (rest !== undefined) {
      throw new Error(`${name}.jsonl, at its end: ${rest}`);
    }
    for (const { sockets } of this.#clients.values()) {
      for (const socket of sockets.values()) socket.disconnect();
    }
  }

  #step(step: Step): string | undefined {
    if ("note" in step || "stop" in step || "stall" in step) return undefined;
    // Some clients are there for the server alone.
    if (!isPlayed(this.#transcript, step)) return undefined;
    if ("hears" in step) return this.#expectTold(step);
    if ("from" in step && step.from === "client") return this.#expectSaid(step);
    if ("calls" in step) return this.#call(step);
    // The two ends may speak at the same time; but before anything else happens, all is said.
    const unexpected = "from" in step ? undefined : this.#unexpected();
    if (unexpected !== undefined) return unexpected;
    if ("open" in step) return this.#open(step.open);
    if ("lost" in step) this.#line(step.lost).drop();
    else if ("pass" in step) {
      for (const { clock } of this.#clients.values()) clock.advance(step.pass);
    } else if ("close" in step) this.#line(step.socket).drop(step.close);
    else if ("send" in step && !("arrives" in step)) {
      const envelopes = [this.#bindings.fill(step.send)].flat();
      this.#line(step.socket).say(...envelopes);
    }
  }

  #client(name: string): Client {
    const known = this.#clients.get(name);
    if (known) return known;
    const { network, clock, also, socket } = eitherClient();
    const client = { also, network, clock, sockets: new Map(), told: [] };
    this.#clients.set(name, client);
    this.#attend(client, "/", socket);
    return client;
  }

  #attend({ sockets, told }: Client, ns: string, socket: SessionSocket): void {
    sockets.set(ns, socket);
    const tell = (...what: unknown[]) => void told.push({ ns, what });
    socket.on("connect", () => {
      if (socket.recovered) tell("connect", "recovered");
      else tell("connect");
    });
    socket.on("disconnect", (reason) => tell("disconnect", reason));
    socket.on("connect_error", (error) => {
      tell("connect_error", error instanceof Refusal ? error.code : null);
    });
    socket.on("error", ({ code }) => tell("error", code));
    socket.on("reset", (reason, events) => {
      tell("reset", reason, events.map(({ event, args }) => [event, ...args]));
    });
    for (const event of EVENTS) {
      socket.on(event, (...args: unknown[]) => tell(event, ...args));
    }
    socket.on("question", (question: unknown, done: (a: unknown) => void) => {
      tell("question", question);
      done(`yes: ${question}`);
    });
  }

  #open(name: string): string | undefined {
    const { network } = this.#client(clientOf(name));
    const opened = new Set(this.#lines.values());
    const line = network.lines.find((line) => !opened.has(line));
    if (!line) return `${clientOf(name)} does not call`;
    this.#lines.set(name, line);
    this.#heard.set(name, []);
    line.open();
  }

  #call(
    { client: name, ns = "/", calls: [what, ...args] }: {
      client: string;
      ns?: string;
      calls: [string, ...unknown[]];
    },
  ): string | undefined {
    const client = this.#client(name);
    const socket = client.sockets.get(ns) ??
      client.also(ns, { auth: args[0] });
    if (!client.sockets.has(ns)) this.#attend(client, ns, socket);
    const [event = "", ...rest] = args.map((arg) => this.#bindings.fill(arg));
    const tell = (...what: unknown[]) => void client.told.push({ ns, what });
    switch (what) {
      case "connect":
        return void socket.connect();
      case "disconnect":
        return void socket.disconnect();
      case "emit":
        return void socket.emit(String(event), ...rest);
      case "emit volatile":
        if (!(socket instanceof Socket)) break;
        return void socket.volatile.emit(String(event), ...rest);
      case "ask":
        return void socket.emitWithAck(String(event), ...rest).then(
          (answer: unknown) => tell("answer", answer),
          ({ code }: Refusal) => tell("refusal", code),
        );
    }
    return `no such client can ${what}`;
  }

  #expectSaid(step: Extract<Step, { from: unknown }>): string | undefined {
    const line = this.#line(step.socket);
    const heard = this.#listen(step.socket);
    if ("close" in step) {
      return this.#bindings.differ(step.close, line.closedWith, "the close");
    }
    if (!("send" in step)) return "no client of ours says that";
    for (const expected of [step.send].flat()) {
      const difference = this.#bindings.differ(expected, heard.shift());
      if (difference !== undefined) return `${step.socket}: ${difference}`;
    }
  }

  #expectTold(
    { client, ns = "/", hears }: {
      client: string;
      ns?: string;
      hears: [string, ...unknown[]];
    },
  ): string | undefined {
    const { told } = this.#client(client);
    return this.#bindings.differ({ ns, what: hears }, told.shift(), client);
  }

  /** What a client has said, or told its application, that the transcript does not have. */
  #unexpected(): string | undefined {
    for (const name of this.#lines.keys()) {
      const [envelope] = this.#listen(name);
      if (envelope) return `${name} says ${JSON.stringify(envelope)}, too`;
    }
    for (const [name, { told: [first] }] of this.#clients) {
      if (first) return `${name} tells ${JSON.stringify(first)}, too`;
    }
  }

  #listen(name: string): unknown[] {
    const heard = this.#heard.get(name) ?? [];
    heard.push(...this.#line(name).heard());
    return heard;
  }

  #line(name: string): FakeLine {
    const line = this.#lines.get(name);
    if (!line) throw new RangeError(`Cannot find the WebSocket ${name}`);
    return line;
  }
}

/** Whether a line is of a client that the transcript plays, and not of somebody else's. */
export function isPlayed({ steps }: Transcript, step: Step): boolean {
  const socket = socketOf(step);
  return socket === undefined ||
    steps.some((other) =>
      "client" in other && other.client === clientOf(socket)
    );
}

function socketOf(step: Step): string | undefined {
  if ("socket" in step) return step.socket;
  if ("open" in step) return step.open;
  return "lost" in step ? step.lost : undefined;
}
