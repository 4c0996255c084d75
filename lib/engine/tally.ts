/**
 * How often the server had to say no.
 *
 * @module
 */

import type { ErrorCode } from "../wire/mod.ts";

/** What is counted: the codes of refusals, and what happens to a client without one. */
export type Counted =
  | ErrorCode
  /** A connection was closed because too much waited for it. */
  | "slow-reader"
  /** A session ended because too much waited for its absent client. */
  | "window-overflow"
  /** A session ended because too many clients were absent. */
  | "away-overflow";

/** Counts, by name, since the server was made. */
export class Tally {
  readonly #counts = new Map<Counted, number>();

  /** How often each thing has happened. A live view; what never happened is not in it. */
  get counts(): ReadonlyMap<Counted, number> {
    return this.#counts;
  }

  /** Takes note that something has happened. */
  add(what: Counted): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
