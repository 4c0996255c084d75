/**
 * What a server is worth at a work: figures, made of what the generator tells.
 *
 * @module
 */

import type { Cost, Report } from "./generator.ts";

/** What a work can tell of a server. */
export type FigureName =
  /** Messages heard, connections or sessions, a second. */
  | "perSecond"
  /** Microseconds of the server's CPU for each of them. */
  | "cpu"
  /** Microseconds of the load's CPU for each of them: it has to be the smaller. */
  | "load"
  /** Microseconds from when a message was due until it was heard: quantiles, and the longest. */
  | "p50"
  | "p99"
  | "p999"
  | "worst"
  /** p99 over p50. */
  | "tail"
  /** Bytes that a connection takes. */
  | "memory";

/** Those that apply. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;

/** The figures of a work. */
export function figuresOf(report: Report): Figures {
  const { work, connecting, idle, memory } = report;
  if (idle !== undefined) {
    return {
      ...rates(connecting, connecting.clients),
      memory: (idle.memory - memory) / connecting.clients,
    };
  }
  if (work === undefined) return {};
  const { p50, p99, p999, worst } = work.latency;
  const count = work.heard ?? work.resumed ?? 0;
  return { ...rates(work, count), p50, p99, p999, worst, tail: p99 / p50 };
}

/** Some of the figures, in that order. */
export function pick(figures: Figures, names: readonly FigureName[]): Figures {
  const entries = names.map((name) => [name, figures[name]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The median of each figure. */
export function medians(all: readonly Figures[]): Figures {
  const values = new Map<FigureName, number[]>();
  for (const figures of all) {
    for (const name of FIGURE_NAMES) {
      const value = figures[name];
      if (value !== undefined) {
        values.set(name, [...values.get(name) ?? [], value]);
      }
    }
  }
  return Object.fromEntries(
    [...values].map(([name, numbers]) => [name, median(numbers)]),
  );
}

/** The value in the middle, or between the two there. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const [low = NaN, high = NaN] = [
    sorted[Math.floor(half)],
    sorted[Math.ceil(half)],
  ];
  return (low + high) / 2;
}

/**
 * What is odd about a report, in words: then its figures are not to be trusted.
 *
 * @param paced Whether messages had their times: then the load waits without sleeping.
 */
export function doubtsOf({ work, lost }: Report, paced: boolean): string[] {
  const doubts: string[] = [];
  const { missing = 0, silent = 0 } = work ?? {};
  if (lost > 0) doubts.push(`${lost} clients were let go`);
  if (missing > 0) doubts.push(`${missing} messages never came`);
  if (missing < 0) doubts.push(`${-missing} messages came twice`);
  if (silent > 0) doubts.push(`${silent} rooms or clients heard nothing`);
  if (work === undefined || paced) return doubts;
  const [own, load] = [work.cpu / work.seconds, work.loadCpu / work.seconds];
  if (load > BUSY) doubts.push("the load had no CPU to spare");
  if (own < DISTURBED) {
    doubts.push(`the server had only ${Math.round(own * 100)} % of its core`);
  }
  return doubts;
}

/** The part of its core above which the load may be what is measured. */
const BUSY = 0.95;

/** The part below which something else had the core: a server that is not paced is hardly idle. */
const DISTURBED = 0.75;

const FIGURE_NAMES: readonly FigureName[] = [
  "perSecond",
  "cpu",
  "load",
  "p50",
  "p99",
  "p999",
  "worst",
  "tail",
  "memory",
];

function rates(
  { seconds, cpu, loadCpu }: Cost,
  count: number,
): Figures {
  return {
    perSecond: count / seconds,
    cpu: cpu * 1e6 / count,
    load: loadCpu * 1e6 / count,
  };
}
