/** What a socket's middlewares do to its events: `socket.use`. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type {
  EventMiddleware,
  Fault,
  ServerOptions,
} from "../../lib/engine/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { enter, type Heard, meet } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

const MISTAKE = new Error("a mistake, with details for nobody else");

/** A socket whose listeners of `say` write down what they hear. */
async function listener(options: ServerOptions = {}) {
  const clock = new FakeClock();
  const faults: Fault[] = [];
  const io = stillServer({
    clock,
    onFault: (fault) => void faults.push(fault),
    ...options,
  });
  const guest = await enter(io);
  const heard: unknown[][] = [];
  guest.socket.on("say", (...args: unknown[]) => void heard.push(args));
  return { io, clock, faults, heard, ...guest };
}

/** A middleware that thinks about every event until it is told what to say of the oldest. */
function thinker() {
  const thoughts: { event: string; decide(error?: Error): void }[] = [];
  const think: EventMiddleware = ([event], next) =>
    void thoughts.push({ event, decide: next });
  const decide = (error?: Error) => {
    const thought = thoughts.shift();
    ok(thought, "there is something to decide");
    thought.decide(error);
  };
  return { think, decide, thoughts };
}

/** Lets all that was promised by now come about. */
async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) await Promise.resolve();
}

// -- Passing --

Deno.test("Socket.use() asks in order, after onAny() and before the listeners, at once [EV7]", async () => {
  const { peer, socket } = await listener();
  const told: string[] = [];
  socket.on("say", () => void told.push("listener"));
  socket.use(([event, ...args], next) => {
    told.push(`first ${event} ${args}`);
    next();
  });
  socket.use(([event]) => void told.push(`second ${event}`));
  socket.onAny((event) => void told.push(`any ${event}`));
  peer.emit("say", 1, 2);
  deepEqual(told, ["any say", "first say 1,2", "second say", "listener"]);
});

Deno.test("Socket.use() is asked about every event, heard or not, but about no answers", async () => {
  const { peer, socket } = await listener();
  const events: string[] = [];
  equal(socket.use(([event]) => void events.push(event)), socket);
  peer.emit("nobody listens to it");
  const answer = socket.emitWithAck("ask");
  peer.send({ type: "ack", id: (await peer.next()).id, args: ["yes"] });
  equal(await answer, "yes");
  peer.send({ type: "event", event: "disconnect", args: [] });
  equal((await peer.next()).code, "event-reserved");
  deepEqual(events, ["nobody listens to it"]);
});

Deno.test("Socket.use() is asked about the events of its own socket alone, and of those to come", async () => {
  const { io, peer, socket } = await listener();
  const bob = await enter(io);
  const events: string[] = [];
  peer.emit("before");
  socket.use(([event]) => void events.push(event));
  bob.peer.emit("bob's");
  peer.emit("after");
  deepEqual(events, ["after"]);
});

Deno.test("Socket.use() may change an event: its name, its arguments, and its answer", async () => {
  const { peer, socket, heard } = await listener();
  socket.use((event) => {
    if (event[0] === "shout") event[0] = "say";
    if (event[0] === "wrapped") event.shift();
  });
  socket.use((event) => {
    if (event[0] === "say") event.splice(1, 1, String(event[1]).toUpperCase());
  });
  peer.emit("shout", "a", 1);
  peer.emit("wrapped", "say", "b");
  deepEqual(heard, [["A", 1], ["B"]]);
  socket.use((event, next) => {
    const done = event.pop();
    event.push((n: number) => typeof done === "function" && done(n * 2));
    next();
  });
  socket.on("double", (done: (n: number) => void) => done(21));
  deepEqual((await peer.ask("double")).args, [42]);
});

Deno.test("Socket.use() that leaves nothing of an event drops it, and nobody answers [AC3]", async () => {
  const { peer, socket, heard } = await listener();
  socket.use((event) => void event.splice(0));
  equal(Object((await peer.ask("say")).error).code, "event-unhandled");
  deepEqual(heard, []);
});

