import { deepEqual, equal } from "node:assert/strict";
import { Allowance } from "../../lib/engine/allowance.ts";

const LIMITS = { eventsPerSecond: 100, eventBurst: 10 };

Deno.test("Allowance is full again after as long as it says, in whatever steps time passes [RL1]", () => {
  const allowance = new Allowance(0.7, LIMITS);
  const spend = (now: number) => allowance.spend(now);
  for (let n = 0; n < 10; n++) equal(spend(0.7), "yes");
  equal(spend(0.9), "no");
  // One is owed, and each comes just when the next is free.
  for (let n = 2; n <= 1_000; n++) equal(spend(n * 10.05), "yes", `${n}`);
});

Deno.test("Allowance is a burst at most, and tells before it hears no more [RL1] [RL2]", () => {
  const allowance = new Allowance(0, LIMITS);
  const heard: string[] = [];
  for (let n = 0; n < 120; n++) heard.push(allowance.spend(60_000));
  const count = (what: string) => heard.filter((it) => it === what).length;
  deepEqual([count("yes"), count("no")], [10, 100]);
  equal(heard.at(-1), "never again");
});

Deno.test("Allowance gives back what was owed, and is not asked where there is no limit [RL1]", () => {
  const allowance = new Allowance(0, { eventsPerSecond: 1, eventBurst: 1 });
  equal(allowance.spend(0), "yes");
  allowance.giveBack();
  equal(allowance.spend(0), "yes");
  equal(allowance.spend(0), "no");
  const endless = new Allowance(0, {
    eventsPerSecond: Infinity,
    eventBurst: 0,
  });
  equal(endless.spend(0), "yes");
});
