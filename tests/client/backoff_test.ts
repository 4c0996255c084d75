import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { backoff } from "../../lib/client/backoff.ts";

const BOUNDS = {
  reconnectionDelay: 500,
  reconnectionDelayMax: 5_000,
  randomizationFactor: 1,
};
const ALMOST_1 = 1 - Number.EPSILON;

Deno.test("backoff() is nothing for the first attempt [CL5]", () => {
  equal(backoff(0, BOUNDS, 0), 0);
  equal(backoff(0, BOUNDS, ALMOST_1), 0);
});

Deno.test("backoff() doubles its bound up to the longest [CL5]", () => {
  const bounds = [1, 2, 3, 4, 5, 6, 50, 5_000].map((attempt) =>
    backoff(attempt, BOUNDS, 1)
  );
  deepEqual(bounds, [500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
});

Deno.test("backoff() picks evenly between nothing and its bound [CL5]", () => {
  for (const attempt of [1, 3, 9]) {
    const bound = backoff(attempt, BOUNDS, 1);
    for (const random of [0, 0.25, 0.5, 0.75]) {
      equal(backoff(attempt, BOUNDS, random), random * bound);
    }
  }
});

Deno.test("backoff() is nothing for as long as it takes when there is to be no wait", () => {
  for (const attempt of [1, 1_024, 1_025, 5_000]) {
    equal(
      backoff(attempt, {
        reconnectionDelay: 0,
        reconnectionDelayMax: 0,
        randomizationFactor: 1,
      }, 0.5),
      0,
    );
  }
});

Deno.test("backoff() stays within its bounds, whatever they are [CL5]", () => {
  const bounds = fc.record({
    reconnectionDelay: fc.nat(),
    reconnectionDelayMax: fc.nat(),
    randomizationFactor: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const random = fc.double({ min: 0, max: ALMOST_1, noNaN: true });
  fc.assert(fc.property(fc.nat(), bounds, random, (attempt, bounds, random) => {
    const wait = backoff(attempt, bounds, random);
    ok(wait >= 0 && wait <= bounds.reconnectionDelayMax, `${wait}`);
  }));
});
