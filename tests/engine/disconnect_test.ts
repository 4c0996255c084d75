/** Why a socket ended, as its server is told. */

import { deepEqual, equal } from "node:assert/strict";
import { enter, type Guest } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** What the server's end of a guest was told of its end. */
function endOf({ socket }: Guest): string[] {
  const told: string[] = [];
  socket.on("disconnecting", (reason) => void told.push(`- ${reason}`));
  socket.on("disconnect", (reason) => void told.push(reason));
  return told;
}

async function watched() {
  const io = stillServer();
  const ada = await enter(io);
  return { io, ada, told: endOf(ada) };
}

function onceOnly(reason: string): string[] {
  return [`- ${reason}`, reason];
}

Deno.test("Socket ends when the client leaves the namespace, and the connection stays [NS4]", async () => {
  const { io, ada, told } = await watched();
  ada.peer.send({ type: "disconnect", ns: "/" });
  deepEqual(told, onceOnly("client namespace disconnect"));
  deepEqual(await ada.peer.settled(), [], "nothing answers it");
  equal(io.engine.clientsCount, 1);
  equal(io.sockets.sockets.size, 0);
});

Deno.test("Socket ends when the client vanishes", async () => {
  const { io, ada, told } = await watched();
  ada.peer.hangUp();
  ada.peer.hangUp();
  deepEqual(told, onceOnly("transport close"));
  equal(io.engine.clientsCount, 0);
});

Deno.test("Socket.disconnect() ends the socket, and the connection stays [NS4]", async () => {
  const { io, ada, told } = await watched();
  equal(ada.socket.disconnect(), ada.socket);
  ada.socket.disconnect();
  deepEqual(told, onceOnly("server namespace disconnect"));
  deepEqual(await ada.peer.settled(), [{ type: "disconnect", ns: "/" }]);
  equal(io.engine.clientsCount, 1);
});

Deno.test("Socket.disconnect(true) closes the connection, and with it all its sockets", async () => {
  const io = stillServer();
  const chat: string[] = [];
  io.of("/chat").on("connection", (socket) => {
    socket.on("disconnect", (reason) => void chat.push(reason));
  });
  const ada = await enter(io);
  ada.peer.send({ type: "connect", ns: "/chat" });
  await ada.peer.next();
  const told = endOf(ada);
  ada.socket.disconnect(true);
  deepEqual(told, onceOnly("server namespace disconnect"));
  deepEqual(chat, ["server namespace disconnect"]);
  deepEqual(await ada.peer.next(), { type: "disconnect", ns: "/" });
  equal(await ada.peer.closed, 4503);
  equal(io.engine.clientsCount, 0);
});

Deno.test("Socket.disconnect(true) closes the connection even if the socket has ended", async () => {
  const { ada, told } = await watched();
  ada.socket.disconnect();
  ada.socket.disconnect(true);
  equal(await ada.peer.closed, 4503);
  deepEqual(told, onceOnly("server namespace disconnect"));
});

Deno.test("Socket ends when what came cannot be read", async () => {
  const { ada, told } = await watched();
  ada.peer.sendFrame("nonsense");
  deepEqual(told, onceOnly("parse error"));
  equal(await ada.peer.closed, 4500);
});

Deno.test("Socket ends when the server stops [CL2]", async () => {
  const { io, ada, told } = await watched();
  await io.close();
  deepEqual(told, onceOnly("server shutting down"));
  deepEqual(await ada.peer.next(), {
    type: "go-away",
    reason: "the server is closing",
    retryAfter: 1_000,
  });
  equal(await ada.peer.closed, 1012);
  equal(io.engine.clientsCount, 0);
});

for (const event of ["disconnecting", "disconnect"] as const) {
  Deno.test(`Socket ends once, even if a listener of ${event} disconnects it`, async () => {
    const { ada, told } = await watched();
    ada.socket.on(event, () => void ada.socket.disconnect(true));
    ada.peer.send({ type: "disconnect", ns: "/" });
    deepEqual(told, onceOnly("client namespace disconnect"));
  });
}

Deno.test("Socket that ends can still tell the others, in its rooms", async () => {
  const io = stillServer();
  const ada = await enter(io, "blue");
  const bob = await enter(io, "blue");
  ada.socket.on("disconnecting", () => {
    for (const room of ada.socket.rooms) ada.socket.to(room).emit("bye", room);
  });
  ada.peer.hangUp();
  deepEqual(await bob.peer.events(), [["bye", "blue"]]);
});
