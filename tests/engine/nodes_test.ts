/** Several nodes, whose adapters meet on a bus: what is said on one is heard on all. */

import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import type { Fault, RemoteSocket } from "../../lib/engine/mod.ts";
import type { AnyEvents } from "../../lib/wire/mod.ts";
import { node, twoNodes } from "../support/nodes.ts";
import { enter, type Guest, type Heard, meet } from "../support/peer.ts";
import { SlowBlob } from "../support/slow_blob.ts";

/** Hears the next event, and answers it. */
async function answer({ peer }: Guest, ...args: unknown[]): Promise<Heard> {
  const heard = await peer.next();
  peer.send({ type: "ack", id: heard.id, args });
  return heard;
}

// -- Who hears --

Deno.test("a broadcast reaches the members of every node, once each [BC1]", async () => {
  const { bus, one, two, ada, heard } = await twoNodes();
  one.emit("all");
  one.to("blue").emit("blue");
  await bus.settled();
  two.to("blue").to("green").emit("either");
  ada.socket.to(["blue", "green"]).emit("others");
  deepEqual(await heard(), [
    ["all", "blue", "either"],
    ["all", "blue", "either", "others"],
    ["all", "either", "others"],
  ]);
});

Deno.test("a broadcast leaves out who is excepted, on every node [BC4] [BC2]", async () => {
  const { one, ada, bob, heard } = await twoNodes();
  one.except("green").emit("not green");
  one.to("blue").except(bob.id).emit("not Bob");
  ada.socket.broadcast.emit("not Ada");
  one.to([]).emit("nobody");
  one.to("red").emit("nobody");
  deepEqual(await heard(), [
    ["not green", "not Bob"],
    ["not Ada"],
    ["not Ada"],
  ]);
});

Deno.test("a broadcast reaches a socket of another node by its id [BC5]", async () => {
  const { one, ada, eve, heard } = await twoNodes();
  one.to(eve.id).emit("hello");
  ada.socket.to([ada.id, eve.id]).emit("again");
  deepEqual(await heard(), [[], [], ["hello", "again"]]);
});

Deno.test("bytes reach every node, and nothing passes a blob that is read [BI2] [EV3]", async () => {
  const { bus, one, ada, eve } = await twoNodes();
  const blob = new SlowBlob("ab");
  one.emit("bytes", new Uint8Array([1]));
  one.emit("blob", blob);
  one.emit("after");
  blob.readable();
  for (const { peer } of [ada, eve]) {
    const heard = [await peer.next(), await peer.next(), await peer.next()];
    deepEqual(heard.map(({ event, rest }) => [event, rest]), [
      ["bytes", [1]],
      ["blob", [97, 98]],
      ["after", undefined],
    ]);
  }
  await bus.settled();
});

Deno.test("local is the node on which it is said", async () => {
  const { one, two, bob, heard } = await twoNodes();
  one.local.emit("on one");
  two.to("blue").local.emit("blue on two");
  bob.socket.broadcast.local.emit("others on two");
  deepEqual(await heard(), [["on one"], ["blue on two"], ["others on two"]]);
  two.local.socketsJoin("red");
  two.to("red").local.socketsLeave("green");
  one.local.disconnectSockets();
  deepEqual([one, two].map((io) => io.sockets.sockets.size), [0, 2]);
  equal((await two.local.fetchSockets()).length, 2);
  deepEqual([...two.sockets.adapter.rooms.get("red") ?? []].length, 2);
  equal(two.sockets.adapter.rooms.has("green"), false);
});

Deno.test("volatile events are as volatile on another node [SE14]", async () => {
  const { bus, one, two, heard } = await twoNodes();
  let backlog = 1;
  const slow = meet(two, { backlog: () => backlog });
  await slow.connect();
  one.volatile.emit("cursor");
  deepEqual(await heard(), [["cursor"], ["cursor"], ["cursor"]]);
  backlog = 0;
  one.volatile.emit("again");
  await bus.settled();
  deepEqual(await slow.events(), [["again"]]);
});

Deno.test("a namespace hears nothing of another one's, on any node", async () => {
  const { one, two, heard } = await twoNodes();
  one.of("/chat").emit("chat");
  two.of("/chat").emit("chat");
  deepEqual(await heard(), [[], [], []]);
});

