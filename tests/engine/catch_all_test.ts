/** Who hears every event of a socket's, on the server. */

import { deepEqual, equal, throws } from "node:assert/strict";
import type { Fault } from "../../lib/engine/mod.ts";
import { Overhearers } from "../../lib/engine/overhearers.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { enter, meet } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

const MISTAKE = new Error("a mistake");

/** Writes down what it is told. */
function ear() {
  const heard: unknown[][] = [];
  return {
    heard,
    hear: (...args: unknown[]) => void heard.push(args),
  };
}

// -- Incoming --

Deno.test("Socket.onAny() hears every event, before its own listeners do", async () => {
  const { peer, socket } = await enter(stillServer());
  const { heard, hear } = ear();
  socket.on("say", (...args: unknown[]) => hear("say", ...args));
  socket.onAny((...call) => hear("any", ...call));
  peer.emit("say", 1, [2]);
  peer.emit("nobody listens to it");
  deepEqual(heard, [
    ["any", "say", 1, [2]],
    ["say", 1, [2]],
    ["any", "nobody listens to it"],
  ]);
});

Deno.test("Socket.onAny() hears no answers, and nothing of the socket's own", async () => {
  const { peer, socket } = await enter(stillServer());
  const { heard, hear } = ear();
  socket.onAny(hear);
  const answer = socket.emitWithAck("ask");
  peer.send({ type: "ack", id: (await peer.next()).id, args: ["yes"] });
  equal(await answer, "yes");
  peer.send({ type: "event", event: "disconnect", args: [] });
  peer.breaks();
  socket.disconnect();
  deepEqual(heard, []);
});

Deno.test("Socket.onAny() may answer, now or later [AC1] [AC3]", async () => {
  const { peer, socket } = await enter(stillServer());
  const later = Promise.withResolvers<void>();
  socket.onAny(async (event, ...args) => {
    const done = args.pop();
    if (typeof done !== "function") return;
    if (event === "later") await later.promise;
    done(event, ...args);
  });
  deepEqual((await peer.ask("now", 1)).args, ["now", 1]);
  const answer = peer.ask("later", 2);
  later.resolve();
  deepEqual((await answer).args, ["later", 2]);
});

Deno.test("Socket leaves to onAny() what nobody else listens to, and refuses what nobody hears [AC3]", async () => {
  const { peer, socket } = await enter(stillServer());
  const dones: unknown[] = [];
  const listener = (_: string, done: unknown) => void dones.push(done);
  socket.onAny(listener);
  peer.send({ type: "event", event: "ask", args: [], id: 1 });
  socket.offAny(listener);
  deepEqual(await peer.settled(), [], "it may still be answered");
  equal(dones.length, 1);
  equal(Object((await peer.ask("ask")).error).code, "event-unhandled");
});

Deno.test("Socket answers once, whether onAny() or a listener does [AC2]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.on("ask", (done: (answer: string) => void) => done("its own"));
  socket.onAny((_, done) => typeof done === "function" && done("any"));
  peer.send({ type: "event", event: "ask", args: [], id: 1 });
  socket.offAny();
  deepEqual(await peer.settled(), [{ type: "ack", id: 1, args: ["any"] }]);
});

for (
  const [way, fail] of [
    ["throws", () => {
      throw MISTAKE;
    }],
    ["rejects", () => Promise.reject(MISTAKE)],
  ] as const
) {
  Deno.test(`Socket goes on when a listener of onAny ${way} [AC4] [RE3]`, async () => {
    const faults: Fault[] = [];
    const io = stillServer({ onFault: (fault) => void faults.push(fault) });
    const { peer, socket, id } = await enter(io);
    const { heard, hear } = ear();
    socket.onAny(fail).onAny(hear).on("say", hear);
    peer.emit("say", 1);
    deepEqual(heard, [["say", 1], [1]]);
    equal((await peer.next()).code, "handler-failed");
    deepEqual(faults, [{ error: MISTAKE, ns: "/", socket: id, event: "say" }]);
    equal(Object((await peer.ask("say")).error).code, "handler-failed");
  });

  Deno.test(`Socket goes on when a listener of onAnyOutgoing ${way}`, async () => {
    const faults: Fault[] = [];
    const io = stillServer({ onFault: (fault) => void faults.push(fault) });
    const { peer, socket, id } = await enter(io);
    const { heard, hear } = ear();
    socket.onAnyOutgoing(fail).onAnyOutgoing(hear);
    socket.emit("say", 1);
    io.emit("say", 2);
    deepEqual(heard, [["say", 1], ["say", 2]]);
    deepEqual(await peer.events(), [["say", 1], ["say", 2]]);
    const fault = { error: MISTAKE, ns: "/", socket: id, event: "say" };
    deepEqual(faults, [fault, fault]);
  });
}

Deno.test("Socket refuses with what a listener of onAny refuses with [AC4]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.onAny(() => {
    throw new Refusal("too-fast", "Cannot keep up");
  });
  equal(Object((await peer.ask("say")).error).code, "too-fast");
});

Deno.test("Socket whose onAny() ends it tells the event's own listeners nothing", async () => {
  const { peer, socket } = await enter(stillServer());
  const { heard, hear } = ear();
  socket.on("say", hear).onAny(() => socket.disconnect());
  peer.emit("say");
  deepEqual(heard, []);
});

// -- Outgoing --

