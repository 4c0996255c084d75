/**
 * Figures and verdicts as text.
 *
 * @module
 */

import type { FigureName } from "./figures.ts";
import type { Result, Sample, Subject } from "./measuring.ts";
import { titleOf } from "./servers.ts";
import type { Verdict } from "./targets.ts";
import { WORKS } from "./works.ts";

const HEADINGS: Readonly<Record<FigureName, string>> = {
  perSecond: "per s",
  cpu: "CPU µs",
  load: "load µs",
  p50: "p50 ms",
  p99: "p99 ms",
  p999: "p99.9 ms",
  worst: "worst ms",
  tail: "p99/p50",
  memory: "KB each",
};

/** A figure in the unit of its heading. */
export function format(name: FigureName, value: number): string {
  switch (name) {
    case "perSecond":
      return Math.round(value).toLocaleString("en");
    case "cpu":
    case "load":
    case "tail":
      return value.toFixed(2);
    case "memory":
      return (value / 1024).toFixed(1);
    default:
      return (value / 1_000).toFixed(2);
  }
}

/** Who did it, and at whose pace. */
export function nameOf({ server, pace }: Subject): string {
  const title = titleOf(server);
  return pace === undefined
    ? title
    : `${title}, at the pace of ${titleOf(pace)}`;
}

/** A sample in a line. */
export function line(sample: Sample): string {
  const figures = figureNames(sample).map((name) =>
    `${HEADINGS[name]} ${format(name, sample.figures[name] ?? NaN)}`
  );
  const doubts = sample.doubts.map((doubt) => `(${doubt})`);
  return [sample.work, nameOf(sample), ...figures, ...doubts].join("  ");
}

/**
 * All results, in a table for each work. The last column divides the first figure by that of the
 * first server that did the work, which is the floor if it was measured.
 */
export function tables(results: readonly Result[]): string {
  const parts = WORKS.flatMap((work) => {
    const of = results.filter((result) => result.work === work.name);
    return of.length === 0 ? [] : [`${work.title}\n${table(of)}\n`];
  });
  return parts.join("\n");
}

function table(results: readonly Result[]): string {
  const [first] = results;
  if (first === undefined) return "";
  const names = figureNames(first);
  const [main] = names;
  const rows = results.map((result) => {
    const figures = names.map((name) =>
      format(name, result.figures[name] ?? NaN)
    );
    const ratio = main === undefined
      ? NaN
      : (result.figures[main] ?? NaN) / (first.figures[main] ?? NaN);
    const doubts = result.doubts.map((doubt) => ` (${doubt})`).join("");
    return [nameOf(result), ...figures, ratio.toFixed(2) + doubts];
  });
  const headings = ["", ...names.map((name) => HEADINGS[name]), "ratio"];
  return align([headings, ...rows], 1);
}

/** What became of the targets, a line each. */
export function verdicts(all: readonly Verdict[]): string {
  const rows = all.map(({ target, title, value, met }) => {
    const { sense, limit, against, figure } = target;
    const shown = (number: number) =>
      against.kind === "difference"
        ? `${format(figure, number)} KB`
        : number.toFixed(2);
    return [
      met ? "met" : "NOT MET",
      title,
      shown(value),
      `${sense} ${shown(limit)}`,
    ];
  });
  return align(rows, 2);
}

function figureNames({ figures, work }: Sample | Result): FigureName[] {
  const shown = WORKS.find(({ name }) => name === work)?.shows ?? [];
  return shown.filter((name) => figures[name] !== undefined);
}

/** Rows of cells as lines: the first `left` columns to the left, the others to the right. */
function align(rows: readonly (readonly string[])[], left: number): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  const lines = rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < left ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ").trimEnd()
  );
  return lines.join("\n");
}
