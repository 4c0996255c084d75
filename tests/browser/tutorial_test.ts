import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { browserTest, type Chromium, openBrowser } from "../support/browser.ts";
import { Program, ROOT } from "../support/program.ts";

const FOLDER = join(ROOT, "tests/testdata/tutorial");

browserTest(
  "a page and a script like the tutorial's work as they are [TU1] [TU3] [TU4] [TU5]",
  async () => {
    await using parley = await Program.start({ args: ["--static", FOLDER] });
    await using chromium = await openBrowser();

    const ada = await Tab.open(chromium, parley, "blue");
    await ada.shows("Trying to get into blue");
    await ada.shows(">>> Message from server: Room blue has 0 client(s)");
    await ada.shows(
      ">>> Message from server: Request to create or join room blue",
    );
    await ada.shows("Nobody was in blue");
    await ada.shows("Created blue");

    const bob = await Tab.open(chromium, parley, "blue");
    await bob.shows(">>> Message from server: Room blue has 1 client(s)");
    await bob.shows("Joined blue, initiator: false");
    await ada.shows("Someone comes to blue, initiator: true");
    await ada.shows(
      /^>>> Message from server: Client \S{22} joined room blue$/,
    );

    const eve = await Tab.open(chromium, parley, "blue");
    await eve.shows(">>> Message from server: Room blue has 2 client(s)");
    await eve.shows("No place in blue");

    await ada.page.getByRole("button").click();
    await bob.shows(/^Message: \{"type":"offer","sdp":"hello from \S{22}"\}$/);
    await ada.shows(/^>>> Message from server: Got message: /);

    await bob.page.close();
    await ada.shows(/^Gone: \S{22}$/);
    deepEqual(eve.lines.filter((line) => /^(Message|Gone)/.test(line)), []);
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "with --message-scope all a message goes to every other client [TU3]",
  async () => {
    await using parley = await Program.start({
      args: ["--static", FOLDER, "--message-scope", "all"],
    });
    await using chromium = await openBrowser();
    const ada = await Tab.open(chromium, parley, "blue");
    const eve = await Tab.open(chromium, parley, "green");
    await eve.shows("Created green");
    await ada.page.getByRole("button").click();
    await eve.shows(/^Message: /);
  },
);

/** A browser's tab with its console. */
class Tab {
  readonly page: Page;
  readonly lines: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => this.lines.push(message.text()));
  }

  /** Opens the tutorial's page, and answers its prompt. */
  static async open(
    chromium: Chromium,
    parley: Program,
    room: string,
  ): Promise<Tab> {
    const page = await chromium.open("about:blank");
    const tab = new Tab(page);
    page.on("dialog", (prompt) => prompt.accept(room));
    await page.goto(parley.url);
    return tab;
  }

  async shows(line: string | RegExp): Promise<void> {
    const isIt = (shown: string) =>
      typeof line === "string" ? shown === line : line.test(shown);
    if (this.lines.some(isIt)) return;
    await this.page.waitForEvent("console", (message) => isIt(message.text()));
  }
}
