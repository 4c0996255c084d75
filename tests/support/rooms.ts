/** Rooms, and peers in them that reach the server without a network. */

import { equal, ok } from "node:assert/strict";
import {
  type Receiver,
  Server,
  type ServerOptions,
} from "../../lib/engine/mod.ts";
import type {
  Action,
  Joined,
  JoinRequest,
  Verdict,
  Waiting,
} from "../../lib/parlance/mod.ts";
import {
  type Rooms,
  type RoomsOptions,
  speakRooms,
  type SpokenRooms,
} from "../../lib/signaling/mod.ts";
import { FakeClock } from "./fake_clock.ts";
import { nextTurn } from "./next_turn.ts";
import { patiently } from "./patience.ts";
import type { Heard } from "./peer.ts";

const NS = "/rooms";

/** How many proofs were made: each peer of a test has another one. */
let proofs = 0;

/** A proof of a seat that nobody else has. */
export function proof(): string {
  return `seat${++proofs}_`.padEnd(43, "x");
}

/** A server with rooms. */
export interface World extends SpokenRooms {
  readonly io: Server;
  readonly clock: FakeClock;
  readonly rooms: Rooms;
  /** Brings someone who is in no room yet. */
  come(options?: ComeOptions): Promise<Caller>;
  /** Brings someone who joins a room. */
  enter(room: string, request?: Partial<JoinRequest>): Promise<Caller>;
  /** Waits until all that anyone has sent is handled, and all that is due is written. */
  settle(): Promise<void>;
}

export interface ComeOptions {
  /** Where from. */
  readonly address?: string;
  /** Whose seat: the proof. */
  readonly seat?: string;
  /** Which page. */
  readonly page?: string;
}

/** Makes a server with rooms of four. */
export function world(
  options: Partial<RoomsOptions> = {},
  serverOptions: ServerOptions = {},
): World {
  const clock = new FakeClock();
  const io = new Server({ clock, onFault: report, ...serverOptions });
  const spoken = speakRooms(io, { capacity: 4, clock, ...options });
  const come = async (how: ComeOptions = {}) => {
    const caller = new Caller(io, how);
    await caller.connect();
    return caller;
  };
  return {
    ...spoken,
    io,
    clock,
    come,
    async enter(room, request = {}) {
      const caller = await come();
      await caller.join(room, request);
      return caller;
    },
    async settle() {
      for (let n = 0; n < 4; n++) await nextTurn();
    },
  };
}

/** A fault of the server's own fails the test that it happens in. */
function report({ error }: { error: unknown }): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** What became of a request: the answer, or the refusal's code. */
export type Outcome = { readonly answer: unknown } | { readonly code: string };

/** A client of rooms, spoken by hand. */
export class Caller {
  /** The proof of its seat. */
  seat: string;
  /** The incarnation of its page. */
  page: string;
  /** Whether it confirms what it is handed. */
  confirms = true;
  /** All events that came, each as its name and its arguments. */
  readonly heard: unknown[][] = [];
  /** The code with which the server has closed the latest connection. */
  closed: number | undefined;
  /** What it was told when it took its seat. */
  joined: Joined | undefined;
  readonly #io: Server;
  readonly #address: string;
  #receiver: Receiver | undefined;
  #session: Heard = {};
  #received = 0;
  #asked = 0;
  #attempts = 0;
  /** Which connection it is. */
  #line = 0;
  #unconfirmed: unknown[] = [];
  readonly #answers = new Map<unknown, (envelope: Heard) => void>();

  constructor(io: Server, { address = "192.0.2.1", seat, page }: ComeOptions) {
    this.#io = io;
    this.#address = address;
    this.seat = seat ?? proof();
    this.page = page ?? "page-1";
  }

  /** The peer's id, once it has joined or waits. */
  get id(): string {
    ok(this.joined, "it has joined");
    return this.joined.self.id;
  }

  /** Connects to the rooms' namespace, in a session of its own. */
  async connect(): Promise<void> {
    this.#open();
    this.#received = 0;
    this.#send({ type: "hello", version: 1 }, { type: "connect", ns: NS });
    await this.#until("connected");
  }

  /** Asks for a seat; resolves to the answer, or rejects with the code. */
  async join(
    room: string,
    request: Partial<JoinRequest> = {},
  ): Promise<Joined | Waiting> {
    const { seat, page } = this;
    const outcome = await this.ask("join", { room, seat, page, ...request });
    if ("code" in outcome) throw new Error(outcome.code);
    const answer = outcome.answer as Joined | Waiting;
    if (answer.state === "joined") this.joined = answer;
    return answer;
  }

