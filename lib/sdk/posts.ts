/**
 * What is sent to others over the server, and what becomes of it.
 *
 * @module
 */

import {
  type Json,
  type Receipt,
  ROOM_LIMITS,
  type Verdict,
} from "../parlance/mod.ts";
import { Refusal } from "../wire/mod.ts";
import type { RoomSocket } from "./room_socket.ts";

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

  /**
   * Takes a signal to a peer; resolves to whether it has come there.
   *
   * @throws {Refusal} (as a rejection) `data-too-large`: it never will, however often it is sent.
   */
  async signal(
    to: string,
    connectionId: string,
    payload: Json,
  ): Promise<boolean> {
    check(payload);
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
  async message(payload: Json, to?: string): Promise<Verdict> {
    check(payload);
    return await this.#socket.emitWithAck(
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

/** Refuses what would cost the whole connection: the server takes no frame that is much larger. */
function check(payload: Json): void {
  if (JSON.stringify(payload).length <= ROOM_LIMITS.payloadChars) return;
  throw new Refusal(
    "data-too-large",
    `Cannot send more than ${ROOM_LIMITS.payloadChars} characters at once`,
  );
}
