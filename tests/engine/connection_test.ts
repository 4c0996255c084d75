import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Server } from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { enter, meet, type Peer } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

const HELLO = { type: "hello", version: 1 };
const CONNECT = { type: "connect", ns: "/" };
const DISCONNECT = { type: "disconnect", ns: "/" };
const SAY = { type: "event", event: "say", args: [] };

/** The peer is told `code`, then nothing more, and is closed with `number`. */
async function closes(peer: Peer, code: string, number: number): Promise<void> {
  const { message, ...error } = await peer.next();
  deepEqual(error, { type: "fatal", code });
  ok(typeof message === "string" && /^Cannot /.test(message), "a sentence");
  equal(await peer.closed, number, code);
}

Deno.test("Connection answers hello with the version and the limits of a frame [HE1]", async () => {
  const io = stillServer({ limits: { frameChars: 200, batchEnvelopes: 3 } });
  await using ada = meet(io);
  ada.send(HELLO);
  const { session, ...welcome } = await ada.next();
  deepEqual(welcome, {
    type: "welcome",
    version: 1,
    heartbeat: { interval: 10_000, timeout: 10_000 },
    limits: { frameChars: 200, batchEnvelopes: 3 },
  });
  const { id, key, ...offer } = Object(session);
  match(id, /^[\w-]{22}$/);
  match(key, /^[\w-]{43}$/);
  deepEqual(offer, { ttl: 120_000, resumed: false, received: 0 });
});

for (
  const first of [CONNECT, DISCONNECT, SAY, { type: "ack", id: 1, args: [] }]
) {
  Deno.test(`Connection closes when the first envelope is ${first.type} [HE2]`, async () => {
    const io = stillServer();
    let connections = 0;
    io.on("connection", () => connections += 1);
    await using ada = meet(io);
    ada.send(first, HELLO, CONNECT);
    await closes(ada, "hello-expected", 4500);
    equal(connections, 0);
  });
}

for (const version of [0, 2, -1, 1_000_000]) {
  Deno.test(`Connection closes when the version is ${version} [HE3]`, async () => {
    await using ada = meet(stillServer());
    ada.send({ type: "hello", version }, CONNECT);
    await closes(ada, "version-unsupported", 4502);
  });
}

Deno.test("Connection closes when no hello comes in time [HE4]", async () => {
  const clock = new FakeClock();
  const io = new Server({ clock });
  await using ada = meet(io);
  clock.advance(4_999);
  equal(io.engine.clientsCount, 1);
  clock.advance(1);
  equal(io.engine.clientsCount, 0);
  await closes(ada, "hello-timeout", 4001);
});

Deno.test("Connection waits for nothing once it has heard hello [HE4]", async () => {
  const clock = new FakeClock();
  const io = new Server({ clock });
  await using ada = meet(io);
  clock.advance(4_999);
  await ada.connect();
  clock.advance(60_000);
  equal(io.engine.clientsCount, 1);
  equal(clock.pending, 0);
});

Deno.test("Connection stops waiting for hello when the client has gone", () => {
  const clock = new FakeClock();
  const io = new Server({ clock });
  meet(io).hangUp();
  equal(clock.pending, 0);
  equal(io.engine.clientsCount, 0);
});

Deno.test("Connection closes when hello comes again [HE5]", async () => {
  const { peer } = await enter(stillServer());
  peer.send(HELLO);
  await closes(peer, "hello-repeated", 4500);
});

Deno.test("Connection takes hello and all that follows in one frame [HE6]", async () => {
  const io = stillServer();
  io.on("connection", (socket) => {
    socket.on("say", (words: string, done: (heard: string) => void) => {
      done(words);
    });
  });
  await using ada = meet(io);
  ada.send(HELLO, CONNECT, { ...SAY, args: ["hello"], id: 1 });
  equal((await ada.next()).type, "welcome");
  equal((await ada.next()).type, "connected");
  deepEqual(await ada.next(), { type: "ack", id: 1, args: ["hello"] });
});

Deno.test("Connection handles the envelopes of a batch in order, like those that come alone [FR1]", async () => {
  const { peer, socket } = await enter(stillServer());
  const heard: unknown[] = [];
  socket.on("say", (what: number) => void heard.push(what));
  const say = (what: number) => ({ ...SAY, args: [what] });
  peer.send(say(1), say(2), say(3));
  peer.send(say(4));
  peer.send(say(5), say(6));
  deepEqual(heard, [1, 2, 3, 4, 5, 6]);
});

Deno.test("Connection sends what a turn gave it as one frame, in order [FR2]", async () => {
  const io = stillServer();
  const ada = await enter(io, "blue");
  const bob = await enter(io, "blue");
  bob.peer.frames.length = 0;
  bob.socket.emit("a");
  io.emit("b");
  ada.socket.to("blue").emit("c");
  ada.peer.emit("nobody listens");
  bob.socket.emit("d");
  deepEqual(bob.peer.frames, [], "not before the turn is over");
  for (const event of ["a", "b", "c", "d"]) await bob.peer.event(event);
  equal(bob.peer.frames.length, 1);
  io.emit("e");
  await bob.peer.event("e");
  equal(bob.peer.frames[1], '{"type":"event","event":"e","args":[]}');
});

Deno.test("Connection answers with one frame all that came in a turn [FR2]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.on("say", (done: () => void) => done());
  peer.frames.length = 0;
  for (const id of [1, 2, 3]) peer.send({ ...SAY, id });
  const acks = [await peer.next(), await peer.next(), await peer.next()];
  deepEqual(acks.map(({ id }) => id), [1, 2, 3]);
  equal(peer.frames.length, 1);
});

Deno.test("Connection ignores the fields that it does not know [FR3]", async () => {
  const { peer, socket } = await enter(stillServer());
  const heard: unknown[] = [];
  socket.on("say", (...args: unknown[]) => void heard.push(args));
  peer.send({ ...SAY, args: [1], from: "eve", sid: "eve", constructor: 1 });
  deepEqual(heard, [[1]]);
});

Deno.test("Connection closes when a frame is over the limit [FR5]", async () => {
  const io = stillServer();
  const { peer } = await enter(io);
  peer.sendFrame(" ".repeat(65_537));
  await closes(peer, "frame-too-large", 4501);
  equal(io.engine.clientsCount, 0);
});

Deno.test("Connection takes no more after a fault, not even of the same turn [FR4]", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io);
  let heard = 0;
  socket.on("say", () => heard += 1);
  peer.send(SAY, HELLO, SAY);
  peer.send(SAY);
  await closes(peer, "hello-repeated", 4500);
  equal(heard, 1);
});

Deno.test("Connection writes what waits before it closes", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.on("say", (words: string) => socket.emit("said", words));
  peer.send({ ...SAY, args: ["goodbye"] }, HELLO);
  deepEqual(await peer.event("said"), ["goodbye"]);
  await closes(peer, "hello-repeated", 4500);
});

Deno.test("Connection that is gone is sent nothing", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io);
  peer.frames.length = 0;
  peer.hangUp();
  equal(socket.emit("said"), true);
  io.emit("said");
  await (await enter(io)).peer.settled();
  deepEqual(peer.frames, []);
});
