/** A session on the server: what it keeps, what it sends again, and when it ends. */

import { deepEqual, equal, notEqual, ok, rejects } from "node:assert/strict";
import { Server, type ServerOptions } from "../../lib/engine/mod.ts";
import type { SessionClaim } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { nextTurn } from "../support/next_turn.ts";
import {
  enter,
  type Guest,
  type Heard,
  meet,
  type Peer,
} from "../support/peer.ts";

const HELLO = { type: "hello", version: 1 };

const said = (...args: unknown[]) => ({ type: "event", event: "said", args });

/** A guest of a server whose time is the test's; what the server's end of it was told. */
async function guest(options: ServerOptions = {}, ...rooms: string[]) {
  const clock = new FakeClock();
  const io = new Server({ clock, ...options });
  const ada = await enter(io, ...rooms);
  return { clock, io, ...ada, told: toldTo(ada) };
}

function toldTo({ socket }: Pick<Guest, "socket">): string[] {
  const told: string[] = [];
  socket.on("away", (reason) => void told.push(`away: ${reason}`));
  socket.on("back", () => void told.push("back"));
  socket.on("disconnecting", (reason) => {
    told.push(`${reason}, in ${[...socket.rooms].slice(1)}`);
  });
  socket.on("disconnect", (reason) => void told.push(reason));
  return told;
}

/** A peer that comes with a claim, and what the server says of it. */
async function comeBack(
  io: Server,
  claim: SessionClaim,
): Promise<{ peer: Peer; offer: Heard }> {
  const peer = meet(io);
  const offer = await peer.resume(claim);
  return { peer, offer };
}

Deno.test("Session goes on over another connection, with its socket, its rooms and its data [SE4] [SE5]", async () => {
  const { io, peer, socket, id, told } = await guest({}, "blue");
  const heard: unknown[] = [];
  socket.on("say", (words: string) => void heard.push(words));
  socket.data.name = "Ada";
  peer.breaks();
  deepEqual([socket.connected, socket.away], [true, true]);
  equal(io.engine.clientsCount, 0);
  const back = await comeBack(io, peer.claim);
  equal(back.offer.resumed, true);
  equal(back.offer.id, peer.claim.id);
  equal(back.offer.reason, undefined);
  equal(back.offer.received, 1, "the connect");
  deepEqual([socket.connected, socket.away], [true, false]);
  deepEqual([...socket.rooms], [id, "blue"]);
  deepEqual([...io.sockets.sockets.values()], [socket]);
  equal(socket.data.name, "Ada");
  deepEqual(told, ["away: transport error", "back"]);
  back.peer.emit("say", "hello");
  deepEqual(heard, ["hello"]);
  deepEqual(await back.peer.settled(), [], "connected is not said again");
});

Deno.test("Session goes on as often as its connection breaks [SE6]", async () => {
  const { io, socket, ...first } = await guest();
  let peer = first.peer;
  const keys = new Set([peer.claim.key]);
  for (let n = 1; n <= 5; n++) {
    await peer.settled();
    peer.breaks();
    socket.emit("said", n);
    const back = await comeBack(io, peer.claim);
    peer = back.peer;
    equal(back.offer.resumed, true);
    deepEqual(await peer.next(), said(n));
    keys.add(peer.claim.key);
  }
  equal(keys.size, 6);
});

Deno.test("Session sends exactly what the client has missed, after the welcome, and then the rest [SE4] [SE12]", async () => {
  const { io, peer, socket } = await guest();
  socket.emit("said", 1);
  socket.emit("said", 2);
  await peer.settled();
  const { claim } = peer;
  socket.emit("said", 3);
  await peer.event("said"); // It comes, but the client does not get round to it.
  peer.breaks();
  socket.emit("said", 4);
  io.emit("said", 5);
  io.to(socket.id).emit("said", 6);
  const back = await comeBack(io, claim);
  socket.emit("said", 7);
  deepEqual(await back.peer.settled(), [3, 4, 5, 6, 7].map((n) => said(n)));
});

