import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";
import { Server } from "../../lib/engine/mod.ts";
import { Refusal, RESERVED_FROM_SERVER } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { enter } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

Deno.test("Socket hears events with any number of JSON arguments [EV1]", async () => {
  const { peer, socket } = await enter(stillServer());
  const heard: unknown[][] = [];
  socket.on("say", (...args: unknown[]) => void heard.push(args));
  const said = [[], [null], ["a", 1.5, true, [[]], { b: { c: null } }]];
  for (const args of said) peer.emit("say", ...args);
  deepEqual(heard, said);
});

Deno.test("Socket.emit() tells the client, with any number of JSON arguments [EV1]", async () => {
  const { peer, socket } = await enter(stillServer());
  equal(socket.emit("none"), true);
  socket.emit("some", null, { a: [1] }, "b");
  deepEqual(await peer.settled(), [
    { type: "event", event: "none", args: [] },
    { type: "event", event: "some", args: [null, { a: [1] }, "b"] },
  ]);
});

Deno.test("Socket tells and hears events in the order in which they were sent [EV3]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.on("count", (n: number) => {
    socket.emit("counted", n, 1);
    socket.emit("counted", n, 2);
  });
  for (let n = 0; n < 100; n++) peer.emit("count", n);
  const numbers = (await peer.events()).map(([, n, m]) => `${n}.${m}`);
  deepEqual(
    numbers,
    Array.from({ length: 200 }, (_, at) => `${at >> 1}.${1 + (at & 1)}`),
  );
});

Deno.test("Socket drops an event that nobody listens to [EV6]", async () => {
  const { peer } = await enter(stillServer());
  peer.emit("say", "hello");
  deepEqual(await peer.settled(), []);
});

Deno.test("Socket.emit() throws when the name is reserved [EV4]", async () => {
  const { peer, socket } = await enter(stillServer());
  for (const name of RESERVED_FROM_SERVER) {
    throws(() => socket.emit(name), {
      name: "TypeError",
      message: `Cannot emit "${name}": the name is reserved`,
    });
    await rejects(socket.emitWithAck(name), TypeError);
  }
  deepEqual(await peer.settled(), []);
});

Deno.test("Socket answers an event that asks for it [AC1]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.on("add", (a: number, b: number, done: (sum: number) => void) => {
    done(a + b);
  });
  socket.on("none", (done: () => void) => done());
  peer.send({ type: "event", event: "add", args: [1, 2], id: 7 });
  deepEqual(await peer.next(), { type: "ack", id: 7, args: [3] });
  peer.send({ type: "event", event: "none", args: [], id: 0 });
  deepEqual(await peer.next(), { type: "ack", id: 0, args: [] });
});

Deno.test("Socket gives a handler no function when no answer is asked for [AC1]", async () => {
  const { peer, socket } = await enter(stillServer());
  const heard: unknown[][] = [];
  socket.on("say", (...args: unknown[]) => void heard.push(args));
  peer.emit("say", 1);
  deepEqual(heard, [[1]]);
});

Deno.test("Socket answers once, whatever is said after it [AC2]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.on("ask", (done: (answer: number) => void) => {
    done(1);
    done(2);
    throw new Refusal("too-late", "Cannot answer");
  });
  socket.on("ask", (done: (answer: number) => void) => done(3));
  peer.send({ type: "event", event: "ask", args: [], id: 1 });
  deepEqual(await peer.settled(), [{ type: "ack", id: 1, args: [1] }]);
});

Deno.test("Socket refuses an answer when nobody listens [AC3]", async () => {
  const { peer } = await enter(stillServer());
  deepEqual((await peer.ask("ask")).error, {
    code: "event-unhandled",
    message: 'Cannot answer "ask": nobody listens to it',
  });
});

Deno.test("Socket.emit() calls back with the client's answer [AC1]", async () => {
  const { peer, socket } = await enter(stillServer());
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  socket.emit("ask", "name?", (...answer: unknown[]) => resolve(answer));
  const { id, ...event } = await peer.next();
  deepEqual(event, { type: "event", event: "ask", args: ["name?"] });
  peer.send({ type: "ack", id, args: ["Ada", 36] });
  deepEqual(await promise, ["Ada", 36]);
});

Deno.test("Socket.emit() does not call back with a refusal, nor twice [AC2]", async () => {
  const { peer, socket } = await enter(stillServer());
  const answers: unknown[] = [];
  const answered = (answer: unknown) => void answers.push(answer);
  socket.emit("ask", answered);
  socket.emit("ask", answered);
  const [first, second] = [await peer.next(), await peer.next()];
  const error = { code: "no", message: "Cannot" };
  peer.send({ type: "ack", id: first.id, error });
  peer.send({ type: "ack", id: second.id, args: [1] });
  peer.send({ type: "ack", id: second.id, args: [2] });
  deepEqual(answers, [1]);
});

Deno.test("Socket.emitWithAck() resolves to the answer's first argument [AC1]", async () => {
  const { peer, socket } = await enter(stillServer());
  const answers = Promise.all([
    socket.emitWithAck("a"),
    socket.emitWithAck("b"),
    socket.emitWithAck("c", 1),
  ]);
  const [a, b, c] = [await peer.next(), await peer.next(), await peer.next()];
  deepEqual(c.args, [1]);
  peer.send({ type: "ack", id: c.id, args: ["third", "more"] });
  peer.send({ type: "ack", id: a.id, args: ["first"] });
  peer.send({ type: "ack", id: b.id, args: [] });
  deepEqual(await answers, ["first", undefined, "third"]);
});

