/** Schedules, one after the other. */

import { type Counts, Coverage } from "./coverage.ts";
import { promises, World } from "./world.ts";

/** How many things happen in a schedule before the network heals. */
const STEPS = 100;

// Nobody looks at the stacks of what is refused here, and they cost a tenth of the time.
Reflect.deleteProperty(Error, "stackTraceLimit");

/** What some schedules have come to; it can be sent from one worker to another. */
export interface Chunk {
  /** How many have been run. */
  readonly count: number;
  /** The seeds of those that broke the promise, each with how, in words. */
  readonly broken: readonly string[];
  /** What happened in them. */
  readonly counts: Counts;
}

/** Runs the schedule of one seed; how the promise was broken in it, in words. */
export async function runSchedule(
  seed: number,
  coverage?: Coverage,
): Promise<readonly string[]> {
  const world = new World(seed, coverage);
  for (let step = 0; step < STEPS; step++) {
    world.step();
    if (world.thinks) await Promise.resolve();
  }
  await world.settle();
  await world.end();
  // Whoever awaits an answer hears of it a moment later.
  await promises();
  world.history.answered();
  return world.history.violations;
}

/** Runs the schedules from one seed on, until so many have been found to be broken. */
export async function runSchedules(
  from: number,
  count: number,
  enough: number,
): Promise<Chunk> {
  const broken: string[] = [];
  const coverage = new Coverage();
  let seed = from;
  for (; seed < from + count && broken.length < enough; seed++) {
    const [first] = await runSchedule(seed, coverage);
    if (first !== undefined) broken.push(`seed ${seed}: ${first}`);
  }
  return { count: seed - from, broken, counts: coverage.counts };
}
