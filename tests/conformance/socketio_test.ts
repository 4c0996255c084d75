/** Whoever knows Socket.IO finds every call with its meaning: the same scenarios, on both. */

import { deepEqual, ok } from "node:assert/strict";
import type { Observed } from "./log.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/mod.ts";
import { type Library, World } from "./world.ts";

async function observe(
  { ways = {}, play }: Scenario,
  library: Library,
): Promise<Observed> {
  await using world = await World.create(library, ways);
  await play(world);
  return world.log.observed;
}

for (const scenario of SCENARIOS) {
  const { title, difference } = scenario;
  Deno.test(`as in Socket.IO${difference ? ", or not" : ""}: ${title}`, async () => {
    const socketio = await observe(scenario, "socketio");
    const parley = await observe(scenario, "parley");
    ok(Object.keys(socketio).length > 0, "something is observed");
    if (!difference) return deepEqual(parley, socketio);
    deepEqual(socketio, difference.socketio);
    deepEqual(parley, difference.parley);
  });
}
