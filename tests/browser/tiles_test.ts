import { deepEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, openBrowser, reaches } from "../support/browser.ts";
import { choose, inCall, press, tile } from "../support/caller.ts";
import { Program } from "../support/program.ts";

browserTest(
  "a tile fills the screen and gives it back, and goes into a picture of its own",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const [ada] = await inCall(
      chromium,
      `${parley.url}/?room=blue`,
      "Ada",
      "Bob",
    );
    if (!ada) throw new Error("Two were asked for");
    await choose(ada, "Actions for Bob", "Full screen");
    await fullScreenIs(ada, "Bob");
    await choose(ada, "Actions for Bob", "Leave full screen");
    await fullScreenIs(ada, undefined);

    await choose(ada, "More", "Full screen");
    await ada.waitForFunction(() =>
      document.fullscreenElement === document.documentElement
    );
    // A tile on top of it, and back to it.
    await choose(ada, "Actions for Bob", "Full screen");
    await fullScreenIs(ada, "Bob");
    await choose(ada, "Actions for Bob", "Leave full screen");
    await choose(ada, "More", "Leave full screen");
    await fullScreenIs(ada, undefined);

    await choose(ada, "Actions for Bob", "Picture in picture");
    await ada.waitForFunction(() =>
      document.pictureInPictureElement?.getAttribute("aria-label") === "Bob"
    );
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "a reaction is on the tile of whoever has it, and is read out",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const [ada, bob] = await inCall(
      chromium,
      `${parley.url}/?room=blue`,
      "Ada",
      "Bob",
    );
    if (!ada || !bob) throw new Error("Two were asked for");
    await choose(ada, "React", "🎉");
    await tile(bob, "Ada").locator(".reactions").getByText("🎉").waitFor();
    // What is a person's is set apart by signs that are not seen.
    await bob.getByText(/^.?Ada.?: .?🎉.?$/).first().waitFor();
    await tile(ada, "Ada (you)").locator(".reactions").getByText("🎉")
      .waitFor();
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "a connection is measured: in bars, in figures behind them, and in stars after the call",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const [ada] = await inCall(
      chromium,
      `${parley.url}/?room=blue`,
      "Ada",
      "Bob",
    );
    if (!ada) throw new Error("Two were asked for");
    await tile(ada, "Bob").locator("[data-verdict]").click();
    const dialog = ada.getByRole("dialog", { name: "Connection with Bob" });
    await dialog.getByText(/^\d+ ms$/).first().waitFor();
    await press(ada, "Close");
    await press(ada, "Leave call");
    await reaches(ada, "after");
    await ada.getByRole("img", { name: /^[1-5] of 5 stars$/ }).waitFor();
    deepEqual(chromium.complaints, []);
  },
);

/** Waits until the tile of that name, or nothing, fills the screen. */
async function fullScreenIs(
  page: Page,
  name: string | undefined,
): Promise<void> {
  await page.waitForFunction(
    (name) =>
      document.fullscreenElement?.getAttribute("aria-label") ===
        (name ?? undefined),
    name ?? null,
  );
}
