import { deepEqual, equal, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  browserTest,
  connectionsOf,
  mediaGrows,
  openBrowser,
  reaches,
} from "../support/browser.ts";
import { Program } from "../support/program.ts";

browserTest(
  "two pages see each other, and a third is told that the room is full",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const ada = await chromium.open(`${parley.url}/?room=blue`);
    await reaches(ada, "waiting");
    const bob = await chromium.open(`${parley.url}/?room=blue`);
    await inCall(ada, bob);

    const eve = await chromium.open(`${parley.url}/?room=blue`);
    await reaches(eve, "full");
    await mediaGrows(ada);
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "a room is entered by its name, and the address carries it",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const ada = await chromium.open(parley.url);
    await reaches(ada, "landing");
    const field = ada.getByLabel("Room");
    ok((await field.inputValue()).length > 0);
    await field.fill("绿色的房间");
    await field.press("Enter");
    await reaches(ada, "waiting");
    const bob = await chromium.open(ada.url());
    await inCall(ada, bob);
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "when one leaves, the other sees it, and is seen by who comes next",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const [ada, bob] = await twoInCall(parley, chromium);
    await bob.getByRole("button", { name: "Leave call" }).click();
    await reaches(bob, "ended");
    await reaches(ada, "left");

    await bob.getByRole("button", { name: "Rejoin" }).click();
    await inCall(ada, bob);
    deepEqual(chromium.complaints, []);
  },
);

browserTest("when one closes the page, the other sees it", async () => {
  await using parley = await Program.start();
  await using chromium = await openBrowser();
  const [ada, bob] = await twoInCall(parley, chromium);
  await bob.close();
  await reaches(ada, "left");
});

browserTest(
  "when one reloads the page, the two find each other again",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const [ada, bob] = await twoInCall(parley, chromium);
    await bob.reload();
    await inCall(ada, bob);
    deepEqual(chromium.complaints, []);
  },
);

browserTest(
  "a server that is killed does not stop the media, and both pages come back to it",
  async () => {
    await using chromium = await openBrowser();
    let port: number;
    let ada: Page;
    let bob: Page;
    {
      await using parley = await Program.start();
      port = parley.port;
      [ada, bob] = await twoInCall(parley, chromium);
      parley.signal("SIGKILL");
      await parley.ended();
    }
    for (const page of [ada, bob]) await serverIs(page, "gone");
    for (const page of [ada, bob]) {
      equal(await page.locator("main").getAttribute("data-state"), "connected");
      await mediaGrows(page);
      ok(await page.getByRole("alert").isVisible());
    }
    const before = await Promise.all([ada, bob].map(connectionsOf));

    await using _again = await Program.start({ port });
    for (const page of [ada, bob]) await serverIs(page, "up");
    await inCall(ada, bob);
    deepEqual(await Promise.all([ada, bob].map(connectionsOf)), before);

    // The way back is whole: who leaves now is missed.
    await bob.getByRole("button", { name: "Leave call" }).click();
    await reaches(ada, "left");
  },
);

browserTest("the buttons silence the microphone and the camera", async () => {
  await using parley = await Program.start();
  await using chromium = await openBrowser();
  const [ada] = await twoInCall(parley, chromium);
  for (const name of ["Mute microphone", "Turn off camera"]) {
    const button = ada.getByRole("button", { name });
    equal(await button.getAttribute("aria-pressed"), "false");
    await button.click();
    equal(await button.getAttribute("aria-pressed"), "true");
  }
  const sending = await ada.evaluate(() =>
    globalThis.connections.flatMap((connection) =>
      connection.getSenders().map(({ track }) => track?.enabled)
    )
  );
  deepEqual(sending, [false, false]);
});

// -- Without a camera --

browserTest(
  "a camera that is refused is said to be, and the call is possible without",
  async () => {
    await using parley = await Program.start();
    await using shy = await openBrowser("refused");
    await using chromium = await openBrowser();
    const ada = await shy.open(`${parley.url}/?room=blue`);
    await reaches(ada, "camera-refused");
    await ada.getByRole("button", { name: "Join without either" }).click();
    await reaches(ada, "waiting");
    const bob = await chromium.open(`${parley.url}/?room=blue`);
    for (const page of [ada, bob]) await reaches(page, "connected");
    await mediaGrows(ada);
    deepEqual([...shy.complaints, ...chromium.complaints], []);
  },
);

browserTest("a camera that is not there is said not to be", async () => {
  await using parley = await Program.start();
  await using chromium = await openBrowser("none");
  const ada = await chromium.open(`${parley.url}/?room=blue`);
  await reaches(ada, "no-camera");
});

browserTest(
  "a page that is neither on localhost nor https says so",
  async () => {
    await using parley = await Program.start();
    await using chromium = await openBrowser();
    const ada = await chromium.open(
      `http://parley.test:${parley.port}/?room=blue`,
    );
    await reaches(ada, "insecure");
    await ada.getByRole("button", { name: "Watch and listen" }).click();
    await reaches(ada, "waiting");
  },
);

async function twoInCall(
  parley: Program,
  chromium: { open(url: string): Promise<Page> },
): Promise<[Page, Page]> {
  const url = `${parley.url}/?room=blue`;
  const ada = await chromium.open(url);
  const bob = await chromium.open(url);
  await inCall(ada, bob);
  return [ada, bob];
}

/** Both say that they are connected, and both receive the other's media. */
async function inCall(...pages: Page[]): Promise<void> {
  for (const page of pages) await reaches(page, "connected");
  for (const page of pages) await mediaGrows(page);
}

async function serverIs(page: Page, state: "up" | "gone"): Promise<void> {
  await page.locator(`[data-server="${state}"]`).waitFor({ state: "attached" });
}
