/**
 * The broadcasts of a namespace that wait for answers.
 *
 * A broadcast is encoded once for everyone, so its `id` is the same for all. It is negative, and
 * so never that of an event which a single socket was sent.
 *
 * @module
 */

import { type AckEnvelope, type Clock, Refusal } from "../wire/mod.ts";

/** What came of a broadcast: everyone's answers, or, with an error, those that came in time. */
export type BroadcastOutcome = (
  error: Refusal | null,
  answers: unknown[],
) => void;

interface Pending {
  /** Who has not answered yet. */
  readonly missing: Set<string>;
  readonly answers: unknown[];
  settle(error: Refusal | null): void;
}

/** The table of unanswered broadcasts. */
export class BroadcastAcks {
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /**
   * Begins empty.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Opens an entry that `done` will hear the end of, exactly once.
   *
   * @param targets Who is asked. Of nobody, the end is at once.
   * @param ms Milliseconds that the answers may take.
   * @returns The `id` for the event's envelope.
   */
  open(targets: Iterable<string>, ms: number, done: BroadcastOutcome): number {
    const id = --this.#lastId;
    const answers: unknown[] = [];
    const missing = new Set(targets);
    const stopTimer = this.#clock.after(ms, () => {
      const message =
        `Cannot wait any longer: ${missing.size} did not answer in ${ms} ms`;
      pending.settle(new Refusal("timeout", message));
    });
    const pending: Pending = {
      missing,
      answers,
      settle: (error) => {
        stopTimer();
        this.#pending.delete(id);
        done(error, answers);
      },
    };
    this.#pending.set(id, pending);
    if (missing.size === 0) pending.settle(null);
    return id;
  }

  /** Takes an answer; only the first argument of each counts, as in Socket.IO. */
  settle(from: string, ack: AckEnvelope): void {
    const pending = this.#pending.get(ack.id);
    if (!pending?.missing.delete(from)) return;
    // A refusal is no answer, but there is nothing more to wait for.
    if ("args" in ack) pending.answers.push(ack.args[0]);
    if (pending.missing.size === 0) pending.settle(null);
  }

  /** Waits no longer for a socket that has ended. */
  forget(id: string): void {
    for (const pending of [...this.#pending.values()]) {
      if (!pending.missing.delete(id)) continue;
      if (pending.missing.size === 0) pending.settle(null);
    }
  }
}
