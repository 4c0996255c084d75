/**
 * Frames that chance has spoiled, thrown at a real server without a network: `deno task fuzz [seed]
 * [count]`. Whatever comes, it costs the connection that it came over at most.
 */

import { type Receiver, Server, Turn } from "../../lib/engine/mod.ts";
import {
  CLOSE,
  decodeFromServer,
  DEFAULT_LIMITS,
  NO_LIMITS,
  type ServerEnvelope,
} from "../../lib/wire/mod.ts";
import { randomFrom } from "../simulation/chance.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { spoil } from "../support/spoil.ts";

/** How many frames go by between two questions whether all is well. */
const BATCH = 500;

/** How many frames one connection is thrown, if it lasts that long. */
const PER_CONNECTION = 4;

/** What came of it. */
export interface Findings {
  /** What should not have happened, in words, with the frame. */
  problems: string[];
  /** How often each thing did: frames that had an effect, and those that were refused, by code. */
  counts: Map<string, number>;
}

const REQUEST = {
  headers: {},
  address: "",
  url: "/ws",
  query: {},
  secure: false,
};

/** The numbers that a connection may be closed with over a frame. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ["frame-invalid", CLOSE.invalid],
  ["frame-too-large", CLOSE.tooLarge],
  ["hello-expected", CLOSE.invalid],
  ["hello-repeated", CLOSE.invalid],
  ["namespace-repeated", CLOSE.invalid],
  ["receipt-invalid", CLOSE.invalid],
  ["version-unsupported", CLOSE.version],
]);

/** A connection, as whoever throws the frames holds it. */
interface Line {
  receiver: Receiver;
  heard: ServerEnvelope[];
  closedWith: number | undefined;
  /** What the server says that is no frame of the protocol, or comes after the end. */
  wrong: string | undefined;
}

