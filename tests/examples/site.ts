/** The examples that are pages, under the strictest rules that Parley gives a browser. */

import { join } from "node:path";
import { createApp } from "../../lib/http/mod.ts";
import { Server } from "../../lib/mod.ts";
import { speakRooms } from "../../lib/signaling/mod.ts";
import { ROOT } from "../support/program.ts";

export interface Site extends AsyncDisposable {
  readonly url: string;
}

/** Serves `examples/name`, with the rules of Parley's own page: no script but from a file. */
export function serveExample(name: string): Site {
  const io = new Server({
    fallback: createApp({
      root: join(ROOT, "examples", name),
      build: join(ROOT, "static/build"),
      page: "own",
      tls: false,
      onFault(error) {
        throw error;
      },
    }),
  });
  // Who closes a tab has left a second later.
  const { rooms } = speakRooms(io, { capacity: 2, graceMs: 1_000 });
  const { port } = io.listen({ port: 0, hostname: "127.0.0.1" });
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      await io.close();
      rooms.close();
    },
  };
}
