/**
 * What people show for a moment.
 *
 * @module
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "./clock.ts";
import type { Reaction } from "./remark.ts";

/** How long one is shown, in milliseconds. */
const SHOWN_MS = 4_000;

/** How many are shown at once: who sends more is not seen more. */
const SHOWN = 12;

/** Somebody's reaction. */
export interface ShownReaction {
  /** Its number. */
  readonly id: number;
  /** Whose it is: a peer's id, or nothing for one's own. */
  readonly from: string | undefined;
  /** What they show. */
  readonly reaction: Reaction;
}

/** The reactions that are shown now. */
export class Reactions {
  readonly #clock: Clock;
  readonly #shown: Signal<readonly ShownReaction[]> = signal([]);
  #last = 0;

  /** Begins with none. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Those that are shown, the oldest first. */
  get shown(): ReadonlySignal<readonly ShownReaction[]> {
    return this.#shown;
  }

  /** Shows one for a moment. */
  show(reaction: Reaction, from: string | undefined): void {
    const id = ++this.#last;
    const shown = [...this.#shown.peek(), { id, from, reaction }];
    this.#shown.value = shown.slice(-SHOWN);
    this.#clock.after(SHOWN_MS, () => {
      this.#shown.value = this.#shown.peek().filter((one) => one.id !== id);
    });
  }
}
