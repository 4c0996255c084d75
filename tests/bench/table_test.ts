import { equal } from "node:assert/strict";
import { line, tables, verdicts } from "../../bench/table.ts";
import { judge } from "../../bench/targets.ts";
import { result } from "./reports.ts";

Deno.test("tables() has a table for each work, and ratios to the first server", () => {
  const work = "connects";
  const text = tables([
    result({
      work,
      server: "bare",
      figures: { perSecond: 12_345.6, cpu: 20, load: 3 },
    }),
    result({
      work,
      server: "parley",
      figures: { perSecond: 6_172.8, cpu: 40.5, load: 3.25 },
      doubts: ["1 clients were let go"],
    }),
    result({ work: "idle-1000", server: "bare", figures: { memory: 2_048 } }),
  ]);
  equal(
    text,
    `Connecting, until in a room
                  per s  CPU µs  load µs                         ratio
bare Deno.serve  12,346   20.00     3.00                          1.00
Parley            6,173   40.50     3.25  0.50 (1 clients were let go)

Memory of 1,000 silent connections
                 KB each  ratio
bare Deno.serve      2.0   1.00
`,
  );
});

Deno.test("line() tells a sample, and at whose pace it was taken", () => {
  const sample = {
    work: "relay-half",
    server: "parley",
    pace: "bare",
    figures: { p99: 1_234, p50: 500 },
    doubts: ["2 messages never came"],
  } as const;
  equal(
    line(sample),
    "relay-half  Parley, at the pace of bare Deno.serve  p99 ms 1.23  p50 ms 0.50  (2 messages never came)",
  );
});

Deno.test("verdicts() has a line for each target", () => {
  const text = verdicts(judge([
    result({ work: "relay", server: "bare", figures: { cpu: 10 } }),
    result({ work: "relay", server: "parley", figures: { cpu: 12 } }),
    result({ work: "idle-1000", server: "bare", figures: { memory: 1_024 } }),
    result({
      work: "idle-1000",
      server: "parley",
      figures: { memory: 7_168 },
    }),
  ]));
  equal(
    text,
    `met      Relay between two, 500 rooms, 100 B: CPU each, against bare Deno.serve       1.20    at most 1.25
NOT MET  Memory of 1,000 silent connections: bytes each, more than bare Deno.serve  6.0 KB  at most 5.0 KB`,
  );
});