  /** Sends a signal to a peer. */
  async signal(to: string, payload: unknown = "hello"): Promise<Verdict> {
    const outcome = await this.ask("signal", {
      to,
      connectionId: "c1",
      payload,
    });
    if ("code" in outcome) throw new Error(outcome.code);
    return outcome.answer as Verdict;
  }

  /** Rules the room; resolves to the refusal's code, if there is one. */
  async moderate(action: Action): Promise<string | undefined> {
    const outcome = await this.ask("moderate", action);
    return "code" in outcome ? outcome.code : undefined;
  }

  /** Sends a request. */
  async ask(event: string, ...args: unknown[]): Promise<Outcome> {
    const id = this.#asked++;
    const answered = Promise.withResolvers<Heard>();
    this.#answers.set(id, answered.resolve);
    this.#send({ type: "event", ns: NS, event, args, id });
    const { args: answer, error } = await patiently(
      answered.promise,
      `the answer to ${event}`,
    );
    if (error) return { code: String(Object(error).code) };
    return { answer: Array.isArray(answer) ? answer[0] : undefined };
  }

  /** Sends a request that asks for no answer. */
  emit(event: string, ...args: unknown[]): void {
    this.#send({ type: "event", ns: NS, event, args });
  }

  /** What was heard since this was asked last, but for events of other names. */
  take(...names: string[]): unknown[][] {
    const all = this.heard.splice(0);
    return names.length === 0
      ? all
      : all.filter(([name]) => names.includes(String(name)));
  }

  /** Confirms all that it was handed and has not confirmed. */
  confirm(): void {
    for (const id of this.#unconfirmed.splice(0)) {
      this.#send({ type: "ack", ns: NS, id, args: [] });
    }
  }

  /** The connection breaks: the client may come back to its session. */
  breaks(): void {
    this.#receiver?.lost("transport error", false);
    this.#cut();
  }

  /** The page is closed, or loaded again. */
  hangUp(): void {
    this.#receiver?.lost("transport close", true);
    this.#cut();
  }

  /** Leaves the namespace. */
  disconnect(): void {
    this.#send({ type: "disconnect", ns: NS });
  }

  /** Comes back to its session. */
  async resume(): Promise<void> {
    equal(await this.canResume(), true, "the session goes on");
  }

  /** Tries to come back to its session; whether that is there still. */
  async canResume(): Promise<boolean> {
    this.#open();
    const { id, key } = this.#session;
    const attempt = ++this.#attempts;
    const session = { id, key, attempt, received: this.#received, auth: {} };
    this.#send({ type: "hello", version: 1, session });
    const welcome = await this.#until("welcome");
    return Object(welcome.session).resumed;
  }

  #waiting: { type: string; resolve: (envelope: Heard) => void } | undefined;

  async #until(type: string): Promise<Heard> {
    const came = Promise.withResolvers<Heard>();
    this.#waiting = { type, resolve: came.resolve };
    return await patiently(came.promise, type);
  }

  #cut(): void {
    this.#line += 1;
    this.#receiver = undefined;
  }

  #open(): void {
    const line = ++this.#line;
    this.closed = undefined;
    this.#receiver = this.#io.accept({
      backlog: 0,
      send: (frame) => {
        if (line !== this.#line) return; // It is cut.
        ok(typeof frame === "string");
        const said: Heard | Heard[] = JSON.parse(frame);
        for (const envelope of [said].flat()) this.#hear(envelope);
      },
      close: (code) => {
        if (line === this.#line) this.closed = code;
      },
    }, {
      headers: {},
      address: this.#address,
      url: "/ws",
      query: {},
      secure: false,
    });
  }

  #hear(envelope: Heard): void {
    const { type, id, event, args } = envelope;
    if (type !== "welcome" && type !== "receipt") this.#received += 1;
    if (type === "welcome") this.#session = Object(envelope.session);
    if (type === this.#waiting?.type) this.#waiting?.resolve(envelope);
    if (type === "ack") this.#answers.get(id)?.(envelope);
    if (type === "disconnect") this.heard.push(["(disconnected)"]);
    if (type === "error") this.heard.push(["(error)", envelope.code]);
    if (type !== "event" || !Array.isArray(args)) return;
    this.heard.push([event, ...args]);
    if (id === undefined) return;
    this.#unconfirmed.push(id);
    if (this.confirms) queueMicrotask(() => this.confirm());
  }

  #send(...envelopes: unknown[]): void {
    this.#receiver?.receive(JSON.stringify(envelopes));
  }
}
