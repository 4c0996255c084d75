/**
 * What is done about a connection over which no media gets through.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";

/**
 * What is needed of the connection.
 *
 * @internal
 */
export interface WatchedConnection {
  /** How the media does. */
  readonly connectionState: RTCPeerConnectionState;
  /** How the path does. */
  readonly iceConnectionState: RTCIceConnectionState;
  /** Hears of how the media does. */
  addEventListener(
    type: "connectionstatechange",
    listener: () => void,
    options: { signal: AbortSignal },
  ): void;
}

/**
 * What a watch has to be told.
 *
 * @internal
 */
export interface WatchOptions {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** The end of the connection. */
  readonly end: AbortSignal;
  /** Hears of how the media does. */
  onChange(): void;
  /** Looks for a new path. */
  restart(): void;
  /** Begins with another connection. */
  renew(): void;
}

/** How long is waited for what. */
export const WATCH_LIMITS = {
  /** Milliseconds: most interruptions heal within this time without a new path. */
  healMs: 3_000,
  /** Failures in a row after which another connection is tried. */
  failures: 2,
} as const;

/** Looks for a new path when media is interrupted, and begins anew when that does not help. */
export function watch(
  connection: WatchedConnection,
  { clock, end, onChange, restart, renew }: WatchOptions,
): void {
  let failures = 0;
  let stopTimer = () => {};
  end.addEventListener("abort", () => stopTimer());
  connection.addEventListener("connectionstatechange", () => {
    stopTimer();
    const { connectionState, iceConnectionState } = connection;
    if (connectionState === "connected") failures = 0;
    onChange();
    if (end.aborted) return;
    if (connectionState === "disconnected") {
      stopTimer = clock.after(WATCH_LIMITS.healMs, restart);
    } else if (connectionState === "failed") {
      // Over a path that is there, a connection fails for good.
      const isFinal = iceConnectionState === "connected" ||
        iceConnectionState === "completed";
      if (isFinal || ++failures >= WATCH_LIMITS.failures) renew();
      else restart();
    }
  }, { signal: end });
}
