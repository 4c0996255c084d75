/** Each limit: what is at it passes, what is one over it does not. */

import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { type Limits, Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { nextTurn } from "../support/next_turn.ts";
import { enter, meet } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** A frame that needs a limit to be `n`. */
type Needs = (n: number) => string;

const say = (fields: object) =>
  JSON.stringify({ type: "event", event: "say", args: [], ...fields });
const text = (length: number) => "x".repeat(length);
const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown =>
  depth === 0 ? 1 : wrap(nested(depth - 1, wrap));
const keys = (count: number) =>
  Object.fromEntries(list(count).map((_, index) => [`key ${index}`, index]));
const list = (length: number) => Array<number>(length).fill(0);

/** The limits of a frame: one to try each with, and the frames that reach it. */
const FRAMES = {
  frameChars: [100, (n) => say({}).padEnd(n)],
  batchEnvelopes: [4, (n) => `[${Array(n).fill(say({}))}]`],
  eventChars: [10, (n) => say({ event: text(n) })],
  namespaceChars: [
    10,
    (n) => say({ ns: text(n) }),
    (n) => JSON.stringify({ type: "connect", ns: text(n) }),
    (n) => JSON.stringify({ type: "disconnect", ns: text(n) }),
    (n) => JSON.stringify({ type: "ack", ns: text(n), id: 1, args: [] }),
  ],
  args: [
    3,
    (n) => say({ args: list(n) }),
    (n) => JSON.stringify({ type: "ack", id: 1, args: list(n) }),
  ],
  jsonDepth: [
    5,
    // A list of arguments is the second: the envelope is around it.
    (n) => say({ args: [nested(n - 2, (inner) => [inner])] }),
    (n) => say({ args: [nested(n - 2, (inner) => ({ inner }))] }),
    (n) =>
      JSON.stringify({
        type: "connect",
        ns: "/x",
        auth: nested(n - 1, (inner) => [inner]),
      }),
  ],
  jsonKeys: [
    4,
    (n) => say({ args: [keys(n)] }),
    (n) => say({ args: [[[keys(n), keys(n)]]] }),
    (n) => JSON.stringify({ type: "ack", id: 1, args: [keys(n)] }),
  ],
} satisfies Partial<Record<keyof Limits, [number, ...Needs[]]>>;

for (const [name, [limit, ...needs]] of Object.entries(FRAMES)) {
  Deno.test(`Connection takes a frame at ${name}, and none over it [FR4] [FR5]`, async () => {
    const io = stillServer({ limits: { [name]: limit } });
    for (const need of needs) {
      const ada = await enter(io);
      ada.peer.sendFrame(need(limit));
      await ada.peer.settled();
      ada.peer.sendFrame(need(limit + 1));
      const isLong = name === "frameChars";
      const { code } = await ada.peer.next();
      equal(code, isLong ? "frame-too-large" : "frame-invalid");
      equal(await ada.peer.closed, isLong ? 4501 : 4500);
    }
  });
}

Deno.test("Socket.join() takes rooms up to roomsPerSocket, its own not counted", async () => {
  const io = stillServer({ limits: { roomsPerSocket: 2 } });
  const { socket, id } = await enter(io);
  socket.join("blue");
  socket.join("green");
  throws(() => socket.join("red"), {
    name: "Refusal",
    code: "too-many-rooms",
    message: "Cannot join: the socket is in 2 rooms already",
  });
  socket.join("blue"); // To be there already is no further room.
  deepEqual([...socket.rooms], [id, "blue", "green"]);
  equal(io.sockets.adapter.rooms.has("red"), false);
  socket.leave("blue");
  socket.join("red");
  throws(() => socket.join("blue"), Refusal);
});

Deno.test("Socket.join() counts rooms for each socket", async () => {
  const io = stillServer({ limits: { roomsPerSocket: 1 } });
  const ada = await enter(io, "blue");
  const bob = await enter(io, "blue");
  for (const { socket } of [ada, bob]) {
    throws(() => socket.join("green"), Refusal);
  }
});

Deno.test("Server lets clients make namespaces up to childNamespaces [NS10]", async () => {
  const io = stillServer({
    limits: { childNamespaces: 2 },
    cleanupEmptyChildNamespaces: true,
  });
  io.of(/^\/\d$/);
  io.of("/chat"); // No child: it does not count.
  const into = async (ns: string) => {
    const peer = meet(io);
    await peer.connect(ns);
    return peer;
  };
  const ada = await into("/1");
  const bob = await into("/2");
  bob.send({ type: "connect", ns: "/3" });
  deepEqual(await bob.next(), {
    type: "refused",
    ns: "/3",
    code: "too-many-namespaces",
    message: "Cannot connect: there are 2 namespaces of this kind already",
    retryable: true,
  });
  bob.send({ type: "connect", ns: "/not-3" });
  equal((await bob.next()).code, "namespace-unknown");
  await into("/2");
  ada.hangUp();
  await into("/3");
  equal(io.of("/4").name, "/4", "the application may make what it wants");
});

Deno.test("Socket asks a client for answers up to pendingAcks", async () => {
  const io = stillServer({
    limits: { pendingAcks: 2 },
    clock: new FakeClock(),
  });
  const { peer, socket } = await enter(io);
  const answers = [socket.emitWithAck("ask"), socket.emitWithAck("ask")];
  await rejects(socket.emitWithAck("ask"), {
    code: "too-many-acks",
    retryable: true,
  });
  throws(() => socket.emit("ask", () => {}), { code: "too-many-acks" });
  socket.emit("say"); // What asks for no answer costs nothing.
  const [first, second, third] = await peer.settled();
  equal(third?.event, "say");
  for (const asked of [first, second]) {
    peer.send({ type: "ack", id: asked?.id, args: ["yes"] });
  }
  deepEqual(await Promise.all(answers), ["yes", "yes"]);
  const answer = socket.emitWithAck("ask");
  peer.hangUp();
  await rejects(answer);
});

Deno.test("Connection is closed when more than backlogBytes wait for it [CL3]", async () => {
  const envelope = say({});
  const backlogBytes = 10 * envelope.length;
  const io = stillServer({ limits: { backlogBytes } });
  let backlog = 0;
  const slow = meet(io, { backlog: () => backlog });
  const id = await slow.connect();
  const fast = await enter(io);
  const reasons: string[] = [];
  const socket = io.sockets.sockets.get(id);
  socket?.on("away", (reason) => void reasons.push(reason));
  const sayAll = async () => {
    io.emit("say");
    deepEqual(await fast.peer.events(), [["say"]]);
  };
  backlog = 9 * envelope.length;
  await sayAll();
  deepEqual(await slow.event("say"), [], "at the limit it is still told");
  backlog += 1;
  await sayAll();
  equal(await slow.closed, 4000);
  deepEqual(reasons, ["transport close"]);
  equal(socket?.connected, true, "it may only be the network");
  equal(io.engine.clientsCount, 1);
  await sayAll();
});

Deno.test("Connection is closed when a turn alone exceeds backlogBytes [CL3]", async () => {
  const io = stillServer({ limits: { backlogBytes: 1_000 } });
  const { peer, socket } = await enter(io);
  while (!socket.away) socket.emit("say", "x".repeat(100));
  equal(await peer.closed, 4000);
  equal((await peer.next()).event, "say", "what fitted is written before");
});

Deno.test("Connection waits for hello as long as helloMs [HE4]", async () => {
  const clock = new FakeClock();
  const io = stillServer({ limits: { helloMs: 50 }, clock });
  await using ada = meet(io);
  clock.advance(49);
  equal(io.engine.clientsCount, 1);
  clock.advance(1);
  equal(io.engine.clientsCount, 0);
  equal(await ada.closed, 4001);
});

Deno.test("Session is in no namespace as long as connectMs [HE7]", async () => {
  const clock = new FakeClock();
  const io = stillServer({ limits: { connectMs: 5_000 }, clock });
  const idle = meet(io);
  idle.send({ type: "hello", version: 1 });
  await idle.next();
  const ada = await enter(io);
  clock.advance(4_999);
  equal(io.engine.clientsCount, 2);
  clock.advance(1_001); // It is looked for once a second.
  deepEqual(await idle.next(), {
    type: "fatal",
    code: "connect-timeout",
    message: "Cannot wait: no connect in 5000 ms",
  });
  equal(await idle.closed, 4001);
  equal(io.engine.refusals.get("connect-timeout"), 1);
  equal(ada.socket.connected, true);
  ada.socket.disconnect();
  clock.advance(4_000);
  ada.peer.send({ type: "connect", ns: "/" });
  clock.advance(60_000);
  equal(io.engine.clientsCount, 1, "who has come back in time stays");
  io.sockets.disconnectSockets();
  ada.peer.breaks();
  clock.advance(6_000);
  const claim = { ...ada.peer.claim, received: 1 };
  equal((await meet(io).resume(claim)).reason, "unknown", "absent or not");
});

Deno.test("Socket waits for an answer as long as ackMs [AC6]", async () => {
  const clock = new FakeClock();
  const io = stillServer({ limits: { ackMs: 50 }, clock });
  const { socket } = await enter(io);
  const outcomes: string[] = [];
  const answer = socket.emitWithAck("ask")
    .catch((error: Refusal) => outcomes.push(error.code));
  clock.advance(49);
  await Promise.resolve();
  deepEqual(outcomes, []);
  clock.advance(1);
  await answer;
  deepEqual(outcomes, ["timeout"]);
});

for (
  const [name, limit] of [["windowEnvelopes", 3], ["windowChars", 200]] as const
) {
  Deno.test(`Session keeps for an absent client up to ${name}, and ends over it [SE12]`, async () => {
    const io = stillServer({ limits: { [name]: limit } });
    const { peer, socket } = await enter(io);
    peer.send({ type: "receipt", received: 1 });
    peer.breaks();
    const fitting = name === "windowEnvelopes" ? ["", "", ""] : [
      text(200 - say({ args: [""] }).length),
    ];
    for (const words of fitting) socket.emit("say", words);
    equal(socket.connected, true);
    socket.emit("say");
    equal(socket.connected, false);
  });

  Deno.test(`Session keeps for a client up to ${name}, and of what is over it the newest [SE9]`, async () => {
    const io = stillServer({ limits: { [name]: limit } });
    const { peer, socket } = await enter(io);
    const { claim } = peer;
    const words = text(name === "windowChars" ? 200 / 3 - say({}).length : 0);
    for (let n = 0; n < 3; n++) socket.emit("say", words);
    socket.emit("say", words);
    peer.breaks();
    equal((await meet(io).resume(claim)).reason, "gap");
  });
}

Deno.test("Session is kept as long as sessionMs, and says so [SE11]", async () => {
  const clock = new FakeClock();
  const io = stillServer({ limits: { sessionMs: 5_000 }, clock });
  const { peer, socket } = await enter(io);
  equal(Object(peer.welcome?.session).ttl, 5_000);
  clock.advance(60_000);
  peer.breaks();
  clock.advance(4_999);
  equal(socket.connected, true);
  clock.advance(1_001); // It is looked for once a second.
  equal(socket.connected, false);
});

Deno.test("Session is kept while no more than awaySessions are away, with the others [SE11]", async () => {
  const io = stillServer({ limits: { awaySessions: 1 } });
  const ada = await enter(io);
  const bob = await enter(io);
  const eve = await enter(io);
  ada.peer.breaks();
  equal(ada.socket.connected, true, "at the limit");
  bob.peer.breaks();
  deepEqual(
    [ada, bob, eve].map(({ socket }) => socket.connected),
    [false, true, true],
  );
});

Deno.test("Session is not kept at all if awaySessions is 0", async () => {
  const { peer, socket } = await enter(stillServer({
    limits: { awaySessions: 0 },
  }));
  peer.breaks();
  equal(socket.connected, false);
});

Deno.test("Connection tells the client to ping every pingMs [HE1] [HB1]", async () => {
  const { peer } = await enter(stillServer({ limits: { pingMs: 50 } }));
  deepEqual(peer.welcome?.heartbeat, { interval: 50, timeout: 50 });
});

/** A guest of a server that takes two envelopes a second, and five at once: two are spent. */
async function hurried() {
  const clock = new FakeClock();
  const limits = { eventsPerSecond: 2, eventBurst: 5 };
  const io = stillServer({ limits, clock });
  const ada = await enter(io);
  const heard: unknown[] = [];
  ada.socket.on("say", (...args: unknown[]) => void heard.push(args[0]));
  const { peer } = ada;
  const sayTo = (words: number) =>
    peer.send({ type: "event", event: "say", args: [words] });
  return { io, clock, heard, sayTo, ...ada };
}

Deno.test("Session takes eventBurst at once, and then eventsPerSecond [RL1]", async () => {
  const { io, clock, heard, sayTo, peer } = await hurried();
  for (const n of [1, 2, 3, 4]) sayTo(n); // To connect was one.
  deepEqual(heard, [1, 2, 3, 4]);
  const later = async (ms: number) => {
    await nextTurn(); // What comes in one turn comes at the same time.
    clock.advance(ms);
  };
  await later(499);
  sayTo(5);
  await later(500);
  sayTo(6);
  deepEqual(heard, [1, 2, 3, 4], "what was refused counts, too");
  await later(1_000);
  sayTo(7);
  deepEqual(heard, [1, 2, 3, 4, 7]);
  const refusal = {
    type: "error",
    code: "rate-limited",
    message: "Cannot take the event: too many have come",
    retryable: true,
  };
  deepEqual([await peer.next(), await peer.next()], [refusal, refusal]);
  equal(io.engine.refusals.get("rate-limited"), 2);
  await later(60_000);
  for (const n of [1, 2, 3, 4, 5, 6]) sayTo(n);
  deepEqual(heard.slice(5), [1, 2, 3, 4, 5], "never more than the burst");
});

Deno.test("Session refuses the answer to an event that is too much, and drops a volatile one [RL1]", async () => {
  const { heard, sayTo, peer } = await hurried();
  for (const n of [1, 2, 3, 4]) sayTo(n);
  const event = { type: "event", event: "say", args: [5] };
  peer.send({ ...event, volatile: true });
  peer.send({ ...event, id: 6 });
  const { type, id, error } = await peer.next();
  deepEqual([type, id, Object(error).code], ["ack", 6, "rate-limited"]);
  deepEqual(heard, [1, 2, 3, 4]);
});

Deno.test("Session still takes what is no event when there is too much [RL1]", async () => {
  const { socket, sayTo, peer } = await hurried();
  const answer = socket.emitWithAck("ask");
  const { id } = await peer.next();
  for (const n of [1, 2, 3, 4]) sayTo(n);
  peer.send({ type: "ack", id, args: ["yes"] });
  equal(await answer, "yes");
  peer.send({ type: "disconnect", ns: "/" });
  equal(socket.connected, false);
});

Deno.test("Session charges nothing for what a client owes: answers and receipts [RL1]", async () => {
  const { io, heard, sayTo, peer, socket } = await hurried();
  for (const n of [1, 2, 3]) sayTo(n);
  for (let n = 0; n < 10; n++) {
    const asked = [
      socket.timeout(50).emitWithAck("ask"),
      io.timeout(50).emitWithAck("ask all"),
    ];
    for (const _ of asked) {
      const { id } = await peer.next();
      peer.send({ type: "ack", id, args: [n] });
    }
    peer.send({ type: "receipt", received: peer.received });
    deepEqual(await Promise.all(asked), [n, [n]]);
  }
  sayTo(4);
  deepEqual(heard, [1, 2, 3, 4]);
  // What it does not owe it pays for.
  peer.send({ type: "receipt", received: peer.received });
  peer.send({ type: "ack", id: 1, args: [] });
  peer.send({ type: "ack", id: -1, args: [] });
  equal(await peer.closed, 4002);
});

Deno.test("Connection is closed when the client goes on with too much [RL2]", async () => {
  const { io, socket, sayTo, peer } = await hurried();
  const reasons: string[] = [];
  socket.on("disconnect", (reason) => void reasons.push(reason));
  for (const n of [1, 2, 3, 4, 5, 6]) sayTo(n);
  equal(socket.connected, true);
  peer.send({ type: "ping" });
  equal(await peer.closed, 4002);
  deepEqual(reasons, ["forced server close"]);
  equal(io.engine.clientsCount, 0);
  const words = await Promise.all(Array.from({ length: 4 }, () => peer.next()));
  deepEqual(words.slice(2), [
    { type: "go-away", reason: "you send too much", retryAfter: 10_000 },
    {
      type: "fatal",
      code: "rate-limited",
      message: "Cannot go on: you send too much",
    },
  ]);
});

Deno.test("Session remembers what was too much over another connection [RL1]", async () => {
  const { io, sayTo, peer } = await hurried();
  for (const n of [1, 2, 3, 4]) sayTo(n);
  peer.breaks();
  const back = meet(io);
  equal((await back.resume(peer.claim)).resumed, true);
  back.send({ type: "event", event: "say", args: [5] });
  equal((await back.next()).code, "rate-limited");
});

Deno.test("Server takes any number if eventsPerSecond is Infinity [RL1]", async () => {
  const limits = { eventsPerSecond: Infinity, eventBurst: 1 };
  const { peer } = await enter(stillServer({ limits }));
  for (let n = 0; n < 5; n++) peer.send({ type: "ping" });
  const heard = await peer.settled();
  deepEqual(heard.map(({ type }) => type), Array(5).fill("pong"));
});

/** A server that handles "count" by answering how often it has, and who has asked for it. */
function countingServer(limits: Partial<Limits>, clock = new FakeClock()) {
  const io = stillServer({ limits, clock });
  let count = 0;
  io.on("connection", (socket) => {
    socket.on("count", (done: (count: number) => void) => done(++count));
  });
  /** What a client is answered that asks for its own first event, over a session of its own. */
  const counts = async (by: string) => {
    const { peer } = await enter(io);
    const once = { by: by.padEnd(16, "."), n: 1 };
    peer.send({ type: "event", event: "count", args: [], id: 1, once });
    return Object((await peer.next()).args)[0];
  };
  return { clock, counts };
}

Deno.test("Server remembers the last event of as many clients as onceClients [AC10]", async () => {
  const { counts } = countingServer({ onceClients: 2 });
  deepEqual([await counts("ada"), await counts("bob")], [1, 2]);
  deepEqual([await counts("ada"), await counts("bob")], [1, 2], "at the limit");
  equal(await counts("ada"), 1, "so that Bob is the oldest");
  equal(await counts("eve"), 3);
  deepEqual([await counts("ada"), await counts("bob")], [1, 4]);
});

Deno.test("Server remembers answers of onceChars together [AC10]", async () => {
  const answer = JSON.stringify({ type: "ack", id: 0, args: [1] });
  const onceChars = 2 * answer.length;
  const { counts } = countingServer({ onceChars });
  deepEqual([await counts("ada"), await counts("bob")], [1, 2]);
  deepEqual([await counts("ada"), await counts("bob")], [1, 2], "at the limit");
  equal(await counts("eve"), 3);
  deepEqual([await counts("bob"), await counts("eve")], [2, 3]);
  equal(await counts("ada"), 4, "the oldest was forgotten");
});

Deno.test("Server remembers an event for onceMs after it came last [AC10]", async () => {
  const { clock, counts } = countingServer({ onceMs: 1_000 });
  equal(await counts("ada"), 1);
  clock.advance(999);
  equal(await counts("ada"), 1);
  clock.advance(999);
  equal(await counts("ada"), 1, "it came again");
  clock.advance(1_000);
  equal(await counts("ada"), 2);
});

/** The limits that have a test above: one that is missing here does not compile. */
const TESTED: Record<keyof Limits, true> = {
  frameChars: true,
  batchEnvelopes: true,
  eventChars: true,
  namespaceChars: true,
  args: true,
  jsonDepth: true,
  jsonKeys: true,
  eventsPerSecond: true,
  eventBurst: true,
  roomsPerSocket: true,
  childNamespaces: true,
  pendingAcks: true,
  windowEnvelopes: true,
  windowChars: true,
  sessionMs: true,
  awaySessions: true,
  backlogBytes: true,
  helloMs: true,
  connectMs: true,
  pingMs: true,
  ackMs: true,
  onceClients: true,
  onceChars: true,
  onceMs: true,
};

Deno.test("Limits are all tested here", async () => {
  const source = await Deno.readTextFile(new URL(import.meta.url));
  const [tests = ""] = source.split("const TESTED");
  for (const name of Object.keys(TESTED)) {
    equal(tests.includes(name), true, name);
  }
});
