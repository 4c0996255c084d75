/** The promise of a session is kept on any network, and whoever breaks it is found. */

import { deepEqual, notEqual } from "node:assert/strict";
import { hunt, MUTANTS } from "./mutants.ts";
import { runSchedules } from "./run.ts";

/** How many mutants are hunted at a time: each takes a process. */
const HUNTERS = 4;

/** How many schedules a mutant may survive. */
const SCHEDULES = 2_000;

Deno.test("Session keeps its promise on a network that breaks in every way [SE1] [SE5] [SE8]", async () => {
  deepEqual(await runSchedules(0, 1_500, 1), []);
});

Deno.test("Simulation finds every mistake that is planted", async (t) => {
  const hunters = Array.from({ length: HUNTERS }, () => Promise.resolve());
  const found = MUTANTS.map((mutant, at) => {
    const hunted = (hunters[at % HUNTERS] ?? Promise.resolve())
      .then(() => hunt(mutant, SCHEDULES));
    hunters[at % HUNTERS] = hunted.then(() => {}, () => {});
    return [mutant.name, hunted] as const;
  });
  await Promise.all(hunters);
  for (const [name, seed] of found) {
    await t.step(name, async () => {
      notEqual(await seed, undefined, "no schedule has found it");
    });
  }
});
