/**
 * How much a client may say: so much at once, and so much a second for ever (a token bucket).
 *
 * @module
 */

import type { Limits } from "../wire/mod.ts";

/** What is to become of something that a client has said. */
export type Allowed =
  /** It is heard. */
  | "yes"
  /** It was too much: it is refused, and the client told. */
  | "no"
  /** The client was told, and goes on: it is not heard any more. */
  | "never again";

/** In what is left is counted: thousandths, so that with a millisecond comes a whole number of them. */
const UNITS = 1_000;

/**
 * What one client may say.
 *
 * All of it is in whole numbers, which V8 keeps in the object itself: it is looked at for every
 * envelope, and a fraction would be kept elsewhere.
 */
export class Allowance {
  readonly #perSecond: number;
  readonly #burst: number;
  /** How much may be said now; what was refused counts too, so that it falls below zero. */
  #left: number;
  #since: number;

  /**
   * Begins with everything that may be said at once.
   *
   * @param now The time, in milliseconds since any moment.
   * @param limits How much a second, and how much at once.
   */
  constructor(
    now: number,
    limits: Pick<Limits, "eventsPerSecond" | "eventBurst">,
  ) {
    this.#perSecond = limits.eventsPerSecond;
    this.#burst = this.#left = limits.eventBurst * UNITS;
    this.#since = Math.floor(now);
  }

  /** Takes note that what the client has said last was owed: it costs nothing. */
  giveBack(): void {
    this.#left += UNITS;
  }

  /** Takes note that the client has said something, at that time. */
  spend(now: number): Allowed {
    if (this.#perSecond === Infinity) return "yes";
    const since = Math.floor(now);
    const gained = (since - this.#since) * this.#perSecond;
    this.#since = since;
    this.#left = Math.min(this.#burst, this.#left + gained) - UNITS;
    if (this.#left >= 0) return "yes";
    return this.#left >= -this.#perSecond * UNITS ? "no" : "never again";
  }
}