Deno.test("Session sends what was missed once the client is back, and the listeners of back after it [SE4]", async () => {
  const { io, peer, socket } = await guest();
  socket.on("back", () => void socket.emit("said", "in back"));
  peer.breaks();
  socket.emit("said", "missed");
  const back = await comeBack(io, peer.claim);
  deepEqual(await back.peer.settled(), [said("missed"), said("in back")]);
});

Deno.test("Session sends what a claim leaves open, not what a receipt has closed [SE1] [SE9]", async () => {
  const { io, peer, socket } = await guest();
  for (const n of [1, 2, 3]) socket.emit("said", n);
  await peer.settled();
  peer.send({ type: "receipt", received: 3 });
  await peer.settled();
  peer.breaks();
  const early = await comeBack(io, { ...peer.claim, received: 2 });
  equal(early.offer.reason, "gap", "what was received cannot be missed");
});

Deno.test("Session waits for the answers that it was promised [SE5]", async () => {
  const { io, peer, socket } = await guest();
  const before = socket.emitWithAck("ask", 1);
  const asked = await peer.next();
  peer.breaks();
  const meanwhile = socket.emitWithAck("ask", 2);
  const back = await comeBack(io, peer.claim);
  const { id } = await back.peer.next();
  back.peer.send({ type: "ack", id: asked.id, args: ["one"] });
  back.peer.send({ type: "ack", id, args: ["two"] });
  deepEqual(await Promise.all([before, meanwhile]), ["one", "two"]);
});

Deno.test("Session says how much of the client's it has received [SE4] [SE5]", async () => {
  const { io, peer, socket } = await guest();
  const heard: unknown[] = [];
  socket.on("say", (n: number) => void heard.push(n));
  for (const n of [1, 2, 3]) peer.emit("say", n);
  peer.send({ ...said(), event: "say", args: [0], volatile: true });
  peer.breaks();
  const { offer } = await comeBack(io, peer.claim);
  equal(offer.received, 4, "the connect and three events; a volatile one not");
  deepEqual(heard, [1, 2, 3, 0]);
});

Deno.test("Session is held over one connection: the older one is closed, and is not heard [SE10]", async () => {
  const { io, peer, socket, told } = await guest();
  const heard: unknown[] = [];
  socket.on("say", (words: string) => void heard.push(words));
  const { claim } = peer;
  const back = await comeBack(io, claim);
  equal(back.offer.resumed, true);
  equal(await peer.closed, 4504);
  deepEqual(told, ["back"], "it was never away");
  peer.emit("say", "too late");
  peer.sendFrame("nonsense");
  peer.breaks();
  peer.hangUp();
  deepEqual([socket.connected, socket.away], [true, false]);
  equal(io.engine.clientsCount, 1);
  socket.emit("said", "here");
  deepEqual(await back.peer.settled(), [said("here")]);
  equal(peer.frames.some((frame) => String(frame).includes("here")), false);
  deepEqual(heard, []);
  deepEqual(told, ["back"]);
});

Deno.test("Session hears nothing of an older connection in the frame that was under way [SE10]", async () => {
  const { io, peer, socket } = await guest();
  const heard: unknown[] = [];
  const { claim } = peer;
  const newer = meet(io);
  socket.on("say", (words: string) => {
    heard.push(words);
    newer.send({ ...HELLO, session: { ...claim, attempt: 1 } });
  });
  const say = (words: string) => ({ ...said(words), event: "say" });
  peer.send(say("heard"), say("not heard"));
  deepEqual(heard, ["heard"]);
  const { session } = await newer.next();
  deepEqual(Object(session).received, 2);
});

