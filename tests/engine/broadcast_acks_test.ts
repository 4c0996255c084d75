import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { BroadcastAcks } from "../../lib/engine/broadcast_acks.ts";
import { type Reply, Server } from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { stillServer } from "../support/still_server.ts";
import { enter, type Heard, meet, type Peer } from "../support/peer.ts";

/** A server with two in "blue", and a clock that stands still. */
async function twoInBlue() {
  const clock = new FakeClock();
  const io = new Server({ clock });
  const ada = await enter(io, "blue");
  const bob = await enter(io, "blue");
  return { clock, io, ada, bob };
}

/** Hears the next event, and answers it. */
async function answer(peer: Peer, ...args: unknown[]): Promise<Heard> {
  const heard = await peer.next();
  peer.send({ type: "ack", id: heard.id, args });
  return heard;
}

Deno.test("TimedAudience.emit() gives the answers of all, first arguments alone [AC7]", async () => {
  const { io, ada, bob } = await twoInBlue();
  const done = Promise.withResolvers<unknown[]>();
  io.to("blue").timeout(1_000).emit(
    "ready?",
    1,
    (...got: unknown[]) => done.resolve(got),
  );
  deepEqual((await answer(ada.peer, "ada", "more")).args, [1]);
  await answer(bob.peer, "bob");
  deepEqual(await done.promise, [null, ["ada", "bob"]]);
});

Deno.test("TimedAudience.emit() gives what came in time, with an error [AC7]", async () => {
  const { clock, io, ada, bob } = await twoInBlue();
  const got: unknown[][] = [];
  io.timeout(1_000).emit(
    "ready?",
    (...outcome: unknown[]) => void got.push(outcome),
  );
  const { id } = await answer(ada.peer, "ada");
  await ada.peer.settled();
  clock.advance(1_000);
  bob.peer.send({ type: "ack", id, args: ["too late"] });
  await bob.peer.settled();
  equal(got.length, 1);
  const [error, answers] = got[0] ?? [];
  equal(Object(error).code, "timeout");
  deepEqual(answers, ["ada"]);
});

Deno.test("TimedAudience waits for nobody who is not there, or is not any more [AC7]", async () => {
  const { io, ada, bob } = await twoInBlue();
  deepEqual(await io.to("green").timeout(1_000).emitWithAck("ready?"), []);
  const answers = io.to("blue").timeout(1_000).emitWithAck("ready?");
  await answer(ada.peer, "ada");
  bob.peer.hangUp();
  deepEqual(await answers, ["ada"]);
});

Deno.test("TimedAudience counts one answer for each, and none of a stranger [AC7]", async () => {
  const { io, ada, bob } = await twoInBlue();
  const eve = await enter(io);
  const answers = io.to("blue").timeout(1_000).emitWithAck("ready?");
  const { id } = await answer(ada.peer, "ada");
  ada.peer.send({ type: "ack", id, args: ["ada again"] });
  eve.peer.send({ type: "ack", id, args: ["eve"] });
  await eve.peer.settled();
  await answer(bob.peer, "bob");
  deepEqual(await answers, ["ada", "bob"]);
});

Deno.test("TimedAudience does not wait for whoever refuses to answer [AC7]", async () => {
  const { io, ada, bob } = await twoInBlue();
  const answers = io.to("blue").timeout(1_000).emitWithAck("ready?");
  const { id } = await ada.peer.next();
  ada.peer.send({ type: "ack", id, error: { code: "no", message: "No" } });
  await answer(bob.peer, "bob");
  deepEqual(await answers, ["bob"]);
});

Deno.test("TimedAudience.emitWithAck() rejects with the answers that came in time", async () => {
  const { clock, io, ada } = await twoInBlue();
  const answers = io.timeout(1_000).emitWithAck("ready?");
  await answer(ada.peer, "ada");
  await ada.peer.settled();
  clock.advance(1_000);
  await rejects(answers, { code: "timeout", data: ["ada"] });
});

Deno.test("an audience is not asked without a timeout, nor told what is reserved or no JSON", () => {
  const clock = new FakeClock();
  const io = new Server({ clock });
  throws(() => io.emit("ready?", () => {}), TypeError);
  throws(() => io.timeout(1).emit("ready?"), TypeError);
  const reserved: string = "connect";
  throws(() => io.timeout(1).emit(reserved, () => {}), TypeError);
  throws(() => io.timeout(1).emit("ready?", 1n, () => {}), TypeError);
  equal(clock.pending, 0, "nothing waits for an answer");
});

