/**
 * Hostile clients, many at a time, against the real codec and server: their frames are those of good
 * conversations, changed by chance.
 */

import { deepEqual, equal, ok } from "node:assert/strict";
import { Server, type Socket } from "../../lib/engine/mod.ts";
import {
  decodeFromServer,
  type SessionClaim,
  unpackAny,
} from "../../lib/wire/mod.ts";
import { Chance } from "../simulation/chance.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { nextTurn } from "../support/next_turn.ts";
import { binaryFrame, enter, type Guest } from "../support/peer.ts";
import { type Frame, mutate } from "./mutations.ts";
import { judge } from "./oracle.ts";
import { catchRejections } from "../support/uncaught.ts";

/** How many clients there are at a time. */
const CLIENTS = 20;

/** How many mutations there are between two looks at whether all is well. */
const ROUND = 1_000;

/** Milliseconds that a frame takes: a client's session may run out while others talk. */
const FRAME_MS = 100;

/** The numbers that a client of any kind may be closed with. */
const CLOSES: ReadonlySet<number> = new Set([
  4000,
  4001,
  4002,
  4500,
  4501,
  4502,
  4503,
  4504,
  4505,
]);

const event = (event: string, ...args: unknown[]) =>
  ({ type: "event", event, args }) as const;
const once = { by: "nobody else can guess it", n: 1 };

/** What good clients say when they are in. */
const FRAMES: readonly Frame[] = [
  event("echo", "words", { deep: [1, null, true] }),
  { ...event("echo", 1), id: 1 },
  { ...event("say", "words"), volatile: true },
  { ...event("echo", 1), id: 2, once },
  { ...event("echo", 1), id: 3, once: { ...once, n: 2 } },
  event("join", "blue"),
  event("leave", "blue"),
  event("tell", "blue", "words"),
  event("ask", "blue"),
  event("dismiss"),
  { ...event("think", 1), id: 4 },
  { ...event("echo", 1), ns: "/guarded", id: 5 },
  { type: "connect", ns: "/guarded", auth: { token: 1 } },
  { type: "connect", ns: "/child-1" },
  { type: "connect", ns: "/nowhere" },
  { type: "disconnect", ns: "/guarded" },
  { type: "disconnect", ns: "/" },
  { type: "ack", id: 1, args: ["done"] },
  { type: "ack", id: -1, args: [] },
  { type: "ack", id: 2, error: { code: "no", message: "Cannot" } },
  { type: "receipt", received: 1 },
  { type: "ping", rtt: 12 },
  [{ type: "ping" }, event("say", 1), { ...event("echo", 2), id: 6 }],
].map((envelope): Frame => JSON.stringify(envelope)).concat(
  [
    { ...event("echo", null, { photo: null }), id: 7 },
    { ...event("think", null, { photo: null }), id: 8 },
    { type: "ack", id: 1, args: [null, { photo: null }] },
  ].map((envelope) =>
    binaryFrame({
      ...envelope,
      bytes: [
        { at: [0], kind: "Uint16Array", length: 4 },
        { at: [1, "photo"], kind: "Blob", length: 3, type: "image/png" },
      ],
    }, [1, 2, 3, 4, 5, 6, 7])
  ),
);

/** A mistake that was found: which frame it was, and of which seed. */
export class Violation extends Error {
  constructor(seed: number, mutation: number, frame: Frame, cause: unknown) {
    const shown = typeof frame === "string" ? frame : `[${frame}]`;
    const text = shown.length > 2_000 ? `${shown.slice(0, 2_000)}…` : shown;
    super(`seed ${seed}, mutation ${mutation}: ${cause}\n${text}`, { cause });
  }
}

/** One client's connection. */
interface Client {
  readonly receive: (frame: Frame) => void;
  readonly lost: (left: boolean) => void;
  /** What the server said about the end, and the number that it closed with. */
  closed: number | undefined;
  fatal: string | undefined;
  claim: SessionClaim | undefined;
  greeted: boolean;
  left: number;
}