Deno.test("Session takes no notice of an attempt that the client has given up [SE3] [SE10]", async () => {
  const { io, peer, socket, told } = await guest();
  peer.breaks();
  const held = { ...HELLO, session: { ...peer.claim, attempt: 1 } };
  const back = await comeBack(io, peer.claim);
  equal(back.offer.resumed, true);
  told.length = 0;
  // The key of the older attempt is good still, and then it is given up.
  for (const said of [[], ["something"]]) {
    for (const words of said) back.peer.emit(words);
    const late = meet(io);
    late.send(held);
    equal(await late.closed, 4504);
    deepEqual(late.frames, []);
  }
  socket.emit("said", "here");
  deepEqual((await back.peer.events()).at(-1), ["said", "here"]);
  deepEqual(told, []);
});

Deno.test("Session is given up when the client does not come back in time [SE11]", async () => {
  const { clock, io, peer, socket, told } = await guest({
    limits: { sessionMs: 30_000, ackMs: 1_000_000 },
  }, "blue");
  const answer = rejects(socket.emitWithAck("ask"), { code: "disconnected" });
  peer.breaks();
  clock.advance(1_000);
  told.length = 0;
  clock.advance(28_000);
  deepEqual([told, socket.connected], [[], true]);
  clock.advance(2_000);
  deepEqual(told, ["transport error, in blue", "transport error"]);
  await answer;
  equal(io.sockets.sockets.size, 0);
  equal(io.sockets.adapter.rooms.size, 0);
  equal(clock.pending, 0);
  const { offer } = await comeBack(io, peer.claim);
  deepEqual([offer.resumed, offer.reason], [false, "unknown"]);
});

Deno.test("Session that came back in time is not given up, and has all its time again [SE11]", async () => {
  const { clock, io, peer, socket } = await guest({
    limits: { sessionMs: 30_000, ackMs: 1_000_000 },
  });
  peer.breaks();
  clock.advance(29_000);
  const back = await comeBack(io, peer.claim);
  clock.advance(60_000);
  equal(socket.connected, true);
  back.peer.breaks();
  clock.advance(29_000);
  equal(socket.connected, true);
  clock.advance(2_000);
  equal(socket.connected, false);
});

Deno.test("Session ends at once when the client leaves [SE11]", async () => {
  const { io, peer, told, socket } = await guest({}, "blue");
  peer.hangUp();
  deepEqual(told, ["transport close, in blue", "transport close"]);
  deepEqual([socket.connected, socket.away], [false, false]);
  const { offer } = await comeBack(io, peer.claim);
  equal(offer.reason, "unknown");
});

Deno.test("Session ends when more is kept for an absent client than the limit [SE12]", async () => {
  for (
    const limits of [{ windowEnvelopes: 4 }, { windowChars: 200 }]
  ) {
    const { io, peer, socket, told } = await guest({ limits }, "blue");
    peer.breaks();
    told.length = 0;
    let count = 0;
    while (socket.connected && count < 100) {
      socket.emit("said", ++count);
    }
    equal(count, 4, "besides connected, three and no more");
    deepEqual(told, ["transport error, in blue", "transport error"]);
    const { offer } = await comeBack(io, peer.claim);
    equal(offer.reason, "unknown");
  }
});

Deno.test("Session lets go of the oldest while the client is there, and cannot make up for it later [SE9]", async () => {
  const { io, peer, socket, told } = await guest({
    limits: { windowEnvelopes: 4 },
  });
  const { claim } = peer;
  for (let n = 1; n <= 5; n++) socket.emit("said", n);
  equal(socket.connected, true);
  peer.breaks();
  const { offer } = await comeBack(io, claim);
  deepEqual([offer.resumed, offer.reason], [false, "gap"]);
  notEqual(offer.id, claim.id);
  deepEqual(told.slice(-1), ["transport close"]);
  equal(io.sockets.sockets.size, 0);
});

Deno.test("Session that cannot go on while it is held elsewhere is over there, too [SE9] [SE10]", async () => {
  const { io, peer, socket } = await guest();
  const back = await comeBack(io, { ...peer.claim, received: 1_000 });
  deepEqual([back.offer.resumed, back.offer.reason], [false, "claim"]);
  equal(await peer.closed, 4504);
  equal(socket.connected, false);
  back.peer.send({ type: "connect", ns: "/" });
  equal((await back.peer.next()).type, "connected", "a new session begins");
});

