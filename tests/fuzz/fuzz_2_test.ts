/** A hundred thousand frames that chance has changed, of which this is the other half. */

import { fuzz } from "./fuzz.ts";

Deno.test("Server withstands 50,000 other mutated frames, and keeps nothing of them [FR4] [FR6] [BI3]", async () => {
  await fuzz(2, 50_000);
});
