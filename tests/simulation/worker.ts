/** Runs the schedules that it is given, on a processor of its own. */

import { runSchedules } from "./schedules.ts";

/** The end of a worker that speaks to whoever made it. */
interface Maker {
  onmessage: (event: MessageEvent<[number, number, number]>) => void;
  postMessage(message: unknown): void;
}

function isMaker(scope: object): scope is Maker {
  return "postMessage" in scope;
}

const scope: object = globalThis;
if (!isMaker(scope)) throw new TypeError("Cannot work: this is no worker");
scope.onmessage = async ({ data: [from, count, enough] }) => {
  scope.postMessage(await runSchedules(from, count, enough));
};
