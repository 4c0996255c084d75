/** What axe-core has to say of a page. */

import axe from "axe-core";
import type { Page } from "playwright-core";

declare global {
  /** Only in a page that was given it. */
  var axe: typeof import("axe-core");
}

/** What is asked for: WCAG 2.2 up to AA, and what axe calls good practice. */
const TAGS = [
  "wcag2a",
  "wcag2aa",
  "wcag21a",
  "wcag21aa",
  "wcag22aa",
  "best-practice",
];

/** What it finds, a line each; nothing if the page is as it should be. */
export async function violations(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in globalThis);
  // By the debugger, not by an element: the page's policy allows no script of ours.
  if (!isThere) await page.evaluate(axe.source);
  return await page.evaluate(async (tags) => {
    const { violations } = await globalThis.axe.run(document, {
      runOnly: { type: "tag", values: [...tags] },
      resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) =>
        `${id}: ${html.slice(0, 160)} ${
          failureSummary?.replaceAll(/\s+/g, " ")
        }`
      )
    );
  }, TAGS);
}
