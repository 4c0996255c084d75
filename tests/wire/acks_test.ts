import { deepEqual, equal, ok } from "node:assert/strict";
import { Acks, type Outcome, Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";

function acks() {
  const clock = new FakeClock();
  const table = new Acks({ clock, ackMs: 1_000 });
  const outcomes: Outcome[] = [];
  const open = () => table.open((outcome) => outcomes.push(outcome));
  return { clock, table, outcomes, open };
}

/** The codes of those that failed. */
function codes(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => outcome.ok ? "ok" : outcome.error.code);
}

Deno.test("Acks.settle() hands on the answer", () => {
  const { clock, table, outcomes, open } = acks();
  table.settle({ type: "ack", id: open(), args: ["yes", 2] });
  deepEqual(outcomes, [{ ok: true, args: ["yes", 2] }]);
  equal(table.size, 0);
  equal(clock.pending, 0, "the timer stops with the answer");
});

Deno.test("Acks.settle() hands on a refusal, with the words of the other side", () => {
  const { table, outcomes, open } = acks();
  const error = { code: "name-empty", message: "Cannot rename" };
  table.settle({ type: "ack", id: open(), error });
  const [outcome] = outcomes;
  ok(outcome && !outcome.ok && outcome.error instanceof Refusal);
  equal(outcome.error.code, "name-empty");
  equal(outcome.error.message, "Cannot rename");
});

Deno.test("Acks.settle() finds the event that is answered, in whatever order", () => {
  const { table, outcomes, open } = acks();
  const ids = [open(), open(), open()];
  equal(new Set(ids).size, 3);
  for (const id of ids.toReversed()) {
    table.settle({ type: "ack", id, args: [id] });
  }
  deepEqual(outcomes, ids.toReversed().map((id) => ({ ok: true, args: [id] })));
});

Deno.test("Acks.settle() ignores an answer that nobody waits for [AC5]", () => {
  const { clock, table, outcomes, open } = acks();
  const id = open();
  table.settle({ type: "ack", id: id + 1, args: [] });
  table.settle({ type: "ack", id: -1, args: [] });
  equal(table.size, 1);
  table.settle({ type: "ack", id, args: [1] });
  table.settle({ type: "ack", id, args: [2] });
  clock.advance(5_000);
  table.close();
  deepEqual(outcomes, [{ ok: true, args: [1] }]);
});

Deno.test("Acks.open() waits as long as it was told, and no longer [AC6]", () => {
  const { clock, table, outcomes, open } = acks();
  const id = open();
  clock.advance(999);
  deepEqual(outcomes, []);
  clock.advance(1);
  deepEqual(codes(outcomes), ["timeout"]);
  table.settle({ type: "ack", id, args: [] });
  equal(outcomes.length, 1, "an answer that comes too late changes nothing");
  equal(table.size, 0);
});

Deno.test("Acks.close() settles everything that waits [AC6]", () => {
  const { clock, table, outcomes, open } = acks();
  open();
  open();
  table.close();
  deepEqual(codes(outcomes), ["disconnected", "disconnected"]);
  equal(table.size, 0);
  equal(clock.pending, 0);
  table.close();
  equal(outcomes.length, 2);
});

Deno.test("Acks.close() leaves alone what a settled event begins", () => {
  const { table } = acks();
  table.open(() => {
    table.open(() => {});
  });
  table.close();
  equal(table.size, 1);
});
