/** Odd frames that come from the server: none of them throws, and the connection ends over most. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { CLOSE } from "../../lib/wire/mod.ts";
import { readCorpus } from "../support/corpus.ts";
import { connectedEither } from "../support/either_client.ts";
import { catchUncaught } from "../support/uncaught.ts";

const CORPUS = await readCorpus();

Deno.test("Manager survives each frame of the corpus, and reads on or ends the connection", async () => {
  using uncaught = catchUncaught();
  const ended = new Set<string>();
  for (const { name, frame } of CORPUS) {
    const { network, socket, clock } = connectedEither();
    network.line.sayFrame(typeof frame === "string" ? frame : frame.buffer);
    const { closedWith } = network.line;
    if (closedWith === CLOSE.invalid) ended.add(name);
    // A server may say that it disconnects a socket, and nothing else needs the connection then.
    else ok(closedWith === undefined || closedWith === CLOSE.normal, name);
    equal(socket.active, closedWith === undefined, name);
    if (!socket.active) equal(clock.pending, 0, name);
    socket.disconnect();
  }
  ok(ended.size > CORPUS.length / 2, `${ended.size} of ${CORPUS.length}`);
  await new Promise<void>((resolve) => queueMicrotask(resolve));
  // The application is shown events whose names are the library's.
  const codes = uncaught.all.map((error) => Object(error).code);
  deepEqual(new Set(codes), new Set(["event-reserved"]));
});