Deno.test("Socket.onAnyOutgoing() hears what the socket is sent, each once, but no answers", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io, "blue");
  const bob = await enter(io, "blue");
  const { heard, hear } = ear();
  socket.onAnyOutgoing(hear);
  socket.on("ask", (done: (answer: string) => void) => done("answer"));
  socket.volatile.emit("volatile");
  socket.emit("direct", 1, { a: [2] });
  socket.emit("with a callback", 2, () => {});
  socket.timeout(1).emit("with a timeout", 3, () => {});
  const forgotten = socket.emitWithAck("with an answer", 4).catch(() => {});
  socket.send("hello");
  await peer.ask("ask");
  io.to("blue").volatile.emit("volatile to blue");
  io.emit("to all", 5);
  bob.socket.to(["blue", socket.id]).emit("to blue", 6);
  io.timeout(1).emit("asked with all", 7, () => {});
  deepEqual(heard, [
    ["volatile"],
    ["direct", 1, { a: [2] }],
    ["with a callback", 2],
    ["with a timeout", 3],
    ["with an answer", 4],
    ["message", "hello"],
    ["volatile to blue"],
    ["to all", 5],
    ["to blue", 6],
    ["asked with all", 7],
  ]);
  socket.disconnect();
  await forgotten;
});

Deno.test("Socket.onAnyOutgoing() hears nothing that is for others, or for nobody", async () => {
  const io = stillServer();
  const { socket } = await enter(io, "blue");
  const bob = await enter(io);
  const { heard, hear } = ear();
  socket.onAnyOutgoing(hear);
  bob.socket.emit("say");
  socket.broadcast.emit("say");
  socket.to("blue").emit("say");
  io.to("green").emit("say");
  io.to([]).emit("say");
  io.except("blue").emit("say");
  io.of("/chat").emit("say");
  io.to(bob.id).timeout(1).emit("say", () => {});
  deepEqual(heard, []);
});

Deno.test("Socket.onAnyOutgoing() hears nothing that cannot be sent, nor anything after the end", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io);
  const { heard, hear } = ear();
  socket.onAnyOutgoing(hear);
  const reserved: string = "connect";
  throws(() => socket.emit("say", 1n), TypeError);
  throws(() => io.emit("say", 1n), TypeError);
  throws(() => socket.emit(reserved), TypeError);
  peer.hangUp();
  socket.emit("say");
  socket.volatile.emit("say");
  socket.offAnyOutgoing().onAnyOutgoing(hear);
  io.emit("say");
  deepEqual(heard, []);
});

Deno.test("Socket.onAnyOutgoing() hears of a volatile event only if it leaves [SE14]", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io);
  const { heard, hear } = ear();
  socket.onAnyOutgoing(hear);
  const [blob, late] = [new Blob(["a"]), new Blob(["b"])];
  for (const by of [socket, io]) by.volatile.emit("blob", blob);
  socket.emit("say");
  for (const by of [socket, io]) by.volatile.emit("too late");
  await peer.settled();
  peer.breaks();
  for (const by of [socket, io]) by.volatile.emit("nobody there", late);
  deepEqual(heard.map(([event]) => event), ["blob", "say", "blob"]);
});

Deno.test("Socket.onAnyOutgoing() hears what is kept for a client that is away", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io);
  const { heard, hear } = ear();
  socket.onAnyOutgoing(hear);
  peer.breaks();
  socket.emit("say", 1);
  io.emit("say", 2);
  deepEqual(heard, [["say", 1], ["say", 2]]);
});

Deno.test("Socket.onAnyOutgoing() hears no broadcasts before the socket is let in", async () => {
  const io = stillServer();
  const { heard, hear } = ear();
  const entered = Promise.withResolvers<void>();
  let open = () => {};
  io.use((socket, next) => {
    socket.join("blue");
    socket.onAnyOutgoing(hear);
    open = next;
    entered.resolve();
  });
  const id = meet(io).connect();
  await entered.promise;
  io.to("blue").emit("say", 1);
  open();
  await id;
  io.to("blue").emit("say", 2);
  deepEqual(heard, [["say", 2]]);
});

Deno.test("a broadcast is read for onAnyOutgoing() only where someone listens", () => {
  const overhearers = new Overhearers();
  const event = Promise.resolve("");
  let looked = 0;
  event.then = () => {
    looked += 1;
    return new Promise(() => {});
  };
  overhearers.tell("ada", event);
  overhearers.add("ada", () => {});
  overhearers.tell("bob", event);
  equal(looked, 0);
  overhearers.tell("ada", event);
  equal(looked, 1);
  overhearers.delete("ada");
  overhearers.tell("ada", event);
  equal(looked, 1);
});

Deno.test("a listener of onAnyOutgoing() changes nothing about who was sent the broadcast", async () => {
  const io = stillServer();
  const ada = await enter(io, "blue");
  const eve = await enter(io);
  const { heard, hear } = ear();
  ada.socket.onAnyOutgoing(() => eve.socket.join("blue"));
  eve.socket.onAnyOutgoing(hear);
  io.to("blue").emit("say", 1);
  deepEqual(heard, []);
  io.to("blue").emit("say", 2);
  deepEqual(heard, [["say", 2]]);
});

// -- message --

Deno.test("Socket.send() and write() emit a message", async () => {
  const { peer, socket } = await enter(stillServer());
  equal(socket.send("a", 1), socket);
  equal(socket.write("b"), socket);
  socket.volatile.send("c");
  const answered = Promise.withResolvers<unknown>();
  socket.send("d", (answer: unknown) => answered.resolve(answer));
  const heard = [];
  for (let n = 0; n < 3; n++) heard.push(await peer.event("message"));
  deepEqual(heard, [["a", 1], ["b"], ["d"]], "too much waits for c");
  peer.send({ type: "ack", id: 1, args: ["yes"] });
  equal(await answered.promise, "yes");
});
