/**
 * What waits to be written to a connection, as a value that many connections share: a room whose
 * members are all told the same in a turn has one batch, which is made into frames once.
 *
 * @module
 */

import { type Encoded, framesOf } from "../wire/mod.ts";

/**
 * A frame arrives whole or not at all: on a network that breaks often, a large one may never. Only
 * what a client has missed is ever as much as this.
 */
const FRAME = { frameChars: 16 * 1024, batchEnvelopes: Infinity };

/** Encoded envelopes, in order. It is never changed: {@linkcode and} gives another one. */
export class Batch {
  /** The batch that all others begin with: of nothing. */
  static readonly NOTHING: Batch = new Batch(undefined, "", 0);

  /** Characters, or bytes, of all envelopes together. */
  readonly length: number;
  readonly #before: Batch | undefined;
  readonly #last: Encoded;
  /** What was made of this one last: the next connection most often needs the same. */
  #next: Batch | undefined;
  #envelopes: readonly Encoded[] | undefined;
  #frames: readonly Encoded[] | undefined;

  private constructor(
    before: Batch | undefined,
    last: Encoded,
    length: number,
  ) {
    this.#before = before;
    this.#last = last;
    this.length = length;
  }

  /** The same, and `encoded` after it. */
  and(encoded: Encoded): Batch {
    const next = this.#next;
    if (next && next.#last === encoded) return next;
    const length = this.length + encoded.length;
    return this.#next = new Batch(this, encoded, length);
  }

  /** The same, and then everything that is in `other`. */
  andAll(other: Batch): Batch {
    if (this === Batch.NOTHING) return other; // As it nearly always is: they go on sharing it.
    return other.envelopes.reduce<Batch>(
      (batch, encoded) => batch.and(encoded),
      this,
    );
  }

  /** The envelopes, in order. */
  get envelopes(): readonly Encoded[] {
    return this.#envelopes ??= Batch.#envelopesOf(this);
  }

  /** As few frames as can be: one, unless it is much, or bytes. */
  get frames(): readonly Encoded[] {
    // From now on it is the next turn's: what is written is not to be kept.
    Batch.NOTHING.#next = undefined;
    return this.#frames ??= framesOf(this.envelopes, FRAME);
  }

  static #envelopesOf(batch: Batch): Encoded[] {
    if (batch.#before === Batch.NOTHING) return [batch.#last]; // Most are alone.
    const envelopes: Encoded[] = [];
    while (batch.#before) {
      envelopes.push(batch.#last);
      batch = batch.#before;
    }
    return envelopes.reverse();
  }
}
