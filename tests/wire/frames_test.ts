import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { frame, framesOf } from "../../lib/wire/mod.ts";

const WIDE = { frameChars: 1_000, batchEnvelopes: 100 };

Deno.test("frame() puts one envelope on the wire as it is, and several as an array [FR1]", () => {
  equal(frame(["{}"]), "{}");
  equal(frame(["{}", "{}"]), "[{},{}]");
});

Deno.test("framesOf() puts all into one frame if they fit", () => {
  deepEqual(framesOf([], WIDE), []);
  deepEqual(framesOf(["{}"], WIDE), ["{}"]);
  deepEqual(framesOf(["{}", "[]"], WIDE), ["[{},[]]"]);
});

Deno.test("framesOf() begins another frame at batchEnvelopes", () => {
  const limits = { ...WIDE, batchEnvelopes: 2 };
  deepEqual(framesOf(["1", "2", "3", "4", "5"], limits), [
    "[1,2]",
    "[3,4]",
    "5",
  ]);
});

Deno.test("framesOf() begins another frame at frameChars", () => {
  const limits = { ...WIDE, frameChars: 10 };
  deepEqual(framesOf(["111", "222", "33333", "444", "5"], limits), [
    "[111,222]",
    "33333",
    "[444,5]",
  ]);
});

Deno.test("framesOf() sends what is too long for any frame alone: the server says so", () => {
  const long = "x".repeat(20);
  deepEqual(framesOf(["1", long, "2"], { ...WIDE, frameChars: 10 }), [
    "1",
    long,
    "2",
  ]);
});

Deno.test("framesOf() keeps everything, in order, within the limits", () => {
  const text = fc.array(fc.constantFrom("é", "a"), { maxLength: 12 }).map(
    (letters) => JSON.stringify({ s: letters.join("") }),
  );
  fc.assert(fc.property(
    fc.array(text),
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 5 }),
    (texts, frameChars, batchEnvelopes) => {
      const frames = framesOf(texts, { frameChars, batchEnvelopes });
      const parsed = frames.map((frame) => [JSON.parse(String(frame))].flat());
      deepEqual(parsed.flat(), texts.map((text) => JSON.parse(text)));
      for (const [at, batch] of parsed.entries()) {
        ok(batch.length <= batchEnvelopes);
        const fits = (frames[at]?.length ?? 0) <= frameChars;
        equal(fits || batch.length === 1, true);
      }
    },
  ));
});
