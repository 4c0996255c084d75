import { deepEqual, equal, ok } from "node:assert/strict";
import {
  browserTest,
  mediaGrows,
  openBrowser,
  reaches,
} from "../support/browser.ts";
import { choose, enter, press, sees } from "../support/caller.ts";
import { Program } from "../support/program.ts";

/** The smallest phone that is still about. */
const PHONE = {
  viewport: { width: 320, height: 568 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
};

browserTest(
  "a call on a small phone: in without scrolling, and everything at hand",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const url = `${parley.url}/?room=blue`;
    const ada = await enter(chromium, url, "Ada");
    const phone = await chromium.open(url, PHONE);
    await reaches(phone, "preparing");
    const join = await phone.getByRole("button", { name: "Join" })
      .boundingBox();
    ok(
      join && join.y + join.height <= PHONE.viewport.height,
      "Join is in sight",
    );
    await phone.getByLabel("Your name").fill("Bob");
    await phone.getByRole("button", { name: "Join" }).tap();
    for (const page of [ada, phone]) {
      await reaches(page, "connected");
      await mediaGrows(page);
    }

    // Fingers need room (WCAG 2.5.8), and the page does not scroll.
    const buttons = await phone.locator(".controls button, .tile button")
      .evaluateAll((all) =>
        all.map((one) => {
          const { width, height } = one.getBoundingClientRect();
          return [one.getAttribute("aria-label"), Math.min(width, height)];
        })
      );
    deepEqual(buttons.filter(([, size]) => Number(size) < 24), []);
    const scrolls = await phone.evaluate(() =>
      document.documentElement.scrollHeight > innerHeight
    );
    equal(scrolls, false);

    await choose(phone, "More", "Raise hand");
    await sees(ada, "Bob raises a hand.");
    await choose(phone, "More", "Lower hand");
    await choose(phone, "More", "People");
    await phone.locator(".person").getByText("Bob (you)").waitFor();
    await press(phone, "Close");
    await press(phone, "Chat");
    await phone.getByLabel("Message to everyone").fill("From my phone");
    await press(phone, "Send");
    await press(ada, "Chat, 1 new message");
    await sees(ada, "From my phone");

    // It is held sideways.
    await phone.setViewportSize({ width: 568, height: 320 });
    await press(phone, "Close");
    await phone.getByRole("button", { name: "Leave call" }).tap();
    await reaches(phone, "after");
    deepEqual(chromium.complaints, []);
  },
);
