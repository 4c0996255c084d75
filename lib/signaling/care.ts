/**
 * What runs for a peer while it has a place: the time that its seat is kept, its token, its ICE
 * servers. All of it stops with the place.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";
import type { Peer } from "./peer.ts";

/** What can run for a peer, once at a time. */
export type Errand = "grace" | "token" | "ice";

/** Runs errands for peers. */
export class Care {
  readonly #clock: Clock;
  readonly #stops = new Map<Peer, Map<Errand, () => void>>();

  /**
   * Nothing runs yet.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For how many peers something runs. */
  get size(): number {
    return this.#stops.size;
  }

  /** From now on `stop` ends that errand; what ran for it before is stopped. */
  set(peer: Peer, errand: Errand, stop: () => void): void {
    this.stop(peer, errand);
    const stops = this.#stops.get(peer) ?? new Map<Errand, () => void>();
    this.#stops.set(peer, stops.set(errand, stop));
  }

  /** Calls `work` in `ms` milliseconds, unless that errand runs already. */
  begin(peer: Peer, errand: Errand, ms: number, work: () => void): void {
    if (this.#stops.get(peer)?.has(errand)) return;
    this.set(peer, errand, this.#clock.after(ms, work));
  }

  /** Stops one errand. */
  stop(peer: Peer, errand: Errand): void {
    const stops = this.#stops.get(peer);
    stops?.get(errand)?.();
    stops?.delete(errand);
    if (stops?.size === 0) this.#stops.delete(peer);
  }

  /** Stops all that runs for `peer`. */
  stopAll(peer: Peer): void {
    for (const stop of this.#stops.get(peer)?.values() ?? []) stop();
    this.#stops.delete(peer);
  }
}
