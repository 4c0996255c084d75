/** The corpus of malformed frames: each has exactly its reaction, and nobody else notices. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { Server } from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { type Malformed, malformed } from "../support/malformed.ts";
import { call, enter, meet, type Peer } from "../support/peer.ts";
import { serve } from "../support/serve.ts";

const CORPUS = await malformed();

/** How many of the corpus go over real WebSockets: one of so many. */
const OVER_SOCKETS = 12;

/** Sends one of the corpus, and compares what comes. */
async function react(
  peer: Peer,
  { what, after, frame, code, close }: Malformed,
): Promise<void> {
  if (after === "connect") await peer.connect();
  peer.sendFrame(frame);
  for (;;) {
    const envelope = await peer.next();
    if (envelope.type === "welcome") continue; // A batch may begin well.
    deepEqual([envelope.type, envelope.code], ["fatal", code], what);
    break;
  }
  equal(await peer.closed, close, what);
}

Deno.test("The corpus has hundreds of frames, each once", () => {
  ok(CORPUS.length >= 500);
  const frames = CORPUS.map(({ after, frame }) =>
    `${after} ${typeof frame} ${frame}`
  );
  equal(new Set(frames).size, frames.length);
});

Deno.test("Connection answers each frame of the corpus as it says, and others talk on [FR4] [FR5] [FR6] [RE2]", async () => {
  const clock = new FakeClock();
  const faults: unknown[] = [];
  const io = new Server({ clock, onFault: ({ error }) => faults.push(error) });
  const heard: unknown[] = [];
  io.on("connection", (socket) => {
    socket.on("echo", (what: unknown, done?: (what: unknown) => void) => {
      done?.(what);
    });
    socket.on("say", (...args: unknown[]) => void heard.push(args));
  });
  const bob = await enter(io);
  for (const [n, one] of CORPUS.entries()) {
    await react(meet(io), one);
    const { args } = await bob.peer.ask("echo", n);
    deepEqual(args, [n], one.what);
  }
  deepEqual(heard, [], "no envelope of a malformed frame has an effect");
  deepEqual(faults, []);
  bob.peer.hangUp();
  clock.advance(1_000);
  deepEqual([io.engine.clientsCount, io.sockets.sockets.size], [0, 0]);
  deepEqual([io.sockets.adapter.rooms.size, clock.pending], [0, 0]);
});

Deno.test("Connection answers frames of the corpus over real WebSockets as well [FR4] [FR5] [FR6]", async () => {
  await using served = serve();
  const { io, url } = served;
  io.on("connection", (socket) => {
    socket.on("echo", (what: unknown, done: (what: unknown) => void) => {
      done(what);
    });
  });
  await using bob = await call(url);
  await bob.connect();
  for (const [n, one] of CORPUS.entries()) {
    if (n % OVER_SOCKETS > 0) continue;
    await react(await call(url), one);
    deepEqual((await bob.ask("echo", n)).args, [n], one.what);
  }
  equal(io.engine.clientsCount, 1);
});
