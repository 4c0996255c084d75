/**
 * Socket.IO with its defaults, on Node or on Bun.
 *
 * @module
 */

import { createServer } from "node:http";
import process from "node:process";
import { peer } from "./peer.mjs";

const { Server } = peer("socket.io");
const server = createServer();
const io = new Server(server);

io.on("connection", (socket) => {
  socket.on("say", (room, message) => {
    socket.to(room).emit("said", message);
  });
  socket.on("join", (room, token, done) => {
    socket.join(room);
    done(token);
  });
  socket.on("leave", (room, token, done) => {
    socket.leave(room);
    done(token);
  });
  socket.on("ask", (message, done) => done(message));
  socket.on("fill", (count, token, done) => {
    for (let n = 0; n < count; n++) socket.join(`hall ${n}`);
    done(token);
  });
});

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`port ${server.address().port}\n`);
});
