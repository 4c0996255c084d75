import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { fits } from "../../lib/signaling/room_pattern.ts";

const CASES: [pattern: string, room: string, fits: boolean][] = [
  ["blue", "blue", true],
  ["blue", "blues", false],
  ["blue", "a blue", false],
  ["blue", "Blue", false],
  ["*", "", true],
  ["*", "anything at all", true],
  ["class-*", "class-", true],
  ["class-*", "class-7b", true],
  ["class-*", "class", false],
  ["*-staff", "school-staff", true],
  ["*-staff", "-staff", true],
  ["*-staff", "staff", false],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["ab*ba", "aba", false],
  ["a*b*c", "abc", true],
  ["a*b*c", "a-c-b", false],
  ["a*bc*c", "abc", false],
  ["**", "x", true],
  ["a**b", "ab", true],
  ["*é*", "café noir", true],
  ["?lue", "blue", false],
  ["[b]lue", "blue", false],
  ["b.*", "blue", false],
];
for (const [pattern, room, expected] of CASES) {
  Deno.test(`fits() says ${expected} to ${JSON.stringify([pattern, room])}`, () => {
    equal(fits(pattern, room), expected);
  });
}

Deno.test("fits() says what a regular expression says", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "*"),
    maxLength: 8,
  });
  const room = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  fc.assert(fc.property(text, room, (pattern, name) => {
    const regexp = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
    equal(fits(pattern, name), regexp.test(name));
  }));
});

Deno.test("fits() takes a hostile pattern no longer than another", () => {
  const room = "a".repeat(100_000);
  const pattern = `${"a*".repeat(50_000)}b`;
  const begun = performance.now();
  equal(fits(pattern, room), false);
  ok(performance.now() - begun < 1_000);
});
