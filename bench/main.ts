/**
 * Measures Parley and its peers on the same work.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { doubtsOf, type Figures, figuresOf } from "./figures.ts";
import { build, run } from "./generator.ts";
import { RunningServer, SERVERS } from "./servers.ts";
import { WORKS } from "./works.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    work: { type: "string" },
    server: { type: "string" },
    seconds: { type: "string", default: "1.5" },
    warm: { type: "string", default: "0.7" },
    rounds: { type: "string", default: "1" },
  },
});
const works = WORKS.filter(({ name }) =>
  values.work?.split(",").includes(name) ?? true
);
const servers = SERVERS.filter(({ name }) =>
  values.server?.split(",").includes(name) ?? true
);
const problem = await build();
if (problem !== undefined) throw new Error(problem);

for (let round = 0; round < Number(values.rounds); round++) {
  for (const work of works) {
    for (const kind of servers) {
      await using server = await RunningServer.start(kind);
      const load = {
        ...work.load,
        seconds: Number(values.seconds),
        warm: Number(values.warm),
      };
      const report = await run(load, kind, server);
      say(`${work.name} ${kind.name}`, figuresOf(report), doubtsOf(report));
    }
  }
}

function say(what: string, figures: Figures, doubts: readonly string[]): void {
  const numbers = Object.entries(figures).map(([name, value]) =>
    `${name} ${value.toFixed(name === "perSecond" ? 0 : 2)}`
  );
  Deno.stdout.writeSync(
    new TextEncoder().encode([what, ...numbers, ...doubts].join("  ") + "\n"),
  );
}
