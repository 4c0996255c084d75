import { deepEqual, equal } from "node:assert/strict";
import { Batch } from "../../lib/engine/batch.ts";
import { Outbox } from "../../lib/engine/outbox.ts";
import type { Transport } from "../../lib/engine/mod.ts";
import type { Encoded } from "../../lib/wire/mod.ts";

function outbox(backlogBytes = 1_000) {
  const sent: Encoded[] = [];
  const network = { backlog: 0 };
  const transport: Transport = {
    get backlog() {
      return network.backlog;
    },
    send(frame) {
      sent.push(frame);
      network.backlog += frame.length;
    },
    close() {},
  };
  const box = new Outbox(transport, backlogBytes);
  return { box, sent, network };
}

Deno.test("Outbox sends what a turn gathered as one frame, in order [FR2]", () => {
  const { box, sent } = outbox();
  for (const text of ['"a"', '"b"', '"c"']) equal(box.add(text), true);
  deepEqual(sent, []);
  box.flush();
  deepEqual(sent, ['["a","b","c"]']);
  box.add('"d"');
  box.flush();
  deepEqual(sent.slice(1), ['"d"']);
});

Deno.test("Outbox takes one envelope and several, in any order, as if they came one by one [FR2]", () => {
  const { box, sent } = outbox();
  const several = Batch.NOTHING.and('"b"').and('"c"');
  box.add('"a"');
  box.addAll(several);
  box.add('"d"');
  box.flush();
  box.addAll(several);
  box.add(new Uint8Array([1]));
  box.flush();
  box.add(new Uint8Array([2]));
  box.flush();
  deepEqual(sent, [
    '["a","b","c","d"]',
    '["b","c"]',
    new Uint8Array([1]),
    new Uint8Array([2]),
  ]);
});

Deno.test("Outbox is empty when nothing waits here, and idle when nothing waits at all", () => {
  const { box, network } = outbox();
  const state = () => [box.isEmpty, box.isIdle];
  deepEqual(state(), [true, true]);
  box.add("");
  deepEqual(state(), [false, false], "an empty envelope waits, too");
  network.backlog = 1;
  box.flush();
  deepEqual(state(), [true, false]);
  network.backlog = 0;
  deepEqual(state(), [true, true]);
});

Deno.test("Outbox.flush() sends at once, and nothing twice", () => {
  const { box, sent } = outbox();
  box.flush();
  box.add('"a"');
  box.flush();
  deepEqual(sent, ['"a"']);
  box.flush();
  deepEqual(sent, ['"a"']);
});

Deno.test("Outbox.add() refuses what would wait beyond the limit [CL3]", () => {
  const { box, sent } = outbox(10);
  equal(box.add("12345"), true);
  equal(box.add("123456"), false);
  equal(box.add("67890"), true, "just up to the limit");
  equal(box.add("x"), false);
  box.flush();
  deepEqual(sent, ["[12345,67890]"]);
});

Deno.test("Outbox.add() counts what the network has not taken yet [CL3]", () => {
  const { box, network } = outbox(10);
  equal(box.add("123456"), true);
  box.flush();
  equal(box.add("12345"), false);
  equal(box.add("1234"), true);
  box.flush();
  network.backlog = 0;
  equal(box.add("1234567890"), true, "what has left waits no more");
});

Deno.test("Outbox.add() knows that a character may be three bytes on the network [CL3]", () => {
  const { box, network } = outbox(10);
  equal(box.add("信信信"), true);
  box.flush();
  network.backlog = 9;
  equal(box.add("1"), true);
  equal(box.add("2"), false);
});
