import { deepEqual, equal } from "node:assert/strict";
import { Turn } from "../../lib/engine/mod.ts";

function turns() {
  const ends: (() => void)[] = [];
  return { turn: new Turn((end) => ends.push(end)), ends };
}

function noting(name: string, notes: string[]) {
  return { flush: () => void notes.push(name) };
}

Deno.test("Turn flushes in order what asked for it, in one go", () => {
  const { turn, ends } = turns();
  const notes: string[] = [];
  turn.add(noting("ada", notes));
  turn.add(noting("bob", notes));
  equal(ends.length, 1, "one end is scheduled for both");
  deepEqual(notes, []);
  ends.shift()?.();
  deepEqual(notes, ["ada", "bob"]);
});

Deno.test("Turn schedules anew for the next turn", () => {
  const { turn, ends } = turns();
  const notes: string[] = [];
  turn.add(noting("ada", notes));
  ends.shift()?.();
  turn.add(noting("bob", notes));
  equal(ends.length, 1);
  ends.shift()?.();
  deepEqual(notes, ["ada", "bob"]);
});

Deno.test("Turn leaves what is asked for during a flush to the next turn", () => {
  const { turn, ends } = turns();
  const notes: string[] = [];
  turn.add({
    flush() {
      notes.push("ada");
      turn.add(noting("bob", notes));
    },
  });
  ends.shift()?.();
  deepEqual(notes, ["ada"]);
  equal(ends.length, 1);
  ends.shift()?.();
  deepEqual(notes, ["ada", "bob"]);
});

Deno.test("Turn ends after the microtasks, by itself", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const notes: string[] = [];
  const turn = new Turn();
  turn.add({
    flush() {
      notes.push("flush");
      resolve();
    },
  });
  await Promise.resolve().then(() => notes.push("microtask"));
  await promise;
  deepEqual(notes, ["microtask", "flush"]);
});
