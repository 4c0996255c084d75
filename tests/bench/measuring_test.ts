import { deepEqual, equal } from "node:assert/strict";
import type { Load } from "../../bench/generator.ts";
import { measure, type Plan, type Take } from "../../bench/measuring.ts";
import { SERVERS } from "../../bench/servers.ts";
import type { Work } from "../../bench/works.ts";
import { report } from "./reports.ts";

const TALK: Work = {
  name: "talk",
  title: "Talk",
  load: { work: "talk", clients: 2 },
  shows: ["perSecond", "p99"],
  rounds: 2,
};
const HALF: Work = {
  ...TALK,
  name: "half",
  halfOf: "talk",
  shows: ["p99"],
};
const HOLD: Work = {
  name: "hold",
  title: "Hold",
  load: { work: "hold", clients: 2, seconds: 7 },
  shows: ["memory"],
  rounds: 1,
  servers: ["parley"],
};

/** So much is heard where a client is lost. */
const DOUBTED = 777;

Deno.test("measure() does a work by one server after the other, round by round", async () => {
  const { turns } = await measureAll({ works: [TALK, HOLD] });
  deepEqual(turns, [
    "bare talk",
    "parley talk",
    "parley hold",
    "bare talk",
    "parley talk",
  ]);
});

Deno.test("measure() does all works as often as it is told", async () => {
  const { turns } = await measureAll({ works: [TALK, HOLD], rounds: 1 });
  deepEqual(turns, ["bare talk", "parley talk", "parley hold"]);
});

Deno.test("measure() lets a work say more about its time than the plan", async () => {
  const { loads } = await measureAll({ works: [TALK, HOLD], rounds: 1 });
  const times = loads.map(({ seconds, warm }) => [seconds, warm]);
  deepEqual(times, [[3, 1], [3, 1], [7, 1]]);
});

Deno.test("measure() asks a server for half of what it did in the same round", async () => {
  const heard = [1_000, 600, 1, 1, 1, 2_000, 800, 1, 1, 1];
  const { turns, loads } = await measureAll({ works: [TALK, HALF] }, heard);
  deepEqual(turns.slice(0, 5), [
    "bare talk",
    "parley talk",
    "bare talk",
    "parley talk",
    "parley talk",
  ]);
  // Bare at its own pace, Parley at bare's, Parley at its own.
  const rates = loads.map(({ rate }) => rate);
  deepEqual(rates.slice(0, 5), [undefined, undefined, 500, 500, 300]);
  deepEqual(rates.slice(5), [undefined, undefined, 1_000, 1_000, 400]);
});

Deno.test("measure() leaves out a work whose pace is not known", async () => {
  const { turns } = await measureAll({ works: [HALF] });
  deepEqual(turns, []);
});

Deno.test("measure() goes on when a server could not do its work", async () => {
  const { turns, results } = await measureAll({ works: [TALK] }, [10, NaN, 30]);
  equal(turns.length, 4);
  deepEqual(
    results.map(({ server, rounds }) => [server, rounds]),
    [["bare", 2], ["parley", 1]],
  );
});

Deno.test("measure() gives the median of the rounds", async () => {
  const heard = [10, 100, 30, 300, 20, 200];
  const { results } = await measureAll({ works: [TALK], rounds: 3 }, heard);
  deepEqual(
    results.map(({ server, rounds, figures }) => [
      server,
      rounds,
      figures.perSecond,
    ]),
    [["bare", 3, 20], ["parley", 3, 200]],
  );
});

Deno.test("measure() leaves out samples that are in doubt, if there are others", async () => {
  const heard = [10, 1, DOUBTED, 1, 30, 1];
  const { results } = await measureAll({ works: [TALK], rounds: 3 }, heard);
  const [bare] = results;
  deepEqual([bare?.rounds, bare?.figures.perSecond], [2, 20]);
  deepEqual(bare?.doubts, []);
});

Deno.test("measure() tells every doubt once where nothing is without one", async () => {
  const heard = [DOUBTED, 1, DOUBTED, 1];
  const { results } = await measureAll({ works: [TALK], rounds: 2 }, heard);
  deepEqual([results[0]?.rounds, results[0]?.doubts], [
    2,
    ["1 clients were let go"],
  ]);
});

/**
 * Measures servers that do nothing. Each time `heard` tells how much was heard in a second, 1 where
 * it does not say; NaN is a failure.
 */
async function measureAll(
  plan: Partial<Plan> & { works: readonly Work[] },
  heard: readonly number[] = [],
) {
  const turns: string[] = [];
  const loads: Load[] = [];
  const take: Take = (kind, load) => {
    turns.push(`${kind.name} ${load.work}`);
    loads.push(load);
    const told = heard[loads.length - 1] ?? 1;
    if (Number.isNaN(told)) return Promise.resolve(undefined);
    const lost = told === DOUBTED ? 1 : 0;
    return Promise.resolve(report({ heard: told, lost }));
  };
  const servers = SERVERS.filter(({ name }) =>
    name === "bare" || name === "parley"
  );
  const whole: Plan = { servers, seconds: 3, warm: 1, ...plan };
  const results = await measure(whole, take, () => {});
  return { turns, loads, results };
}