Deno.test("Session goes when too many are away: the one that is so the longest [SE11]", async () => {
  const io = new Server({
    clock: new FakeClock(),
    limits: { awaySessions: 2 },
  });
  const guests = [await enter(io), await enter(io), await enter(io)];
  const [first, second, third] = guests;
  ok(first && second && third);
  first.peer.breaks();
  second.peer.breaks();
  const back = await comeBack(io, first.peer.claim); // Now second is the oldest.
  back.peer.breaks();
  deepEqual(guests.map(({ socket }) => socket.connected), [true, true, true]);
  third.peer.breaks();
  deepEqual(guests.map(({ socket }) => socket.connected), [true, false, true]);
});

Deno.test("Session of another looks the same as none [SE9]", async () => {
  const { io, peer, socket } = await guest();
  const { claim } = peer;
  const stranger = await comeBack(io, { ...claim, id: "x".repeat(22) });
  const thief = await comeBack(io, { ...claim, key: "x".repeat(43) });
  for (const { offer } of [stranger, thief]) {
    const { id, key, ...rest } = offer;
    deepEqual(rest, {
      ttl: 120_000,
      resumed: false,
      received: 0,
      reason: "unknown",
    });
    notEqual(id, claim.id);
    notEqual(key, claim.key);
  }
  equal(socket.connected, true);
  socket.emit("said");
  deepEqual(await peer.settled(), [said()]);
  for (const { peer } of [stranger, thief]) {
    equal(peer.frames.length, 1, "not a word but the welcome");
  }
});

Deno.test("Session whose key was given up is over, for whoever holds it [SE7]", async () => {
  const { io, peer, socket, told } = await guest({}, "blue");
  const { claim } = peer;
  peer.breaks();
  const back = await comeBack(io, claim);
  await back.peer.settled(); // So the second key has arrived.
  told.length = 0;
  const thief = await comeBack(io, claim);
  deepEqual([thief.offer.resumed, thief.offer.reason], [false, "revoked"]);
  equal(await back.peer.closed, 4505);
  equal(socket.connected, false);
  deepEqual(told, ["forced server close, in blue", "forced server close"]);
  for (const key of [claim.key, back.peer.claim.key]) {
    const { offer } = await comeBack(io, { ...claim, key });
    equal(offer.reason, "unknown");
  }
});

Deno.test("Session takes the key whose welcome was lost [SE6]", async () => {
  const { io, peer, socket } = await guest();
  const { claim } = peer;
  peer.breaks();
  const lost = await comeBack(io, claim);
  lost.peer.breaks(); // Before anything was said over it.
  const { offer } = await comeBack(io, claim);
  equal(offer.resumed, true);
  equal(socket.away, false);
});

Deno.test("Session sends a receipt after 64 envelopes at the latest [SE2]", async () => {
  const { peer, clock } = await guest();
  for (let n = 2; n <= 63; n++) peer.emit("say");
  await nextTurn();
  deepEqual(peer.receipts, []);
  peer.emit("say");
  await peer.settled();
  deepEqual(peer.receipts, [64]);
  clock.advance(2_000);
  await peer.settled();
  deepEqual(peer.receipts, [64, 65]);
});

Deno.test("Session's receipt goes along with what is sent once there are 16 to tell [SE2]", async () => {
  const { peer, socket } = await guest();
  for (let n = 2; n <= 15; n++) peer.emit("say");
  socket.emit("too early");
  await nextTurn();
  deepEqual(peer.receipts, []);
  peer.emit("say");
  const before = peer.frames.length;
  socket.emit("news");
  await nextTurn();
  deepEqual(peer.receipts, [16]);
  equal(peer.frames.length, before + 1, "in the same frame");
});

Deno.test("Session sends a receipt after 2 seconds, and none when there is nothing to tell [SE2]", async () => {
  const { peer, clock } = await guest();
  clock.advance(1_999);
  await peer.settled();
  deepEqual(peer.receipts, []);
  clock.advance(1);
  await peer.settled();
  deepEqual(peer.receipts, [2]);
  clock.advance(10_000);
  await peer.settled();
  deepEqual(peer.receipts, [2, 3]);
});