class Fuzz {
  readonly problems: string[] = [];
  readonly counts = new Map<string, number>();
  readonly #random: () => number;
  readonly #clock = new FakeClock();
  readonly #server: Server;
  #turnEnds: (() => void)[] = [];
  #echoes = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    this.#server = new Server({
      clock: this.#clock,
      turn: new Turn((end) => this.#turnEnds.push(end)),
      onFault: ({ error }) => this.problems.push(`a handler failed: ${error}`),
    });
    for (const name of ["/", "/chat"]) {
      this.#server.of(name).on("connection", (socket) => {
        socket.on("echo", (...args: unknown[]) => {
          const done = args.pop();
          if (typeof done === "function") done(...args);
        });
        socket.on("say", (...args: unknown[]) => {
          this.#note("said");
          // Who asked for an answer gets none.
          if (typeof args.at(-1) === "function") args.pop();
          socket.broadcast.emit("said", ...args);
        });
        socket.on("enter", (room: unknown) => {
          if (typeof room === "string") socket.join(room);
        });
      });
    }
  }

  run(count: number): void {
    const control = this.#open();
    this.#say(control, '{"type":"hello","version":1}');
    this.#say(control, '{"type":"connect","ns":"/"}');
    for (let n = 0; n < count;) {
      const line = this.#open();
      if (this.#random() < 0.9) {
        this.#say(
          line,
          '[{"type":"hello","version":1},{"type":"connect","ns":"/"}]',
        );
      }
      for (let i = 0; i < PER_CONNECTION && n < count; i++, n++) {
        if (line.closedWith !== undefined) break;
        this.#throw(line);
        if (n % BATCH === 0) this.#ask(control);
      }
      line.receiver.lost("transport close", true);
    }
    this.#ask(control);
    this.#end(control);
  }

  #throw(line: Line): void {
    const frame = spoil(this.#random);
    line.heard.length = 0;
    this.#say(line, frame);
    const wrong = line.wrong ?? this.#judge(line, frame);
    if (wrong !== undefined) {
      this.problems.push(`${wrong}: ${JSON.stringify(frame).slice(0, 300)}`);
    }
  }

  /** What is wrong with the server's reaction, as far as it can be known without its own reader. */
  #judge({ heard, closedWith }: Line, frame: string): string | undefined {
    const fatal = heard.find(({ type }) => type === "fatal");
    const code = fatal?.type === "fatal" ? fatal.code : undefined;
    this.#note(code ?? "taken");
    if (code === undefined) {
      if (closedWith !== undefined) {
        return `closed with ${closedWith} and no word`;
      }
    } else if (NUMBERS.get(code) !== closedWith) {
      return `${code}, and closed with ${closedWith}`;
    }
    const isLong = frame.length > DEFAULT_LIMITS.frameChars;
    if (isLong !== (code === "frame-too-large")) return `its length: ${code}`;
    if (!isLong && code !== "frame-invalid" && !isJson(frame)) {
      return `it is no JSON: ${code}`;
    }
  }

  #open(): Line {
    const line: Omit<Line, "receiver"> = {
      heard: [],
      closedWith: undefined,
      wrong: undefined,
    };
    const receiver = this.#server.accept({
      backlog: 0,
      send(frame) {
        const decoded = decodeFromServer(frame, NO_LIMITS);
        if (!decoded.ok) {
          line.wrong = `the server says ${String(frame).slice(0, 300)}`;
        } else if (line.closedWith === undefined) {
          line.heard.push(...decoded.envelopes);
        } else line.wrong = "the server speaks after it has closed";
      },
      close(code) {
        line.closedWith = code;
      },
    }, REQUEST);
    return Object.assign(line, { receiver });
  }

  #say(line: Line, frame: string): void {
    try {
      line.receiver.receive(frame);
      for (const end of this.#turnEnds.splice(0)) end();
    } catch (error) {
      line.wrong = `the server throws: ${error}`;
    }
  }

  /** Somebody else talks on. */
  #ask(control: Line): void {
    const id = ++this.#echoes;
    control.heard.length = 0;
    const ask = { type: "event", event: "echo", args: [id], id };
    this.#say(control, JSON.stringify(ask));
    const answered = control.heard.some((envelope) =>
      envelope.type === "ack" && envelope.id === id && "args" in envelope &&
      envelope.args[0] === id
    );
    if (!answered) this.problems.push(`somebody else had no answer to ${id}`);
    const received = JSON.stringify({ type: "receipt", received: 0 });
    this.#say(control, received);
  }

  /** When all have gone, nothing is left. */
  #end(control: Line): void {
    this.#expectLeft([1, 1, 1, 1, 0, 0]);
    control.receiver.lost("transport close", true);
    this.#clock.advance(DEFAULT_LIMITS.sessionMs + 1_000);
    this.#expectLeft([0, 0, 0, 0, 0, 0]);
    if (this.#clock.pending > 0) {
      this.problems.push(`${this.#clock.pending} timers are left`);
    }
  }

  /** Connections; sockets, rooms and members in `/`; sockets and rooms in `/chat`. */
  #expectLeft(expected: readonly number[]): void {
    const { engine, sockets: main } = this.#server;
    const chat = this.#server.of("/chat");
    const left = [
      engine.clientsCount,
      main.sockets.size,
      main.adapter.rooms.size,
      main.adapter.sids.size,
      chat.sockets.size,
      chat.adapter.rooms.size,
    ];
    if (`${left}` !== `${expected}`) {
      this.problems.push(`${left} are left instead of ${expected}`);
    }
  }

  #note(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Throws so many spoiled frames at a server; the same ones for the same seed. */
export function fuzz(seed: number, count: number): Findings {
  const run = new Fuzz(seed);
  run.run(count);
  return run;
}

if (import.meta.main) {
  const [seed = Math.floor(Math.random() * 2 ** 32), count = 10_000_000] = Deno
    .args.map(Number);
  let uncaught = 0;
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    uncaught += 1;
  });
  const { problems, counts } = fuzz(seed, count);
  // What was promised in vain is known a turn later.
  await new Promise((resolve) => setTimeout(resolve));
  const lines = [
    ...[...counts].map(([what, times]) => `${times} × ${what}`),
    ...problems.slice(0, 20),
    `${count} frames from seed ${seed}: ${problems.length} problems, ${uncaught} uncaught`,
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  if (problems.length + uncaught > 0) Deno.exit(1);
}