Deno.test("Socket.use() cannot make an event one of the socket's own", async () => {
  const { peer, socket, faults } = await listener();
  const reasons: string[] = [];
  socket.on("disconnect", (reason) => void reasons.push(reason));
  socket.use((event) => {
    event[0] = "disconnect";
  });
  equal(Object((await peer.ask("say", "fun")).error).code, "handler-failed");
  ok(faults[0]?.error instanceof TypeError);
  deepEqual(reasons, []);
});

// -- Refusing --

const REFUSING: Record<string, [EventMiddleware, Heard]> = {
  "next() takes an error": [
    (_, next) => next(new Error("Not you")),
    { code: "not-allowed", message: "Not you", retryable: false },
  ],
  "next() takes a refusal": [
    (_, next) => next(new Refusal("too-fast", "Cannot keep up", true)),
    { code: "too-fast", message: "Cannot keep up", retryable: true },
  ],
  "it throws a refusal": [
    () => {
      throw new Refusal("too-fast", "Cannot keep up");
    },
    { code: "too-fast", message: "Cannot keep up", retryable: false },
  ],
  "it rejects with a refusal": [
    () => Promise.reject(new Refusal("too-fast", "Cannot keep up")),
    { code: "too-fast", message: "Cannot keep up", retryable: false },
  ],
  "it thinks, and next() takes an error": [
    async (_, next) => {
      await Promise.resolve();
      next(new Error("Not you"));
    },
    { code: "not-allowed", message: "Not you", retryable: false },
  ],
};

for (const [how, [middleware, refusal]] of Object.entries(REFUSING)) {
  Deno.test(`Socket.use() refuses when ${how}, and asks no further [EV7] [RE3]`, async () => {
    const { peer, socket, heard, faults } = await listener();
    socket.use(middleware).use(() => void heard.push(["further"]));
    const { code, message } = refusal;
    deepEqual((await peer.ask("say")).error, { code, message });
    peer.emit("say");
    deepEqual(await peer.next(), { type: "error", ...refusal });
    deepEqual([heard, faults], [[], []]);
  });
}

for (
  const [way, middleware] of [
    ["throws", () => {
      throw MISTAKE;
    }],
    ["rejects", () => Promise.reject(MISTAKE)],
  ] as const
) {
  Deno.test(`Socket.use() tells the server alone what a middleware did wrong that ${way} [AC4]`, async () => {
    const { peer, socket, heard, faults, id } = await listener();
    socket.use(middleware);
    const { error } = await peer.ask("say");
    deepEqual(error, {
      code: "handler-failed",
      message: "Cannot finish: the handler failed",
    });
    peer.emit("say");
    equal((await peer.next()).code, "handler-failed");
    const fault = { error: MISTAKE, ns: "/", socket: id, event: "say" };
    deepEqual(faults, [fault, fault]);
    deepEqual(heard, []);
  });

  Deno.test(`Socket.use() tells of a middleware that ${way} after it has decided, and the event passes`, async () => {
    const { peer, socket, heard, faults, id } = await listener();
    socket.use((_, next) => {
      next();
      return middleware();
    });
    peer.emit("say", 1);
    await settle();
    deepEqual(heard, [[1]]);
    deepEqual(faults, [{ error: MISTAKE, ns: "/", socket: id, event: "say" }]);
  });
}

Deno.test("Socket.use() hears one decision of each middleware", async () => {
  const { peer, socket, heard } = await listener();
  let further = 0;
  socket.use((_, next) => {
    next();
    next();
    next(new Error("too late"));
  });
  socket.use(() => void (further += 1));
  peer.emit("say", 1);
  equal(further, 1);
  deepEqual(heard, [[1]]);
  deepEqual(await peer.settled(), []);
});

// -- Thinking --

