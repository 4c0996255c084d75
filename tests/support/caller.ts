/** Somebody at the call page, in a real browser. */

import type { Page } from "playwright-core";
import {
  type Chromium,
  mediaGrows,
  type OpenOptions,
  reaches,
} from "./browser.ts";

/** Opens a link, and waits before the call. */
export async function prepare(
  chromium: Chromium,
  url: string,
  name: string,
  options?: OpenOptions,
): Promise<Page> {
  const page = await chromium.open(url, options);
  await reaches(page, "preparing");
  await page.getByLabel("Your name").fill(name);
  return page;
}

/** Opens a link, and comes into the call. */
export async function enter(
  chromium: Chromium,
  url: string,
  name: string,
  options?: OpenOptions,
): Promise<Page> {
  const page = await prepare(chromium, url, name, options);
  await press(page, "Join");
  return page;
}

/** Brings several into a call, and waits until all receive the others' media. */
export async function inCall(
  chromium: Chromium,
  url: string,
  ...names: string[]
): Promise<Page[]> {
  const pages: Page[] = [];
  for (const name of names) pages.push(await enter(chromium, url, name));
  await connected(...pages);
  return pages;
}

/** All say that they are connected with all others, and receive their media. */
export async function connected(...pages: Page[]): Promise<void> {
  const [first] = pages;
  if (first && pages.length === 1) return await reaches(first, "alone");
  for (const page of pages) {
    await reaches(page, "connected");
    await sees(page, `${pages.length} people`);
  }
  for (const page of pages) await mediaGrows(page);
}

/** Presses the button of that name. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Chooses something in the menu that a button opens. */
export async function choose(
  page: Page,
  button: string,
  item: string,
): Promise<void> {
  await press(page, button);
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

/** Waits until a text is to be seen. */
export async function sees(page: Page, text: string): Promise<void> {
  await page.getByText(text, { exact: true }).first().waitFor();
}

/** Whether the server can be reached, as the page tells. */
export async function serverIs(
  page: Page,
  state: "up" | "gone",
): Promise<void> {
  await page.locator(`[data-server="${state}"]`).waitFor({ state: "attached" });
}

/** The tile of that name. */
export function tile(page: Page, name: string): ReturnType<Page["locator"]> {
  return page.getByRole("listitem", { name, exact: true });
}

/** Waits until the picture in a tile moves: its frames are counted as they are shown. */
export async function moves(page: Page, name: string): Promise<void> {
  await tile(page, name).locator("video").evaluate(async (video) => {
    if (!(video instanceof HTMLVideoElement)) throw new Error("No video");
    const before = video.getVideoPlaybackQuality().totalVideoFrames;
    while (video.getVideoPlaybackQuality().totalVideoFrames < before + 5) {
      await new Promise((next) => requestAnimationFrame(next));
    }
  });
}

/** How bright the picture in a tile is, from 0 to 255. */
export function brightness(page: Page, name: string): Promise<number> {
  return tile(page, name).locator("video").evaluate((video) => {
    if (!(video instanceof HTMLVideoElement)) throw new Error("No video");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("No canvas");
    context.drawImage(video, 0, 0, 16, 16);
    const { data } = context.getImageData(0, 0, 16, 16);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) {
      sum += (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
    }
    return sum / (data.length / 4 * 3);
  });
}
