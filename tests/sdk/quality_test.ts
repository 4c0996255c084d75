import { deepEqual, equal } from "node:assert/strict";
import { QUALITY_LIMITS, QualityMeter } from "../../lib/sdk/quality.ts";
import {
  chromiumReport,
  type Figures,
  firefoxReport,
} from "./fakes/reports.ts";

/** Reports of a connection, 3 seconds apart, whose figures each last for one interval. */
function verdicts(
  figures: (Partial<Figures> & { state?: RTCPeerConnectionState })[],
  report = chromiumReport,
): string[] {
  const meter = new QualityMeter();
  return figures.map(({ state = "connected", ...figures }, index) => {
    const at = 3 * index;
    const busy = {
      packetsReceived: 100 * index,
      packetsSent: 100 * index,
      responsesReceived: index,
    };
    return meter.read(report({ at, ...busy, ...figures }), state).verdict;
  });
}

const { excellent, good, silentMs } = QUALITY_LIMITS;

const FIGURES: [Partial<Figures>, verdict: string][] = [
  [{}, "excellent"],
  [{ fractionLost: excellent.loss }, "excellent"],
  [{ fractionLost: excellent.loss + 0.001 }, "good"],
  [{ fractionLost: good.loss }, "good"],
  [{ fractionLost: good.loss + 0.001 }, "poor"],
  [{ jitter: excellent.jitterMs / 1_000 }, "excellent"],
  [{ jitter: (excellent.jitterMs + 1) / 1_000 }, "good"],
  [{ jitter: (good.jitterMs + 1) / 1_000 }, "poor"],
  [{ roundTripTime: excellent.roundTripMs / 1_000 }, "excellent"],
  [{ roundTripTime: (excellent.roundTripMs + 1) / 1_000 }, "good"],
  [{ roundTripTime: (good.roundTripMs + 1) / 1_000 }, "poor"],
];

for (const [figures, verdict] of FIGURES) {
  for (const report of [chromiumReport, firefoxReport]) {
    Deno.test(`${JSON.stringify(figures)} is ${verdict} by a ${report.name}`, () => {
      equal(verdicts([{}, figures, figures], report).at(-1), verdict);
    });
  }
}

Deno.test("loss on the way in counts as loss on the way out does", () => {
  const loss = { at: 6, packetsReceived: 180, packetsLost: 20 };
  const more = { at: 9, packetsReceived: 260, packetsLost: 40 };
  equal(verdicts([{}, {}, loss, more]).at(-1), "poor");
});

Deno.test("a verdict changes when two reports in a row agree, and the first counts at once", () => {
  const bad = { fractionLost: 0.2 };
  deepEqual(verdicts([{}, bad, {}, bad, bad, {}, bad, {}, {}]), [
    "excellent",
    "excellent",
    "excellent",
    "excellent",
    "poor",
    "poor",
    "poor",
    "poor",
    "excellent",
  ]);
});

Deno.test("a connection that is never better than good is good at most", () => {
  const [fair, bad] = [{ fractionLost: 0.03 }, { fractionLost: 0.2 }];
  equal(verdicts([{}, fair, bad, fair, bad]).at(-1), "good");
  equal(verdicts([{}, bad, bad, fair, {}, fair, {}]).at(-1), "good");
});

const STATES: RTCPeerConnectionState[] = [
  "new",
  "connecting",
  "disconnected",
  "failed",
  "closed",
];

for (const state of STATES) {
  Deno.test(`a connection that is ${state} is lost at once, and back at once`, () => {
    deepEqual(verdicts([{}, { state }, {}]), [
      "excellent",
      "lost",
      "excellent",
    ]);
  });
}

Deno.test("a connection over which nothing at all is heard is lost after silentMs", () => {
  const silent = { packetsReceived: 100, responsesReceived: 1 };
  const all = verdicts([{}, {}, silent, silent, silent, {}]);
  deepEqual(all, [
    "excellent",
    "excellent",
    "excellent",
    "excellent",
    "lost",
    "excellent",
  ]);
  equal(silentMs > 6_000 && silentMs < 9_000, true);
});

Deno.test("a peer that has muted all is not lost", () => {
  const muted = { packetsReceived: 100, packetsSent: 100 };
  deepEqual(
    new Set(verdicts([{}, {}, muted, muted, muted, muted, muted])),
    new Set(["excellent"]),
  );
  deepEqual(
    new Set(
      verdicts([{}, {}, muted, muted, muted, muted, muted], firefoxReport),
    ),
    new Set(["excellent"]),
  );
});

Deno.test("read() gives the figures with the verdict", () => {
  const quality = new QualityMeter().read(
    chromiumReport({ at: 1, roundTripTime: 0.05 }),
    "connected",
  );
  deepEqual([quality.roundTripMs, quality.path?.local, quality.verdict], [
    50,
    "host",
    "excellent",
  ]);
});
