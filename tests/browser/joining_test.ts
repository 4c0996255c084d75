import { deepEqual } from "node:assert/strict";
import {
  browserTest,
  mediaGrows,
  openBrowser,
  reaches,
} from "../support/browser.ts";
import {
  choose,
  enter,
  moves,
  prepare,
  press,
  sees,
} from "../support/caller.ts";
import { Program } from "../support/program.ts";

browserTest(
  "who refuses camera and microphone sees and hears the others, and may think again in the call",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser("refused");
    const url = `${parley.url}/?room=blue`;
    const ada = await prepare(chromium, url, "Ada");
    const trouble = ada.locator('[data-code="camera-microphone-denied"]');
    await trouble.waitFor();
    const bob = await enter(chromium, url, "Bob", {
      permissions: ["camera", "microphone"],
    });
    await press(ada, "Join without camera and microphone");
    for (const page of [ada, bob]) await reaches(page, "connected");
    await mediaGrows(ada);

    await choose(ada, "More", "Settings");
    await ada.context().grantPermissions(["camera", "microphone"]);
    await press(ada, "Try again");
    await trouble.waitFor({ state: "detached" });
    await press(ada, "Close");
    await sees(bob, "Ada can be heard.");
    await moves(bob, "Ada");
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "who allows the microphone alone is heard, and the page says what is missing",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser("refused");
    const url = `${parley.url}/?room=blue`;
    const ada = await enter(chromium, url, "Ada", { permissions: ["camera"] });
    const bob = await prepare(chromium, url, "Bob");
    await bob.context().grantPermissions(["microphone"]);
    await press(bob, "Try again");
    await bob.locator('[data-code="camera-denied"]').waitFor();
    await press(bob, "Join without camera");
    for (const page of [ada, bob]) await reaches(page, "connected");
    await moves(bob, "Ada");
    await mediaGrows(bob);
    deepEqual(chromium.complaints, []);
  },
);
