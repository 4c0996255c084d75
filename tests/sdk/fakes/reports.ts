/**
 * What `getStats()` reports: Chromium's and Firefox's, cut down to one stream each way and to the fields
 * that differ or count.
 *
 * @module
 */

import type { Stats } from "../../../lib/sdk/statistics.ts";

/** What a report is about. */
export interface Figures {
  /** Seconds since the connection began. */
  at: number;
  packetsReceived?: number;
  packetsLost?: number;
  packetsSent?: number;
  bytesReceived?: number;
  bytesSent?: number;
  framesDecoded?: number;
  framesEncoded?: number;
  /** As the other peer last reported. */
  fractionLost?: number;
  /** Seconds. */
  jitter?: number;
  /** Seconds. */
  roundTripTime?: number;
  /** Answers to the browser's own questions. */
  responsesReceived?: number;
  localCandidate?: Stats;
  remoteCandidate?: Stats;
}

type Entry = readonly [id: string, entry: Stats];

function entry(id: string, type: string, at: number, stats: Stats): Entry {
  return [id, {
    id,
    type,
    timestamp: 1_700_000_000_000 + at * 1_000,
    ...stats,
  }];
}

function streams(figures: Figures, names: Record<string, string>): Entry[] {
  const { at } = figures;
  const { inbound = "", outbound = "", echo = "" } = names;
  return [
    entry(inbound, "inbound-rtp", at, {
      kind: "video",
      packetsReceived: figures.packetsReceived ?? 0,
      packetsLost: figures.packetsLost ?? 0,
      jitter: figures.jitter ?? 0.001,
      framesDecoded: figures.framesDecoded ?? 0,
    }),
    entry(outbound, "outbound-rtp", at, {
      kind: "video",
      packetsSent: figures.packetsSent ?? 0,
      framesEncoded: figures.framesEncoded ?? 0,
    }),
    entry(echo, "remote-inbound-rtp", at - 0.5, {
      kind: "video",
      localId: outbound,
      fractionLost: figures.fractionLost ?? 0,
      roundTripTime: figures.roundTripTime ?? 0.01,
    }),
  ];
}

/** As Chromium has it: the transport names the pair, which has a round trip of its own. */
export function chromiumReport(figures: Figures): Map<string, Stats> {
  const { at } = figures;
  return new Map([
    entry("P", "peer-connection", at, { dataChannelsOpened: 1 }),
    entry("T01", "transport", at, {
      dtlsState: "connected",
      selectedCandidatePairId: "CPa_b",
    }),
    entry("CPx_y", "candidate-pair", at, {
      state: "succeeded",
      nominated: true,
      localCandidateId: "Ix",
      remoteCandidateId: "Iy",
      bytesReceived: 100,
      responsesReceived: 1,
      currentRoundTripTime: 9,
    }),
    entry("CPa_b", "candidate-pair", at, {
      state: "succeeded",
      nominated: true,
      localCandidateId: "Ia",
      remoteCandidateId: "Ib",
      bytesReceived: figures.bytesReceived ?? 0,
      bytesSent: figures.bytesSent ?? 0,
      requestsReceived: 0,
      responsesReceived: figures.responsesReceived ?? 0,
      currentRoundTripTime: figures.roundTripTime ?? 0.01,
      availableOutgoingBitrate: 2_500_000,
    }),
    entry("Ia", "local-candidate", at, {
      candidateType: "host",
      protocol: "udp",
      ...figures.localCandidate,
    }),
    entry("Ib", "remote-candidate", at, {
      candidateType: "prflx",
      protocol: "udp",
      ...figures.remoteCandidate,
    }),
    ...streams(figures, { inbound: "IT01V", outbound: "OT01V", echo: "RIV" }),
  ]);
}

/** As Firefox has it: no transport, no round trip of a pair, no count of answers; the pair is marked. */
export function firefoxReport(figures: Figures): Map<string, Stats> {
  const { at } = figures;
  return new Map([
    entry("wOlc", "candidate-pair", at, {
      state: "succeeded",
      nominated: true,
      selected: false,
      localCandidateId: "lx",
      remoteCandidateId: "ly",
      bytesReceived: 0,
      bytesSent: 0,
    }),
    entry("6mKq", "candidate-pair", at, {
      state: "succeeded",
      nominated: true,
      selected: true,
      localCandidateId: "la",
      remoteCandidateId: "lb",
      bytesReceived: figures.bytesReceived ?? 0,
      bytesSent: figures.bytesSent ?? 0,
    }),
    entry("la", "local-candidate", at, {
      candidateType: "host",
      protocol: "udp",
      ...figures.localCandidate,
    }),
    entry("lb", "remote-candidate", at, {
      candidateType: "srflx",
      protocol: "udp",
      ...figures.remoteCandidate,
    }),
    ...streams(figures, { inbound: "a1", outbound: "b2", echo: "c3" }),
  ]);
}
