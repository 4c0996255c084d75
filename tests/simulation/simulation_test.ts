/** The promise of a session is kept on any network, and whoever breaks it is found. */

import { deepEqual, equal, notEqual } from "node:assert/strict";
import { CROWDED, hunt, MUTANTS } from "./mutants.ts";
import { Coverage, type Kind } from "./coverage.ts";
import { runSchedules } from "./schedules.ts";

/** How many mutants are hunted at a time: each takes a process. */
const HUNTERS = 4;

/** How many schedules a mutant may survive. */
const SCHEDULES = 2_000;

/** What so few schedules cannot be sure to run into. */
const RARE: readonly Kind[] = ["reset: revoked"];

Deno.test("Session keeps its promise on a network that breaks in every way [SE1] [SE5] [SE8]", async (t) => {
  const { broken, counts } = await runSchedules(0, 1_500, 1);
  deepEqual(broken, []);
  await t.step("and nothing that may happen was left out", () => {
    const coverage = new Coverage();
    coverage.add(counts);
    deepEqual(coverage.missing.filter((kind) => !RARE.includes(kind)), []);
  });
});

Deno.test("Session keeps its promise where every room is large, and what it is told is gathered [SE1] [SE5] [SE8]", async () => {
  equal(await hunt(CROWDED, SCHEDULES), undefined, "a schedule that breaks it");
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
