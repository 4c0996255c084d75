import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import type { Socket } from "../../lib/engine/mod.ts";
import { enter, meet, type Peer } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** A server with a chat beside the main namespace, and a client that is in both. */
async function chatting() {
  const io = stillServer();
  const chat = io.of("/chat");
  const { peer, socket, id } = await enter(io);
  const chatSocket = await enterChat(peer, chat);
  return { io, chat, peer, socket, id, chatSocket };
}

async function enterChat(
  peer: Peer,
  chat: { sockets: ReadonlyMap<string, Socket> },
): Promise<Socket> {
  peer.send({ type: "connect", ns: "/chat" });
  const { type, ns, id } = await peer.next();
  deepEqual([type, ns], ["connected", "/chat"]);
  const socket = chat.sockets.get(String(id));
  if (!socket) throw new Error("Cannot find the socket in /chat");
  return socket;
}

Deno.test("Namespace lets a client in under a random id of 22 characters [NS1]", async () => {
  const io = stillServer();
  const ids = new Set<string>();
  for (let n = 0; n < 50; n++) ids.add((await enter(io)).id);
  equal(ids.size, 50);
  for (const id of ids) match(id, /^[A-Za-z0-9_-]{22}$/);
  equal(io.sockets.sockets.size, 50);
});

Deno.test("Namespace tells the application what the client gave as auth [NS1]", async () => {
  const io = stillServer();
  const auths: unknown[] = [];
  io.on("connection", ({ handshake }) => void auths.push(handshake.auth));
  const given = [{ token: "…" }, "text", [1]];
  for (const auth of given) await meet(io).connect("/", auth);
  deepEqual(auths, given);
});

Deno.test("Namespace shows an empty auth of who gave nothing, so that one may look into it [NS1]", async () => {
  const io = stillServer();
  const auths: unknown[] = [];
  io.on("connection", ({ handshake }) => void auths.push(handshake.auth));
  io.of((_, auth) => auths.push(auth) > 0);
  for (const ns of ["/", "/child"]) {
    await meet(io).connect(ns, undefined);
    await meet(io).connect(ns, null);
  }
  deepEqual(
    auths,
    [{}, {}, {}],
    "the rule is asked once, and the main namespace twice",
  );
});

Deno.test("Namespace knows its server, also if a client called it into being", async () => {
  const io = stillServer();
  io.of(/^\/tenant-/);
  await meet(io).connect("/tenant-1", undefined);
  for (const ns of ["/", "/chat", "/tenant-1"]) equal(io.of(ns).server, io);
});

Deno.test("Namespace that nobody made is refused, and the connection stays [NS2] [RE1]", async () => {
  const io = stillServer();
  const { peer } = await enter(io);
  for (const ns of ["/chat", "chat", "constructor", "/ ", "__proto__"]) {
    peer.send({ type: "connect", ns });
    deepEqual(await peer.next(), {
      type: "refused",
      ns,
      code: "namespace-unknown",
      message: "Cannot connect: there is no such namespace",
      retryable: false,
    });
  }
  deepEqual(await peer.settled(), []);
});

Deno.test("Namespace that a client is in closes it when it connects again [NS3]", async () => {
  const { peer } = await enter(stillServer());
  peer.send({ type: "connect", ns: "/" });
  const { type, code } = await peer.next();
  deepEqual([type, code], ["fatal", "namespace-repeated"]);
  equal(await peer.closed, 4500);
});

Deno.test("Namespace that a client has left takes it again, under another id [NS5]", async () => {
  const io = stillServer();
  const { peer, id } = await enter(io);
  peer.send({ type: "disconnect", ns: "/" }, { type: "connect", ns: "/" });
  const again = await peer.next();
  equal(again.type, "connected");
  notEqual(again.id, id);
  equal(io.sockets.sockets.size, 1);
});

Deno.test("Namespace names itself in its events, unless it is the main one [EV2]", async () => {
  const { io, chat, peer, socket, chatSocket } = await chatting();
  socket.emit("a");
  chatSocket.emit("b");
  io.emit("c");
  chat.emit("d");
  chat.to(chatSocket.id).emit("e");
  deepEqual(await peer.settled(), [
    { type: "event", event: "a", args: [] },
    { type: "event", ns: "/chat", event: "b", args: [] },
    { type: "event", event: "c", args: [] },
    { type: "event", ns: "/chat", event: "d", args: [] },
    { type: "event", ns: "/chat", event: "e", args: [] },
  ]);
});

