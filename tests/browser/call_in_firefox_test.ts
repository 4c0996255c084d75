import { deepEqual } from "node:assert/strict";
import {
  CHROMIUM,
  mediaGrows,
  openBrowser,
  reaches,
} from "../support/browser.ts";
import { enter, moves, sees } from "../support/caller.ts";
import { FIREFOX, openFirefox } from "../support/firefox.ts";
import { testWith } from "../support/needed.ts";
import { Program } from "../support/program.ts";

testWith(CHROMIUM, FIREFOX)(
  "the page in Firefox and the page in Chromium are in one call",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    await using firefox = await openFirefox();
    const url = `${parley.url}/?room=blue`;
    const ada = await enter(chromium, url, "Ada");
    await reaches(ada, "alone");
    const bob = await firefox.open(url);
    await bob.until(() =>
      document.querySelector('[data-state="preparing"]') !== null
    );
    await bob.evaluate(() =>
      document.querySelector<HTMLButtonElement>("form .primary")?.click()
    );
    await bob.until(() =>
      document.querySelector(
        '[data-state="connected"] [data-tile="member"] video',
      ) !== null
    );
    await bob.evaluate(async () => {
      const video = document.querySelector<HTMLVideoElement>(
        '[data-tile="member"] video',
      );
      // Each of them is another frame that was painted.
      for (let frame = 0; frame < 10; frame++) {
        await new Promise((next) => video?.requestVideoFrameCallback(next));
      }
    });
    await reaches(ada, "connected");
    await mediaGrows(ada);
    await moves(ada, "Guest");
    await sees(ada, "Guest has joined.");
    deepEqual([...chromium.complaints, ...firefox.complaints], []);
  },
);