Deno.test("who is away on another node gets what was said meanwhile [SE5]", async () => {
  const { bus, one, two, bob } = await twoNodes();
  bob.peer.breaks();
  one.to("blue").emit("while you were away");
  await bus.settled();
  const back = meet(two);
  await back.resume(bob.peer.claim);
  deepEqual(await back.events(), [["while you were away"]]);
});

// -- What an audience can be made to do --

/** The sockets of all nodes, by the names of those who have them. */
async function fetchAll(
  { one, ada, bob, eve }: Awaited<ReturnType<typeof twoNodes>>,
): Promise<Record<string, RemoteSocket<AnyEvents>>> {
  const names = new Map([[ada.id, "ada"], [bob.id, "bob"], [eve.id, "eve"]]);
  const sockets = await one.fetchSockets();
  return Object.fromEntries(
    sockets.map((socket) => [names.get(socket.id) ?? "?", socket]),
  );
}

Deno.test("fetchSockets() gives the sockets of every node, and what is known of them", async () => {
  const nodes = await twoNodes();
  nodes.bob.socket.data.name = "Bob";
  nodes.bob.peer.breaks();
  const { ada, bob, eve } = await fetchAll(nodes);
  equal(ada, nodes.ada.socket, "what is here is the socket itself");
  ok(bob && eve);
  deepEqual(
    [bob.id, bob.data, bob.away, [...bob.rooms].sort()],
    [
      nodes.bob.id,
      { name: "Bob" },
      true,
      [nodes.bob.id, "blue", "green"].sort(),
    ],
  );
  deepEqual({ ...bob.handshake }, { ...nodes.bob.socket.handshake });
  equal(eve.away, false);
  const ids = async (sockets: Promise<RemoteSocket<AnyEvents>[]>) =>
    (await sockets).map(({ id }) => id);
  const { one } = nodes;
  deepEqual(await ids(one.in("blue").fetchSockets()), [ada.id, bob.id]);
  deepEqual(await ids(one.in("blue").except(ada.id).fetchSockets()), [bob.id]);
  deepEqual(await ids(one.local.fetchSockets()), [ada.id]);
});

Deno.test("fetchSockets() says that a node does not answer, and what the others did", async () => {
  const { bus, clock, one } = await twoNodes({ limits: { ackMs: 1_000 } });
  bus.subscribe("/", () => {});
  const sockets = one.fetchSockets();
  await bus.settled();
  clock.advance(1_000);
  await rejects(sockets, (error) => {
    const { code, retryable, data } = Object(error);
    deepEqual([code, retryable, data.length], ["timeout", true, 3]);
    return true;
  });
});

Deno.test("a socket of another node can be told, moved and ended", async () => {
  const nodes = await twoNodes();
  const { bus, two, heard } = nodes;
  const { bob, eve } = await fetchAll(nodes);
  ok(bob && eve);
  equal(bob.emit("hello"), true);
  bob.join(["red", "white"]);
  bob.leave("blue");
  eve.join("red");
  deepEqual(await heard(), [[], ["hello"], []]);
  deepEqual(
    [...nodes.bob.socket.rooms].sort(),
    [bob.id, "green", "red", "white"].sort(),
  );
  deepEqual(
    [...nodes.eve.socket.rooms].sort(),
    [eve.id, "green", "red"].sort(),
  );
  bob.disconnect();
  eve.disconnect(true);
  await bus.settled();
  deepEqual(await nodes.bob.peer.next(), { type: "disconnect", ns: "/" });
  equal(await nodes.eve.peer.closed, 4503);
  equal(two.sockets.sockets.size, 0);
});

Deno.test("a socket of another node can be asked, and says what it says itself", async () => {
  const nodes = await twoNodes();
  const { bob } = await fetchAll(nodes);
  ok(bob);
  const said = bob.emitWithAck("ready?", 1);
  deepEqual((await answer(nodes.bob, "yes", "more")).args, [1]);
  equal(await said, "yes");
  const called = Promise.withResolvers<unknown[]>();
  bob.timeout(1_000).emit("ready?", (...got: unknown[]) => called.resolve(got));
  await answer(nodes.bob, "yes", "more");
  deepEqual(await called.promise, [null, "yes", "more"]);
  const refused = bob.timeout(1_000).emitWithAck("ready?");
  const { id } = await nodes.bob.peer.next();
  const error = { code: "busy", message: "Cannot be ready" };
  nodes.bob.peer.send({ type: "ack", id, error });
  await rejects(refused, error);
});

