/** The SDK as a page loads it, in real Chromium, with the program as the server. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import {
  browserTest,
  type Chromium,
  connectionsOf,
  longestPause,
  mediaGrows,
  openBrowser,
} from "../support/browser.ts";
import {
  connected,
  idOf,
  joined,
  openCall,
  politeOf,
  startCall,
} from "../support/call.ts";
import { Program, ROOT } from "../support/program.ts";

declare global {
  /** What is sent besides the camera, now and then. */
  var extra: MediaStream | undefined;
  /** All channels that the page has opened. */
  var channels: RTCDataChannel[];
}

/** The five lines, as the README has them. */
async function fiveLines(): Promise<string> {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const lines = /## A call in five lines\s[^`]+```js ignore\n([\s\S]*?)```/
    .exec(
      readme,
    )?.[1];
  ok(lines, "the README shows a call");
  equal(lines.trim().split("\n").length, 5);
  return lines;
}

/** A page with the five lines and a video, in a folder of its own. */
async function site(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  const after = `
globalThis.joinedIn = performance.now() - globalThis.asked;
globalThis.told = [];
for (const event of ["peer", "peer-left"]) {
  room.on(event, (peer) => told.push(event + " " + peer.id));
}
room.on("update", ({ info }) => told.push(info.connection));
globalThis.room = room;
`;
  const lines = (await fiveLines()).replace(
    "const room =",
    "globalThis.asked = performance.now();\nconst room =",
  );
  await Deno.writeTextFile(join(path, "call.js"), lines + after);
  await Deno.writeTextFile(
    join(path, "index.html"),
    `<!doctype html><title>Call</title><link rel="icon" href="data:,">
<video autoplay muted playsinline></video>
<script type="module" src="call.js"></script>`,
  );
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

function start(folder: string, port = 0, capacity = 2): Promise<Program> {
  return Program.start({
    port,
    args: ["--static", folder, "--room-capacity", String(capacity)],
  });
}

async function open(
  chromium: Chromium,
  { url }: Program,
  count: number,
): Promise<Page[]> {
  const pages: Page[] = [];
  while (pages.length < count) {
    const page = await chromium.open(url);
    pages.push(page);
    await joined(page); // Before the next one, who is to be told of as somebody who comes.
  }
  for (const page of pages) await connected(page, count - 1);
  return pages;
}

browserTest("the README's five lines make a call", async () => {
  await using folder = await site();
  await using parley = await start(folder.path);
  await using chromium = await openBrowser();
  const pages = await open(chromium, parley, 2);
  for (const page of pages) {
    await mediaGrows(page);
    await page.waitForFunction(() =>
      (document.querySelector("video")?.videoWidth ?? 0) > 0
    );
    equal(await connectionsOf(page), 1);
  }
  await pages[1]?.evaluate(() => globalThis.room.leave());
  for (const page of pages.slice(0, 1)) await connected(page, 0);
  deepEqual(chromium.complaints, []);
});

browserTest(
  "two that change everything at the same time, 200 times over, are always connected after",
  async () => {
    await using parley = await startCall();
    await using chromium = await openBrowser();
    const pages = await openCall(chromium, parley, 2);
    const roles = await Promise.all(pages.map(politeOf));
    deepEqual(roles.toSorted(), [false, true]);
    for (let round = 1; round <= 200; round++) {
      const at = Date.now() + 5;
      await Promise.all(pages.map((page) => page.evaluate(change, at)));
      const streams = 1 + round % 2;
      for (const page of pages) {
        await connected(page, 1);
        await page.waitForFunction(
          (streams) => globalThis.room.peers[0]?.streams.length === streams,
          streams,
        );
      }
      if (round % 50 === 0) await Promise.all(pages.map(mediaGrows));
    }
    for (const page of pages) {
      await connected(page, 1);
      await mediaGrows(page);
      equal(await connectionsOf(page), 1);
      const sections = await page.evaluate(() =>
        globalThis.room.peers[0]?.connection.getTransceivers().length
      );
      ok(sections !== undefined && sections <= 6, `${sections} sections`);
    }
    for (const page of pages) {
      await page.waitForFunction(() =>
        globalThis.channels.length === 200 &&
        globalThis.channels.every(({ readyState }) => readyState === "open")
      );
    }
    deepEqual(await Promise.all(pages.map(politeOf)), roles);
    const withdrawn = await Promise.all(
      pages.map((page) => page.evaluate(() => globalThis.withdrawn)),
    );
    ok(withdrawn.some((times) => times > 50), `${withdrawn} were withdrawn`);
    ok(withdrawn.includes(0), "the impolite one withdraws nothing");
    deepEqual(chromium.complaints, []);
  },
);

/** Runs in a page: adds or removes a track, opens a channel and restarts ICE, at a moment. */
function change(at: number): void {
  while (Date.now() < at) {
    // Both pages are to do it in the same millisecond.
  }
  const { room } = globalThis;
  const [peer] = room.peers;
  const own = peer?.connection.getSenders().find(({ track }) =>
    track?.kind === "video"
  )?.track;
  if (globalThis.extra) {
    room.unpublish(globalThis.extra);
    globalThis.extra = undefined;
  } else if (own) {
    globalThis.extra = new MediaStream([own.clone()]);
    room.publish(globalThis.extra);
  }
  const channel = peer?.connection.createDataChannel(`at ${at}`);
  globalThis.channels = [
    ...globalThis.channels ?? [],
    ...channel ? [channel] : [],
  ];
  peer?.connection.restartIce();
}

browserTest(
  "a server that is killed stops no picture, and when it is back everyone is there",
  async () => {
    await using folder = await site();
    await using chromium = await openBrowser();
    let port: number;
    let pages: Page[];
    let ids: string[];
    {
      await using parley = await start(folder.path, 0, 3);
      port = parley.port;
      pages = await open(chromium, parley, 3);
      await Promise.all(pages.map(mediaGrows));
      ids = await Promise.all(pages.map(idOf));
      parley.signal("SIGKILL");
      await parley.ended();
    }
    const watched = pages.map(longestPause);
    for (const page of pages) {
      await page.waitForFunction(() => globalThis.room.state.name === "away");
      await mediaGrows(page);
    }
    await using _again = await start(folder.path, port, 3);
    for (const page of pages) await connected(page, 2);
    await Promise.all(pages.map(mediaGrows));
    const pauses = await Promise.all(watched.map(({ stop }) => stop()));
    for (const ms of pauses) ok(ms < 1_000, `no frame for ${ms} ms`);
    deepEqual(await Promise.all(pages.map(idOf)), ids);
    for (const page of pages) {
      equal(await connectionsOf(page), 2, "no connection is made anew");
      const told = await page.evaluate(() => globalThis.told);
      deepEqual(told.filter((line) => line.startsWith("peer-left")), []);
    }
    // The way back is whole: who leaves now is missed.
    await pages[2]?.evaluate(() => globalThis.room.leave());
    for (const page of pages.slice(0, 2)) await connected(page, 1);
  },
);

browserTest(
  "a page that is loaded again has its seat back in less than a second",
  async () => {
    await using folder = await site();
    await using parley = await start(folder.path);
    await using chromium = await openBrowser();
    const [ada, bob] = await open(chromium, parley, 2);
    ok(ada && bob);
    const id = await idOf(bob);
    for (let round = 0; round < 5; round++) {
      await bob.reload();
      await connected(bob, 1);
      await connected(ada, 1);
      ok(await bob.evaluate(() => globalThis.joinedIn) < 1_000);
      equal(await idOf(bob), id);
    }
    await mediaGrows(ada);
    await mediaGrows(bob);
    const told = await ada.evaluate(() => globalThis.told);
    deepEqual(told.filter((line) => line.startsWith("peer")), [`peer ${id}`]);
    deepEqual(chromium.complaints, []);
  },
);

browserTest("a tab that is duplicated takes no seat away", async () => {
  await using folder = await site();
  await using parley = await start(folder.path, 0, 3);
  await using chromium = await openBrowser();
  const [ada, bob] = await open(chromium, parley, 2);
  ok(ada && bob);
  // It begins with a copy of what the first one's storage has.
  const opening = bob.context().waitForEvent("page");
  await bob.evaluate(() => void globalThis.open(location.href, "_blank"));
  const copy = await opening;
  for (const page of [ada, bob, copy]) await connected(page, 2);
  equal(new Set(await Promise.all([ada, bob, copy].map(idOf))).size, 3);
});