Deno.test("Session's receipt has its own time, whenever others have theirs [SE2]", async () => {
  const { io, peer, clock } = await guest();
  clock.advance(700);
  const late = await enter(io);
  const told = async (ms: number) => {
    clock.advance(ms);
    await nextTurn();
    return [peer.receipts.length, late.peer.receipts.length];
  };
  deepEqual(await told(1_300), [1, 0]);
  deepEqual(await told(699), [1, 0]);
  deepEqual(await told(1), [1, 1]);
});

Deno.test("Session's receipt is not sent again when it has gone along [SE2]", async () => {
  const { peer, socket, clock } = await guest();
  for (let n = 2; n <= 16; n++) peer.emit("say");
  socket.emit("news");
  await nextTurn();
  deepEqual(peer.receipts, [16]);
  clock.advance(1_000);
  peer.emit("say");
  clock.advance(1_000);
  await nextTurn();
  deepEqual(peer.receipts, [16], "what came since has its own time");
  clock.advance(1_000);
  await nextTurn();
  deepEqual(peer.receipts, [16, 17]);
});

Deno.test("Session does not count what does not count [SE1] [SE2]", async () => {
  const { peer, clock, socket } = await guest();
  clock.advance(2_000);
  let heard = 0;
  socket.on("say", () => heard += 1);
  peer.send({ type: "ping" });
  equal((await peer.next()).type, "pong");
  peer.send({ type: "receipt", received: 1 });
  peer.send({ ...said(), event: "say", volatile: true });
  equal(heard, 1);
  clock.advance(2_000);
  await peer.settled();
  deepEqual(peer.receipts, [1]);
});

Deno.test("Session ends when the client has received more than was sent [SE13]", async () => {
  const { io, peer, told } = await guest();
  peer.send({ type: "receipt", received: 1 });
  deepEqual(await peer.settled(), []);
  peer.send({ type: "receipt", received: 3 });
  const { type, code, message } = await peer.next();
  deepEqual([type, code], ["fatal", "receipt-invalid"]);
  equal(message, "Cannot have received 3: not so many were sent");
  equal(await peer.closed, 4500);
  deepEqual(told, ["parse error, in ", "parse error"]);
  const { offer } = await comeBack(io, peer.claim);
  equal(offer.reason, "unknown");
});

Deno.test("Session ends when what comes cannot be read, and cannot be gone on with [SE11]", async () => {
  const { io, peer, told } = await guest();
  peer.sendFrame("nonsense");
  deepEqual(told, ["parse error, in ", "parse error"]);
  const { offer } = await comeBack(io, peer.claim);
  equal(offer.reason, "unknown");
});

Deno.test("Socket.disconnect() ends one that is away, and the client hears of it when it is back", async () => {
  const { io, peer, socket, told } = await guest();
  peer.breaks();
  socket.disconnect();
  deepEqual([socket.connected, socket.away], [false, false]);
  deepEqual(told.slice(1), [
    "server namespace disconnect, in ",
    "server namespace disconnect",
  ]);
  const back = await comeBack(io, peer.claim);
  equal(back.offer.resumed, true);
  deepEqual(await back.peer.next(), { type: "disconnect", ns: "/" });
  deepEqual(told.includes("back"), false);
});

Deno.test("Socket.disconnect(true) ends the session of one that is away", async () => {
  const { io, peer, socket } = await guest();
  peer.breaks();
  socket.disconnect(true);
  const { offer } = await comeBack(io, peer.claim);
  equal(offer.reason, "unknown");
});

Deno.test("Server.close() ends the sessions of those who are away, too [CL2]", async () => {
  const { clock, io, peer, told } = await guest();
  peer.breaks();
  await io.close();
  deepEqual(told.slice(1), [
    "server shutting down, in ",
    "server shutting down",
  ]);
  equal(clock.pending, 0);
});