/** The server, its application and its clients. */
class World {
  readonly clock: FakeClock = new FakeClock();
  readonly faults: unknown[] = [];
  /** How many events the application has heard. */
  heard = 0;
  readonly io: Server;
  readonly #chance: Chance;
  readonly #clients: Client[] = [];
  /** What clients that were cut off could come back with. */
  readonly #claims: SessionClaim[] = [];
  #attempts = 0;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
    this.io = new Server({
      clock: this.clock,
      cleanupEmptyChildNamespaces: true,
      onFault: ({ error }) => void this.faults.push(error),
    });
    const greet = (socket: Socket) => this.#serve(socket);
    this.io.on("connection", greet);
    this.io.of("/guarded", greet).use(async () => await Promise.resolve());
    this.io.of(/^\/child-/, greet);
  }

  /** Lets one client say one frame, good or not; whether it was mutated. */
  step(report: (frame: Frame, error: unknown) => never): boolean {
    const chance = this.#chance;
    this.clock.advance(FRAME_MS);
    const slot = Math.floor(chance.number() * CLIENTS);
    const client = this.#clients[slot] ??= this.#call();
    if (client.left === 0 || client.closed !== undefined) {
      this.#part(client);
      this.#clients[slot] = this.#call();
      return false;
    }
    client.left -= 1;
    const good = client.greeted ? chance.pick(FRAMES) ?? "" : this.#hello();
    const isMutated = chance.happens(client.greeted ? 0.9 : 0.25);
    const frame = isMutated
      ? mutate(good, chance, chance.pick(FRAMES) ?? good)
      : good;
    client.greeted = true;
    try {
      this.#say(client, frame);
    } catch (error) {
      report(frame, error);
    }
    return isMutated;
  }

  /** Everyone goes, and all that was kept for who may come back runs out. */
  async end(): Promise<void> {
    for (const client of this.#clients) this.#part(client);
    await turn();
    for (let second = 0; second < 300; second++) {
      this.clock.advance(1_000);
      await turn();
    }
    const { io, clock } = this;
    equal(io.engine.clientsCount, 0, "connections that are left");
    equal(clock.pending, 0, "timers that are left");
    for (const namespace of [io.sockets, io.of("/guarded")]) {
      equal(namespace.sockets.size, 0, "sockets that are left");
      equal(namespace.adapter.rooms.size, 0, "rooms that are left");
      equal(namespace.adapter.sids.size, 0, "members that are left");
      equal(namespace.place.acks.size, 0, "questions that are left");
    }
    for (const claim of this.#claims) {
      const client = this.#call();
      const session = { ...claim, attempt: ++this.#attempts };
      client.receive(JSON.stringify({ type: "hello", version: 1, session }));
      await turn();
      ok(client.claim && client.claim.id !== claim.id, "a session is left");
      client.lost(true);
    }
    clock.advance(1_000);
    equal(clock.pending, 0, "timers that are left");
  }

  #say(client: Client, frame: Frame): void {
    const verdict = judge(frame);
    const before = this.heard;
    client.receive(frame);
    const refused = client.fatal === "frame-invalid"
      ? "invalid"
      : client.fatal === "frame-too-large"
      ? "too large"
      : "ok";
    equal(refused, verdict, "what the server makes of it");
    if (verdict !== "ok") equal(this.heard, before, "what it sets off");
    if (client.closed !== undefined) ok(CLOSES.has(client.closed));
    deepEqual(this.faults, [], "what the application is told of");
  }

  #hello(): string {
    const hello = { type: "hello", version: 1 };
    const claim = this.#chance.happens(0.4) && this.#chance.pick(this.#claims);
    if (!claim) {
      return JSON.stringify([hello, { type: "connect", ns: "/", auth: 1 }]);
    }
    const session = { ...claim, attempt: ++this.#attempts };
    return JSON.stringify({ ...hello, session });
  }

  #call(): Client {
    const receiver = this.io.accept({
      backlog: 0,
      send: (frame) => hear(client, frame),
      close: (code) => void (client.closed = code),
    }, {
      headers: {},
      address: "127.0.0.1",
      url: "/ws",
      query: {},
      secure: false,
    });
    const client: Client = {
      receive: (frame) => receiver.receive(frame),
      lost: (left) => receiver.lost("transport close", left),
      closed: undefined,
      fatal: undefined,
      claim: undefined,
      greeted: false,
      left: 1 + Math.floor(this.#chance.number() * 8),
    };
    return client;
  }

  /** A client goes for good, or may come back. */
  #part(client: Client): void {
    const left = this.#chance.happens(0.5);
    if (!left && client.claim) this.#claims.push(client.claim);
    if (this.#claims.length > 30) this.#claims.shift();
    client.lost(left);
  }

  /** An application that does what it is asked, and takes anything. */
  #serve(socket: Socket): void {
    socket.onAny((event) => {
      this.heard += 1;
      ok(typeof event === "string");
    });
    const last = (args: unknown[], answer: unknown) => {
      const done = args.at(-1);
      if (typeof done === "function") done(answer);
    };
    socket.on("echo", (...args: unknown[]) => last(args, args[0]));
    socket.on("think", async (...args: unknown[]) => {
      await Promise.resolve();
      last(args, args[0]);
    });
    const named = (use: (room: string) => void) => (room: unknown) => {
      if (typeof room === "string" && socket.rooms.size < 30) use(room);
    };
    socket.on("join", named((room) => socket.join(room)));
    socket.on("leave", named((room) => socket.leave(room)));
    socket.on("tell", (room: unknown, ...words: unknown[]) => {
      const said = words.filter((word) => typeof word !== "function");
      named((room) => void socket.to(room).emit("told", ...said))(room);
    });
    socket.on("ask", () => {
      this.io.to("blue").timeout(1_000).emit("ready?", () => {});
      socket.timeout(1_000).emit("ready?", () => {});
    });
    socket.on("dismiss", () => void socket.disconnect());
  }
}

function hear(client: Client, frame: Frame): void {
  const envelopes = decodeFromServer(frame, unpackAny);
  ok(envelopes, "what the server says can be read");
  for (const envelope of envelopes) {
    if (envelope.type === "fatal") client.fatal = envelope.code;
    if (envelope.type === "welcome") {
      const { id, key } = envelope.session;
      client.claim = { id, key, attempt: 0, received: 0, auth: { "/": 1 } };
    }
  }
}

/** The end of a turn, when the server writes. */
async function turn(): Promise<void> {
  await nextTurn();
}

async function echoes({ peer }: Guest): Promise<void> {
  deepEqual((await peer.ask("echo", "still here")).args, ["still here"]);
}

/** Lets as many mutations come as are asked for; throws a {@linkcode Violation}. */
export async function fuzz(seed: number, count: number): Promise<void> {
  const world = new World(seed);
  const bob = await enter(world.io);
  let done = 0;
  let latest: Frame = "";
  using rejections = catchRejections();
  try {
    for (let steps = 0; done < count; steps++) {
      const mutated = world.step((frame, error) => {
        latest = frame;
        throw error;
      });
      if (mutated) done += 1;
      if (steps % CLIENTS === 0) await turn();
      if (mutated && done % ROUND === 0) {
        await echoes(bob);
        deepEqual([rejections.all, world.faults], [[], []]);
      }
    }
    bob.peer.hangUp();
    await world.end();
    deepEqual([rejections.all, world.faults], [[], []]);
    ok(!("polluted" in {}));
  } catch (error) {
    throw new Violation(seed, done, latest, error);
  }
}
