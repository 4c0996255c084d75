import { deepEqual, equal, ok } from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import {
  browserTest,
  type Chromium,
  connectionsOf,
  longestPause,
  mediaGrows,
  openBrowser,
  reaches,
} from "../support/browser.ts";
import {
  brightness,
  choose,
  connected,
  enter,
  inCall,
  moves,
  prepare,
  press,
  sees,
  serverIs,
  tile,
} from "../support/caller.ts";
import { Program } from "../support/program.ts";

/** A server and a browser, and that no page had anything to complain of. */
async function withCall(
  work: (url: string, chromium: Chromium, parley: Program) => Promise<void>,
): Promise<void> {
  await using parley = await Program.start();
  await using chromium = await openBrowser();
  await work(`${parley.url}/?room=blue`, chromium, parley);
  deepEqual(chromium.complaints, []);
}

browserTest(
  "the whole way, by the link alone",
  () =>
    withCall(async (_, chromium, parley) => {
      const ada = await chromium.open(parley.url);
      await reaches(ada, "landing");
      const field = ada.getByLabel("Room");
      ok((await field.inputValue()).length > 0, "a name is suggested");
      await field.fill("绿色的房间");
      await field.press("Enter");
      await reaches(ada, "preparing");
      await ada.getByLabel("Your name").fill("Ada Lovelace");
      await ada.getByLabel("Your name").press("Enter");
      await reaches(ada, "alone");

      const link = await ada.getByLabel("Link to this room").inputValue();
      const bob = await enter(chromium, link, "Bob");
      await connected(ada, bob);
      await sees(ada, "Bob has joined.");
      await moves(bob, "Ada Lovelace");

      await press(bob, "Leave call");
      await reaches(bob, "after");
      await sees(bob, "You met 1 person.");
      await sees(ada, "Bob has left.");
      await reaches(ada, "alone");
      await press(bob, "Rejoin");
      await connected(ada, bob);
      await sees(bob, "Bob (you)");

      await bob.goBack();
      await reaches(ada, "alone");
    }),
);

browserTest(
  "what is chosen is remembered, and rooms of late are offered",
  () =>
    withCall(async (url, chromium, parley) => {
      const ada = await enter(chromium, url, "Ada");
      await press(ada, "Mute microphone");
      await press(ada, "Leave call");
      await press(ada, "Another room");
      await reaches(ada, "landing");
      equal(ada.url(), `${parley.url}/`);
      await ada.getByRole("link", { name: "blue" }).click();
      await reaches(ada, "preparing");
      equal(await ada.getByLabel("Your name").inputValue(), "Ada");
      const mute = ada.getByRole("button", { name: "Mute microphone" });
      equal(await mute.getAttribute("aria-pressed"), "true");
    }),
);

browserTest(
  "one writes, and sends a file, and the other has both",
  () =>
    withCall(async (url, chromium) => {
      const [ada, bob] = await pair(chromium, url);
      await press(ada, "Chat");
      const message = "<b>Hello</b>\nhttp://example.org";
      await ada.getByLabel("Message to everyone").fill(message);
      await ada.getByLabel("Message to everyone").press("Enter");
      await press(bob, "Chat, 1 new message");
      await sees(bob, message);
      await bob.getByRole("button", { name: "Chat", exact: true }).waitFor();

      const [picker] = await Promise.all([
        ada.waitForEvent("filechooser"),
        press(ada, "Send a file"),
      ]);
      const content = "a,b\n".repeat(200_000);
      await picker.setFiles({
        name: "table.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(content),
      });
      await press(bob, "Receive");
      await sees(ada, "Sent");
      const [download] = await Promise.all([
        bob.waitForEvent("download"),
        bob.getByRole("link", { name: "Save" }).click(),
      ]);
      equal(download.suggestedFilename(), "table.csv");
      equal(await Deno.readTextFile(await download.path()), content);
    }),
);

