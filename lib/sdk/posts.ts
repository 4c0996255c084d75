/**
 * What is sent to others over the server, and what becomes of it.
 *
 * @module
 */

import {
  type Action,
  type Json,
  type MessageRequest,
  type ProfileChange,
  type Receipt,
  ROOM_LIMITS,
  type Verdict,
} from "../parlance/mod.ts";
import { Refusal } from "../wire/mod.ts";
import type { Attendance } from "./attendance.ts";

/** How many requests wait for a server that is away. */
export const MOST_WAITING = 256;

/**
 * Sends signals and messages, and follows what was queued to its end.
 *
 * @internal
 */
export class Posts {
  readonly #attendance: Attendance;
  /** Who waits for the end of what was queued. */
  readonly #queued = new Map<number, (came: boolean) => void>();
  /** What waits for the server, in order. */
  readonly #waiting: (() => void)[] = [];

  /** Begins with nothing on its way. */
  constructor(attendance: Attendance) {
    this.#attendance = attendance;
    attendance.socket.on("receipt", ({ id, status }: Receipt) => {
      this.#queued.get(id)?.(status === "delivered");
      this.#queued.delete(id);
    });
  }

  /** Whether what is asked waits for the server. */
  get isAway(): boolean {
    const { name } = this.#attendance.state;
    return name !== "joined" && name !== "left";
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
      const { id, status } = await this.#attendance.socket.emitWithAck(
        "signal",
        { to, connectionId, payload },
      );
      if (status === "queued") {
        return await new Promise((resolve) => this.#queued.set(id, resolve));
      }
      // To send what may not be sent again would not help.
      return status === "delivered" || status === "forbidden";
    } catch {
      return false;
    }
  }

  /** Takes a message to a peer, or to all others, once the server is there. */
  async message(message: Json, to?: string): Promise<Verdict> {
    // What becomes of it while it waits is another message.
    const payload = JSON.parse(check(message));
    return await this.ask("message", { to, payload });
  }

  /**
   * Asks the server for something, once it is there.
   *
   * @throws {Refusal} (as a rejection) `disconnected` if it was not asked: the room was left first, or
   * too much waits for the server.
   */
  ask(event: "message", request: MessageRequest): Promise<Verdict>;
  ask(event: "update", change: ProfileChange): Promise<void>;
  ask(event: "refresh", token: string): Promise<void>;
  ask(event: "moderate", action: Action): Promise<void>;
  ask(
    event: "message" | "update" | "refresh" | "moderate",
    argument: never,
  ): Promise<Verdict | void> {
    return new Promise((resolve, reject) => {
      const { socket } = this.#attendance;
      const go = () => {
        if (this.#attendance.state.name === "joined") {
          resolve(socket.emitWithAck(event, argument));
        } else reject(new Refusal("disconnected", "Cannot reach the server"));
      };
      if (this.isAway && this.#waiting.length < MOST_WAITING) {
        this.#waiting.push(go);
      } else go();
    });
  }

  /** Where this peer is has changed: what waits is asked, if it can be, or given up. */
  flush(): void {
    if (this.isAway) return;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Nobody will ever say what became of what was queued. */
  reset(): void {
    for (const settle of this.#queued.values()) settle(false);
    this.#queued.clear();
  }
}

/**
 * Refuses what would cost the whole connection: the server takes no frame that is much larger. Returns
 * the rest as JSON.
 */
function check(payload: Json): string {
  const text = JSON.stringify(payload);
  if (text.length <= ROOM_LIMITS.payloadChars) return text;
  throw new Refusal(
    "data-too-large",
    "Cannot send: it is too long",
  );
}
