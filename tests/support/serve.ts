/** A server that listens, until the end of the block that holds it. */

import { Server, type ServerOptions } from "../../lib/engine/mod.ts";

export interface Served extends AsyncDisposable {
  readonly io: Server;
  readonly port: number;
  /** The address for a client of Parley's. */
  readonly origin: string;
  /** The address of the WebSocket. */
  readonly url: string;
}

/** Serves on a port of 127.0.0.1: one that is free, if none is named. */
export function serve(options: ServerOptions = {}, port: number = 0): Served {
  const io = new Server(options);
  const listening = io.listen({ port, hostname: "127.0.0.1" });
  const origin = `ws://127.0.0.1:${listening.port}`;
  return {
    io,
    port: listening.port,
    origin,
    url: origin + io.path,
    [Symbol.asyncDispose]: () => io.close(),
  };
}
