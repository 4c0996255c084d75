/** The chat: words and files between pages without a camera. */

import { deepEqual, equal } from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { browserTest, type Chromium, openBrowser } from "../support/browser.ts";
import { serveExample, type Site } from "./site.ts";

async function enter(
  chromium: Chromium,
  { url }: Site,
  name: string,
): Promise<Page> {
  const page = await chromium.open(url);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Enter" }).click();
  await page.getByText(`${name}, joined`).waitFor();
  return page;
}

browserTest("three chat, and what they say is never markup", async () => {
  await using site = serveExample("chat");
  await using chromium = await openBrowser("none");
  const ada = await enter(chromium, site, "Ada");
  const bob = await enter(chromium, site, "Bob");
  const eve = await enter(chromium, site, "<b>Eve</b>");
  await ada.getByText("<b>Eve</b>: is here").waitFor();
  await eve.getByLabel("Say").fill("<img src=x onerror=alert(1)>");
  await eve.keyboard.press("Enter");
  for (const page of [ada, bob]) {
    await page.getByText("<b>Eve</b>: <img src=x").waitFor();
    equal(await page.locator("img, b").count(), 0);
  }
  await eve.close();
  await ada.getByText("<b>Eve</b>: has left").waitFor();
  deepEqual(chromium.complaints, []);
});

browserTest("a file arrives as it was, once it is taken", async () => {
  await using site = serveExample("chat");
  await using chromium = await openBrowser("none");
  const ada = await enter(chromium, site, "Ada");
  const bob = await enter(chromium, site, "Bob");
  await ada.getByText("Bob: is here").waitFor();
  const buffer = new TextEncoder().encode("tea at five ".repeat(50_000));
  await ada.getByLabel("A file").setInputFiles({
    name: "plan.txt",
    mimeType: "text/plain",
    buffer: Buffer.from(buffer),
  });
  await bob.getByText(`Ada: offers plan.txt, ${buffer.length} bytes`).waitFor();
  await bob.getByRole("button", { name: "Take it" }).click();
  const downloading = bob.waitForEvent("download");
  await bob.getByText("Save it").click();
  const download = await downloading;
  equal(download.suggestedFilename(), "plan.txt");
  const saved = await readFile(await download.path());
  deepEqual(new Uint8Array(saved), buffer);
  deepEqual(chromium.complaints, []);
});
