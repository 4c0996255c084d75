/** The built client in the other runtimes that have a WebSocket. */

import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { patiently } from "../support/patience.ts";
import { ROOT } from "../support/program.ts";
import { RUNTIMES, runtimeTest } from "../support/runtime.ts";
import { serve } from "../support/serve.ts";
import { Cutter } from "../support/cutter.ts";

const CLIENT = new URL("static/build/client.mjs", `file://${ROOT}/`).href;
const VISITOR = join(import.meta.dirname ?? "", "visitor.mjs");

for (const runtime of RUNTIMES) {
  runtimeTest(
    runtime,
    "connects, asks, loses its connection, goes on, and ends by itself [SE5]",
    async (path) => {
      await using server = serve({ limits: { pingMs: 60_000 } });
      await using cutter = await Cutter.before(server.port);
      server.io.on("connection", (socket) => {
        socket.on(
          "add",
          (a: number, b: number, done: (sum: number) => void) => {
            done(a + b);
          },
        );
        socket.on("cut", () => {
          cutter.cut();
          socket.emit("missed", socket.id);
        });
      });
      const child = new Deno.Command(path, {
        args: [VISITOR, CLIENT, `ws://127.0.0.1:${cutter.port}`],
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      try {
        const ended = child.output();
        const { code, stdout, stderr } = await patiently(ended, "its end");
        const decoder = new TextDecoder();
        equal(decoder.decode(stderr), "");
        const { id, told } = JSON.parse(decoder.decode(stdout));
        deepEqual(told, [
          "connected",
          "2 + 3 = 5",
          "disconnected: transport close",
          "connected again, recovered: true, the same: true",
          `missed nothing: ${id}`,
          "3 + 4 = 7",
          "disconnected: io client disconnect",
        ]);
        equal(code, 0);
      } finally {
        try {
          child.kill("SIGKILL");
        } catch {
          // It has ended by itself, as it should.
        }
      }
    },
  );
}