// -- What an audience can be made to do --

Deno.test("fetchSockets() gives the sockets of an audience, and says who is away", async () => {
  const { io, ada, bob } = await twoInBlue();
  await enter(io);
  bob.socket.data.name = "Bob";
  bob.peer.breaks();
  const sockets = await io.in("blue").except(ada.id).fetchSockets();
  deepEqual(
    sockets.map((
      { id, away, data, rooms },
    ) => [id, away, data, [...rooms].sort()]),
    [[bob.id, true, { name: "Bob" }, [bob.id, "blue"].sort()]],
  );
  equal((await io.fetchSockets()).length, 3);
});

Deno.test("socketsJoin() and socketsLeave() move an audience", async () => {
  const { io, ada, bob } = await twoInBlue();
  io.to(ada.id).socketsJoin(["green", "red"]);
  equal(ada.socket.rooms.has("green") && ada.socket.rooms.has("red"), true);
  equal(bob.socket.rooms.has("green"), false);
  io.socketsLeave(["blue", "red"]);
  deepEqual(
    [...io.sockets.adapter.rooms.keys()].sort(),
    [ada.id, bob.id, "green"].sort(),
  );
});

Deno.test("disconnectSockets() ends an audience, and with close its sessions", async () => {
  const { io, ada, bob } = await twoInBlue();
  io.to(ada.id).disconnectSockets();
  deepEqual(await ada.peer.next(), { type: "disconnect", ns: "/" });
  io.to("blue").disconnectSockets(true);
  equal(await bob.peer.closed, 4503);
  equal(io.sockets.sockets.size, 0);
});

// -- Volatile --

Deno.test("volatile events go only to those to whom nothing waits to be written [SE14]", async () => {
  let backlog = 0;
  const io = stillServer();
  const ada = await enter(io, "blue");
  const bob = await enter(io, "blue");
  const slow = meet(io, { backlog: () => backlog });
  await slow.connect();
  backlog = 1;
  io.volatile.emit("cursor", 1);
  ada.socket.to("blue").volatile.emit("cursor", 2);
  bob.socket.volatile.emit("cursor", 3);
  deepEqual(await ada.peer.next(), {
    type: "event",
    event: "cursor",
    args: [1],
    volatile: true,
  });
  deepEqual(await bob.peer.events(), [["cursor", 1]]);
  backlog = 0;
  deepEqual(await slow.events(), []);
});

// -- The table --

/** A table in which Ada and Bob are asked, and what was replied. */
function asked() {
  const clock = new FakeClock();
  const acks = new BroadcastAcks(clock);
  const id = acks.nextId();
  const replies: Reply[] = [];
  const expect = () => {};
  const reply = (reply: Reply) => void replies.push(reply);
  acks.open(["ada", "bob"], { id, ms: 1_000, expect, reply });
  const settle = (from: string, ...args: unknown[]) =>
    acks.settle(from, { type: "ack", id, args });
  return { acks, clock, replies, settle };
}

Deno.test("BroadcastAcks hands on each reply as it comes, and forgets the question after the last", () => {
  const { acks, clock, replies, settle } = asked();
  settle("ada", 1, 2);
  settle("ada", "again");
  deepEqual(replies, [{ args: [1, 2] }]);
  equal(acks.size, 1);
  acks.forget("bob");
  equal(Object(replies[1]).error.code, "disconnected");
  settle("bob", "too late");
  deepEqual([replies.length, acks.size, clock.pending], [2, 0, 0]);
});

Deno.test("BroadcastAcks forgets a question when its time is over", () => {
  const { acks, clock, replies, settle } = asked();
  settle("ada", 1);
  clock.advance(1_000);
  settle("bob", 2);
  acks.forget("bob");
  deepEqual(replies, [{ args: [1] }]);
  equal(acks.size, 0);
});

Deno.test("BroadcastAcks keeps nothing of a question to nobody", () => {
  const clock = new FakeClock();
  const acks = new BroadcastAcks(clock);
  acks.open([], { id: acks.nextId(), ms: 1, expect() {}, reply() {} });
  deepEqual([acks.size, clock.pending], [0, 0]);
});

Deno.test("BroadcastAcks gives ids that are negative, and another table's are not near them [AC7]", () => {
  const [first, second] = [0, 1].map(() => new BroadcastAcks(new FakeClock()));
  const ids = [first?.nextId(), first?.nextId(), second?.nextId()];
  for (const id of ids) {
    ok(Number.isSafeInteger(id) && Number(id) < 0);
  }
  equal(new Set(ids).size, 3);
});
