import { deepEqual, equal } from "node:assert/strict";
import { Ratings } from "../../lib/page/summary.ts";

Deno.test("a call of which nothing was measured is not rated", () => {
  equal(new Ratings().rating, undefined);
});

Deno.test("a call is rated by all that was measured", () => {
  const ratings = new Ratings();
  const take = (
    verdict: "excellent" | "good" | "poor" | "lost",
    roundTripMs: number | undefined,
    lossIn: number,
  ) => ratings.take({ verdict, roundTripMs, lossIn });
  take("excellent", 20, 0);
  take("excellent", 900, 0.02);
  take("good", 40, 0);
  take("lost", undefined, 0.06);
  deepEqual(ratings.rating, {
    stars: 4,
    goodShare: 0.75,
    roundTripMs: 40,
    loss: 0.02,
  });
});

Deno.test("of a call that lasts for days, the last hours are kept", () => {
  const ratings = new Ratings();
  const lost = { verdict: "lost", roundTripMs: 1, lossIn: 0 } as const;
  for (let time = 0; time < 5_000; time++) ratings.take(lost);
  equal(ratings.rating?.stars, 1);
  for (let time = 0; time < 5_000; time++) {
    ratings.take({ ...lost, verdict: "excellent" });
  }
  equal(ratings.rating?.stars, 5);
});
