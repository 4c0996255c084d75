/**
 * Measures Parley and its peers on the same work, each server on one core and the load on another.
 *
 * @module
 */

import { join } from "node:path";
import { chart } from "./chart.ts";
import { helpText, readCommandLine, type Request } from "./command_line.ts";
import { build, type Load, type Report, run } from "./generator.ts";
import { assess, describe, type Machine } from "./machine.ts";
import { measure, type Plan, type Result } from "./measuring.ts";
import { BUN, PACKAGES } from "./peers.ts";
import { RunningServer } from "./running_server.ts";
import { type ServerKind, SERVERS } from "./servers.ts";
import { line, tables, verdicts } from "./table.ts";
import { judge, type Verdict } from "./targets.ts";
import { type Work, WORKS } from "./works.ts";

/** Done; could not measure; could not understand what to measure. */
const [OK, FAILED, WRONG] = [0, 1, 2];

/** Does what the command line asks for; the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const request = readCommandLine(args);
  switch (request.kind) {
    case "help":
      say(helpText());
      return OK;
    case "wrong":
      say(request.sentence);
      return WRONG;
    case "measure":
      return await measureAll(request);
  }
}

async function measureAll(
  request: Request & { kind: "measure" },
): Promise<number> {
  const { impossible, said } = assess();
  for (const sentence of said) say(sentence);
  if (impossible) return FAILED;
  const problem = await build();
  if (problem !== undefined) {
    say(problem);
    return FAILED;
  }
  const plan = planOf(request);
  const results = await measure(plan, take, (sample) => say(line(sample)));
  const judged = judge(results);
  say(`\n${tables(results)}\n${verdicts(judged)}`);
  if (request.out !== undefined) {
    await write(request.out, plan, results, judged);
    say(`\nWritten: ${request.out}/figures.json and ${request.out}/chart.svg`);
  }
  return OK;
}

/** One server that fails does not cost all the others' figures. */
async function take(
  kind: ServerKind,
  load: Load,
): Promise<Report | undefined> {
  try {
    await using server = await RunningServer.start(kind);
    return await run(load, kind.dialect, server);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    say(`${kind.title} is left out this time: ${error.message}`);
    return undefined;
  }
}

function planOf(
  { works, servers, seconds, warm, rounds }: Request & { kind: "measure" },
): Plan {
  const chosen = SERVERS.filter(({ name }) => servers.includes(name));
  return {
    works: withNeeded(WORKS.filter(({ name }) => works.includes(name))),
    servers: chosen.filter(isThere),
    seconds,
    warm,
    ...(rounds === undefined ? {} : { rounds }),
  };
}

/** The works, and those by which the pace of some of them is set. */
function withNeeded(works: readonly Work[]): Work[] {
  const needed = new Set(works.map(({ halfOf }) => halfOf));
  return WORKS.filter((work) => works.includes(work) || needed.has(work.name));
}

/** Whether a server can be started; says so if it cannot. */
function isThere({ title, needs }: ServerKind): boolean {
  const missing = needs.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return true;
  const what = missing.map(({ title }) => title).join(", nor ");
  say(
    `${title} is left out: ${what} is not there; deno task bench:setup may help.`,
  );
  return false;
}

/** All that was found, as a file. */
interface Findings {
  readonly date: string;
  readonly machine: Machine;
  readonly seconds: number;
  readonly results: readonly Result[];
  readonly targets: readonly Pick<Verdict, "title" | "value" | "met">[];
}

async function write(
  folder: string,
  { seconds }: Plan,
  results: readonly Result[],
  judged: readonly Verdict[],
): Promise<void> {
  const { "socket.io": socketio = "", ws = "" } = PACKAGES;
  const machine = describe({ deno: Deno.execPath(), node: "node", bun: BUN });
  const findings: Findings = {
    date: new Date().toISOString(),
    machine: {
      ...machine,
      versions: { ...machine.versions, "socket.io": socketio, ws },
    },
    seconds,
    results,
    targets: judged.map(({ title, value, met }) => ({ title, value, met })),
  };
  await Deno.mkdir(folder, { recursive: true });
  const json = JSON.stringify(findings, rounded, 2);
  await Deno.writeTextFile(join(folder, "figures.json"), `${json}\n`);
  await Deno.writeTextFile(join(folder, "chart.svg"), chart(results));
}

/** More digits than were measured say nothing. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
