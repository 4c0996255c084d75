/** What a page loads, over a real network: each of the files connects, asks, is asked, and goes on. */

import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { Cutter } from "../support/cutter.ts";
import { patiently } from "../support/patience.ts";
import { ROOT } from "../support/program.ts";
import { serve } from "../support/serve.ts";
import type { io as core } from "../../lib/client/core.ts";
import type { Io } from "../../lib/client/mod.ts";

type Load = typeof core | Io;

/** The `io` of a built file: a module's own, or what a script leaves. */
async function load(name: string): Promise<Load> {
  const { href } = new URL(join("static/build", name), `file://${ROOT}/`);
  const { io = Reflect.get(globalThis, "io") } = await import(href);
  Reflect.deleteProperty(globalThis, "io");
  return io;
}

for (const name of ["core.mjs", "core.js", "client.mjs", "client.js"]) {
  Deno.test(`${name} loses its connection, and nothing else [AC1] [SE5]`, async () => {
    const io = await load(name);
    await using server = serve();
    await using cutter = await Cutter.before(server.port);
    server.io.use((socket, next) => {
      equal(socket.handshake.auth, "Ada");
      next();
    });
    server.io.on("connection", (socket) => {
      socket.on("add", (a: number, b: number, done: (sum: number) => void) => {
        socket.emit("ask", a, (answer: unknown) => done(Number(answer) + b));
      });
      socket.on("cut", () => {
        cutter.cut();
        socket.emit("missed", socket.id);
      });
    });
    const socket = io(`ws://127.0.0.1:${cutter.port}`, { auth: () => "Ada" });
    const next = (event: "connect" | "disconnect" | "missed") =>
      patiently(
        new Promise((resolve) => {
          socket.once(event, (what?: unknown) => resolve(what));
        }),
        event,
      );
    socket.on("ask", (a: number, done: (a: number) => void) => done(a));
    await next("connect");
    const { id } = socket;
    equal(await socket.emitWithAck("add", 2, 3), 5);
    const back = [next("missed"), next("disconnect"), next("connect")];
    socket.emit("cut");
    deepEqual(await Promise.all(back), [id, "transport close", undefined]);
    deepEqual([socket.recovered, socket.id], [true, id]);
    equal(await socket.timeout(10_000).emitWithAck("add", 3, 4), 7);
    const left = next("disconnect");
    socket.disconnect();
    equal(await left, "io client disconnect");
  });
}
