/**
 * What is asked for on the command line.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { SERVERS } from "./servers.ts";
import { WORKS } from "./works.ts";

/** What to do. */
export type Request =
  | { kind: "help" }
  | { kind: "wrong"; sentence: string }
  | {
    kind: "measure";
    works: readonly string[];
    servers: readonly string[];
    seconds: number;
    warm: number;
    rounds: number | undefined;
    /** The folder for the figures and the chart, if they are to be written. */
    out: string | undefined;
  };

/** Where the figures of a whole run go: the README shows them. */
const OUT = "docs/bench";

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  work: { type: "string" },
  server: { type: "string" },
  seconds: { type: "string", default: "1" },
  warm: { type: "string", default: "0.8" },
  rounds: { type: "string" },
  out: { type: "string" },
} as const;

/** The text of `--help`. */
export function helpText(): string {
  return [
    "Usage: deno task bench [options]",
    "",
    "Measures Parley and its peers on the same work, each server on one core and",
    "the load on another. deno task bench:setup brings the peers.",
    "",
    "Options:",
    "  --work NAMES      only these works, separated by commas",
    "  --server NAMES    only these servers",
    `  --seconds NUMBER  how long to measure, ${OPTIONS.seconds.default} unless said otherwise`,
    `  --warm NUMBER     seconds of it before that, ${OPTIONS.warm.default} unless said otherwise`,
    "  --rounds NUMBER   how often; each work has a number of its own otherwise",
    "  --out FOLDER      where to write figures.json and chart.svg; a run of all",
    `                    works and servers writes to ${OUT} otherwise`,
    "  --help, -h        this",
    "",
    "Works:",
    ...entries(WORKS),
    "",
    "Servers:",
    ...entries(SERVERS),
    "",
  ].join("\n");
}

function entries(
  things: readonly { name: string; title: string }[],
): string[] {
  return things.map(({ name, title }) => `  ${name.padEnd(16)}  ${title}`);
}

/** Reads the command line. */
export function readCommandLine(args: readonly string[]): Request {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    if (values.help) return { kind: "help" };
    const everything = values.work === undefined && values.server === undefined;
    return {
      kind: "measure",
      works: names("work", values.work, WORKS),
      servers: names("server", values.server, SERVERS),
      seconds: number("seconds", values.seconds),
      warm: number("warm", values.warm),
      rounds: values.rounds === undefined ? undefined : whole(values.rounds),
      out: values.out ?? (everything ? OUT : undefined),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: "wrong", sentence: error.message };
  }
}

/** The names in a list; all there are without one. */
function names(
  flag: string,
  list: string | undefined,
  known: readonly { name: string }[],
): string[] {
  const all = known.map(({ name }) => name);
  if (list === undefined) return all;
  const wanted = list.split(",");
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown === undefined) return wanted;
  throw new Error(
    `Cannot use --${flag} ${unknown}: there are ${all.join(", ")}`,
  );
}

function whole(text: string): number {
  const value = number("rounds", text);
  if (Number.isInteger(value)) return value;
  throw new Error(`Cannot use --rounds ${text}: it must be a whole number`);
}

function number(flag: string, text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value > 0 && value <= 3_600) return value;
  throw new Error(
    `Cannot use --${flag} ${text}: it must be a number above 0, up to 3600`,
  );
}
