import { deepEqual, equal } from "node:assert/strict";
import { Outbox } from "../../lib/engine/outbox.ts";
import { type Transport, Turn } from "../../lib/engine/mod.ts";
import type { Encoded } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";

function outbox(backlogBytes = 1_000) {
  const ends: (() => void)[] = [];
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
  const turn = new Turn(new FakeClock(), (end) => ends.push(end));
  const box: Outbox = new Outbox(
    transport,
    () => turn.add(box),
    backlogBytes,
  );
  const endTurn = () => ends.splice(0).forEach((end) => end());
  return { box, sent, network, endTurn };
}

Deno.test("Outbox sends what a turn gathered as one frame, in order [FR2]", () => {
  const { box, sent, endTurn } = outbox();
  for (const text of ['"a"', '"b"', '"c"']) equal(box.add(text), true);
  deepEqual(sent, []);
  endTurn();
  deepEqual(sent, ['["a","b","c"]']);
  box.add('"d"');
  endTurn();
  deepEqual(sent.slice(1), ['"d"']);
});

Deno.test("Outbox.flush() sends at once, and nothing twice", () => {
  const { box, sent, endTurn } = outbox();
  box.flush();
  box.add('"a"');
  box.flush();
  deepEqual(sent, ['"a"']);
  endTurn();
  deepEqual(sent, ['"a"']);
});

Deno.test("Outbox.add() refuses what would wait beyond the limit [CL3]", () => {
  const { box, sent, endTurn } = outbox(10);
  equal(box.add("12345"), true);
  equal(box.add("123456"), false);
  equal(box.add("67890"), true, "just up to the limit");
  equal(box.add("x"), false);
  endTurn();
  deepEqual(sent, ["[12345,67890]"]);
});

Deno.test("Outbox.add() counts what the network has not taken yet [CL3]", () => {
  const { box, network, endTurn } = outbox(10);
  equal(box.add("123456"), true);
  endTurn();
  equal(box.add("12345"), false);
  equal(box.add("1234"), true);
  endTurn();
  network.backlog = 0;
  equal(box.add("1234567890"), true, "what has left waits no more");
});

Deno.test("Outbox.add() knows that a character may be three bytes on the network [CL3]", () => {
  const { box, network, endTurn } = outbox(10);
  equal(box.add("信信信"), true);
  endTurn();
  network.backlog = 9;
  equal(box.add("1"), true);
  equal(box.add("2"), false);
});
