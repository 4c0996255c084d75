/**
 * The results as a picture, in the reader's light or dark colors.
 *
 * @module
 */

import type { Result } from "./measuring.ts";
import { type ServerName, SERVERS } from "./servers.ts";
import { workNamed } from "./works.ts";

/** The works that are drawn, by how much of each a second of CPU is enough for. */
const DRAWN: readonly string[] = [
  "relay",
  "mesh",
  "fanout-1",
  "fanout-16",
  "acks",
  "connects",
];

/** Every bar is relative to this server's. */
const FLOOR: ServerName = "bare";

// All lengths are in the picture's own unit, a pixel at its natural size.
const COLUMNS = 2;
const COLUMN_WIDTH = 470;
const LABEL_WIDTH = 136;
const BAR_WIDTH = 190;
const BAR_HEIGHT = 14;
const ROW = 20;
const GROUP_TITLE = 26;
const GROUP_GAP = 18;
const MARGIN = 16;
const TOP = 64;

const STYLE = `
    text { font: 12px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 16px; font-weight: 600; }
    .group { font-weight: 600; }
    .quiet { fill: #59636e; }
    .bar { fill: #afb8c1; }
    .parley { fill: #0969da; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .quiet { fill: #9198a1; }
      .bar { fill: #59636e; }
      .parley { fill: #4493f8; }
    }
`;

/** A server at a work. */
interface Bar {
  readonly server: ServerName;
  readonly title: string;
  /** Microseconds of CPU for each message, answer or connection. */
  readonly cpu: number;
  /** How much more it does than the floor in the same time. */
  readonly ratio: number;
}

/** Draws the results as SVG. What the floor was not measured at is left out. */
export function chart(results: readonly Result[]): string {
  const groups = DRAWN.flatMap((work) => {
    const bars = barsOf(work, results);
    return bars.length === 0 ? [] : [{ work, bars }];
  });
  const height = groupHeight(SERVERS.length);
  const rows = Math.ceil(groups.length / COLUMNS);
  const size = {
    width: COLUMNS * COLUMN_WIDTH + 2 * MARGIN,
    height: TOP + rows * height,
  };
  const drawn = groups.map(({ work, bars }, index) => {
    const x = MARGIN + (index % COLUMNS) * COLUMN_WIDTH;
    const y = TOP + Math.floor(index / COLUMNS) * height;
    return drawGroup(workNamed(work)?.title ?? work, bars, x, y);
  });
  const title = "What the same CPU time is enough for";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${title}">`,
    `  <style>${STYLE}  </style>`,
    text(MARGIN, 26, title, "title"),
    text(
      MARGIN,
      46,
      "Longer is better, and bare Deno.serve is 1; beside it, the CPU time for each message, answer or connection.",
      "quiet",
    ),
    ...drawn,
    "</svg>",
    "",
  ].join("\n");
}

function barsOf(work: string, results: readonly Result[]): Bar[] {
  const cpuOf = (server: ServerName) =>
    results.find((result) => result.work === work && result.server === server)
      ?.figures.cpu;
  const floor = cpuOf(FLOOR);
  if (floor === undefined) return [];
  return SERVERS.flatMap(({ name, title }) => {
    const cpu = cpuOf(name);
    if (cpu === undefined) return [];
    return [{ server: name, title, cpu, ratio: floor / cpu }];
  });
}

function drawGroup(
  title: string,
  bars: readonly Bar[],
  x: number,
  y: number,
): string {
  const longest = Math.max(...bars.map(({ ratio }) => ratio));
  const top = y + GROUP_TITLE - ROW / 2;
  return [
    text(x, y + 4, title, "group"),
    ...bars.map((bar, row) =>
      drawBar(bar, x, top + row * ROW, BAR_WIDTH / longest)
    ),
  ].join("\n");
}

/** Draws a bar whose length is `unit` where the server is worth as much as the floor. */
function drawBar(
  { server, title, cpu, ratio }: Bar,
  x: number,
  y: number,
  unit: number,
): string {
  const start = x + LABEL_WIDTH;
  const width = round(ratio * unit);
  const kind = server === "parley" ? "parley" : "bar";
  const end = round(start + width + 6);
  const baseline = y + BAR_HEIGHT - 3;
  const each = `<tspan class="quiet" dx="6">${round(cpu)} µs</tspan>`;
  return [
    text(x, baseline, title),
    `  <rect class="${kind}" x="${start}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>`,
    `  <text x="${end}" y="${baseline}">${ratio.toFixed(2)}${each}</text>`,
  ].join("\n");
}

function groupHeight(bars: number): number {
  return GROUP_TITLE + bars * ROW + GROUP_GAP;
}

function text(x: number, y: number, words: string, kind?: string): string {
  const style = kind === undefined ? "" : ` class="${kind}"`;
  return `  <text${style} x="${x}" y="${y}">${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
