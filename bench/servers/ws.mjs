/**
 * `ws` on Node, with the same rooms as the floor.
 *
 * @module
 */

import process from "node:process";
import { peer } from "./peer.mjs";
import { Rooms } from "./rooms.mjs";

const { WebSocketServer } = peer("ws");
const rooms = new Rooms();
const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("connection", (socket) => {
  socket.on("message", (data) => rooms.receive(socket, String(data)));
  socket.on("close", () => rooms.forget(socket));
});
server.on("listening", () => {
  process.stdout.write(`port ${server.address().port}\n`);
});
