import { deepEqual, equal, match, ok } from "node:assert/strict";
import { chart } from "../../bench/chart.ts";
import { result } from "./reports.ts";

const RELAY = [
  result({ work: "relay", server: "bare", figures: { cpu: 30 } }),
  result({ work: "relay", server: "parley", figures: { cpu: 60 } }),
  result({ work: "relay", server: "bun", figures: { cpu: 15 } }),
];

Deno.test("chart() draws a bar for each server, as long as it is good", () => {
  const drawn = chart(RELAY);
  const widths = [
    ...drawn.matchAll(/<rect class="(\w+)"[^>]* width="([\d.]+)"/g),
  ]
    .map(([, kind, width]) => [kind, Number(width)]);
  deepEqual(widths, [["bar", 95], ["parley", 47.5], ["bar", 190]]);
  match(drawn, />0\.50<tspan [^>]*>60 µs</);
});

Deno.test("chart() draws nothing of what the floor was not measured at", () => {
  const drawn = chart([
    result({ work: "relay", server: "parley", figures: { cpu: 60 } }),
    result({ work: "idle-1000", server: "bare", figures: { memory: 9 } }),
  ]);
  equal(drawn.includes("<rect"), false);
});

Deno.test("chart() is a whole picture for light and for dark pages", () => {
  const drawn = chart(RELAY);
  match(drawn, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
  match(drawn, /prefers-color-scheme: dark/);
  match(drawn, /<\/svg>\n$/);
  const opened = [...drawn.matchAll(/<(text|tspan|style|svg)\b/g)].length;
  const closed = [...drawn.matchAll(/<\/(text|tspan|style|svg)>/g)].length;
  equal(opened, closed);
});

Deno.test("chart() keeps its words inside of the picture", () => {
  const drawn = chart(RELAY);
  const [, width = ""] = /viewBox="0 0 (\d+) /.exec(drawn) ?? [];
  for (const [, x] of drawn.matchAll(/<text[^>]* x="([\d.]+)"/g)) {
    ok(Number(x) < Number(width));
  }
});
