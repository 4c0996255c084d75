/**
 * Listening on a port, and stopping.
 *
 * @module
 */

/** Where to listen. */
export interface ListenOptions {
  /** The port; 0 picks one that is free. */
  port: number;
  /**
   * The address to listen on.
   *
   * @default {"0.0.0.0"}
   */
  hostname?: string;
  /** The certificate chain, in PEM: with it and {@linkcode key}, the server speaks TLS. */
  cert?: string;
  /** The certificate's private key, in PEM. */
  key?: string;
}

/** A server that listens. */
export interface Listening {
  /** The port, also if 0 was asked for. */
  readonly port: number;
  /** The address. */
  readonly hostname: string;
  /** Resolves when it no longer accepts; rejects if that is because the system failed it. */
  readonly finished: Promise<void>;
  /** Stops accepting and waits for what is under way, however long that takes. */
  stop(): Promise<void>;
}

/**
 * Listens, and answers every request with `handler`.
 *
 * @throws {Deno.errors.AddrInUse} If the port is taken.
 */
export function listen(
  { port, hostname = "0.0.0.0", cert, key }: ListenOptions,
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Listening {
  const tls = cert !== undefined && key !== undefined ? { cert, key } : {};
  const server = Deno.serve(
    { port, hostname, ...tls, onListen() {} },
    handler,
  );
  return {
    port: server.addr.port,
    hostname: server.addr.hostname,
    finished: server.finished,
    stop: () => server.shutdown(),
  };
}
