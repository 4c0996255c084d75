/**
 * Makes the pictures that the READMEs show: the page itself, with people before the cameras who are painted.
 *
 * @module
 */

import type { Page } from "playwright-core";
import {
  openBrowser,
  type OpenOptions,
  reaches,
} from "../tests/support/browser.ts";
import { Program } from "../tests/support/program.ts";
import { Theatre } from "../tests/support/scenes.ts";
import { paintDevices, type Portrait } from "./painted_devices.ts";

const PORTRAITS = {
  host: {
    behind: ["#f3e9dc", "#d9c3a5"],
    hair: "#3a2418",
    skin: "#e0ac84",
    shirt: "#2f6f73",
    hairLength: 200,
  },
  left: {
    behind: ["#dfe8f2", "#a9bfd8"],
    hair: "#22201f",
    skin: "#8f5b3c",
    shirt: "#c8553d",
    hairLength: 0,
  },
  right: {
    behind: ["#e4efe2", "#a9c7a4"],
    hair: "#b5651d",
    skin: "#f1c7a5",
    shirt: "#40407a",
    hairLength: 120,
  },
  last: {
    behind: ["#efe3f0", "#c3a6c9"],
    hair: "#151515",
    skin: "#edbf94",
    shirt: "#e0a526",
    hairLength: 40,
  },
} satisfies Record<string, Portrait>;

type Who = keyof typeof PORTRAITS;

/** What there is in the pictures of a language, and what is behind the names of their files. */
const EDITIONS = [
  {
    language: "en",
    suffix: "",
    room: "quiet-harbour-12",
    people: { host: "Ada", left: "Samuel", right: "Rosa", last: "Ken" },
    labels: ["Integrated camera", "Internal microphone"],
    slide: ["Autumn", "One room, one link", "Eight seats", "No server between"],
    greetings: { left: "Good morning!", right: "The slides are ready." },
  },
  {
    language: "zh-CN",
    suffix: "-zh",
    room: "安静的港湾-12",
    people: { host: "小雅", left: "志远", right: "罗莎", last: "阿健" },
    labels: ["内置摄像头", "内置麦克风"],
    slide: ["秋季计划", "一个房间，一个链接", "八个座位", "中间没有服务器"],
    greetings: { left: "大家早！", right: "幻灯片准备好了。" },
  },
] as const;

const WIDE = { width: 1280, height: 800 };
const PHONE: OpenOptions = {
  viewport: { width: 360, height: 720 },
  colorScheme: "dark",
};

type Edition = typeof EDITIONS[number];

/** Takes the pictures of an edition. */
async function take(theatre: Theatre, edition: Edition): Promise<void> {
  const { people, room, suffix, greetings, labels, slide } = edition;
  const url = `${theatre.url}/?room=${encodeURIComponent(room)}`;
  const keep = async (page: Page, name: string) => {
    await page.screenshot({ path: `docs/page/${name}${suffix}.png` });
  };
  const painted = (who: Who): OpenOptions => ({
    viewport: WIDE,
    before: (page) =>
      page.addInitScript(paintDevices, {
        labels,
        slide,
        portrait: PORTRAITS[who],
      }),
  });
  const enter = async (who: Who, options: OpenOptions = {}): Promise<Page> => {
    const page = await theatre.enter(url, people[who], {
      ...painted(who),
      ...options,
    });
    await reaches(page, "connected");
    return page;
  };

  const host = await theatre.prepare(url, people.host, painted("host"));
  await host.locator('[role="meter"]:not([aria-valuenow="0"])').waitFor();
  await keep(host, "preparing");
  await theatre.press(host, "preparing.join");
  await reaches(host, "alone");

  const phone = await enter("left", PHONE);
  await settles(phone, 1);
  await keep(phone, "phone");
  await theatre.press(phone, "control.leave");
  await reaches(host, "alone");

  const left = await enter("left");
  const right = await enter("right");
  const last = await enter("last");
  for (const page of [host, left, right]) await page.keyboard.press("c");
  for (
    const [page, text] of [
      [left, greetings.left],
      [right, greetings.right],
    ] as const
  ) {
    const field = page.getByLabel(theatre.say("chat.field"));
    await field.fill(text);
    await field.press("Enter");
    await host.getByText(text).waitFor();
  }
  await theatre.press(left, "control.hand");
  await theatre.press(last, "control.microphone");
  await settles(host, 3);
  await keep(host, "call");

  await theatre.press(right, "control.share");
  await host.emulateMedia({ colorScheme: "dark" });
  await settles(host, 4);
  await keep(host, "screen");
}

/** Waits until all pictures are there, all connections were measured, and there is no news. */
async function settles(page: Page, pictures: number): Promise<void> {
  await page.waitForFunction(
    (pictures) =>
      [...document.querySelectorAll("video")].filter((video) =>
          video.getVideoPlaybackQuality().totalVideoFrames >= 5
        ).length > pictures &&
      !document.querySelector('.notices p, [data-verdict="unknown"]'),
    pictures,
  );
}

await using parley = await Program.start();
await using chromium = await openBrowser("granted", "pages");
for (const edition of EDITIONS) {
  const theatre = new Theatre(chromium, parley.url, edition.language);
  await take(theatre, edition);
  await theatre.clear();
}