Deno.test("a socket of another node that does not answer, or is gone, is not waited for for ever", async () => {
  const nodes = await twoNodes();
  const { bus, clock } = nodes;
  const { bob, eve } = await fetchAll(nodes);
  ok(bob && eve);
  const silent = bob.timeout(1_000).emitWithAck("ready?");
  let isOver = false;
  const usual = bob.emitWithAck("ready?").finally(() => isOver = true);
  await bus.settled();
  clock.advance(1_000);
  await rejects(silent, { code: "timeout" });
  clock.advance(8_999);
  await bus.settled();
  equal(isOver, false);
  clock.advance(1);
  await rejects(usual, { code: "timeout" });
  const leaving = eve.emitWithAck("ready?");
  await bus.settled();
  nodes.eve.peer.hangUp();
  await rejects(leaving, { code: "disconnected" });
  await rejects(eve.emitWithAck("ready?"), { code: "disconnected" });
});

Deno.test("socketsJoin(), socketsLeave() and disconnectSockets() reach every node", async () => {
  const { bus, one, two, ada, bob, eve } = await twoNodes();
  two.to("blue").socketsJoin(["red", "white"]);
  one.to("green").socketsLeave("green");
  await bus.settled();
  deepEqual(
    [ada, bob, eve].map(({ id, socket }) =>
      [...socket.rooms].filter((room) => room !== id)
    ),
    [["blue", "red", "white"], ["blue", "red", "white"], []],
  );
  one.to("red").except(ada.id).disconnectSockets();
  await bus.settled();
  deepEqual(await bob.peer.next(), { type: "disconnect", ns: "/" });
  two.disconnectSockets(true);
  await bus.settled();
  equal(await ada.peer.closed, 4503);
  equal(await eve.peer.closed, 4503);
});

Deno.test("socketsJoin() keeps nobody out because of one who is in too many rooms", async () => {
  const faults: Fault[] = [];
  const { bus, one, bob, eve, ada } = await twoNodes({
    limits: { roomsPerSocket: 2 },
    onFault: (fault) => void faults.push(fault),
  });
  one.socketsJoin("red");
  await bus.settled();
  deepEqual(
    [ada, bob, eve].map(({ socket }) => socket.rooms.has("red")),
    [true, false, true],
  );
  deepEqual(
    faults.map(({ error, event }) => [Object(error).code, event]),
    [["too-many-rooms", "socketsJoin"]],
  );
});

// -- Answers --

Deno.test("a question to an audience is answered by the members of every node [AC7]", async () => {
  const { bus, clock, one, ada, bob, eve } = await twoNodes();
  const answers = one.timeout(1_000).emitWithAck("ready?", 1);
  await bus.settled();
  const ids = [];
  for (const guest of [eve, ada, bob]) {
    const { id, args } = await answer(guest, guest.id, "more");
    deepEqual(args, [1]);
    ids.push(id);
  }
  equal(new Set(ids).size, 1, "it is encoded once for all");
  deepEqual(
    new Set(await answers),
    new Set([ada.id, bob.id, eve.id]),
  );
  deepEqual(await one.to("red").timeout(1_000).emitWithAck("ready?"), []);
  clock.advance(1_000);
});

Deno.test("a question to this node alone is not one to the others [AC7]", async () => {
  const { bus, one, ada, heard } = await twoNodes();
  bus.subscribe("/", () => {}); // A node that would never answer.
  const answers = one.local.timeout(1_000).emitWithAck("ready?");
  await answer(ada, "here");
  deepEqual(await answers, ["here"]);
  deepEqual(await heard(), [[], [], []]);
});

