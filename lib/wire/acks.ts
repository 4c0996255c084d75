/**
 * The events of one socket that wait for an answer. Every one of them is settled: by the answer,
 * by the end of its time, or by the end of the socket.
 *
 * @module
 */

import type { Clock } from "./clock.ts";
import type { AckEnvelope, FailureEnvelope } from "./protocol.ts";
import { type Refusal, refusal } from "./refusal.ts";

/**
 * What became of an event that asked for an answer.
 *
 * @internal
 */
export type Outcome = { ok: true; args: unknown[] } | {
  ok: false;
  error: Refusal;
};

interface Pending {
  settle(outcome: Outcome): void;
  stopTimer(): void;
}

/**
 * How long answers are waited for.
 *
 * @internal
 */
export interface AckOptions {
  /** Where the time comes from. */
  clock: Clock;
  /** Milliseconds that an answer may take. */
  ackMs: number;
}

const NOTHING = new Map<number, Pending>();

/**
 * The table of unanswered events.
 *
 * @internal
 */
export class Acks {
  readonly #options: AckOptions;
  /** The socket's own as soon as it asks for an answer: most never do. */
  #pending = NOTHING;
  #lastId = 0;

  /**
   * Begins empty.
   *
   * @param options How long answers are waited for.
   */
  constructor(options: AckOptions) {
    this.#options = options;
  }

  /** How many events wait for an answer. */
  get size(): number {
    return this.#pending.size;
  }

  /** Whether the event `id` waits for its answer still. */
  has(id: number): boolean {
    return this.#pending.has(id);
  }

  /**
   * Opens an entry that `settle` will hear the end of, exactly once.
   *
   * @param ms Milliseconds that the answer may take, if not as usual.
   * @returns The `id` for the event's envelope.
   */
  open(
    settle: (outcome: Outcome) => void,
    ms: number = this.#options.ackMs,
  ): number {
    const id = ++this.#lastId;
    const stopTimer = this.#options.clock.after(ms, () => {
      this.#settle(
        id,
        failed({
          code: "timeout",
          message: `Cannot wait: no answer in ${ms} ms`,
        }),
      );
    });

    if (this.#pending === NOTHING) this.#pending = new Map();
    this.#pending.set(id, { settle, stopTimer });
    return id;
  }

  /** Closes an entry whose event could not be sent; nobody is told. */
  cancel(id: number | undefined): void {
    if (id !== undefined) this.#settle(id);
  }

  /**
   * Settles what `ack` answers.
   *
   * @returns `false`, and nothing has changed, if nobody waits for it, or not any more.
   */
  settle(ack: AckEnvelope): boolean {
    return this.#settle(
      ack.id,
      "error" in ack ? failed(ack.error) : { ok: true, args: ack.args },
    );
  }

  /**
   * Settles everything that still waits.
   *
   * @param why Why there is no answer, if not because the socket has disconnected.
   * @param except Those that go on waiting.
   */
  close(
    why: FailureEnvelope["error"] = DISCONNECTED,
    except?: ReadonlySet<number | undefined>,
  ): void {
    if (this.size === 0) return; // To make an error is slow, and most wait for nothing.
    const outcome = failed(why);
    for (const id of [...this.#pending.keys()]) {
      if (!except?.has(id)) this.#settle(id, outcome);
    }
  }

  #settle(id: number, outcome?: Outcome): boolean {
    const pending = this.#pending.get(id);
    if (!pending) return false;
    this.#pending.delete(id);
    pending.stopTimer();
    if (outcome) pending.settle(outcome);
    return true;
  }
}

/** Why there is no answer if the socket ends before it. */
export const DISCONNECTED: Readonly<FailureEnvelope["error"]> = {
  code: "disconnected",
  message: "Cannot be answered: the socket has disconnected",
};

/** What becomes of an event whose socket ends before the answer. */
export function disconnected(): Outcome {
  return failed(DISCONNECTED);
}

function failed(error: FailureEnvelope["error"]): Outcome {
  return { ok: false, error: refusal(error) };
}
