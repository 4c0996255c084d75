import { deepEqual, equal } from "node:assert/strict";
import { Turn } from "../../lib/engine/mod.ts";
import { systemClock } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";

function turns() {
  const ends: (() => void)[] = [];
  const clock = new FakeClock();
  return { turn: new Turn(clock, (end) => ends.push(end)), ends, clock };
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
  const turn = new Turn(systemClock);
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

/** Has a turn read so many frames, and its round end. */
function round({ turn, ends }: ReturnType<typeof turns>, frames: number) {
  for (let n = 0; n < frames; n++) turn.noteRead();
  equal(ends.length, 1, "one end is scheduled for all");
  ends.shift()?.();
}

Deno.test("Turn goes on after a round in which as much was read as can be, until all is read", () => {
  const all = turns();
  const notes: string[] = [];
  all.turn.add(noting("ada", notes));
  round(all, 128);
  deepEqual(notes, [], "more wait to be read");
  all.turn.add(noting("bob", notes));
  round(all, 128);
  deepEqual(notes, []);
  round(all, 127);
  deepEqual(notes, ["ada", "bob"]);
  all.clock.advance(1_000);
  deepEqual(notes, ["ada", "bob"], "nothing waits any more");
});

Deno.test("Turn does not wait for a further round for longer than five milliseconds", () => {
  const all = turns();
  const notes: string[] = [];
  all.turn.add(noting("ada", notes));
  round(all, 128);
  all.turn.add(noting("bob", notes));
  equal(all.ends.length, 0, "only what is read makes a round");
  all.clock.advance(4);
  deepEqual(notes, []);
  all.clock.advance(1);
  deepEqual(notes, ["ada", "bob"]);
  all.turn.add(noting("eve", notes));
  round(all, 0);
  deepEqual(notes, ["ada", "bob", "eve"]);
});

Deno.test("Turn ends after 32 full rounds, however much waits to be read", () => {
  const all = turns();
  const notes: string[] = [];
  all.turn.add(noting("ada", notes));
  for (let n = 1; n <= 31; n++) round(all, 128);
  deepEqual(notes, []);
  round(all, 128);
  deepEqual(notes, ["ada"]);
  all.turn.add(noting("bob", notes));
  round(all, 128);
  deepEqual(notes, ["ada"], "the next turn has as many");
  all.clock.advance(5);
});

Deno.test("Turn does not wait where nothing is to be written", () => {
  const all = turns();
  const notes: string[] = [];
  round(all, 128);
  all.turn.add(noting("ada", notes));
  round(all, 0);
  deepEqual(notes, ["ada"]);
});

Deno.test("Turn asks the clock once a round", () => {
  const all = turns();
  const { turn, clock } = all;
  const before = turn.now;
  clock.advance(10);
  equal(turn.now, before);
  round(all, 1);
  equal(turn.now, before + 10);
  round(all, 0);
});

Deno.test("Turn does first what asks to be first, and what that asks for in the same turn", () => {
  const { turn, ends } = turns();
  const notes: string[] = [];
  turn.add(noting("ada", notes));
  turn.addFirst({
    flush() {
      notes.push("first");
      turn.add(noting("bob", notes));
    },
  });
  equal(ends.length, 1);
  ends.shift()?.();
  deepEqual(notes, ["first", "ada", "bob"]);
  equal(ends.length, 1, "it asked, and finds nothing");
  ends.shift()?.();
  deepEqual(notes, ["first", "ada", "bob"]);
});
