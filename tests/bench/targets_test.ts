import { deepEqual, equal, ok } from "node:assert/strict";
import { SERVERS } from "../../bench/servers.ts";
import { judge, TARGETS } from "../../bench/targets.ts";
import { workNamed } from "../../bench/works.ts";
import { result } from "./reports.ts";

Deno.test("every target is about a work that shows its figure", () => {
  for (const { work, figure, against } of TARGETS) {
    ok(workNamed(work)?.shows.includes(figure), `${work} ${figure}`);
    if (against.kind === "work") ok(workNamed(against.work), against.work);
  }
});

Deno.test("every server that is compared with does the work", () => {
  for (const { work, against } of TARGETS) {
    if (against.kind !== "ratio" && against.kind !== "difference") continue;
    const { servers = SERVERS.map(({ name }) => name) } = workNamed(work) ?? {};
    ok(servers.includes(against.server), `${work} ${against.server}`);
  }
});

Deno.test("judge() says nothing of what was not measured", () => {
  deepEqual(judge([]), []);
  const alone = result({
    work: "relay",
    server: "parley",
    figures: { cpu: 9 },
  });
  deepEqual(judge([alone]), []);
});

Deno.test("judge() divides by another server's figure", () => {
  const relay = (cpu: number) =>
    judge([
      result({ work: "relay", server: "bare", figures: { cpu: 10 } }),
      result({ work: "relay", server: "parley", figures: { cpu } }),
    ]).map(({ value, met }) => [value, met]);
  deepEqual(relay(12.5), [[1.25, true]]);
  deepEqual(relay(13), [[1.3, false]]);
});

Deno.test("judge() wants more of some figures, and not less", () => {
  const connects = (perSecond: number) =>
    judge([
      result({ work: "connects", server: "bare", figures: { perSecond: 10 } }),
      result({ work: "connects", server: "parley", figures: { perSecond } }),
    ]).map(({ met }) => met);
  deepEqual(connects(7), [true]);
  deepEqual(connects(6.9), [false]);
});

Deno.test("judge() takes another server's memory away", () => {
  const [verdict] = judge([
    result({ work: "idle-1000", server: "bare", figures: { memory: 9_000 } }),
    result({
      work: "idle-1000",
      server: "parley",
      figures: { memory: 14_120 },
    }),
  ]);
  deepEqual([verdict?.value, verdict?.met], [5_120, true]);
});

Deno.test("judge() compares two works of Parley's own", () => {
  const [verdict] = judge([
    result({ work: "rooms-100", server: "parley", figures: { cpu: 20 } }),
    result({ work: "rooms-100000", server: "parley", figures: { cpu: 24 } }),
  ]);
  deepEqual([verdict?.value, verdict?.met], [1.2, false]);
});

Deno.test("judge() compares times at the same pace: the other server's", () => {
  const half = { work: "relay-half" } as const;
  const [verdict] = judge([
    result({ ...half, server: "bare", figures: { p99: 100 } }),
    result({ ...half, server: "parley", figures: { p99: 900 } }),
    result({ ...half, server: "parley", pace: "bare", figures: { p99: 140 } }),
  ]);
  equal(verdict?.value, 1.4);
});
