/** What one broadcast costs the server, with the network left out. */

import { Server } from "../lib/mod.ts";
import { decodeFromClient, DEFAULT_LIMITS } from "../lib/wire/mod.ts";

const io = new Server();
for (let i = 0; i < 1_000; i++) {
  const receiver = io.accept(
    { backlog: 0, send() {}, close() {} },
    { headers: {}, address: "", url: "/ws", query: {}, secure: false },
  );
  receiver.receive(
    '[{"type":"hello","version":1},{"type":"connect","ns":"/"}]',
  );
}
for (const socket of io.sockets.sockets.values()) socket.join("hall");

const candidate = "candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host"
  .repeat(4);

Deno.bench("broadcast to a room of 1,000, flushed", async () => {
  io.to("hall").emit("message", candidate);
  await new Promise((resolve) => setImmediate(resolve));
});

const frame = JSON.stringify({
  type: "event",
  event: "message",
  args: [{ kind: "candidate", candidate }],
});

Deno.bench("decode an event of 300 characters", { group: "decode" }, () => {
  decodeFromClient(frame, DEFAULT_LIMITS);
});

Deno.bench(
  "JSON.parse of the same",
  { group: "decode", baseline: true },
  () => {
    JSON.parse(frame);
  },
);
