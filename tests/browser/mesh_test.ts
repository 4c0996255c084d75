/** Six pages of real Chromium, each connected with each, of which some go without a word. */

import { deepEqual, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, openBrowser } from "../support/browser.ts";
import {
  connected,
  idOf,
  isTold,
  openCall,
  startCall,
} from "../support/call.ts";

const PAGES = 6;

/** On a machine with a core for each page it is half of that, and less. */
const HEAL_MS = 10_000;

/** Frames that show that a picture moves. */
const FRAMES = 3;

browserTest(
  "of six, two reload and one is killed at the same time, and all who are left see each other",
  async () => {
    await using parley = await startCall([
      "--room-capacity",
      String(PAGES),
      "--grace",
      "3",
    ]);
    await using chromium = await openBrowser();
    const pages = await openCall(chromium, parley, PAGES);
    const ids = await Promise.all(pages.map(idOf));
    const [victim, ...left] = pages;
    const [victimId = "", ...leftIds] = ids;
    if (!victim) throw new Error("There is nobody");
    const reloading = left.slice(-2);
    const staying = left.slice(0, -2);
    for (const page of pages) await sees(page, ids, performance.now());
    for (const page of staying) {
      await page.evaluate(countFromHere, ids.slice(-2));
    }

    const since = performance.now();
    const reloads = reloading.map((page) => page.reload());
    await Promise.all([crash(victim), ...reloads]);
    const ms = await Promise.all(
      left.map((page) => sees(page, leftIds, since)),
    );
    const longest = Math.round(Math.max(...ms));
    ok(longest < HEAL_MS, `it took ${longest} ms`);

    for (const page of left) {
      await connected(page, PAGES - 2);
      deepEqual((await idsOf(page)).toSorted(), leftIds.toSorted());
      await page.evaluate(countFromHere, []);
      await sees(page, leftIds, since);
    }
    for (const page of staying) {
      await isTold(page, `peer-left ${victimId} timeout`);
    }
    deepEqual(chromium.complaints, []);
  },
);

declare global {
  /** Frames of the connections that there were when counting began. */
  var framesBefore: Map<RTCPeerConnection, number> | undefined;
}

/** Ends a page as the system would that has no memory left: nothing in it says a last word. */
async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  page.goto("chrome://crash").catch(() => {}); // It never arrives.
  await crashed;
}

/**
 * Runs in a page: what was seen until now does not count, and the connections with those who are
 * `going` will never do.
 */
async function countFromHere(going: readonly string[]): Promise<void> {
  const counted = new Map<RTCPeerConnection, number>();
  for (const { id, connection } of globalThis.room.peers) {
    for (const [, report] of await connection.getStats()) {
      const frames: number | undefined = report.framesDecoded;
      if (frames !== undefined) counted.set(connection, frames);
    }
    if (going.includes(id)) counted.set(connection, Infinity);
  }
  globalThis.framesBefore = counted;
}

/** Waits until a page sees everyone's picture move; how many milliseconds that is after `since`. */
async function sees(
  page: Page,
  ids: readonly string[],
  since: number,
): Promise<number> {
  await page.waitForFunction(
    async ({ ids, frames }) => {
      const { room, framesBefore } = globalThis;
      for (const id of ids) {
        if (!room || id === room.self.id) continue;
        const connection = room.peer(id)?.connection;
        if (!connection) return false;
        const before = framesBefore?.get(connection) ?? 0;
        let decoded = 0;
        for (const [, report] of await connection.getStats()) {
          decoded += report.framesDecoded ?? 0;
        }
        if (decoded < before + frames) return false;
      }
      return room !== undefined;
    },
    { ids, frames: FRAMES },
    { polling: 100 }, // To ask in each frame would slow down what is waited for.
  );
  return performance.now() - since;
}

function idsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { self, peers } = globalThis.room;
    return [self.id, ...peers.map(({ id }) => id)];
  });
}
