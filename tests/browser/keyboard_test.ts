import { deepEqual, equal } from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, openBrowser, reaches } from "../support/browser.ts";
import { connected, enter, sees, tile } from "../support/caller.ts";
import { focused, focusIs, tabAndEnter, tabTo } from "../support/keyboard.ts";
import { Program } from "../support/program.ts";

browserTest("a whole call is made with the keyboard alone", async () => {
  await using parley = await Program.start();
  await using chromium = await openBrowser();
  const ada = await chromium.open(parley.url);
  await reaches(ada, "landing");
  await focusIs(ada, "Room");
  await ada.keyboard.type("blue");
  await ada.keyboard.press("Enter");

  await reaches(ada, "preparing");
  await focusIs(ada, "Ready to join?");
  await tabTo(ada, "Your name");
  await ada.keyboard.type("Ada");
  await tabAndEnter(ada, "Join");
  await reaches(ada, "alone");
  await focusIs(ada, "blue");

  const bob = await enter(chromium, `${parley.url}/?room=blue`, "Bob");
  await connected(ada, bob);

  // Single keys, each of which is announced or seen to be pressed.
  await ada.keyboard.press("m");
  await sees(ada, "Your microphone is off.");
  await ada.keyboard.press("v");
  await sees(ada, "Your camera is off.");
  await ada.keyboard.press("v");
  await sees(ada, "Your camera is on.");
  await ada.keyboard.press("h");
  await sees(bob, "Ada raises a hand.");

  // The chat has the focus while it is open, and gives it back.
  await tabTo(ada, "Chat");
  await ada.keyboard.press("c");
  await focusIs(ada, "Message to everyone");
  await ada.keyboard.type("mvh");
  await ada.keyboard.press("Enter");
  await sees(bob, "Ada has written something.");
  await pressedIs(ada, "Turn off camera", "false");
  await ada.keyboard.press("Escape");
  await focusIs(ada, "Chat");

  // A tile's menu: by the arrows, to its end and round.
  await tabAndEnter(ada, "Actions for Bob");
  await focusIs(ada, "Make large");
  await ada.keyboard.press("ArrowUp");
  await focusIs(ada, "Remove");
  await ada.keyboard.press("Home");
  await ada.keyboard.press("Enter");
  await focusIs(ada, "Actions for Bob");
  await ada.locator('[data-layout="large"]').waitFor();
  await ada.keyboard.press("Enter");
  await focusIs(ada, "Make small again");
  await ada.keyboard.press("Escape");
  await focusIs(ada, "Actions for Bob");

  // A dialog keeps the focus, and gives it back.
  await ada.keyboard.press("?");
  await ada.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await ada.keyboard.press("m");
  await ada.keyboard.press("Escape");
  await ada.getByRole("dialog").waitFor({ state: "detached" });
  await focusIs(ada, "Actions for Bob");
  await pressedIs(ada, "Mute microphone", "true");

  // They can be turned off.
  await tabAndEnter(ada, "More");
  for (let down = 0; await focused(ada) !== "Settings"; down++) {
    await ada.keyboard.press("ArrowDown");
  }
  await ada.keyboard.press("Enter");
  await ada.getByRole("dialog", { name: "Settings" }).waitFor();
  await ada.getByRole("switch", { name: "Single keys are shortcuts" }).focus();
  await ada.keyboard.press("Space");
  await ada.keyboard.press("Escape");
  await focusIs(ada, "More");
  await ada.keyboard.press("m");
  await pressedIs(ada, "Mute microphone", "true");

  await tabAndEnter(ada, "Leave call");
  await reaches(ada, "after");
  await focusIs(ada, "You have left the call");
  await tabAndEnter(ada, "Rejoin");
  await connected(ada, bob);

  await bob.keyboard.press("l");
  await reaches(bob, "connected");
  await bob.keyboard.press("Shift+L");
  await reaches(bob, "after");
  deepEqual(chromium.complaints, []);
});

browserTest(
  "at 400 % the buttons of a call are there to be pressed",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const ada = await enter(chromium, `${parley.url}/?room=blue`, "Ada");
    await reaches(ada, "alone");
    // 1280 by 1024 pixels at 400 %, as WCAG measures it (1.4.10).
    await ada.setViewportSize({ width: 320, height: 256 });
    for (const name of ["Mute microphone", "More", "Leave call"]) {
      await ada.getByRole("button", { name }).click({ trial: true });
    }
    await tile(ada, "Ada (you)").waitFor();
    const isWithin = await ada.evaluate(() =>
      document.documentElement.scrollWidth <= innerWidth
    );
    equal(isWithin, true);
  },
);

async function pressedIs(
  page: Page,
  name: string,
  pressed: "true" | "false",
): Promise<void> {
  await page.getByRole("button", { name })
    .and(page.locator(`[aria-pressed="${pressed}"]`)).waitFor();
}
