/** Runs schedules and says which of them broke the promise. */

import { World } from "./world.ts";

/** How many things happen in a schedule before the network heals. */
const STEPS = 120;

/** Runs the schedule of one seed; how the promise was broken in it, in words. */
export async function runSchedule(seed: number): Promise<readonly string[]> {
  const world = new World(seed);
  for (let step = 0; step < STEPS; step++) world.step();
  world.settle();
  // Whoever awaits an answer hears of it a moment later.
  for (let i = 0; i < 3; i++) await Promise.resolve();
  world.history.answered();
  return world.history.violations;
}

/** Runs the schedules from one seed on, until so many have been found to be broken. */
export async function runSchedules(
  from: number,
  count: number,
  enough: number,
): Promise<string[]> {
  const broken: string[] = [];
  for (let seed = from; seed < from + count && broken.length < enough; seed++) {
    const [first] = await runSchedule(seed);
    if (first !== undefined) broken.push(`seed ${seed}: ${first}`);
  }
  return broken;
}

if (import.meta.main) {
  const [from = 0, count = 1_000_000, enough = 10] = Deno.args.map(Number);
  const broken = await runSchedules(from, count, enough);
  const lines = [...broken, `${count} schedules, ${broken.length} broken`];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  if (broken.length > 0) Deno.exit(1);
}
