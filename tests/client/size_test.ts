/** How much a page loads: a limit for each built client, in kilobytes of 1,000 bytes, as gzip packs it. */

import { ok } from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "../support/program.ts";

/** Bytes that each may have at most. */
const LIMITS = {
  "core.js": 6_000,
  "core.mjs": 6_000,
  "client.js": 9_100,
  "client.mjs": 9_200,
  "parley.mjs": 15_000,
  "insight.mjs": 2_400,
  "devices.mjs": 2_300,
};

for (const [name, limit] of Object.entries(LIMITS)) {
  Deno.test(`${name} has at most ${limit} bytes when it is packed`, async () => {
    const file = await Deno.readFile(join(ROOT, "static/build", name));
    const { length } = gzipSync(file, { level: 9 });
    ok(length <= limit, `it has ${length}`);
  });
}
