/** What somebody does who has no mouse. */

import type { Page } from "playwright-core";

/** How many stops there are at most before one goes round for ever. */
const STOPS = 60;

/** How long the focus may take to follow, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The name of what has the focus, as it is read out. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label = element?.id
      ? document.querySelector(`label[for="${CSS.escape(element.id)}"]`)
      : undefined;
    return (element?.getAttribute("aria-label") ?? label?.textContent ??
      element?.textContent ?? "").trim();
  });
}

/** Waits until something of that name has the focus. */
export async function focusIs(page: Page, name: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const at = await focused(page);
    if (at === name) return;
    if (performance.now() > deadline) {
      throw new Error(`The focus is on ${at}, not on ${name}`);
    }
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** Goes on with Tab until something of that name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < STOPS; stop++) {
    const at = await focused(page);
    if (at === name) return;
    seen.push(at);
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}, but to ${seen.join(" | ")}`);
}

/** Goes to something, and presses Enter. */
export async function tabAndEnter(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}
