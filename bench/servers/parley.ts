/**
 * Parley, as its users start it: sessions and receipts are on, and everything is as it is by
 * default but two limits, since one client here speaks for a thousand.
 *
 * @module
 */

import { Server } from "../../lib/mod.ts";

const io = new Server({
  limits: {
    // Finite, so that what a client may say is still reckoned.
    eventsPerSecond: 1e6,
    eventBurst: 1e6,
    // One client fills the server with rooms.
    roomsPerSocket: 1e9,
  },
});

io.on("connection", (socket) => {
  socket.on("say", (room: string, message: unknown) => {
    socket.to(room).emit("said", message);
  });
  socket.on("join", (room: string, token: unknown, done: Answer) => {
    socket.join(room);
    done(token);
  });
  socket.on("leave", (room: string, token: unknown, done: Answer) => {
    socket.leave(room);
    done(token);
  });
  socket.on("ask", (message: unknown, done: Answer) => done(message));
  socket.on("fill", (count: number, token: unknown, done: Answer) => {
    for (let n = 0; n < count; n++) socket.join(`hall ${n}`);
    done(token);
  });
});

const { port } = io.listen({ hostname: "127.0.0.1", port: 0 });
await Deno.stdout.write(new TextEncoder().encode(`port ${port}\n`));

type Answer = (value: unknown) => void;
