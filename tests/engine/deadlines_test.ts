import { deepEqual, equal, throws } from "node:assert/strict";
import { Deadlines } from "../../lib/engine/deadlines.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Deadlines of 100 ms, and who has missed one. */
function begin(): {
  clock: FakeClock;
  deadlines: Deadlines<string>;
  late: string[];
} {
  const clock = new FakeClock();
  const late: string[] = [];
  const deadlines = new Deadlines<string>(clock, 100, (one) => late.push(one));
  return { clock, deadlines, late };
}

Deno.test("Deadlines gives each the same time, with one timer", () => {
  const { clock, deadlines, late } = begin();
  deadlines.add("ada");
  clock.advance(40);
  deadlines.add("bob");
  clock.advance(59);
  equal(clock.pending, 1);
  deepEqual(late, []);
  clock.advance(1);
  deepEqual(late, ["ada"]);
  equal(clock.pending, 1);
  clock.advance(39);
  deepEqual(late, ["ada"]);
  clock.advance(1);
  deepEqual(late, ["ada", "bob"]);
  equal(clock.pending, 0);
});

Deno.test("Deadlines expects nothing of who has done it, and waits for nothing when all have", () => {
  const { clock, deadlines, late } = begin();
  for (const one of ["ada", "bob", "cyd"]) deadlines.add(one);
  deadlines.delete("ada");
  deadlines.delete("bob");
  deadlines.delete("bob");
  equal(clock.pending, 1);
  clock.advance(100);
  deepEqual(late, ["cyd"]);
  deadlines.add("dan");
  deadlines.delete("dan");
  equal(clock.pending, 0);
});

Deno.test("Deadlines keeps the time of who waits when another one comes as one is late", () => {
  const clock = new FakeClock();
  const late: string[] = [];
  const deadlines = new Deadlines<string>(clock, 100, (one) => {
    late.push(one);
    if (one === "ada") deadlines.add("cyd");
  });
  deadlines.add("ada");
  clock.advance(30);
  deadlines.add("bob");
  clock.advance(100);
  deepEqual(late, ["ada", "bob"]);
  clock.advance(70);
  deepEqual(late, ["ada", "bob", "cyd"]);
});

Deno.test("Deadlines looks at those who are due within 20 ms together, and at nobody too soon", () => {
  const { clock, deadlines, late } = begin();
  for (const one of ["ada", "bob", "cyd", "dan"]) {
    deadlines.add(one);
    clock.advance(9);
  }
  clock.advance(64);
  deepEqual(late, ["ada"]);
  clock.advance(19);
  deepEqual(late, ["ada"], "who is late by less than the grain waits");
  clock.advance(1);
  deepEqual(late, ["ada", "bob", "cyd"]);
  equal(clock.pending, 1);
  clock.advance(19);
  deepEqual(late, ["ada", "bob", "cyd"]);
  clock.advance(1);
  deepEqual(late, ["ada", "bob", "cyd", "dan"]);
  equal(clock.pending, 0);
});

Deno.test("Deadlines begins anew with who is added again, and then it is the last", () => {
  const { clock, deadlines, late } = begin();
  deadlines.add("ada");
  deadlines.add("bob");
  clock.advance(60);
  deadlines.add("ada");
  clock.advance(40);
  deepEqual(late, ["bob"]);
  clock.advance(59);
  deepEqual(late, ["bob"]);
  clock.advance(1);
  deepEqual(late, ["bob", "ada"]);
  equal(clock.pending, 0);
});

Deno.test("Deadlines.clear() expects nothing of anyone, and whoever is added then has the whole time", () => {
  const { clock, deadlines, late } = begin();
  deadlines.add("ada");
  deadlines.add("bob");
  deadlines.clear();
  equal(clock.pending, 0);
  clock.advance(60);
  deadlines.add("ada");
  equal(clock.pending, 1);
  clock.advance(99);
  deepEqual(late, []);
  clock.advance(1);
  deepEqual(late, ["ada"]);
  deadlines.clear();
  equal(clock.pending, 0);
});

Deno.test("Deadlines has one timer even if who is late clears it, and adds another", () => {
  const clock = new FakeClock();
  const late: string[] = [];
  const deadlines = new Deadlines<string>(clock, 100, (one) => {
    late.push(one);
    if (one !== "ada") return;
    deadlines.clear();
    deadlines.add("cyd");
  });
  deadlines.add("ada");
  deadlines.add("bob");
  clock.advance(100);
  deepEqual(late, ["ada"]);
  equal(clock.pending, 1);
  clock.advance(100);
  deepEqual(late, ["ada", "cyd"]);
  equal(clock.pending, 0);
});

Deno.test("Deadlines tells the others also if one whose time is over throws", () => {
  const clock = new FakeClock();
  const late: string[] = [];
  const deadlines = new Deadlines<string>(clock, 100, (one) => {
    if (one === "eve") throw new Error("Cannot bear it");
    late.push(one);
  });
  for (const one of ["eve", "ada"]) deadlines.add(one);
  throws(() => clock.advance(100), /Cannot bear it/);
  clock.advance(20);
  deepEqual(late, ["ada"]);
  equal(clock.pending, 0);
});
