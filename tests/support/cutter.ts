/** A way to a server that a test can cut. */

import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";

/** Passes on what comes over TCP, until it is cut. */
export class Cutter implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isShut = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Begins to listen on a port of its own, before one of this machine's. */
  static async before(port: number): Promise<Cutter> {
    const server = createServer((near) => {
      if (cutter.#isShut) return void near.destroy();
      const far = connect(port, "127.0.0.1");
      for (const [one, other] of [[near, far], [far, near]] as const) {
        cutter.#sockets.add(one);
        one.setNoDelay();
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          cutter.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    const cutter = new Cutter(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return cutter;
  }

  /** The port to come to. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" ? address?.port ?? 0 : 0;
  }

  /** Cuts every connection there is. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts every connection there is, and lets none through until {@linkcode reopen}. */
  shut(): void {
    this.#isShut = true;
    this.cut();
  }

  /** Lets connections through again. */
  reopen(): void {
    this.#isShut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }
}
