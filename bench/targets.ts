/**
 * What Parley has to reach: every target as data.
 *
 * @module
 */

import type { FigureName, Figures } from "./figures.ts";
import type { Result } from "./measuring.ts";
import { type ServerName, titleOf } from "./servers.ts";
import { workNamed } from "./works.ts";

/** What a figure of Parley's is held against. */
export type Against =
  /** The same of another server, by which it is divided. */
  | { kind: "ratio"; server: ServerName }
  /** The same of another server, which is taken away. */
  | { kind: "difference"; server: ServerName }
  /** Its own at another work, by which it is divided. */
  | { kind: "work"; work: string }
  /** Nothing: it counts itself. */
  | { kind: "value" };

/** A figure of Parley's that has to be so large, or may be. */
export interface Target {
  readonly work: string;
  readonly figure: FigureName;
  readonly against: Against;
  readonly sense: "at least" | "at most";
  readonly limit: number;
}

/** What became of one. */
export interface Verdict {
  readonly target: Target;
  /** What it is about, in words. */
  readonly title: string;
  readonly value: number;
  readonly met: boolean;
}

/** Bytes that a connection may take more than one of the floor's. */
const SESSION_BYTES = 5 * 1024;

/** The figures that are compared with several servers at once. */
function ratios(
  work: string,
  figure: FigureName,
  sense: Target["sense"],
  limits: Readonly<Partial<Record<ServerName, number>>>,
): Target[] {
  const names: readonly ServerName[] = [
    "bare",
    "socketio-node",
    "socketio-bun",
    "bun",
  ];
  return names.flatMap((server): Target[] => {
    const limit = limits[server];
    if (limit === undefined) return [];
    return [{ work, figure, against: { kind: "ratio", server }, sense, limit }];
  });
}

function memory(work: string): Target[] {
  const common = { work, figure: "memory", sense: "at most" } as const;
  return [
    {
      ...common,
      against: { kind: "difference", server: "bare" },
      limit: SESSION_BYTES,
    },
    {
      ...common,
      against: { kind: "difference", server: "socketio-node" },
      limit: 0,
    },
  ];
}

/** All targets. */
export const TARGETS: readonly Target[] = [
  ...ratios("relay", "cpu", "at most", {
    bare: 1.25,
    "socketio-node": 0.37,
    "socketio-bun": 0.75,
  }),
  ...ratios("relay", "tail", "at most", { bare: 1 }),
  {
    work: "relay",
    figure: "tail",
    against: { kind: "value" },
    sense: "at most",
    limit: 5,
  },
  ...ratios("relay-half", "p99", "at most", {
    bare: 1.5,
    "socketio-node": 1,
    "socketio-bun": 1,
  }),
  ...ratios("fanout-1", "perSecond", "at least", {
    bare: 0.9,
    "socketio-node": 1.4,
    "socketio-bun": 1,
  }),
  ...ratios("fanout-16", "perSecond", "at least", {
    bare: 9,
    "socketio-node": 10,
    "socketio-bun": 5,
    bun: 0.7,
  }),
  ...ratios("connects", "perSecond", "at least", {
    bare: 0.7,
    "socketio-node": 2.8,
  }),
  ...memory("idle-1000"),
  ...memory("idle-15000"),
  {
    work: "rooms-100000",
    figure: "cpu",
    against: { kind: "work", work: "rooms-100" },
    sense: "at most",
    limit: 1.15,
  },
];

/** What became of each target whose figures were measured. */
export function judge(results: readonly Result[]): Verdict[] {
  return TARGETS.flatMap((target): Verdict[] => {
    const value = valueOf(target, results);
    if (value === undefined) return [];
    const met = target.sense === "at most"
      ? value <= target.limit
      : value >= target.limit;
    return [{ target, title: titleOfTarget(target), value, met }];
  });
}

/**
 * Parley's figure, as the target wants it compared. Where a work has a pace it is the other
 * server's: what counts is what a user would see who changes the server, and not the traffic.
 */
function valueOf(
  { work, figure, against }: Target,
  results: readonly Result[],
): number | undefined {
  const of = (work: string, server: ServerName, pace?: ServerName) =>
    results.find((result) =>
      result.work === work && result.server === server && result.pace === pace
    )?.figures[figure];
  switch (against.kind) {
    case "value":
      return of(work, "parley");
    case "work":
      return quotient(of(work, "parley"), of(against.work, "parley"));
    case "difference": {
      const [own, other] = [of(work, "parley"), of(work, against.server)];
      return own === undefined || other === undefined ? undefined : own - other;
    }
    case "ratio": {
      const pace = workNamed(work)?.halfOf === undefined
        ? undefined
        : against.server;
      return quotient(of(work, "parley", pace), of(work, against.server));
    }
  }
}

function quotient(
  own: number | undefined,
  other: number | undefined,
): number | undefined {
  return own === undefined || other === undefined ? undefined : own / other;
}

const FIGURE_TITLES: Readonly<Record<keyof Figures, string>> = {
  perSecond: "per second",
  cpu: "CPU each",
  load: "CPU of the load each",
  p50: "median",
  p99: "p99",
  p999: "p99.9",
  worst: "worst",
  tail: "p99 over median",
  memory: "bytes each",
};

function titleOfTarget({ work, figure, against }: Target): string {
  const what = `${workNamed(work)?.title ?? work}: ${FIGURE_TITLES[figure]}`;
  switch (against.kind) {
    case "value":
      return what;
    case "work":
      return `${what}, against ${
        workNamed(against.work)?.title ?? against.work
      }`;
    case "difference":
      return `${what}, more than ${titleOf(against.server)}`;
    case "ratio":
      return `${what}, against ${titleOf(against.server)}`;
  }
}
