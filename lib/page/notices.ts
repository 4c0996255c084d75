/**
 * What is told in passing: it is read out, shown for a moment, and gone.
 *
 * @module
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "./clock.ts";
import type { Values, Word } from "./words/words.ts";

/** How long a notice is shown, in milliseconds: long enough to read the longest twice. */
const SHOWN_MS = 6_000;

/** How many are shown at once. */
const NOTICES = 4;

/** Something that has happened. */
export interface Notice {
  /** Its number. */
  readonly id: number;
  /** What has happened; the language may change while it is shown. */
  readonly word: Word;
  /** Who and what. */
  readonly values: Values;
}

/** What has happened of late. */
export class Notices {
  readonly #clock: Clock;
  readonly #shown: Signal<readonly Notice[]> = signal([]);
  #last = 0;

  /** Begins with nothing. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is shown, the oldest first. */
  get shown(): ReadonlySignal<readonly Notice[]> {
    return this.#shown;
  }

  /** Tells that something has happened. */
  tell(word: Word, values: Values = {}): void {
    const notice = { id: ++this.#last, word, values };
    // Who writes five lines is told of once.
    const others = this.#shown.peek().filter((one) => !isSame(one, notice));
    this.#shown.value = [...others, notice].slice(-NOTICES);
    this.#clock.after(SHOWN_MS, () => {
      this.#shown.value = this.#shown.peek().filter((one) => one !== notice);
    });
  }
}

function isSame(one: Notice, other: Notice): boolean {
  const names = Object.keys(other.values);
  return one.word === other.word &&
    names.every((name) => one.values[name] === other.values[name]);
}
