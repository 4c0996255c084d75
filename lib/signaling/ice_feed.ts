/**
 * What peers find paths with, and newer credentials well before the former ones end.
 *
 * @module
 */

import type { IceServers } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { IceSource } from "./admission.ts";
import { afterLong } from "./long_timer.ts";

/** The part of their time after which credentials are replaced. */
const RENEWED_AFTER = 2 / 3;

/** Milliseconds before which they are not, however short their time is. */
const LEAST_MS = 1_000;

/** There are none. */
const NONE: IceServers = { iceServers: [], ttlMs: null };

/** Gives ICE servers to peers. */
export class IceFeed {
  readonly #clock: Clock;
  readonly #source: IceSource | undefined;

  /**
   * Gives to nobody yet.
   *
   * @param clock Where the time comes from.
   * @param source Where the servers come from.
   */
  constructor(clock: Clock, source: IceSource | undefined) {
    this.#clock = clock;
    this.#source = source;
  }

  /** What the peer `id` is to use from now on. */
  serversFor(id: string): IceServers {
    return this.#source?.serversFor(id) ?? NONE;
  }

  /**
   * Gives the peer `id` others in time, again and again.
   *
   * @param ttlMs How long those that it has are good.
   * @param push Takes the others.
   * @returns The undo, if there is anything to be done.
   */
  follow(
    id: string,
    ttlMs: number | null,
    push: (ice: IceServers) => void,
  ): (() => void) | undefined {
    if (ttlMs === null) return undefined;
    let stop: (() => void) | undefined = afterLong(
      this.#clock,
      Math.max(ttlMs * RENEWED_AFTER, LEAST_MS),
      () => {
        const ice = this.serversFor(id);
        stop = this.follow(id, ice.ttlMs, push);
        push(ice);
      },
    );
    return () => stop?.();
  }
}