Deno.test("Namespace hears the events that name it, and the main one the others [EV2]", async () => {
  const { peer, socket, chatSocket } = await chatting();
  const heard: string[] = [];
  socket.on("say", (words: string) => void heard.push(`main ${words}`));
  chatSocket.on("say", (words: string) => void heard.push(`chat ${words}`));
  const say = { type: "event", event: "say" };
  peer.send({ ...say, args: ["1"] });
  peer.send({ ...say, ns: "/chat", args: ["2"] });
  peer.send({ ...say, ns: "/", args: ["3"] });
  deepEqual(heard, ["main 1", "chat 2", "main 3"]);
});

Deno.test("Namespace answers in its own name [AC1] [RE2]", async () => {
  const { peer, chatSocket } = await chatting();
  chatSocket.on("ask", (done: (answer: string) => void) => done("yes"));
  chatSocket.on("fail", () => {
    throw new Error("a mistake");
  });
  const event = { type: "event", ns: "/chat", args: [] };
  peer.send({ ...event, event: "ask", id: 1 });
  const answer = { type: "ack", ns: "/chat", id: 1, args: ["yes"] };
  deepEqual(await peer.next(), answer);
  peer.send({ ...event, event: "fail" });
  const { type, ns, code } = await peer.next();
  deepEqual([type, ns, code], ["error", "/chat", "handler-failed"]);
});

Deno.test("Namespace takes only the answers that name it [AC5]", async () => {
  const { peer, chatSocket, socket } = await chatting();
  const answers = [chatSocket.emitWithAck("ask"), socket.emitWithAck("ask")];
  const [inChat, inMain] = [await peer.next(), await peer.next()];
  deepEqual([inChat.id, inMain.id], [1, 1], "ids count for each namespace");
  peer.send({ type: "ack", id: 1, args: ["main"] });
  peer.send({ type: "ack", ns: "/chat", id: 1, args: ["chat"] });
  deepEqual(await Promise.all(answers), ["chat", "main"]);
});

Deno.test("Namespace that a client is not in refuses its events, and the connection stays [EV5] [RE2]", async () => {
  const { peer } = await enter(stillServer());
  const code = "not-connected";
  const message = 'Cannot take "say": not connected to /chat';
  const say = { type: "event", ns: "/chat", event: "say", args: [] };
  peer.send(say);
  peer.send({ ...say, id: 1 });
  peer.send({ type: "disconnect", ns: "/" });
  peer.send({ ...say, ns: "/" });
  peer.send({ ...say, ns: undefined });
  const [first, second, third, fourth] = await peer.settled();
  deepEqual(first, {
    type: "error",
    ns: "/chat",
    code,
    message,
    retryable: false,
  });
  deepEqual(second, {
    type: "ack",
    ns: "/chat",
    id: 1,
    error: { code, message },
  });
  deepEqual([third?.ns, third?.code], ["/", code]);
  deepEqual([fourth?.ns, fourth?.code], [undefined, code]);
});

Deno.test("Namespace keeps its rooms and its people to itself", async () => {
  const { io, chat, peer, socket, chatSocket } = await chatting();
  socket.join("blue");
  chatSocket.join("green");
  io.to(["green", chatSocket.id]).emit("for nobody");
  chat.to(["blue", socket.id]).emit("for nobody");
  const stranger = await enter(io);
  chat.emit("for those in chat");
  deepEqual(await stranger.peer.settled(), []);
  deepEqual(await peer.events(), [["for those in chat"]]);
  peer.send({ type: "disconnect", ns: "/" });
  equal(chatSocket.connected, true);
  deepEqual([...chatSocket.rooms], [chatSocket.id, "green"]);
});

Deno.test("Namespace tells nothing to who has left it, whatever room bears their id", async () => {
  const io = stillServer();
  const { peer, id } = await enter(io);
  peer.send({ type: "disconnect", ns: "/" });
  io.sockets.adapter.join(id, "blue");
  io.to("blue").emit("hello");
  deepEqual(await peer.settled(), []);
});

Deno.test("Namespace tells connect, then connection, when the client has been let in", async () => {
  const io = stillServer();
  const told: unknown[] = [];
  io.on("connection", (socket) => void told.push("connection", socket.id));
  io.on("connect", (socket) => {
    told.push("connect", socket.id);
    socket.emit("hello");
  });
  const { peer, id } = await enter(io);
  deepEqual(told, ["connect", id, "connection", id]);
  deepEqual(await peer.events(), [["hello"]], "after connected");
});

Deno.test("Namespace.sockets holds those who are there", async () => {
  const io = stillServer();
  const ada = await enter(io);
  const bob = await enter(io);
  deepEqual([...io.sockets.sockets.keys()], [ada.id, bob.id]);
  ada.peer.hangUp();
  deepEqual([...io.sockets.sockets.keys()], [bob.id]);
  deepEqual([...io.sockets.adapter.sids.keys()], [bob.id]);
});
