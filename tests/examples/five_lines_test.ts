/** The five-line call, which is the README's. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { browserTest, mediaGrows, openBrowser } from "../support/browser.ts";
import { ROOT } from "../support/program.ts";
import { serveExample } from "./site.ts";

Deno.test("both READMEs show the five lines of examples/five-lines, and no others", async () => {
  const lines = await textOf("examples/five-lines/call.js");
  equal(lines.trimEnd().split("\n").length, 5);
  for (const path of ["README.md", "README.zh-CN.md"]) {
    const shown = [
      ...(await textOf(path)).matchAll(/```js ignore\n([^`]+)```/g),
    ]
      .map(([, code = ""]) => code)
      .filter((code) => code.includes("joinRoom"));
    deepEqual(shown, [lines], path);
  }
});

browserTest(
  "two pages with the README's five lines are in a call",
  async () => {
    await using site = serveExample("five-lines");
    await using chromium = await openBrowser();
    const pages = [
      await chromium.open(site.url),
      await chromium.open(site.url),
    ];
    for (const page of pages) {
      await page.waitForFunction(() =>
        (document.querySelector("video")?.videoWidth ?? 0) > 0
      );
      await mediaGrows(page);
      ok(await page.evaluate(() => !document.querySelector("video")?.paused));
    }
    deepEqual(chromium.complaints, []);
  },
);

function textOf(path: string): Promise<string> {
  return Deno.readTextFile(join(ROOT, path));
}
