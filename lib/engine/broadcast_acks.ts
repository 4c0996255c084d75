/**
 * The broadcasts that wait for answers of a namespace's sockets on this node.
 *
 * A broadcast is encoded once for everyone, so its `id` is the same for all, on every node. It is
 * negative, and so never that of an event which a single socket was sent.
 *
 * @module
 */

import { type AckEnvelope, type Clock, DISCONNECTED } from "../wire/mod.ts";
import type { BroadcastReplies, Reply } from "./adapter.ts";
import { randomNumber } from "./ids.ts";

interface Pending {
  /** Who has not answered yet. */
  readonly missing: Set<string>;
  readonly replies: BroadcastReplies;
  stopTimer(): void;
}

/** The table of unanswered broadcasts. */
export class BroadcastAcks {
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  /** Each node counts from another place, so that two do not ask a client under one id. */
  #lastId = -randomNumber();

  /**
   * Begins empty.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many broadcasts wait. */
  get size(): number {
    return this.#pending.size;
  }

  /** An `id` for the envelope of a broadcast. */
  nextId(): number {
    return --this.#lastId;
  }

  /** Hands on what each of `ids` replies to a broadcast, until its time is over. */
  open(ids: readonly string[], replies: BroadcastReplies): void {
    if (ids.length === 0) return;
    const { id, ms } = replies;
    const stopTimer = this.#clock.after(ms, () => this.#pending.delete(id));
    this.#pending.set(id, { missing: new Set(ids), replies, stopTimer });
  }

  /**
   * Takes an answer of a socket's.
   *
   * @returns `false`, and nothing has changed, if it was not asked, or has answered.
   */
  settle(from: string, ack: AckEnvelope): boolean {
    return this.#settle(
      from,
      ack.id,
      "args" in ack ? { args: ack.args } : { error: ack.error },
    );
  }

  /** Waits no longer for a socket that has ended. */
  forget(from: string): void {
    for (const id of [...this.#pending.keys()]) {
      this.#settle(from, id, { error: DISCONNECTED });
    }
  }

  #settle(from: string, id: number, reply: Reply): boolean {
    const pending = this.#pending.get(id);
    if (!pending?.missing.delete(from)) return false;
    if (pending.missing.size === 0) {
      pending.stopTimer();
      this.#pending.delete(id);
    }
    pending.replies.reply(reply);
    return true;
  }
}