Deno.test("a question is over with its time, and has the answers of every node that came in it [AC7]", async () => {
  const { bus, clock, one, ada, bob, eve } = await twoNodes();
  const answers = one.timeout(1_000).emitWithAck("ready?");
  await bus.settled();
  await answer(ada, "ada");
  const { id } = await answer(bob, "bob");
  await bob.peer.settled();
  await bus.settled();
  clock.advance(1_000);
  await rejects(answers, { code: "timeout", data: ["ada", "bob"] });
  eve.peer.send({ type: "ack", id, args: ["too late"] });
  await eve.peer.settled();
  await bus.settled();
});

Deno.test("a question that a node never hears of is over with its time [AC7]", async () => {
  const { bus, clock, one, ada, bob, eve } = await twoNodes();
  bus.subscribe("/", () => {});
  const got: unknown[][] = [];
  one.timeout(1_000).emit(
    "ready?",
    (...args: unknown[]) => void got.push(args),
  );
  await bus.settled();
  for (const guest of [ada, bob, eve]) {
    await answer(guest, "yes");
    await guest.peer.settled();
  }
  await bus.settled();
  deepEqual(got, []);
  clock.advance(1_000);
  const [error, answers] = got[0] ?? [];
  deepEqual([Object(error).code, answers], ["timeout", ["yes", "yes", "yes"]]);
});

Deno.test("a question does not wait for a member of another node that ends, or refuses [AC7]", async () => {
  const { bus, one, ada, bob, eve } = await twoNodes();
  const answers = one.timeout(1_000).emitWithAck("ready?");
  await bus.settled();
  await answer(ada, "ada");
  bob.peer.hangUp();
  const { id } = await eve.peer.next();
  eve.peer.send({ type: "ack", id, error: { code: "no", message: "No" } });
  deepEqual(await answers, ["ada"]);
});

Deno.test("questions of two nodes to one member do not get each other's answers [AC7]", async () => {
  const { bus, one, two, bob } = await twoNodes();
  const first = one.to(bob.id).timeout(1_000).emitWithAck("first?");
  const second = two.to(bob.id).timeout(1_000).emitWithAck("second?");
  await bus.settled();
  const heard = [await bob.peer.next(), await bob.peer.next()];
  for (const { event, id } of heard) {
    bob.peer.send({ type: "ack", id, args: [event] });
  }
  deepEqual([await first, await second], [["first?"], ["second?"]]);
});

// -- Servers among themselves --

Deno.test("serverSideEmit() is heard by the other nodes, and by them alone", async () => {
  const { bus, clock, one, two, heard } = await twoNodes();
  const three = node(bus, clock);
  const told: unknown[][] = [];
  for (const [at, io] of [one, two, three].entries()) {
    io.on("hello", (...args: unknown[]) => void told.push([at, ...args]));
    io.of("/chat").on("hello", () => void told.push(["in chat", at]));
  }
  equal(one.serverSideEmit("hello", 1, { two: [3] }), true);
  await bus.settled();
  deepEqual(told.splice(0), [[1, 1, { two: [3] }], [2, 1, { two: [3] }]]);
  two.of("/chat").serverSideEmit("hello");
  await bus.settled();
  deepEqual(told, [["in chat", 0], ["in chat", 2]]);
  deepEqual(await heard(), [[], [], []], "clients are told nothing");
});

Deno.test("serverSideEmit() asks, and gets one answer of each other node", async () => {
  const { bus, clock, one, two } = await twoNodes();
  const three = node(bus, clock);
  for (const [name, io] of Object.entries({ one, two, three })) {
    io.on("name?", (first: number, done: (...name: string[]) => void) => {
      done(`${name} ${first}`, "more");
      done("again");
    });
  }
  deepEqual(
    await one.serverSideEmitWithAck("name?", 1),
    ["two 1", "three 1"],
  );
  const done = Promise.withResolvers<unknown[]>();
  two.serverSideEmit("name?", 2, (...got: unknown[]) => done.resolve(got));
  deepEqual(await done.promise, [null, ["one 2", "three 2"]]);
});

Deno.test("serverSideEmit() does not wait for a node that nobody listens on, or that fails", async () => {
  const faults: unknown[] = [];
  const { bus, clock, one, two } = await twoNodes({
    onFault: ({ error, event }) => void faults.push([error, event]),
  });
  const three = node(bus, clock);
  const mistake = new Error("a mistake");
  two.on("name?", () => Promise.reject(mistake));
  three.on("name?", (done: (name: string) => void) => done("three"));
  deepEqual(await one.serverSideEmitWithAck("name?"), ["three"]);
  deepEqual(faults, [[mistake, "name?"]]);
  deepEqual(await three.serverSideEmitWithAck("nobody?"), []);
});