Deno.test("Socket.use() keeps the order of events while a middleware thinks [EV3] [EV7]", async () => {
  const { peer, socket, heard, clock } = await listener();
  const { think, decide, thoughts } = thinker();
  const idle = clock.pending;
  socket.use(think);
  for (let n = 1; n <= 4; n++) peer.emit("say", n);
  equal(thoughts.length, 1, "one at a time");
  decide();
  equal(thoughts.length, 1, "and the next one when it has been decided");
  deepEqual(heard, [[1]]);
  decide(new Error("Not this one"));
  decide();
  deepEqual(heard, [[1], [3]]);
  decide();
  peer.emit("say", 5);
  decide();
  deepEqual(heard, [[1], [3], [4], [5]]);
  equal(clock.pending, idle, "nothing is waited for any more");
});

Deno.test("Socket.use() keeps order for onAny() too, and among several middlewares [EV7]", async () => {
  const { peer, socket } = await listener();
  const first = thinker();
  const second = thinker();
  const told: unknown[] = [];
  socket.onAny((_, n) => void told.push(`any ${n}`));
  socket.on("say", (n: number) => void told.push(`heard ${n}`));
  socket.use(first.think).use(second.think);
  peer.emit("say", 1);
  peer.emit("say", 2);
  deepEqual(told, ["any 1"]);
  first.decide();
  equal(first.thoughts.length, 0);
  second.decide();
  deepEqual(told, ["any 1", "heard 1", "any 2"]);
});

Deno.test("Socket.use() keeps the order of an event that comes while a listener runs [EV3]", async () => {
  const { peer, socket, heard } = await listener();
  const { think, decide } = thinker();
  socket.use(think).on("say", (n: number) => {
    if (n === 1) peer.emit("say", 3);
  });
  peer.emit("say", 1);
  peer.emit("say", 2);
  for (let n = 0; n < 3; n++) decide();
  deepEqual(heard, [[1], [2], [3]]);
});

Deno.test("Socket.use() does not ask of an event that is thought about whoever came after it", async () => {
  const { peer, socket, heard } = await listener();
  const { think, decide } = thinker();
  socket.use(think);
  peer.emit("say", 1);
  let asked = 0;
  socket.use(() => void (asked += 1));
  decide();
  deepEqual([heard, asked], [[[1]], 0]);
  peer.emit("say", 2);
  decide();
  deepEqual([heard, asked], [[[1], [2]], 1]);
});

Deno.test("Socket.use() passes on a long queue, in order, when nobody has to think any more", async () => {
  const { peer, socket, heard } = await listener({
    limits: { windowEnvelopes: 20_000, eventsPerSecond: Infinity },
  });
  let open = () => {};
  let closed = true;
  socket.use((_, next) => {
    if (closed) open = next;
    else next();
  });
  for (let n = 0; n < 20_000; n++) peer.emit("say", n);
  closed = false;
  open();
  deepEqual(heard, Array.from({ length: 20_000 }, (_, n) => [n]));
});

Deno.test("Socket.use() lets answers through while a middleware thinks", async () => {
  const { peer, socket, heard } = await listener();
  socket.use(async () => {
    await socket.emitWithAck("really?");
  });
  peer.emit("say", 1);
  peer.send({ type: "ack", id: (await peer.next()).id, args: [] });
  await settle();
  deepEqual(heard, [[1]]);
});

Deno.test("Socket.use() does not wait longer than ackMs for each middleware [EV7]", async () => {
  const { peer, socket, heard, clock } = await listener({
    limits: { ackMs: 3_000 },
  });
  const first = thinker();
  const second = thinker();
  socket.use(first.think).use(second.think);
  const refused = peer.ask("say", 1);
  peer.emit("say", 2);
  const [late] = first.thoughts;
  clock.advance(2_999);
  first.decide();
  clock.advance(2_999);
  equal(second.thoughts.length, 1, "each has its time");
  clock.advance(1);
  equal(Object((await refused).error).code, "middleware-timeout");
  second.thoughts.shift()?.decide();
  late?.decide();
  deepEqual(heard, [], "what is decided too late is not decided");
  first.decide();
  second.decide();
  deepEqual(heard, [[2]], "and those who waited have their turn");
});

