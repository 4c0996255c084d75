import { equal, ok } from "node:assert/strict";
import { pick, randomFraction } from "../../lib/page/random.ts";

Deno.test("pick() picks each of the choices", () => {
  const choices = ["a", "b", "c"] as const;
  equal([0, 0.34, 0.67, 0.99].map((it) => pick(choices, it)).join(""), "abcc");
});

Deno.test("randomFraction() is at least 0 and below 1", () => {
  const fractions = Array.from({ length: 1_000 }, randomFraction);
  ok(fractions.every((it) => it >= 0 && it < 1));
  ok(new Set(fractions).size > 900);
});
