/**
 * Whether a connection is good enough to talk over.
 *
 * @module
 */

import { type Sample, sampleOf, type StatsReport } from "./statistics.ts";

/** How a connection fares, in a word. */
export type Verdict = "excellent" | "good" | "poor" | "lost";

/** How a connection fares. */
export interface Quality extends Sample {
  /** In a word. */
  readonly verdict: Verdict;
}

/**
 * Where a verdict ends. The frame rate does not count: a picture that is silenced, or a screen that stands
 * still, has hardly any. Nor do bit rates, for the same reason.
 */
export const QUALITY_LIMITS = {
  /**
   * Nobody notices. Loss: WebRTC's congestion control still sends more at 2 % (draft-ietf-rmcat-gcc-02,
   * section 6). Jitter: what planners of telephony allow (30 ms). Round trip: with the 75 ms that devices
   * and buffers take, one way is within the 150 ms that ITU-T G.114 recommends.
   */
  excellent: { loss: 0.02, jitterMs: 30, roundTripMs: 150 },
  /**
   * One can talk. Loss: past 5 %, concealment is heard, and call pages begin to warn. Jitter: what ITU-T
   * Y.1541 allows for conversation (class 0, 50 ms). Round trip: with devices and buffers, one way is
   * within 275 ms; at the 400 ms that G.114 calls the limit, people talk at once.
   */
  good: { loss: 0.05, jitterMs: 50, roundTripMs: 400 },
  /** Milliseconds without a sign of the other peer. A browser asks for one every 6 s (RFC 7675). */
  silentMs: 6_500,
} as const;

/** Judges one connection, report by report; 2 to 5 seconds between them make good figures. */
export class QualityMeter {
  #report: StatsReport | undefined;
  #silentMs = 0;
  #judged: Verdict = "lost";
  #verdict: Verdict = "lost";

  /**
   * Takes what `getStats()` reports now, and the connection's `connectionState`.
   *
   * A verdict changes when two reports in a row are better, or worse, or at once to and from "lost": a
   * single burst is no reason to alarm anyone.
   */
  read(report: StatsReport, state: RTCPeerConnectionState): Quality {
    const sample = sampleOf(report, this.#report);
    this.#report = report;
    this.#silentMs = sample.isHeard === false
      ? this.#silentMs + sample.intervalMs
      : 0;
    const isLost = state !== "connected" ||
      this.#silentMs > QUALITY_LIMITS.silentMs;
    const judged = isLost ? "lost" : judge(sample);
    // The middle one of three; excellent, good and poor are in the order of the alphabet.
    const [, middle = judged] = [this.#verdict, this.#judged, judged].sort();
    const verdict = isLost || this.#verdict === "lost" ? judged : middle;
    this.#judged = judged;
    this.#verdict = verdict;
    return { ...sample, verdict };
  }
}

function judge(sample: Sample): Verdict {
  const loss = Math.max(sample.lossIn, sample.lossOut);
  const { jitterMs = 0, roundTripMs = 0 } = sample;
  const isWithin = (limit: typeof QUALITY_LIMITS["excellent" | "good"]) =>
    loss <= limit.loss && jitterMs <= limit.jitterMs &&
    roundTripMs <= limit.roundTripMs;
  return isWithin(QUALITY_LIMITS.excellent)
    ? "excellent"
    : isWithin(QUALITY_LIMITS.good)
    ? "good"
    : "poor";
}