Deno.test("Socket.use() tells the client of an event that asked for nothing and took too long [RE3]", async () => {
  const { peer, socket, clock } = await listener();
  socket.use(thinker().think);
  peer.emit("say", 1);
  clock.advance(10_000);
  const { type, code, retryable } = await peer.next();
  deepEqual([type, code, retryable], ["error", "middleware-timeout", true]);
});

// -- Answering --

const ANSWERING: Record<string, EventMiddleware> = {
  "and returns": (event) => void answer(event),
  "and resolves": async (event) => {
    await Promise.resolve();
    answer(event);
  },
  "when it has returned": (event) =>
    void Promise.resolve().then(() => answer(event)),
};

function answer(event: readonly unknown[]): void {
  const done = event.at(-1);
  if (typeof done === "function") done("from the middleware");
}

for (const [how, middleware] of Object.entries(ANSWERING)) {
  Deno.test(`Socket.use() takes an event that a middleware answers ${how}: it goes no further`, async () => {
    const { peer, socket, heard, clock } = await listener();
    const idle = clock.pending;
    let busy = true;
    socket.use((event, next) => busy ? middleware(event, next) : next());
    const answered = peer.ask("say", 1);
    busy = false;
    peer.emit("say", 2);
    deepEqual((await answered).args, ["from the middleware"]);
    await settle();
    deepEqual(heard, [[2]], "and those who waited have their turn");
    equal(clock.pending, idle);
  });
}

Deno.test("Socket.use() lets an event pass that a middleware answers before it calls next()", async () => {
  const { peer, socket, heard } = await listener();
  socket.use((event, next) => {
    answer(event);
    next();
  });
  socket.use(async (event, next) => {
    answer(event);
    await settle();
    next();
  });
  deepEqual((await peer.ask("say", 1)).args, ["from the middleware"]);
  await settle();
  deepEqual(heard.map(([n]) => n), [1]);
});

Deno.test("Socket.use() goes on when a middleware makes something of an event that is no name [EV7]", async () => {
  const { peer, socket, heard, faults } = await listener();
  socket.use(async (event) => {
    await Promise.resolve();
    if (event[0] === "odd") Reflect.set(event, 0, Symbol("odd"));
  });
  peer.send({ type: "event", event: "odd", args: [], id: 1 });
  peer.emit("say", 1);
  await settle();
  deepEqual(heard, [[1]]);
  equal(faults.length, 1);
});

// -- Ending --

Deno.test("Socket.use() drops what waits when the socket ends", async () => {
  const { peer, socket, heard, clock, faults } = await listener();
  const { think, thoughts } = thinker();
  let further = 0;
  socket.use(think).use(() => void (further += 1));
  peer.emit("say", 1);
  peer.emit("say", 2);
  socket.disconnect();
  clock.advance(2_000); // As long as one would wait to send a receipt.
  equal(clock.pending, 1, "only for the client to connect again");
  const [thought] = thoughts;
  thought?.decide();
  deepEqual([thoughts.length, further], [1, 0], "nobody is asked any more");
  deepEqual([heard, faults], [[], []]);
});

for (
  const [how, middleware] of [
    ["and calls next()", (_, next) => next()],
    ["and never decides", (_, _next) => {}],
  ] as [string, EventMiddleware][]
) {
  Deno.test(`Socket.use() lets nothing pass when a middleware ends the socket ${how}`, async () => {
    const { peer, socket, heard, clock } = await listener();
    socket.use((event, next) => {
      socket.disconnect();
      middleware(event, next);
    });
    peer.emit("say", 1);
    deepEqual(heard, []);
    clock.advance(2_000); // As long as one would wait to send a receipt.
    equal(clock.pending, 1, "only for the client to connect again");
  });
}

