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

/** What one client may say. */
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
    this.#burst = this.#left = limits.eventBurst;
    this.#since = now;
  }

  /** Takes note that what the client has said last was owed: it costs nothing. */
  giveBack(): void {
    this.#left += 1;
  }

  /** Takes note that the client has said something, at that time. */
  spend(now: number): Allowed {
    if (this.#perSecond === Infinity) return "yes";
    const gained = (now - this.#since) / 1_000 * this.#perSecond;
    this.#since = now;
    this.#left = Math.min(this.#burst, this.#left + gained) - 1;
    if (this.#left >= 0) return "yes";
    return this.#left >= -this.#perSecond ? "no" : "never again";
  }
}