Deno.test("Socket.emitWithAck() rejects with the client's refusal", async () => {
  const { peer, socket } = await enter(stillServer());
  const answer = socket.emitWithAck("ask");
  const { id } = await peer.next();
  peer.send({ type: "ack", id, error: { code: "busy", message: "Cannot" } });
  await rejects(answer, { name: "Refusal", code: "busy", message: "Cannot" });
});

Deno.test("Socket ignores an answer that nobody waits for [AC5]", async () => {
  const io = stillServer();
  const ada = await enter(io);
  const bob = await enter(io);
  const answer = ada.socket.emitWithAck("ask");
  const { id } = await ada.peer.next();
  bob.peer.send({ type: "ack", id, args: ["mine now"] });
  bob.peer.send({ type: "ack", id: 12345, args: [] });
  bob.peer.send({ type: "ack", ns: "/nowhere", id, args: [] });
  ada.peer.send({ type: "ack", ns: "/nowhere", id, args: ["elsewhere"] });
  ada.peer.send({ type: "ack", id, args: ["hers"] });
  equal(await answer, "hers");
  deepEqual(await bob.peer.settled(), []);
});

Deno.test("Socket stops waiting for an answer after 10 seconds [AC6]", async () => {
  const clock = new FakeClock();
  const { peer, socket } = await enter(new Server({ clock }));
  const answer = rejects(socket.emitWithAck("ask"), {
    name: "Refusal",
    code: "timeout",
  });
  const { id } = await peer.next();
  clock.advance(9_999);
  equal(clock.pending, 1);
  clock.advance(1);
  await answer;
  peer.send({ type: "ack", id, args: ["too late"] });
  await peer.settled();
  clock.advance(2_000); // For the receipt of what was sent too late.
  equal(clock.pending, 0);
});

Deno.test("Socket stops waiting for an answer when it ends [AC6]", async () => {
  const clock = new FakeClock();
  const { peer, socket } = await enter(new Server({ clock }));
  const answers = [socket.emitWithAck("ask"), socket.emitWithAck("ask")];
  peer.hangUp();
  answers.push(socket.emitWithAck("ask", "after the end"));
  for (const answer of answers) {
    await rejects(answer, { name: "Refusal", code: "disconnected" });
  }
  clock.advance(1_000); // Until the sessions are looked through.
  equal(clock.pending, 0);
});

Deno.test("Socket.join() enters rooms, once each, and leave() leaves them", async () => {
  const { socket, id } = await enter(stillServer());
  socket.join("blue");
  socket.join(["green", "blue"]);
  deepEqual([...socket.rooms], [id, "blue", "green"]);
  socket.leave("blue");
  socket.leave("blue");
  socket.leave("red");
  deepEqual([...socket.rooms], [id, "green"]);
});

Deno.test("Socket.rooms is full in disconnecting and empty in disconnect", async () => {
  const io = stillServer();
  const { peer, socket, id } = await enter(io, "blue");
  const notes: unknown[] = [];
  for (const event of ["disconnecting", "disconnect"] as const) {
    socket.on(event, () => {
      notes.push(event, [...socket.rooms], socket.connected);
    });
  }
  peer.hangUp();
  deepEqual(notes, [
    "disconnecting",
    [id, "blue"],
    true,
    "disconnect",
    [],
    false,
  ]);
  equal(io.sockets.adapter.rooms.size, 0);
});

Deno.test("Socket.join() after the end changes nothing", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io);
  socket.on("disconnecting", () => socket.join("blue"));
  socket.on("disconnect", () => socket.join("green"));
  peer.hangUp();
  socket.join("red");
  deepEqual([...socket.rooms], []);
  equal(io.sockets.adapter.rooms.size, 0);
  equal(io.sockets.adapter.sids.size, 0);
});

Deno.test("Socket tells the handshake it came with", async () => {
  const io = stillServer();
  const before = Date.now();
  const { socket } = await enter(io);
  const { issued, time, ...handshake } = socket.handshake;
  deepEqual(handshake, {
    headers: {},
    address: "127.0.0.1",
    url: "/ws",
    query: {},
    secure: false,
    xdomain: false,
    auth: {},
  });
  equal(time, new Date(issued).toString());
  equal(issued >= before && issued <= Date.now(), true);
  match(socket.id, /^[\w-]{22}$/);
  deepEqual(socket.data, {});
});

Deno.test("Socket tells whether a page opened its connection", () => {
  const io = stillServer();
  const request = {
    headers: { origin: "https://example.org" },
    address: "127.0.0.1",
    url: "/ws",
    query: {},
    secure: false,
  };
  const told: unknown[] = [];
  io.on("connection", ({ handshake }) => told.push(handshake.xdomain));
  const receiver = io.accept({ backlog: 0, send() {}, close() {} }, request);
  receiver.receive(
    '[{"type":"hello","version":1},{"type":"connect","ns":"/"}]',
  );
  deepEqual(told, [true]);
});

Deno.test("Socket says whether it is connected, by both names", async () => {
  const io = stillServer();
  const states: unknown[] = [];
  io.use((socket) => {
    states.push([socket.connected, socket.disconnected]);
  });
  const { socket } = await enter(io);
  states.push([socket.connected, socket.disconnected, socket.recovered]);
  socket.disconnect();
  states.push([socket.connected, socket.disconnected]);
  deepEqual(states, [[false, true], [true, false, false], [false, true]]);
});
