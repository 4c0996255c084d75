import { deepEqual, equal, ok } from "node:assert/strict";
import { build, type Load, run } from "../../bench/generator.ts";
import { RunningServer } from "../../bench/running_server.ts";
import { type ServerKind, SERVERS } from "../../bench/servers.ts";
import { loadTest } from "./support.ts";

const WORKS: readonly Load[] = [
  { work: "talk", clients: 4, fill: 10 },
  { work: "talk", clients: 6, roomSize: 3, oneSpeaks: true, window: 2 },
  { work: "ask", clients: 2 },
  { work: "move", clients: 2 },
];

// The peers are tried where `deno task bench:setup` has brought them.
for (const kind of SERVERS.filter(isThere)) {
  loadTest(`${kind.title} does every work, and loses nothing`, async () => {
    equal(await build(), undefined);
    for (const load of WORKS) {
      await using server = await RunningServer.start(kind);
      const brief = { ...load, seconds: 0.2, warm: 0 };
      const { work, lost } = await run(brief, kind.dialect, server);
      ok(work?.heard, load.work);
      deepEqual([work.missing, work.silent, lost], [0, 0, 0]);
    }
  });
}

/** Whether what a server needs is there; the floor and Parley need nothing. */
function isThere({ needs }: ServerKind): boolean {
  return needs.every(({ isThere }) => isThere());
}
