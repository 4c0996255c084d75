/**
 * What a server is worth at a work: figures, made of what the generator tells.
 *
 * @module
 */

import type { Report } from "./generator.ts";

/** Everything that a work can tell of a server; what does not apply is left out. */
export interface Figures {
  /** Messages heard, connections or sessions, a second. */
  perSecond?: number;
  /** Microseconds of the server's CPU for each of them. */
  cpu?: number;
  /** Microseconds. */
  p50?: number;
  p99?: number;
  p999?: number;
  worst?: number;
  /** p99 over p50. */
  tail?: number;
  /** Bytes that a connection takes. */
  memory?: number;
}

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
  return {
    ...rates(work, work.heard ?? work.resumed ?? 0),
    p50,
    p99,
    p999,
    worst,
    tail: p99 / p50,
  };
}

/** What is odd about a report: then its figures are not to be trusted. */
export function doubtsOf({ work, lost }: Report): string[] {
  const doubts: string[] = [];
  const { missing = 0, silent = 0, seconds = 1, loadCpu = 0 } = work ?? {};
  if (lost > 0) doubts.push(`${lost} clients were let go`);
  if (missing > 0) doubts.push(`${missing} messages never came`);
  if (missing < 0) doubts.push(`${-missing} messages came twice`);
  if (silent > 0) doubts.push(`${silent} rooms or clients heard nothing`);
  if (loadCpu / seconds > 0.95) doubts.push("the load had no CPU to spare");
  return doubts;
}

function rates(
  { seconds, cpu }: { seconds: number; cpu: number },
  count: number,
): Figures {
  return { perSecond: count / seconds, cpu: cpu * 1e6 / count };
}
