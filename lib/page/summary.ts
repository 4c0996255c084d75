/**
 * What a call was like, when it is over: how long, with how many, and how good, by what was measured.
 *
 * @module
 */

import type { QualityVerdict } from "/parley/parley.mjs";

/** What is remembered of a call. */
export interface Summary {
  /** How long it lasted, in milliseconds. */
  readonly ms: number;
  /** How many others were met. */
  readonly met: number;
  /** How good the connections were; `undefined` if nothing was measured. */
  readonly rating: Rating | undefined;
}

/** How good the connections of a call were. */
export interface Rating {
  /** Stars: from 1 to 5. */
  readonly stars: number;
  /** The share of the measurements that were good or better, from 0 to 1. */
  readonly goodShare: number;
  /** The middle one of the round trips, in milliseconds; `undefined` if there was none. */
  readonly roundTripMs: number | undefined;
  /** The mean share of packets that did not arrive, from 0 to 1. */
  readonly loss: number;
}

/** What one measurement has to say. */
export interface Measured {
  /** How the connection fared. */
  readonly verdict: QualityVerdict;
  /** Milliseconds to the other one and back. */
  readonly roundTripMs: number | undefined;
  /** The share of packets that did not arrive here. */
  readonly lossIn: number;
}

/** What each verdict is worth. */
const STARS: Readonly<Record<QualityVerdict, number>> = {
  excellent: 5,
  good: 4,
  poor: 2,
  lost: 1,
};

/** How many measurements are kept: four hours of one connection's. */
const KEPT = 5_000;

/** Gathers what was measured in a call. */
export class Ratings {
  readonly #measured: Measured[] = [];

  /** Takes a measurement. */
  take({ verdict, roundTripMs, lossIn }: Measured): void {
    if (this.#measured.length >= KEPT) this.#measured.shift();
    this.#measured.push({ verdict, roundTripMs, lossIn });
  }

  /** The rating; `undefined` if nothing was measured. */
  get rating(): Rating | undefined {
    const all = this.#measured;
    if (!all.length) return undefined;
    const mean = (of: (one: Measured) => number) =>
      all.reduce((sum, one) => sum + of(one), 0) / all.length;
    const trips = all.flatMap(({ roundTripMs }) => roundTripMs ?? [])
      .sort((one, other) => one - other);
    return {
      stars: Math.round(mean(({ verdict }) => STARS[verdict])),
      goodShare: mean(({ verdict }) => STARS[verdict] >= STARS.good ? 1 : 0),
      roundTripMs: trips[Math.floor(trips.length / 2)],
      loss: mean(({ lossIn }) => lossIn),
    };
  }
}
