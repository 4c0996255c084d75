/**
 * What is sent to others over the server, and what becomes of it.
 *
 * @module
 */

import type { Json, Receipt, Verdict } from "../parlance/mod.ts";
import type { RoomSocket } from "./attendance.ts";

/**
 * Sends signals and messages, and follows what was queued to its end.
 *
 * @internal
 */
export class Posts {
  readonly #socket: RoomSocket;
  /** Who waits for the end of what was queued. */
  readonly #queued = new Map<number, (came: boolean) => void>();

  /** Begins with nothing on its way. */
  constructor(socket: RoomSocket) {
    this.#socket = socket;
    socket.on("receipt", ({ id, status }: Receipt) => {
      this.#queued.get(id)?.(status === "delivered");
      this.#queued.delete(id);
    });
  }

  /** Takes a signal to a peer; resolves to whether it has come there. */
  async signal(
    to: string,
    connectionId: string,
    payload: Json,
  ): Promise<boolean> {
    try {
      const request = { to, connectionId, payload };
      const { id, status } = await this.#socket.emitWithAck("signal", request);
      if (status === "queued") {
        return await new Promise((resolve) => this.#queued.set(id, resolve));
      }
      // To send what may not be sent again would not help.
      return status === "delivered" || status === "forbidden";
    } catch {
      return false;
    }
  }

  /** Takes a message to a peer, or to all others. */
  message(payload: Json, to?: string): Promise<Verdict> {
    return this.#socket.emitWithAck(
      "message",
      to === undefined ? { payload } : { to, payload },
    );
  }

  /** Nobody will ever say what became of what was queued. */
  reset(): void {
    for (const settle of this.#queued.values()) settle(false);
    this.#queued.clear();
  }
}
