import { deepEqual, equal } from "node:assert/strict";
import {
  doubtsOf,
  figuresOf,
  median,
  medians,
  pick,
} from "../../bench/figures.ts";
import { report } from "./reports.ts";

Deno.test("figuresOf() reckons what one message costs, and how long it takes", () => {
  const figures = figuresOf(report({ heard: 4_000, seconds: 2, cpu: 1 }));
  equal(figures.perSecond, 2_000);
  equal(figures.cpu, 250);
  equal(figures.load, 25);
  deepEqual([figures.p50, figures.p99, figures.tail], [100, 500, 5]);
});

Deno.test("figuresOf() counts sessions that went on where nobody talks", () => {
  const { work, ...rest } = report({ seconds: 2 });
  const { heard: _, ...silent } = work;
  const figures = figuresOf({ ...rest, work: { ...silent, resumed: 500 } });
  equal(figures.perSecond, 250);
});

Deno.test("figuresOf() reckons what a silent connection takes", () => {
  const { work: _, ...rest } = report({});
  const figures = figuresOf({
    ...rest,
    memory: 10_000,
    connecting: { clients: 10, seconds: 0.5, cpu: 0.01, loadCpu: 0 },
    idle: { memory: 30_000 },
  });
  equal(figures.memory, 2_000);
  equal(figures.perSecond, 20);
  equal(figures.cpu, 1_000);
});

Deno.test("doubtsOf() says why figures are not to be trusted", () => {
  deepEqual(doubtsOf(report({}), false), []);
  const odd: [Parameters<typeof report>[0], string][] = [
    [{ missing: 3 }, "3 messages never came"],
    [{ missing: -2 }, "2 messages came twice"],
    [{ silent: 1 }, "1 rooms or clients heard nothing"],
    [{ lost: 4 }, "4 clients were let go"],
    [{ seconds: 1, loadCpu: 0.99 }, "the load had no CPU to spare"],
    [{ seconds: 1, cpu: 0.5 }, "the server had only 50 % of its core"],
  ];
  for (const [what, doubt] of odd) {
    deepEqual(doubtsOf(report(what), false), [doubt]);
  }
});

Deno.test("doubtsOf() minds neither idle servers nor busy loads where there is a pace", () => {
  const paced = report({ seconds: 1, cpu: 0.5, loadCpu: 0.99 });
  deepEqual(doubtsOf(paced, true), []);
});

Deno.test("median() is the value in the middle, or between two", () => {
  equal(median([9, 1, 5]), 5);
  equal(median([10, 2, 1, 4]), 3);
  equal(median([7]), 7);
});

Deno.test("medians() are those of each figure by itself", () => {
  const all = [{ cpu: 1, p99: 30 }, { cpu: 3, p99: 10 }, { cpu: 2, p99: 20 }];
  deepEqual(medians(all), { cpu: 2, p99: 20 });
});

Deno.test("pick() takes figures in an order, and leaves out what is not there", () => {
  const picked = pick({ cpu: 1, p50: 2, p99: 3 }, ["p99", "memory", "cpu"]);
  deepEqual(Object.entries(picked), [["p99", 3], ["cpu", 1]]);
});
