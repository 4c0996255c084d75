/**
 * Works are done in rounds, and in each by one server after the other, so that whatever else the
 * machine does hits all of them alike.
 *
 * @module
 */

import { doubtsOf, type Figures, figuresOf, medians, pick } from "./figures.ts";
import type { Load, Report } from "./generator.ts";
import type { ServerKind, ServerName } from "./servers.ts";
import type { Work } from "./works.ts";

/** What a server was measured at. */
export interface Subject {
  /** The work's name. */
  readonly work: string;
  readonly server: ServerName;
  /** Whose saturation was halved for the rate, if it was not the server's own. */
  readonly pace?: ServerName;
}

/** What came of it once. */
export interface Sample extends Subject {
  readonly figures: Figures;
  /** What is odd about it, in words. */
  readonly doubts: readonly string[];
}

/** What came of it in all rounds. */
export interface Result extends Subject {
  /** Those that count. */
  readonly rounds: number;
  /** The median of each. */
  readonly figures: Figures;
  readonly doubts: readonly string[];
}

/** What is to be measured, and for how long. */
export interface Plan {
  readonly works: readonly Work[];
  readonly servers: readonly ServerKind[];
  /** How long a work is measured, and done before that. */
  readonly seconds: number;
  readonly warm: number;
  /** How often, in place of what each work says. */
  readonly rounds?: number;
}

/** The peers at whose pace Parley is measured, too. */
const PACES: readonly ServerName[] = ["bare", "socketio-node", "socketio-bun"];

/** Has a server do something, and ends it; gives nothing if that could not be done. */
export type Take = (
  kind: ServerKind,
  load: Load,
) => Promise<Report | undefined>;

/**
 * Measures all that the plan says.
 *
 * @param plan What is to be measured.
 * @param take How it is done once.
 * @param told Hears of each sample when it is there.
 */
export async function measure(
  plan: Plan,
  take: Take,
  told: (sample: Sample) => void,
): Promise<Result[]> {
  const samples: Sample[] = [];
  const rounds = Math.max(...plan.works.map((work) => roundsOf(plan, work)));
  for (let round = 0; round < rounds; round++) {
    const earlier = samples.length;
    for (const work of plan.works) {
      if (round >= roundsOf(plan, work)) continue;
      for (const turn of turnsOf(plan, work)) {
        const rate = rateOf(turn, samples.slice(earlier));
        if (rate === undefined && work.halfOf !== undefined) continue;
        const report = await take(turn.kind, loadOf(plan, work, rate));
        if (report === undefined) continue;
        const sample = sampleOf(turn, report);
        samples.push(sample);
        told(sample);
      }
    }
  }
  return summarize(samples);
}

/** A server does a work, perhaps at another one's pace. */
interface Turn {
  readonly work: Work;
  readonly kind: ServerKind;
  readonly pace?: ServerName;
}

/** Who does a work: each server, and after those whose pace Parley keeps, Parley at it. */
function turnsOf(plan: Plan, work: Work): Turn[] {
  const kinds = plan.servers.filter(({ name }) =>
    work.servers?.includes(name) ?? true
  );
  const parley = plan.servers.find(({ name }) => name === "parley");
  return kinds.flatMap((kind): Turn[] => {
    const own = { work, kind };
    const isPace = work.halfOf !== undefined && PACES.includes(kind.name);
    if (!isPace || parley === undefined) return [own];
    return [own, { work, kind: parley, pace: kind.name }];
  });
}

/** Half of what was reached in the same round. */
function rateOf(
  { work, kind, pace }: Turn,
  round: readonly Sample[],
): number | undefined {
  const fastest = round.find((sample) =>
    sample.work === work.halfOf && sample.server === (pace ?? kind.name)
  );
  const { perSecond } = fastest?.figures ?? {};
  return perSecond === undefined ? undefined : Math.round(perSecond / 2);
}

function loadOf(
  { seconds, warm }: Plan,
  work: Work,
  rate: number | undefined,
): Load {
  return {
    seconds,
    warm,
    ...work.load,
    ...(rate === undefined ? {} : { rate }),
  };
}

function sampleOf({ work, kind, pace }: Turn, report: Report): Sample {
  return {
    work: work.name,
    server: kind.name,
    ...(pace === undefined ? {} : { pace }),
    figures: pick(figuresOf(report), work.shows),
    doubts: doubtsOf(report, work.halfOf !== undefined),
  };
}

function roundsOf(plan: Plan, work: Work): number {
  return plan.rounds ?? work.rounds;
}

/** The samples of each subject become one result: of those without a doubt, if there are any. */
function summarize(samples: readonly Sample[]): Result[] {
  const subjects = Map.groupBy(
    samples,
    ({ work, server, pace }) => [work, server, pace].join(" "),
  );
  return [...subjects.values()].flatMap((all) => {
    const sound = all.filter(({ doubts }) => doubts.length === 0);
    const of = sound.length > 0 ? sound : all;
    const [first] = of;
    if (first === undefined) return [];
    return [{
      ...first,
      rounds: of.length,
      figures: medians(of.map(({ figures }) => figures)),
      doubts: [...new Set(of.flatMap(({ doubts }) => doubts))],
    }];
  });
}
