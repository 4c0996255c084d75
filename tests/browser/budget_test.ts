import { deepEqual, ok } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { browserTest, openBrowser, reaches } from "../support/browser.ts";
import { Program } from "../support/program.ts";

/** What the first screen may cost, in bytes as gzip packs them. */
const BUDGET = 100_000;

browserTest(
  "the first screen costs less than 100 kB, all of it our own, and nothing moves",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const loaded = new Map<string, number>();
    const page = await chromium.open("about:blank", {
      serviceWorkers: "block",
      before: async (page) => {
        page.on("response", async (response) => {
          const { pathname, origin } = new URL(response.url());
          loaded.set(
            origin === parley.url ? pathname : response.url(),
            // A picture is packed already.
            gzipSync(await response.body()).length,
          );
        });
        await page.addInitScript(() => {
          globalThis.shift = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              globalThis.shift += "value" in entry ? Number(entry.value) : 0;
            }
          }).observe({ type: "layout-shift", buffered: true });
        });
      },
    });
    await page.goto(parley.url, { waitUntil: "networkidle" });
    await reaches(page, "landing");
    const foreign = [...loaded.keys()].filter((path) => !path.startsWith("/"));
    deepEqual(foreign, []);
    const total = [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
    ok(
      total < BUDGET,
      `it costs ${total} bytes: ${JSON.stringify([...loaded])}`,
    );
    ok(loaded.has("/build/page.js") && loaded.has("/parley/parley.mjs"));

    await page.getByLabel("Room").press("Enter");
    await reaches(page, "preparing");
    await page.locator(".preview video").waitFor();
    const shift = await page.evaluate(() => globalThis.shift);
    ok(shift < 0.02, `things moved by ${shift}`);
  },
);

declare global {
  /** How much moved on the page by itself, as the Layout Instability API counts it. */
  var shift: number;
}
