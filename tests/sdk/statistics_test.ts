import { deepEqual, equal } from "node:assert/strict";
import { sampleOf, type Stats } from "../../lib/sdk/statistics.ts";
import {
  chromiumReport,
  type Figures,
  firefoxReport,
} from "./fakes/reports.ts";

const BEFORE: Figures = {
  at: 10,
  packetsReceived: 1_000,
  packetsLost: 50,
  packetsSent: 1_000,
  bytesReceived: 100_000,
  bytesSent: 200_000,
  framesDecoded: 300,
  framesEncoded: 300,
  responsesReceived: 4,
};

const AFTER: Figures = {
  at: 14,
  packetsReceived: 1_380,
  packetsLost: 70,
  packetsSent: 1_400,
  bytesReceived: 600_000,
  bytesSent: 300_000,
  framesDecoded: 400,
  framesEncoded: 360,
  fractionLost: 0.25,
  jitter: 0.012,
  roundTripTime: 0.08,
  responsesReceived: 5,
};

const BROWSERS = { Chromium: chromiumReport, Firefox: firefoxReport };

for (const [name, report] of Object.entries(BROWSERS)) {
  Deno.test(`sampleOf() folds two of ${name}'s reports into figures`, () => {
    const sample = sampleOf(report(AFTER), report(BEFORE));
    deepEqual(sample, {
      atMs: 1_700_000_014_000,
      intervalMs: 4_000,
      lossIn: 20 / 400,
      lossOut: 0.25,
      jitterMs: 12,
      roundTripMs: 80,
      receivedBps: 1_000_000,
      sentBps: 200_000,
      availableBps: name === "Chromium" ? 2_500_000 : undefined,
      framesIn: 25,
      framesOut: 15,
      path: {
        local: "host",
        remote: name === "Chromium" ? "prflx" : "srflx",
        protocol: "udp",
      },
      isHeard: name === "Chromium" ? true : undefined,
    });
  });

  Deno.test(`sampleOf() of ${name}'s first report knows all but rates`, () => {
    const { lossIn, intervalMs, receivedBps, framesIn, path } = sampleOf(
      report(BEFORE),
    );
    deepEqual(
      [lossIn, intervalMs, receivedBps, framesIn, path?.local],
      [50 / 1_050, 0, undefined, undefined, "host"],
    );
  });
}

Deno.test("sampleOf() of nothing is nothing", () => {
  const { lossIn, lossOut, path, jitterMs, roundTripMs } = sampleOf(new Map());
  deepEqual([lossIn, lossOut, path, jitterMs, roundTripMs], [
    0,
    0,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("a stream that ended does not make the figures negative", () => {
  const sample = sampleOf(
    chromiumReport({ at: 14, packetsReceived: 3 }),
    chromiumReport(BEFORE),
  );
  deepEqual([sample.lossIn, sample.receivedBps, sample.framesIn], [0, 0, 0]);
});

Deno.test("a stream that began counts from nothing", () => {
  const before = chromiumReport(BEFORE);
  before.delete("IT01V");
  const { framesIn, lossIn } = sampleOf(chromiumReport(AFTER), before);
  deepEqual([framesIn, lossIn], [100, 70 / 1_450]);
});

Deno.test("what was last said of a stream that has stopped is no news", () => {
  const { packetsSent = 0 } = AFTER;
  const before = chromiumReport({ ...BEFORE, packetsSent });
  equal(sampleOf(chromiumReport(AFTER), before).lossOut, 0);
});

Deno.test("of several streams the worst counts, and the liveliest picture", () => {
  const report = (at: number, frames: number, jitter: number) => {
    const all = chromiumReport({ at });
    for (const [id, frames_, jitter_] of [["a", frames, jitter], ["b", 1, 0]]) {
      all.set(`${id}`, {
        id,
        type: "inbound-rtp",
        framesDecoded: frames_,
        jitter: jitter_,
      });
    }
    return all;
  };
  const sample = sampleOf(report(2, 61, 0.05), report(1, 31, 0));
  deepEqual([sample.framesIn, sample.jitterMs], [30, 50]);
});

Deno.test("sampleOf() finds the pair that is nominated, where none is named or marked", () => {
  const report = chromiumReport(BEFORE);
  report.delete("T01");
  report.set("CPx_y", { ...report.get("CPx_y"), state: "failed" });
  equal(sampleOf(report).path?.remote, "prflx");
});

Deno.test("a report without a pair in use has no path", () => {
  const report = chromiumReport(BEFORE);
  for (const id of ["T01", "CPx_y", "CPa_b"]) report.delete(id);
  const { path, roundTripMs } = sampleOf(report);
  // The round trip is known from what the other peer reports.
  deepEqual([path, roundTripMs], [undefined, 10]);
});

Deno.test("isHeard tells silence from a peer that sends nothing but answers", () => {
  const before = chromiumReport(BEFORE);
  const silent = chromiumReport({ ...BEFORE, at: 14 });
  equal(sampleOf(silent, before).isHeard, false);
  const answers = chromiumReport({ ...BEFORE, at: 14, responsesReceived: 5 });
  equal(sampleOf(answers, before).isHeard, true);
});

const WAYS: [local: Stats, protocol: string][] = [
  [{ candidateType: "host", protocol: "tcp" }, "host tcp"],
  [{ candidateType: "srflx", protocol: "udp" }, "srflx udp"],
  [{ candidateType: "prflx", protocol: "udp" }, "prflx udp"],
  [{ candidateType: "relay", protocol: "udp" }, "relay udp"],
  [
    { candidateType: "relay", protocol: "udp", relayProtocol: "udp" },
    "relay udp",
  ],
  [
    { candidateType: "relay", protocol: "udp", relayProtocol: "tcp" },
    "relay tcp",
  ],
  [
    { candidateType: "relay", protocol: "udp", relayProtocol: "tls" },
    "relay tls",
  ],
  [{ candidateType: "constructor", protocol: 7 }, "host udp"],
];

for (const [localCandidate, way] of WAYS) {
  Deno.test(`the path of ${JSON.stringify(localCandidate)} is ${way}`, () => {
    const { path } = sampleOf(chromiumReport({ at: 1, localCandidate }));
    equal(`${path?.local} ${path?.protocol}`, way);
  });
}
