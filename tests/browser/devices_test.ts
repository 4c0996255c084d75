import { deepEqual, equal } from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  browserTest,
  type Devices as Offered,
  openBrowser,
} from "../support/browser.ts";
import { ModulePage } from "../support/module_page.ts";

type Sdk =
  & typeof import("../../lib/sdk/devices.ts")
  & typeof import("../../lib/sdk/screen.ts");

declare global {
  var sdk: Sdk;
}

/** Runs `work` in a page that has the modules, in a browser with such devices. */
async function inBrowser(
  offered: Offered,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  await using modules = await ModulePage.serve("tests/browser/devices.ts");
  await using chromium = await openBrowser(offered);
  const page = await modules.open(chromium);
  await page.evaluate(async () => {
    const path = "/module.mjs";
    globalThis.sdk = await import(path);
  });
  await work(page);
  deepEqual(chromium.complaints, []);
}

browserTest(
  "devices are listed, opened and switched in Chromium",
  () =>
    inBrowser("granted", async (page) => {
      const result = await page.evaluate(async () => {
        const devices = new globalThis.sdk.Devices();
        const { stream, errors } = await devices.open();
        const listed = await devices.list();
        const other = listed.findLast(({ device }) => device === "camera");
        const [from] = stream.getVideoTracks();
        if (!from) throw new Error("There is no picture");
        const track = await devices.switchTo("camera", other?.id ?? "", {
          from,
        });
        const gone = await devices.switchTo("microphone", "gone")
          .catch(({ code, device }) => [code, device]);
        const speaker = listed.find(({ device }) => device === "speaker");
        await devices.useSpeaker(speaker?.id ?? "", [new Audio()]);
        return {
          errors,
          kinds: [...new Set(listed.map(({ device }) => device))].sort(),
          isNamed: listed.every(({ id, label }) => id !== "" && label !== ""),
          states: [from.readyState, track.readyState],
          isOther: track.getSettings().deviceId === other?.id,
          isChosen: devices.chosen.camera === other?.id,
          gone,
          permissions: [
            await devices.permission("camera"),
            await devices.permission("microphone"),
          ],
        };
      });
      deepEqual(result, {
        errors: [],
        kinds: ["camera", "microphone", "speaker"],
        isNamed: true,
        states: ["ended", "live"],
        isOther: true,
        isChosen: true,
        gone: ["not-found", "microphone"],
        permissions: ["granted", "granted"],
      });
    }),
);

browserTest(
  "what no camera can do is over-constrained in Chromium",
  () =>
    inBrowser("granted", async (page) => {
      const code = await page.evaluate(() =>
        new globalThis.sdk.Devices().open({
          camera: { width: { min: 99_999 } },
        })
          .catch(({ code }) => code)
      );
      equal(code, "over-constrained");
    }),
);

browserTest(
  "a person who refuses is one who has denied it in Chromium",
  () =>
    inBrowser("refused", async (page) => {
      const result = await page.evaluate(async () => {
        const devices = new globalThis.sdk.Devices();
        return await devices.open().catch(({ name, code, message }) => [
          name,
          code,
          message,
        ]);
      });
      deepEqual(result, [
        "DeviceError",
        "denied",
        "Cannot use the camera: permission is denied",
      ]);
    }),
);

browserTest(
  "a machine without devices has none in Chromium",
  () =>
    inBrowser("none", async (page) => {
      const result = await page.evaluate(async () => {
        const devices = new globalThis.sdk.Devices();
        const code = await devices.open().catch(({ code }) => code);
        const cameras = (await devices.list())
          .filter(({ device }) => device === "camera");
        return { code, cameras };
      });
      deepEqual(result, { code: "not-found", cameras: [] });
    }),
);

browserTest(
  "a page that is not secure has no devices in Chromium",
  async () => {
    await using modules = await ModulePage.serve("tests/browser/devices.ts");
    await using chromium = await openBrowser("granted");
    const page = await modules.open(chromium, "parley.test");
    const codes = await page.evaluate(async () => {
      const path = "/module.mjs";
      const { Devices, shareScreen }: Sdk = await import(path);
      const codeOf = ({ code }: { code: string }) => code;
      return [
        await new Devices().open().catch(codeOf),
        await shareScreen().catch(codeOf),
      ];
    });
    deepEqual(codes, ["insecure-origin", "insecure-origin"]);
  },
);

browserTest(
  "a screen is shared, and ends with its picture, in Chromium",
  () =>
    inBrowser("granted", async (page) => {
      const result = await page.evaluate(async () => {
        const { stream, ended, stop } = await globalThis.sdk.shareScreen();
        const [track] = stream.getVideoTracks();
        const before = track?.readyState;
        // As the browser does when its own bar is used.
        track?.dispatchEvent(new Event("ended"));
        await ended;
        stop();
        return [before, track?.readyState];
      });
      deepEqual(result, ["live", "ended"]);
    }),
);
