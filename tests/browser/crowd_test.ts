import { deepEqual, equal, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  browserTest,
  mediaGrows,
  openBrowser,
  reaches,
} from "../support/browser.ts";
import { enter, inCall, press, sees, tile } from "../support/caller.ts";
import { Program } from "../support/program.ts";

const SIX = ["Ada", "Bob", "Cleo", "Dan", "Eve", "Fred"];

browserTest(
  "three see each other, one says something to all, and one is made large",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const [ada, bob, cleo] = await inCall(
      chromium,
      `${parley.url}/?room=blue`,
      ...SIX.slice(0, 3),
    );
    ok(ada && bob && cleo);
    await ada.keyboard.press("c");
    await ada.getByLabel("Message to everyone").fill("Hello, both");
    await ada.getByLabel("Message to everyone").press("Enter");
    for (const page of [bob, cleo]) {
      await press(page, "Chat, 1 new message");
      await sees(page, "Hello, both");
    }
    await tile(bob, "Cleo").dblclick();
    await bob.locator('[data-layout="large"]').waitFor();
    const [large, small] = await Promise.all(
      ["Cleo", "Ada"].map((name) => tile(bob, name).boundingBox()),
    );
    ok(large && small && large.width > 3 * small.width);
    await press(cleo, "Leave call");
    await bob.locator('[data-layout="pair"]').waitFor();
    deepEqual(chromium.complaints, []);
  },
);

browserTest("six see each other, on tiles that do not overlap", async () => {
  await using parley = await Program.start();
  await using chromium = await openBrowser("slow", "pages");
  const url = `${parley.url}/?room=blue`;
  const pages: Page[] = [];
  for (const name of SIX) {
    pages.push(
      await enter(chromium, url, name, {
        before: (page) => page.addInitScript(smallCameraAlone),
      }),
    );
  }
  for (const page of pages) await sees(page, "6 people");
  const [ada, , , , , fred] = pages;
  ok(ada && fred);
  for (const page of [ada, fred]) {
    await reaches(page, "connected");
    await page.waitForFunction(() =>
      globalThis.connections.length === 5 &&
      globalThis.connections.every(({ connectionState }) =>
        connectionState === "connected"
      )
    );
    await mediaGrows(page);
  }
  await noOverlap(ada, 6);
  await ada.setViewportSize({ width: 320, height: 640 });
  await noOverlap(ada, 6);
  await ada.setViewportSize({ width: 2560, height: 1080 });
  await noOverlap(ada, 6);
});

/**
 * Runs in the page, before its own scripts: a machine with a small camera and without a microphone. Thirty
 * voices, even of people who are silent, are more than two processors can pack and unpack.
 */
function smallCameraAlone(): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    if (audio) throw new DOMException("No microphone", "NotFoundError");
    const size = { width: 160, height: 120 };
    return await open({
      video: typeof video === "object" ? { ...video, ...size } : size,
    });
  };
}

async function noOverlap(page: Page, count: number): Promise<void> {
  const boxes = await page.locator(".tile").evaluateAll((tiles) =>
    tiles.map((tile) => {
      const { left, right, top, bottom } = tile.getBoundingClientRect();
      return { left, right, top, bottom };
    })
  );
  equal(boxes.length, count);
  for (const [at, one] of boxes.entries()) {
    ok(one.right - one.left > 60 && one.bottom - one.top > 40);
    for (const other of boxes.slice(at + 1)) {
      ok(
        one.right <= other.left || other.right <= one.left ||
          one.bottom <= other.top || other.bottom <= one.top,
        JSON.stringify([one, other]),
      );
    }
  }
}
