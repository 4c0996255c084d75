/**
 * The results as a picture, in the reader's light or dark colors.
 *
 * @module
 */

import type { Result } from "./measuring.ts";
import { type ServerName, SERVERS } from "./servers.ts";
import { workNamed } from "./works.ts";

/** The works that are drawn, by what was done a second: more is better in all of them. */
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
    .floor { stroke: #59636e; stroke-dasharray: 2 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .quiet { fill: #9198a1; }
      .bar { fill: #59636e; }
      .parley { fill: #4493f8; }
      .floor { stroke: #9198a1; }
    }
`;

/** A server at a work. */
interface Bar {
  readonly server: ServerName;
  readonly title: string;
  readonly perSecond: number;
  /** How often the floor would fit. */
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
  const title = "What one core does in a second";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${title}">`,
    `  <style>${STYLE}  </style>`,
    text(MARGIN, 26, title, "title"),
    text(MARGIN, 46, "Longer is better; bare Deno.serve is 1.", "quiet"),
    ...drawn,
    "</svg>",
    "",
  ].join("\n");
}

function barsOf(work: string, results: readonly Result[]): Bar[] {
  const perSecond = (server: ServerName) =>
    results.find((result) => result.work === work && result.server === server)
      ?.figures.perSecond;
  const floor = perSecond(FLOOR);
  if (floor === undefined) return [];
  return SERVERS.flatMap(({ name, title }) => {
    const own = perSecond(name);
    if (own === undefined) return [];
    return [{ server: name, title, perSecond: own, ratio: own / floor }];
  });
}

function drawGroup(
  title: string,
  bars: readonly Bar[],
  x: number,
  y: number,
): string {
  const longest = Math.max(...bars.map(({ ratio }) => ratio));
  const unit = BAR_WIDTH / longest;
  const start = x + LABEL_WIDTH;
  const top = y + GROUP_TITLE - 10;
  const floor = start + unit;
  return [
    text(x, y + 4, title, "group"),
    ...bars.map((bar, row) => drawBar(bar, x, top + row * ROW, unit)),
    `  <line class="floor" x1="${round(floor)}" y1="${top}" x2="${
      round(floor)
    }" y2="${top + bars.length * ROW - (ROW - BAR_HEIGHT)}"/>`,
  ].join("\n");
}

function drawBar(
  { server, title, perSecond, ratio }: Bar,
  x: number,
  y: number,
  unit: number,
): string {
  const start = x + LABEL_WIDTH;
  const width = round(ratio * unit);
  const kind = server === "parley" ? "parley" : "bar";
  const count = Math.round(perSecond).toLocaleString("en");
  const baseline = y + BAR_HEIGHT - 3;
  return [
    text(x, baseline, title),
    `  <rect class="${kind}" x="${start}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>`,
    `  <text x="${round(start + width + 6)}" y="${baseline}">${
      ratio.toFixed(2)
    }<tspan class="quiet" dx="6">${count}/s</tspan></text>`,
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