Deno.test("Connection answers ping with pong, and notes how long the last took [HB1]", async () => {
  const { peer, socket, clock } = await guest();
  clock.advance(2_000);
  for (const rtt of [undefined, 12.5, "fast"]) {
    peer.send({ type: "ping", rtt });
    deepEqual(await peer.next(), { type: "pong" });
    equal(socket.rtt, rtt === 12.5 ? rtt : undefined);
  }
  clock.advance(2_000);
  equal(peer.receipts.length, 1);
});

Deno.test("Session goes to who claimed it last, however long the namespaces think [SE10] [SE15]", async () => {
  const { io, peer, socket } = await guest();
  const thinking: (() => void)[] = [];
  io.use((_, next) => void thinking.push(() => next()));
  const { claim } = peer;
  peer.breaks();
  const [first, second] = [meet(io), meet(io)];
  first.send({ ...HELLO, session: { ...claim, attempt: 1 } });
  second.send({ ...HELLO, session: { ...claim, attempt: 2 } });
  thinking[1]?.();
  const { session } = await second.next();
  equal(Object(session).resumed, true);
  thinking[0]?.();
  equal(await first.closed, 4504);
  socket.emit("said", "hello");
  deepEqual(await second.settled(), [said("hello")]);
});

Deno.test("Session expels who was asked, not who has come in its place [SE15]", async () => {
  const { io, peer, id } = await guest();
  const thinking: ((error?: Error) => void)[] = [];
  io.use((_, next) => void thinking.push(next));
  const { claim } = peer;
  peer.breaks();
  const [first, second] = [meet(io), meet(io)];
  first.send({ ...HELLO, session: { ...claim, attempt: 1 } });
  second.send({ ...HELLO, session: { ...claim, attempt: 2 } });
  const no = new Error("Cannot connect: the token has expired");
  thinking[1]?.(no);
  equal((await second.next()).type, "welcome");
  equal((await second.next()).type, "refused");
  second.send({ type: "connect", ns: "/" });
  thinking[0]?.(no);
  thinking[2]?.();
  const { type, id: another } = await second.next();
  equal(type, "connected");
  notEqual(another, id);
  ok(io.sockets.sockets.has(String(another)));
});

Deno.test("Session ends when what was missed is more than a connection takes [SE12] [CL3]", async () => {
  const limits = { windowChars: 1_000, backlogBytes: 1_000 };
  const { io, peer, socket, told } = await guest({ limits });
  const { claim } = peer;
  peer.breaks();
  // It fits into the window, but not together with the welcome.
  for (let n = 0; n < 9; n++) socket.emit("said", "x".repeat(50));
  equal(socket.away, true);
  const back = meet(io);
  back.send({ ...HELLO, session: { ...claim, attempt: 1 } });
  equal(await back.closed, 4000);
  deepEqual(told.slice(-2), ["transport close, in ", "transport close"]);
  const { offer } = await comeBack(io, claim);
  deepEqual([offer.resumed, offer.reason], [false, "unknown"]);
});

Deno.test("Session takes the key that its client has, whatever is heard of it late over an older connection [SE6]", async () => {
  const { io, peer } = await guest();
  const { claim } = peer;
  peer.breaks();
  const first = meet(io);
  first.send({ ...HELLO, session: { ...claim, attempt: 1 } });
  await first.next();
  const { key } = first.claim;
  io.use((_, next) => void next);
  // The network loses the welcome of the second attempt, for which the namespace still thinks.
  const second = meet(io);
  second.send({ ...HELLO, session: { ...claim, key, attempt: 2 } });
  first.emit("said before the second attempt, heard after it");
  second.breaks();
  io.disconnectSockets(); // There is nobody to be asked about any more.
  const third = meet(io);
  third.send({ ...HELLO, session: { ...claim, key, attempt: 3 } });
  const { session } = await third.next();
  deepEqual(Object(session).reason, undefined);
  equal(Object(session).resumed, true);
});
