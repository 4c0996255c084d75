/** What breaks a limit is counted. */

import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import type { Counted } from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { enter, meet, type Peer } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

const HELLO = { type: "hello", version: 1 };

/** What a peer does to be refused, before it has said hello. */
const RUDE: Partial<Record<Counted, (peer: Peer) => void>> = {
  "frame-invalid": (peer) => peer.sendFrame("{"),
  "frame-too-large": (peer) => peer.sendFrame(" ".repeat(65_537)),
  "hello-expected": (peer) => peer.send({ type: "ping" }),
  "hello-repeated": (peer) => peer.send(HELLO, HELLO),
  "version-unsupported": (peer) => peer.send({ ...HELLO, version: 2 }),
  "receipt-invalid": (peer) =>
    peer.send(HELLO, { type: "receipt", received: 9 }),
  "namespace-repeated": (peer) => {
    const connect = { type: "connect", ns: "/" };
    peer.send(HELLO, connect, connect);
  },
  "rate-limited": (peer) => {
    for (let n = 0; n < 9; n++) {
      peer.send(...Array.from({ length: 250 }, () => ({ type: "ping" })));
    }
  },
};

for (const [code, beRude] of Object.entries(RUDE)) {
  Deno.test(`Server counts how often it refused with ${code}`, async () => {
    const io = stillServer();
    equal(io.engine.refusals.size, 0);
    for (let n = 0; n < 2; n++) {
      const peer = meet(io);
      if (code === "rate-limited") peer.send(HELLO);
      beRude(peer);
      await peer.closed;
    }
    const counts = [...io.engine.refusals];
    if (code !== "rate-limited") deepEqual(counts, [[code, 2]]);
    else deepEqual(counts.map(([code]) => code), [code]);
  });
}

Deno.test("Server counts who did not say hello", async () => {
  const clock = new FakeClock();
  const io = stillServer({ clock });
  const peer = meet(io);
  clock.advance(5_000);
  await peer.closed;
  deepEqual([...io.engine.refusals], [["hello-timeout", 1]]);
});

Deno.test("Server counts who does not read", async () => {
  const io = stillServer({ limits: { backlogBytes: 500 } });
  const { peer, socket } = await enter(io);
  socket.emit("say", "x".repeat(500));
  equal(await peer.closed, 4000);
  deepEqual([...io.engine.refusals], [["slow-reader", 1]]);
});

Deno.test("Server counts for whom more waited than is kept", async () => {
  const io = stillServer({ limits: { windowChars: 100 } });
  const { peer, socket } = await enter(io);
  peer.breaks();
  socket.emit("say", "x".repeat(100));
  deepEqual([...io.engine.refusals], [["window-overflow", 1]]);
});

Deno.test("Server counts what its application could not do for a client", async () => {
  const io = stillServer({
    limits: { roomsPerSocket: 0, pendingAcks: 0, childNamespaces: 0 },
  });
  io.of(/chat/);
  const { peer, socket } = await enter(io);
  throws(() => socket.join("blue"));
  await rejects(socket.emitWithAck("ask"));
  peer.send({ type: "connect", ns: "/chat" });
  await peer.settled();
  deepEqual([...io.engine.refusals], [
    ["too-many-rooms", 1],
    ["too-many-acks", 1],
    ["too-many-namespaces", 1],
  ]);
});

Deno.test("Server counts who was given up for another", async () => {
  const io = stillServer({ limits: { awaySessions: 0 } });
  const { peer } = await enter(io);
  peer.breaks();
  deepEqual([...io.engine.refusals], [["away-overflow", 1]]);
});
