/** Rooms and the page for them in this process, for what the program's options leave out. */

import { join } from "node:path";
import { createApp } from "../../lib/http/mod.ts";
import { type RoomsOptions, speakRooms } from "../../lib/signaling/mod.ts";
import { type Clock, systemClock } from "../../lib/wire/mod.ts";
import { CALL_FOLDER } from "./call.ts";
import { ROOT } from "./program.ts";
import { serve } from "./serve.ts";

/** Serves on a port of 127.0.0.1 that is free. */
export function serveCall(
  options: Partial<RoomsOptions> = {},
): { url: string } & AsyncDisposable {
  const fallback = createApp({
    root: CALL_FOLDER,
    build: join(ROOT, "static", "build"),
    page: "user",
    tls: false,
    onFault(error) {
      throw error;
    },
  });
  const { io, port, [Symbol.asyncDispose]: dispose } = serve({ fallback });
  const clock = new EndingClock();
  speakRooms(io, { capacity: 2, clock, ...options });
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await dispose();
      clock.end();
    },
  };
}

/** The machine's clock, for seats that are kept when the server is gone: nobody waits for them. */
class EndingClock implements Clock {
  readonly #stops = new Set<() => void>();

  now(): number {
    return systemClock.now();
  }

  after(ms: number, work: () => void): () => void {
    const stop = systemClock.after(ms, () => {
      this.#stops.delete(stop);
      work();
    });
    this.#stops.add(stop);
    return () => {
      this.#stops.delete(stop);
      stop();
    };
  }

  end(): void {
    for (const stop of this.#stops) stop();
  }
}
