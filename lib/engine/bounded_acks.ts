/**
 * The events that wait for one client's answer: so many of them, and no more.
 *
 * @module
 */

import { type AckOptions, Acks, type Outcome, Refusal } from "../wire/mod.ts";

/** How long, and how many, answers are waited for. */
export interface BoundedAckOptions extends AckOptions {
  /** How many events may wait at once. */
  pendingAcks: number;
  /** Is told that there was one too many. */
  full?: () => void;
}

/** The table of a client's unanswered events. */
export class BoundedAcks extends Acks {
  readonly #bounds: BoundedAckOptions;

  /**
   * Begins empty.
   *
   * @param options How long, and how many, answers are waited for.
   */
  constructor(options: BoundedAckOptions) {
    super(options);
    this.#bounds = options;
  }

  /**
   * Opens an entry, as every table does.
   *
   * @throws {Refusal} `too-many-acks` if the limit is reached.
   */
  override open(settle: (outcome: Outcome) => void, ms?: number): number {
    const { pendingAcks, full } = this.#bounds;
    if (this.size >= pendingAcks) {
      full?.();
      throw new Refusal(
        "too-many-acks",
        `Cannot ask for an answer: ${pendingAcks} events wait for theirs already`,
        true,
      );
    }
    return super.open(settle, ms);
  }
}
