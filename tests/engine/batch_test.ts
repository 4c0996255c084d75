import { deepEqual, equal, notEqual } from "node:assert/strict";
import { Batch } from "../../lib/engine/batch.ts";

const batchOf = (...texts: string[]) =>
  texts.reduce((batch, text) => batch.and(text), Batch.NOTHING);

Deno.test("Batch is the same one for all who were told the same", () => {
  const one = batchOf("1", "2");
  equal(batchOf("1", "2"), one);
  notEqual(batchOf("1", "3"), one);
  deepEqual(batchOf("1", "3").frames, ["[1,3]"]);
  deepEqual(one.frames, ["[1,2]"]);
});

Deno.test("Batch keeps nothing of what has been written", () => {
  const one = batchOf("1");
  deepEqual(one.frames, ["1"]);
  notEqual(batchOf("1"), one);
});

Deno.test("Batch.frames is made once", () => {
  const one = batchOf("1", "2");
  equal(one.frames, one.frames);
});

Deno.test("Batch has its envelopes in order, also very many", () => {
  deepEqual(Batch.NOTHING.envelopes, []);
  deepEqual(batchOf("1").envelopes, ["1"]);
  const texts = Array.from({ length: 50_000 }, (_, n) => `${n}`);
  const batch = batchOf(...texts);
  deepEqual(batch.envelopes, texts);
  equal(batch.length, texts.join("").length);
});

Deno.test("Batch.andAll() puts one after the other", () => {
  const two = batchOf("2", "3");
  equal(
    Batch.NOTHING.andAll(two),
    two,
    "nothing before it: it stays what it is",
  );
  deepEqual(batchOf("1").andAll(two).frames, ["[1,2,3]"]);
  equal(batchOf("1").andAll(two).length, 3);
});

Deno.test("Batch with bytes is more than one frame", () => {
  const bytes = new Uint8Array([1]);
  deepEqual(batchOf("1").and(bytes).and("2").frames, ["1", bytes, "2"]);
  deepEqual(Batch.NOTHING.and(bytes).frames, [bytes]);
});
