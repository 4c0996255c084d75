/** Spoiled frames, the same ones each time; `deno task fuzz` throws others, for as long as one likes. */

import { deepEqual, ok } from "node:assert/strict";
import { randomFrom } from "../simulation/chance.ts";
import { call } from "../support/peer.ts";
import { serve } from "../support/serve.ts";
import { spoil } from "../support/spoil.ts";
import { fuzz } from "./fuzz.ts";

/** Each seed is a run of its own, with a server of its own. */
const SEEDS = [1, 2, 3, 4];
const FRAMES = 25_000;

/** Over real WebSockets, each of which takes a thousand times as long. */
const OVER_SOCKETS = 300;

for (const seed of SEEDS) {
  Deno.test(`Server takes or refuses ${FRAMES} spoiled frames of seed ${seed}, and others talk on [FR4] [FR6]`, async () => {
    const uncaught: unknown[] = [];
    const catches = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      uncaught.push(event.reason);
    };
    addEventListener("unhandledrejection", catches);
    const { problems, counts } = fuzz(seed, FRAMES);
    // What was promised in vain is known a turn later.
    await new Promise((resolve) => setTimeout(resolve));
    removeEventListener("unhandledrejection", catches);
    deepEqual(problems, []);
    deepEqual(uncaught, []);
    // Neither is everything refused, nor is everything taken.
    for (const what of ["taken", "said", "frame-invalid", "hello-repeated"]) {
      ok((counts.get(what) ?? 0) > FRAMES / 100, what);
    }
  });
}

Deno.test("Server takes or refuses spoiled frames over real WebSockets as well, and others talk on [FR6]", async () => {
  await using served = serve();
  const { io, url } = served;
  io.on("connection", (socket) => {
    socket.on("echo", (...args: unknown[]) => {
      const done = args.pop();
      if (typeof done === "function") done(...args);
    });
  });
  await using bob = await call(url);
  await bob.connect();
  const random = randomFrom(5);
  for (let n = 0; n < OVER_SOCKETS; n++) {
    const eve = await call(url);
    await eve.connect();
    eve.sendFrame(spoil(random));
    eve.hangUp();
    await eve.closed;
    deepEqual((await bob.ask("echo", n)).args, [n]);
  }
  while (io.engine.clientsCount > 1) await bob.ask("echo");
});
