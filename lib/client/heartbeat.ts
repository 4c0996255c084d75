/**
 * Whether the server is still there.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";

/** How a heartbeat beats. */
export interface HeartbeatOptions {
  /** Where the time comes from. */
  clock: Clock;
  /** Milliseconds between an answer and the next ping. */
  interval: number;
  /** Milliseconds that the server may take to be heard after a ping. */
  timeout: number;
  /** Asks the server; `rtt` is how long it took the last time, in milliseconds. */
  ping(rtt: number | undefined): void;
  /** Is told that the server is not there. */
  dead(): void;
}

/**
 * Pings, and says so when nothing comes back.
 *
 * A timer that fires late means that this side was asleep: a page in the background, a lid that was
 * closed, a loop that was busy. What the server said meanwhile may not have been handled yet, so
 * the question is asked again instead of answered.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #stopTimer: () => void = () => {};
  #askedAt: number | undefined;
  #rtt: number | undefined;

  /**
   * Begins to beat.
   *
   * @param options How.
   */
  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#rest();
  }

  /** Milliseconds that the server's last answer took; `undefined` before the first. */
  get rtt(): number | undefined {
    return this.#rtt;
  }

  /** Takes note that something came from the server: it is there. */
  heard(): void {
    if (this.#askedAt === undefined) return;
    this.#rtt = this.#options.clock.now() - this.#askedAt;
    this.#rest();
  }

  /** Asks now: there is reason to doubt. */
  probe(): void {
    const { clock, timeout, ping, dead } = this.#options;
    this.#stopTimer();
    this.#askedAt = clock.now();
    ping(this.#rtt);
    const due = this.#askedAt + timeout;
    this.#stopTimer = clock.after(timeout, () => {
      const late = clock.now() - due;
      if (late > timeout / 2) this.probe();
      else dead();
    });
  }

  /** Stops beating. */
  stop(): void {
    this.#stopTimer();
  }

  #rest(): void {
    const { clock, interval } = this.#options;
    this.#stopTimer();
    this.#askedAt = undefined;
    this.#stopTimer = clock.after(interval, () => this.probe());
  }
}
