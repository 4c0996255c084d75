/**
 * Whether the server is still there.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";

/**
 * How a heartbeat beats.
 *
 * @internal
 */
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
 * Beats until it is stopped.
 *
 * @internal
 */
export interface Heartbeat {
  /** Milliseconds that the server's last answer took; `undefined` before the first. */
  readonly rtt: number | undefined;
  /** Takes note that something came from the server: it is there. */
  heard(): void;
  /** Asks now: there is reason to doubt. */
  probe(): void;
  /** Stops beating. */
  stop(): void;
}

/**
 * Begins to ping, and says so when nothing comes back.
 *
 * A timer that fires late means that this side was asleep: a page in the background, a lid that was
 * closed, a loop that was busy. What the server said meanwhile may not have been handled yet, so
 * the question is asked again instead of answered.
 */
export function beat(
  { clock, interval, timeout, ping, dead }: HeartbeatOptions,
): Heartbeat {
  let askedAt: number | undefined;
  let rtt: number | undefined;
  const probe = () => {
    stopTimer();
    const asked = askedAt = clock.now();
    ping(rtt);
    stopTimer = clock.after(timeout, () => {
      if (clock.now() - asked > timeout * 1.5) probe();
      else dead();
    });
  };
  let stopTimer = clock.after(interval, probe);
  return {
    get rtt() {
      return rtt;
    },
    heard() {
      if (askedAt === undefined) return;
      rtt = clock.now() - askedAt;
      askedAt = undefined;
      stopTimer();
      stopTimer = clock.after(interval, probe);
    },
    probe,
    stop: () => stopTimer(),
  };
}
