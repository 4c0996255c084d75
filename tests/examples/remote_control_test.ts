/** Remote control: one page moves the box of the other, and nothing goes over the server. */

import { deepEqual, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, openBrowser } from "../support/browser.ts";
import { serveExample } from "./site.ts";

browserTest(
  "the pointer and the keys of one page move the box of the other",
  async () => {
    await using site = serveExample("remote-control");
    await using chromium = await openBrowser("none");
    const here = await chromium.open(site.url);
    const there = await chromium.open(site.url);
    for (const page of [here, there]) {
      await page.getByText("The other page is connected").waitFor();
    }
    const field = await here.locator("#field").boundingBox();
    ok(field);
    await here.mouse.move(
      field.x + field.width / 4,
      field.y + field.height / 2,
    );
    await boxIsAt(there, 0.25, 0.5);
    await boxIsAt(here, 0.5, 0.5);
    await here.locator("#field").focus();
    for (let times = 0; times < 5; times++) {
      await here.keyboard.press("ArrowDown");
    }
    await boxIsAt(there, 0.25, 0.6);
    deepEqual(chromium.complaints, []);
  },
);

browserTest("a third page is told that the room is full", async () => {
  await using site = serveExample("remote-control");
  await using chromium = await openBrowser("none");
  const pages: Page[] = [];
  for (let n = 0; n < 2; n++) {
    const page = await chromium.open(site.url);
    await page.getByText(/Waiting|The other page is/).waitFor();
    pages.push(page);
  }
  const third = await chromium.open(site.url);
  await third.getByText("all 2 seats are taken").waitFor();
  deepEqual(chromium.complaints, []);
});

async function boxIsAt(page: Page, x: number, y: number): Promise<void> {
  await page.waitForFunction(([x = 0, y = 0]) => {
    const box = document.querySelector("#box")?.getBoundingClientRect();
    const field = document.querySelector("#field")?.getBoundingClientRect();
    if (!box || !field) return false;
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    const [left = 0, top = 0] = middle;
    return Math.abs((left - field.x) / field.width - x) < 0.02 &&
      Math.abs((top - field.y) / field.height - y) < 0.02;
  }, [x, y]);
}
