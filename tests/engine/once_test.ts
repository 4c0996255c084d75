/** Events that are to be handled once, however often a client sends them. */

import { deepEqual, equal } from "node:assert/strict";
import type { Server } from "../../lib/engine/mod.ts";
import { OnceMemory } from "../../lib/engine/once.ts";
import { DEFAULT_LIMITS, Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { meet, type Peer } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

const ADA = "ada".padEnd(22, "x");
const BOB = "bob".padEnd(22, "x");

/** The n-th event of a client's that is to be handled once. */
const pay = (id: number, n: number, by = ADA, ns?: string) => ({
  type: "event",
  ...ns !== undefined && { ns },
  event: "pay",
  args: [n],
  id,
  once: { by, n },
});

/** A peer that is in `/`, in a session of its own. */
async function peerOf(io: Server, ns?: string): Promise<Peer> {
  const peer = meet(io);
  await peer.connect(ns);
  return peer;
}

/** A server whose handler of "pay" answers what it was paid, when it is told to. */
function shop() {
  const io = stillServer();
  /** What was paid, in order, and what answers it. */
  const paid: { n: number; done: (...answer: unknown[]) => void }[] = [];
  io.on("connection", (socket) => {
    socket.on("pay", (n: number, done: () => void) => {
      paid.push({ n, done });
    });
  });
  return { io, paid };
}

Deno.test("Server answers an event that comes again without handling it again [AC8]", async () => {
  const { io, paid } = shop();
  const peer = await peerOf(io);
  peer.send(pay(1, 1));
  paid[0]?.done("thanks", { left: 0 });
  const args = ["thanks", { left: 0 }];
  deepEqual(await peer.next(), { type: "ack", id: 1, args });
  peer.send(pay(2, 1));
  deepEqual(await peer.next(), { type: "ack", id: 2, args });
  equal(paid.length, 1);
});

Deno.test("Server remembers a client past the end of its session [AC8]", async () => {
  const { io, paid } = shop();
  const before = await peerOf(io);
  before.send(pay(1, 1));
  before.hangUp(); // Its session ends with it.
  paid[0]?.done("thanks");
  const after = await peerOf(io);
  after.send(pay(1, 1));
  deepEqual(await after.next(), { type: "ack", id: 1, args: ["thanks"] });
  equal(paid.length, 1);
});

Deno.test("Server answers every time that an event came while it was being handled [AC8]", async () => {
  const { io, paid } = shop();
  const [before, after] = [await peerOf(io), await peerOf(io)];
  before.send(pay(1, 1));
  after.send(pay(7, 1));
  after.send(pay(8, 1));
  equal(paid.length, 1);
  paid[0]?.done("thanks");
  deepEqual(await before.next(), { type: "ack", id: 1, args: ["thanks"] });
  deepEqual(await after.next(), { type: "ack", id: 7, args: ["thanks"] });
  deepEqual(await after.next(), { type: "ack", id: 8, args: ["thanks"] });
});

Deno.test("Server answers the latest of very many times [AC8]", async () => {
  const { io, paid } = shop();
  const peer = await peerOf(io);
  for (let id = 1; id <= 100; id++) peer.send(pay(id, 1));
  paid[0]?.done("thanks");
  const answered = (await peer.settled()).map(({ id }) => id);
  equal(answered.length < 10, true);
  equal(answered.at(-1), 100);
});

Deno.test("Server remembers a refusal, and that a handler failed, as it does an answer [AC8]", async () => {
  const io = stillServer({ onFault: () => {} });
  let count = 0;
  io.on("connection", (socket) => {
    socket.on("pay", (n: number) => {
      count += 1;
      throw n === 1 ? new Refusal("poor", "Cannot pay") : new Error("oops");
    });
  });
  const peer = await peerOf(io);
  for (const [n, code] of [[1, "poor"], [2, "handler-failed"]] as const) {
    for (const id of [1, 2]) {
      peer.send(pay(id, n));
      const ack = await peer.next();
      deepEqual([ack.id, Object(ack.error).code], [id, code]);
    }
  }
  equal(count, 2);
});

Deno.test("Server remembers what was said, not what became of it [AC8]", async () => {
  const { io, paid } = shop();
  const peer = await peerOf(io);
  const left = [1];
  peer.send(pay(1, 1));
  paid[0]?.done(left);
  left.push(2);
  await peer.next();
  peer.send(pay(2, 1));
  deepEqual((await peer.next()).args, [[1]]);
});

Deno.test("Server handles what is answered with no JSON as a handler that failed [AC4] [AC8]", async () => {
  const io = stillServer({ onFault: () => {} });
  io.on("connection", (socket) => {
    socket.on("pay", (_: number, done: (answer: unknown) => void) => done(1n));
  });
  const peer = await peerOf(io);
  const { once: _, ...usual } = pay(1, 1);
  for (const event of [usual, pay(1, 1), pay(1, 1)]) {
    peer.send(event);
    equal(Object((await peer.next()).error).code, "handler-failed");
  }
});

Deno.test("Server handles a client's next event, and refuses the one before [AC9]", async () => {
  const { io, paid } = shop();
  const peer = await peerOf(io);
  peer.send(pay(1, 1));
  peer.send(pay(2, 5));
  deepEqual(paid.map(({ n }) => n), [1, 5]);
  peer.send(pay(3, 4));
  const refusal = await peer.next();
  deepEqual([refusal.id, Object(refusal.error).code], [3, "event-stale"]);
  paid[0]?.done("late");
  deepEqual(await peer.next(), { type: "ack", id: 1, args: ["late"] });
  paid[1]?.done("thanks");
  deepEqual(await peer.next(), { type: "ack", id: 2, args: ["thanks"] });
  peer.send(pay(4, 5));
  deepEqual((await peer.next()).args, ["thanks"]);
  equal(paid.length, 2);
});

Deno.test("Server tells clients apart by what nobody can guess [AC8]", async () => {
  const { io, paid } = shop();
  const [ada, bob] = [await peerOf(io), await peerOf(io)];
  ada.send(pay(1, 1));
  bob.send(pay(1, 1, BOB));
  paid[0]?.done("for Ada");
  paid[1]?.done("for Bob");
  deepEqual((await ada.next()).args, ["for Ada"]);
  deepEqual((await bob.next()).args, ["for Bob"]);
});

Deno.test("Server remembers one name for each session and namespace [AC9]", async () => {
  const { io, paid } = shop();
  let inChat = 0;
  io.of("/chat").on("connection", (socket) => {
    socket.on("pay", (_: number, done: () => void) => {
      inChat += 1;
      done();
    });
  });
  const peer = await peerOf(io);
  peer.send({ type: "connect", ns: "/chat" });
  await peer.next();
  const answers = async (envelope: ReturnType<typeof pay>) => {
    peer.send(envelope);
    paid.at(-1)?.done("thanks");
    await peer.next();
    return paid.length;
  };
  equal(await answers(pay(1, 1, ADA)), 1);
  await answers(pay(2, 1, "c".repeat(16), "/chat"));
  await answers(pay(2, 1, "d".repeat(64), "/chat"));
  await answers(pay(2, 1, "d".repeat(64), "/chat"));
  equal(inChat, 2);
  await answers(pay(2, 1, "c".repeat(16), "/chat"));
  equal(inChat, 3);
  equal(await answers(pay(3, 1, ADA)), 1, "the other namespace is another");
  equal(await answers(pay(4, 1, BOB)), 2);
  equal(await answers(pay(5, 1, ADA)), 3, "who changes the name is forgotten");
});

Deno.test("Server handles an event that asks for no answer as often as it comes [AC8]", async () => {
  const { io, paid } = shop();
  const peer = await peerOf(io);
  const { id: _, ...silent } = pay(1, 1);
  peer.send(silent);
  peer.send(silent);
  await peer.settled();
  equal(paid.length, 2);
});

Deno.test("OnceMemory counts nothing for who is not remembered any more", () => {
  const limits = { ...DEFAULT_LIMITS, onceChars: 100 };
  const memory = new OnceMemory(limits, new FakeClock());
  const ada = memory.begin({ by: ADA, n: 1 }, () => {});
  memory.forget(ADA);
  ada?.({ args: ["x".repeat(99)] });
  const bob = memory.begin({ by: BOB, n: 1 }, () => {});
  bob?.({ args: [] });
  equal(memory.size, 1);
  memory.begin({ by: BOB, n: 2 }, () => {})?.({ args: ["x".repeat(100)] });
  equal(memory.size, 0, "too long to be remembered at all");
});