Deno.test("Socket.use() goes on while the client is away, and keeps order when it is back", async () => {
  const { io, peer, socket, heard } = await listener();
  const { think, decide } = thinker();
  socket.use(think);
  const { claim } = peer;
  peer.emit("say", 1);
  peer.emit("say", 2);
  peer.breaks();
  decide();
  deepEqual(heard, [[1]]);
  const again = meet(io);
  equal((await again.resume(claim)).resumed, true);
  again.emit("say", 3);
  decide();
  decide();
  deepEqual(heard, [[1], [2], [3]]);
});

// -- Flooding --

const say = (...args: unknown[]) => ({ type: "event", event: "say", args });

for (
  const [name, limit, words] of [
    ["windowEnvelopes", 2, ""],
    ["windowChars", 200, "x".repeat(100 - JSON.stringify(say("")).length)],
  ] as const
) {
  Deno.test(`Socket keeps events that wait up to ${name}, and refuses more [EV8]`, async () => {
    const { peer, socket, heard } = await listener({
      limits: { [name]: limit },
    });
    const { think, decide } = thinker();
    socket.use(think);
    for (let n = 0; n < 3; n++) peer.emit("say", words);
    peer.emit("say", ""); // One is thought about, and two wait.
    deepEqual(await peer.next(), {
      type: "error",
      code: "too-many-events",
      message: "Cannot take another event: too many wait already",
      retryable: true,
    });
    equal(Object((await peer.ask("say")).error).code, "too-many-events");
    decide();
    peer.emit("say", words);
    for (let n = 0; n < 3; n++) decide();
    deepEqual(heard, Array(4).fill([words]));
    peer.emit("say", words);
    decide();
    equal(heard.length, 5);
  });
}

/** An event that is to be handled once, for the first time or again. */
const pay = (id: number) => ({
  type: "event",
  event: "pay",
  args: [],
  id,
  once: { by: "nobody knows this", n: 1 },
});

Deno.test("Socket.use() forgets an event to be handled once that it let nobody handle [AC8]", async () => {
  const { io, peer, socket } = await listener();
  const { think } = thinker();
  socket.use(think);
  peer.send(pay(1));
  socket.disconnect();
  const again = await enter(io);
  again.socket.on("pay", (done: (how: string) => void) => done("paid"));
  again.peer.send(pay(1));
  deepEqual((await again.peer.next()).args, ["paid"]);
});

Deno.test("Socket.use() thinks on about an event to be handled once while its client is away [AC8] [SE5]", async () => {
  const { io, peer, socket } = await listener();
  const { think, decide, thoughts } = thinker();
  let paid = 0;
  socket.use(think);
  socket.on("pay", (done: (times: number) => void) => done(++paid));
  peer.send(pay(1));
  peer.breaks();
  const back = meet(io);
  equal((await back.resume(peer.claim)).resumed, true);
  back.send(pay(2)); // It has waited for the answer for too long.
  equal(thoughts.length, 1);
  decide();
  const answer = await back.next();
  deepEqual([answer.id, answer.args], [1, [1]]);
  const again = await back.next();
  deepEqual([again.id, again.args, paid], [2, [1], 1]);
  deepEqual(thoughts, [], "nobody is asked of what was handled");
});

Deno.test("Socket.use() that thinks in a lost session keeps the event from nobody for ever [AC8]", async () => {
  const { io, peer, socket } = await listener();
  const { think } = thinker();
  socket.use(think);
  peer.send(pay(1));
  peer.breaks();
  const again = await enter(io); // A session of its own: it knows nothing of the other.
  let paid = 0;
  again.socket.on("pay", (done: (times: number) => void) => done(++paid));
  again.peer.send(pay(2));
  deepEqual(await again.peer.settled(), [], "it is thought about");
  socket.disconnect(true);
  again.peer.send(pay(3));
  const answer = await again.peer.next();
  deepEqual([answer.id, answer.args, paid], [3, [1], 1]);
});
