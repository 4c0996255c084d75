/** All scenarios. */

import type { Scenario } from "../scenario.ts";
import { ACKS } from "./acks.ts";
import { ARGUMENTS } from "./arguments.ts";
import { AUDIENCES } from "./audiences.ts";
import { CONNECTIONS } from "./connections.ts";
import { ENDINGS } from "./endings.ts";
import { LISTENERS } from "./listeners.ts";
import { MIDDLEWARES } from "./middlewares.ts";
import { NAMESPACES } from "./namespaces.ts";
import { ROOMS } from "./rooms.ts";

export const SCENARIOS: readonly Scenario[] = [
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
