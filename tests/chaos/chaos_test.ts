/** The promise, kept over real sockets: `run.ts` tells what is tried; here is a little of it. */

import { deepEqual, ok } from "node:assert/strict";
import { runChaos } from "./run.ts";

/**
 * Of a connection that breaks between the opening request and its answer, Deno 2.9.6 never ends the
 * upgrade (`op_http_upgrade_websocket_next`), nor the listener's shutdown, for which `Server.close`
 * therefore has a deadline. Nothing of ours is open then: resources are still looked after.
 */
const OPS_OF_DENO = { sanitizeOps: false };

Deno.test(
  "a session loses nothing when its connections break",
  OPS_OF_DENO,
  async (t) => {
    for (const seed of [1, 2]) {
      await t.step({
        name: `seed ${seed}`,
        ...OPS_OF_DENO,
        fn: async () => {
          const figures = await runChaos({ seed, cuts: 300 });
          deepEqual(figures.violations, []);
          deepEqual([...figures.resets], []);
          ok(figures.resumed > 0);
        },
      });
    }
  },
);

Deno.test(
  "a session is not disturbed by what arrives late over a connection that was given up [SE3]",
  OPS_OF_DENO,
  async () => {
    const figures = await runChaos({ seed: 21, cuts: 300, late: true });
    deepEqual(figures.violations, []);
    deepEqual([...figures.resets], []);
    ok(figures.resumed > 0);
  },
);

Deno.test(
  "a session that cannot go on says what may be lost",
  OPS_OF_DENO,
  async () => {
    const figures = await runChaos({ seed: 3, cuts: 200, tight: true });
    deepEqual(figures.violations, []);
    ok(figures.resumed > 0);
    ok(figures.resets.size > 0);
  },
);
