/** Reports and results as the load might have told them. */

import type { Report } from "../../bench/generator.ts";
import type { Result } from "../../bench/measuring.ts";

/** What a report is about; the rest is as if all had gone well. */
export interface Odd {
  heard?: number;
  seconds?: number;
  cpu?: number;
  loadCpu?: number;
  missing?: number;
  silent?: number;
  lost?: number;
}

/** A report of a work in which messages went to and fro. */
export function report(
  { lost = 0, ...odd }: Odd,
): Report & { work: NonNullable<Report["work"]> } {
  const work = {
    seconds: 1,
    cpu: 1,
    loadCpu: 0.1,
    heard: 1_000,
    missing: 0,
    silent: 0,
    latency: { count: 1_000, p50: 100, p99: 500, p999: 700, worst: 900 },
    ...odd,
  };
  const connecting = { clients: 10, seconds: 0.1, cpu: 0.1, loadCpu: 0.01 };
  return { memory: 1_000, connecting, work, lost };
}

/** What came of a work in all rounds. */
export function result(
  of: Pick<Result, "work" | "server" | "figures"> & Partial<Result>,
): Result {
  return { rounds: 1, doubts: [], ...of };
}
