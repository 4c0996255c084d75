/** Whoever knows Socket.IO finds every call with its meaning: the same scenarios, on both. */

import { deepEqual, ok } from "node:assert/strict";
import type { Observed } from "./log.ts";
import type { Scenario } from "./scenario.ts";
import { ACKS } from "./scenarios/acks.ts";
import { ARGUMENTS } from "./scenarios/arguments.ts";
import { AUDIENCES } from "./scenarios/audiences.ts";
import { CONNECTIONS } from "./scenarios/connections.ts";
import { ENDINGS } from "./scenarios/endings.ts";
import { LISTENERS } from "./scenarios/listeners.ts";
import { MIDDLEWARES } from "./scenarios/middlewares.ts";
import { NAMESPACES } from "./scenarios/namespaces.ts";
import { ROOMS } from "./scenarios/rooms.ts";
import { type Library, World } from "./world.ts";

const SCENARIOS: readonly Scenario[] = [
  ...ACKS,
  ...ARGUMENTS,
  ...AUDIENCES,
  ...CONNECTIONS,
  ...ENDINGS,
  ...LISTENERS,
  ...MIDDLEWARES,
  ...NAMESPACES,
  ...ROOMS,
];

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
