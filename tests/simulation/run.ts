/**
 * Runs schedules and says which of them broke the promise: `deno task simulate [from] [count]
 * [enough] [workers]`, on as many workers as the machine has processors; on none, if one is enough.
 */

import { Coverage } from "./coverage.ts";
import { type Chunk, runSchedules } from "./schedules.ts";

/** Schedules that a worker runs before it is asked whether to go on. */
const CHUNK = 500;

/** Milliseconds between two words about how far it has come. */
const PROGRESS_MS = 10_000;

/** How much is run, and when to stop. */
interface Plan {
  from: number;
  count: number;
  /** How many broken schedules are enough to know. */
  enough: number;
  workers: number;
}

/** What has come of it so far. */
class Progress {
  readonly broken: string[] = [];
  readonly coverage = new Coverage();
  done = 0;
  readonly #begun = performance.now();

  add({ count, broken, counts }: Chunk): void {
    this.done += count;
    this.broken.push(...broken);
    this.coverage.add(counts);
  }

  toString(): string {
    const seconds = (performance.now() - this.#begun) / 1_000;
    return `${this.done} schedules in ${seconds.toFixed(0)} s (${
      (this.done / seconds).toFixed(0)
    }/s), ${this.broken.length} broken`;
  }
}

/** Runs all on workers. */
async function runOnWorkers(plan: Plan, progress: Progress): Promise<void> {
  let next = plan.from;
  const end = plan.from + plan.count;
  const give = (): [from: number, count: number] | undefined => {
    const enough = progress.broken.length >= plan.enough;
    if (enough || next >= end) return undefined;
    const from = next;
    next = Math.min(end, from + CHUNK);
    return [from, next - from];
  };
  const workers = Array.from(
    { length: plan.workers },
    () => new Worker(import.meta.resolve("./worker.ts"), { type: "module" }),
  );
  const enough = Promise.withResolvers<void>();
  const all = workers.map((worker) =>
    new Promise<void>((finished, failed) => {
      const ask = () => {
        const seeds = give();
        if (seeds) worker.postMessage([...seeds, plan.enough]);
        else finished();
      };
      worker.onmessage = ({ data }: MessageEvent<Chunk>) => {
        progress.add(data);
        if (progress.broken.length >= plan.enough) enough.resolve();
        ask();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        failed(new Error(event.message));
      };
      ask();
    })
  );
  try {
    await Promise.race([Promise.all(all), enough.promise]);
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

if (import.meta.main) {
  const [
    from = 0,
    count = 1_000_000,
    enough = 10,
    workers = navigator.hardwareConcurrency,
  ] = Deno.args.map(Number);
  const progress = new Progress();
  const say = (to: typeof Deno.stdout, text: string) =>
    to.writeSync(new TextEncoder().encode(`${text}\n`));
  const timer = setInterval(() => say(Deno.stderr, `${progress}`), PROGRESS_MS);
  if (workers > 1) {
    await runOnWorkers({ from, count, enough, workers }, progress);
  } else progress.add(await runSchedules(from, count, enough));
  clearInterval(timer);
  const { broken, coverage } = progress;
  say(Deno.stdout, [`${coverage}`, ...broken, `${progress}`].join("\n"));
  if (broken.length > 0) Deno.exit(1);
}