browserTest(
  "a screen is shared, twice, while the camera is off",
  () =>
    withCall(async (url, chromium) => {
      const [ada, bob] = await pair(chromium, url);
      await press(ada, "Turn off camera");
      await press(ada, "Mute microphone");
      for (let time = 0; time < 3; time++) {
        await press(ada, "Share screen");
        await tile(bob, "Screen of Ada").waitFor();
        await moves(bob, "Screen of Ada");
        ok(await brightness(bob, "Screen of Ada") > 5, "it is not black");
        await press(ada, "Share screen");
        await tile(bob, "Screen of Ada").waitFor({ state: "detached" });
      }
      await press(ada, "Turn off camera");
      await moves(bob, "Ada");
      ok(await brightness(bob, "Ada") > 5, "the face is back");
    }),
);

browserTest(
  "another camera takes the place of one, and nothing stands still",
  () =>
    withCall(async (url, chromium) => {
      const [ada, bob] = await pair(chromium, url);
      const before = await deviceOf(ada);
      const pause = longestPause(bob);
      await choose(ada, "More", "Settings");
      await ada.getByRole("combobox", { name: "Camera" }).selectOption({
        index: 2,
      });
      await ada.waitForFunction(
        (before) => {
          const [connection] = globalThis.connections;
          return connection?.getSenders().some(({ track }) =>
            track?.kind === "video" &&
            track.getSettings().deviceId !== before
          );
        },
        before,
      );
      await mediaGrows(bob);
      const ms = await pause.stop();
      ok(ms < 3_000, `it stood still for ${ms} ms`);
      await press(ada, "Close");
      await moves(bob, "Ada");
    }),
);

browserTest(
  "the buttons silence the microphone and the camera, and the others see it",
  () =>
    withCall(async (url, chromium) => {
      const [ada, bob] = await pair(chromium, url);
      for (const name of ["Mute microphone", "Turn off camera"]) {
        const button = ada.getByRole("button", { name });
        equal(await button.getAttribute("aria-pressed"), "false");
        await button.click();
        equal(await button.getAttribute("aria-pressed"), "true");
      }
      // The microphone is kept, and silent; the camera is given back, so that its light goes out.
      await ada.waitForFunction(() =>
        globalThis.connections.flatMap((connection) =>
          connection.getSenders().flatMap(({ track }) =>
            track ? [`${track.kind} ${track.enabled} ${track.readyState}`] : []
          )
        ).sort().join() === "audio false live,video false ended"
      );
      await sees(bob, "Ada has muted the microphone.");
      await tile(bob, "Ada").getByText("Microphone off").waitFor({
        state: "attached",
      });
      await tile(bob, "Ada").locator("video").waitFor({ state: "hidden" });
      // Who comes while it is off sees it when it is on again, as those do who were there.
      const cleo = await enter(chromium, url, "Cleo");
      await reaches(cleo, "connected");
      await press(ada, "Turn off camera");
      for (const page of [bob, cleo]) {
        await moves(page, "Ada");
        ok(await brightness(page, "Ada") > 5, "the face is back");
      }
    }),
);

browserTest(
  "the host locks the room, opens it, and gives it away",
  () =>
    withCall(async (url, chromium) => {
      const [ada, bob] = await pair(chromium, url);
      await choose(ada, "More", "Room settings");
      await ada.getByRole("switch", { name: "Lock the room" }).check();
      await sees(bob, "The room is locked.");
      const eve = await chromium.open(url);
      await reaches(eve, "room-locked");
      await ada.getByRole("switch", { name: "Lock the room" }).uncheck();
      await sees(bob, "The room is open.");
      await press(eve, "Try again");
      await reaches(eve, "preparing");
      await ada.getByLabel("Seats").selectOption("2");
      await press(ada, "Close");
      await eve.reload();
      await reaches(eve, "room-full");

      await choose(ada, "Actions for Bob", "Make host");
      await sees(bob, "You are the host now.");
      await choose(ada, "More", "Room settings");
      await sees(ada, "The host alone can change these.");
    }),
);

