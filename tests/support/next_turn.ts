/** The end of a turn of the event loop, when what was gathered in it is written. */

import { setImmediate } from "node:timers";

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