Deno.test("serverSideEmit() is over with its time, and has the answers that came in it", async () => {
  const { bus, clock, one, two } = await twoNodes({ limits: { ackMs: 500 } });
  bus.subscribe("/", () => {});
  two.on("name?", (done: (name: string) => void) => done("two"));
  const names = one.serverSideEmitWithAck("name?");
  const got: unknown[][] = [];
  one.serverSideEmit("name?", (...args: unknown[]) => void got.push(args));
  await bus.settled();
  clock.advance(500);
  await rejects(names, { code: "timeout", data: ["two"] });
  const [error, answers] = got[0] ?? [];
  deepEqual([Object(error).code, answers], ["timeout", ["two"]]);
});

Deno.test("serverSideEmit() of what the adapter cannot carry throws, and waits for nothing", async () => {
  const { clock, one } = await twoNodes();
  const before = clock.pending;
  throws(() => one.serverSideEmit("name?", 1n, () => {}));
  equal(clock.pending, before);
});

Deno.test("an adapter cannot pass off another server's event as one of the namespace's own", async () => {
  const { bus, two } = await twoNodes();
  const told: unknown[] = [];
  two.on("connection", (socket) => void told.push(socket));
  const command = {
    type: "server-side",
    event: "connection",
    args: [{}],
  } as const;
  bus.publish("/", { from: "a stranger", command });
  await bus.settled();
  deepEqual(told, []);
});

// -- Nodes that come and go --

Deno.test("serverCount() counts the nodes; one that closes leaves, and comes back when it listens", async () => {
  const { bus, one, two, bob, eve, ada } = await twoNodes();
  const { adapter } = one.sockets;
  equal(await adapter.serverCount(), 2);
  two.of("/chat");
  await two.close();
  await two.close();
  deepEqual([await adapter.serverCount(), await bus.count("/chat")], [1, 0]);
  for (const { peer } of [bob, eve]) equal(await peer.closed, 1012);
  deepEqual((await one.fetchSockets()).map(({ id }) => id), [ada.id]);
  two.listen({ port: 0, hostname: "127.0.0.1" });
  deepEqual([await adapter.serverCount(), await bus.count("/chat")], [2, 1]);
  const back = await enter(two);
  one.emit("hello");
  await bus.settled();
  deepEqual(await back.peer.events(), [["hello"]]);
  await two.close();
});

Deno.test("a child that is not needed any more leaves the other nodes", async () => {
  const { bus, one } = await twoNodes({ cleanupEmptyChildNamespaces: true });
  one.of(/^\/\d$/);
  const peer = meet(one);
  await peer.connect("/1");
  equal(await bus.count("/1"), 1);
  peer.hangUp();
  equal(await bus.count("/1"), 0);
});

Deno.test("a parent reaches the sockets that its children have on every node", async () => {
  const { bus, one, two } = await twoNodes();
  const parents = [one.of(/^\/\d$/), two.of(/^\/\d$/)];
  const peers = [meet(one), meet(two)];
  for (const peer of peers) await peer.connect("/1");
  parents[0]?.emit("all");
  await bus.settled();
  for (const peer of peers) deepEqual(await peer.events(), [["all"]]);
  equal((await parents[1]?.fetchSockets())?.length, 2);
});

Deno.test("a bus that cannot count its nodes costs a question its time, and no more", async () => {
  const faults: unknown[] = [];
  const { bus, clock, one, ada } = await twoNodes({
    onFault: ({ error, event }) => void faults.push([error, event]),
  });
  const mistake = new Error("the bus is away");
  bus.count = () => Promise.reject(mistake);
  const answers = one.to(ada.id).timeout(1_000).emitWithAck("ready?");
  await answer(ada, "ada");
  await ada.peer.settled();
  clock.advance(1_000);
  await rejects(answers, { code: "timeout", data: ["ada"] });
  deepEqual(faults, [[mistake, "ready?"]]);
});