browserTest(
  "who knocks is let in, and who is removed stays out",
  () =>
    withCall(async (url, chromium) => {
      const [ada] = await inCall(chromium, url, "Ada");
      ok(ada);
      await choose(ada, "More", "Room settings");
      await ada.getByRole("switch", { name: "Let people in one by one" })
        .check();
      await press(ada, "Close");
      const bob = await prepare(chromium, url, "Bob");
      await press(bob, "Ask to join");
      await reaches(bob, "waiting");
      await press(ada, "Let in Bob");
      await connected(ada, bob);

      const eve = await prepare(chromium, url, "Eve");
      await press(eve, "Ask to join");
      await press(ada, "Send away Eve");
      await reaches(eve, "denied");

      await choose(ada, "Actions for Bob", "Remove");
      await press(ada, "Remove");
      await reaches(bob, "kicked");
      await reaches(ada, "alone");
      await bob.goto(url);
      await reaches(bob, "banned");
    }),
);

browserTest(
  "a room with a password lets in who knows it",
  () =>
    withCall(async (url, chromium) => {
      const [ada] = await inCall(chromium, url, "Ada");
      ok(ada);
      await choose(ada, "More", "Room settings");
      await ada.getByLabel("Password").fill("sesame");
      await press(ada, "Set password");
      await sees(ada, "The room has a password.");
      await press(ada, "Close");
      const bob = await chromium.open(url);
      await reaches(bob, "password");
      await bob.getByLabel("Password").fill("open");
      await press(bob, "Continue");
      await bob.getByText("That is not the password.").waitFor();
      await bob.getByLabel("Password").fill("sesame");
      await press(bob, "Continue");
      await reaches(bob, "preparing");
      await press(bob, "Join");
      await connected(ada, bob);
    }),
);

browserTest(
  "a page that is loaded again is back in the call at once",
  () =>
    withCall(async (url, chromium) => {
      const [ada, bob] = await pair(chromium, url);
      await bob.reload();
      await connected(ada, bob);
      await moves(ada, "Bob");
      await moves(bob, "Ada");
    }),
);

browserTest(
  "a server that is killed does not stop the media, and both pages come back to it",
  async () => {
    await using chromium = await openBrowser();
    let port: number;
    let pages: [Page, Page];
    {
      await using parley = await Program.start();
      port = parley.port;
      pages = await pair(chromium, `${parley.url}/?room=blue`);
      parley.signal("SIGKILL");
      await parley.ended();
    }
    for (const page of pages) await serverIs(page, "gone");
    for (const page of pages) {
      equal(
        await page.locator("#app").getAttribute("data-state"),
        "connected",
      );
      await mediaGrows(page);
      ok(await page.getByRole("alert").isVisible());
    }
    // What is said meanwhile goes from page to page.
    const [ada, bob] = pages;
    await press(ada, "Chat");
    await ada.getByLabel("Message to everyone").fill("Still here");
    await ada.getByLabel("Message to everyone").press("Enter");
    await press(bob, "Chat, 1 new message");
    await sees(bob, "Still here");

    const before = await Promise.all(pages.map(connectionsOf));
    await using _again = await Program.start({ port });
    for (const page of pages) await serverIs(page, "up");
    await connected(...pages);
    deepEqual(await Promise.all(pages.map(connectionsOf)), before);

    // The way back is whole: who leaves now is missed.
    await press(bob, "Leave call");
    await reaches(ada, "alone");
  },
);

async function pair(
  chromium: Chromium,
  url: string,
): Promise<[ada: Page, bob: Page]> {
  const [ada, bob] = await inCall(chromium, url, "Ada", "Bob");
  if (!ada || !bob) throw new Error("Two were asked for");
  return [ada, bob];
}

/** Which camera a page sends. */
function deviceOf(page: Page): Promise<string | undefined> {
  return page.evaluate(() =>
    globalThis.connections[0]?.getSenders()
      .find(({ track }) => track?.kind === "video")?.track
      ?.getSettings().deviceId
  );
}
