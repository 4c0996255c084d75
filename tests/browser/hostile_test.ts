import { deepEqual, equal } from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { browserTest, openBrowser, reaches } from "../support/browser.ts";
import { choose, connected, prepare, press } from "../support/caller.ts";
import { Program } from "../support/program.ts";

/** What a stranger may type where a name or a text is wanted. `hit` is what it would run. */
const HOSTILE: readonly string[] = [
  "<script>hit()</script>",
  "<img src=x onerror=hit()>",
  "<svg onload=hit()>",
  '"><script>hit()</script>',
  "' onfocus=hit() autofocus='",
  '" onmouseover="hit()"',
  "javascript:hit()",
  "<iframe srcdoc='<script>parent.hit()</script>'>",
  "<a href=javascript:hit()>x</a>",
  "</textarea><script>hit()</script>",
  "</title><script>hit()</script>",
  "<!--<script>hit()//-->",
  "{{constructor.constructor('hit()')()}}",
  "${hit()}",
  "<style>@import'//x'</style>",
  "<math><mtext><mglyph><style></math><img src onerror=hit()>",
  "&lt;script&gt;hit()&lt;/script&gt;",
  "%3Cscript%3Ehit()%3C/script%3E",
  "\\u003cscript\\u003ehit()\\u003c/script\\u003e",
  "{name}{count}{code}",
  "__proto__",
  "constructor",
  "🏴‍☠️👩‍👩‍👧‍👦 ﷽ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞",
  "אבג abc العربية",
  "W".repeat(64),
];

declare global {
  /** How often something ran that came from a stranger. */
  var hits: number;
  var hit: () => void;
}

browserTest("what strangers type is text, wherever it is shown", async () => {
  await using parley = await Program.start();
  await using chromium = await openBrowser();
  const wary = {
    before: (page: Page) =>
      page.addInitScript(() => {
        globalThis.hits = 0;
        globalThis.hit = () => globalThis.hits++;
        addEventListener("securitypolicyviolation", () => globalThis.hits++);
        globalThis.alert = () => globalThis.hits++;
      }),
  };
  const eves = await chromium.open(parley.url, wary);
  for (const text of HOSTILE) {
    // The server takes some of them, and refuses others: here and there they are shown.
    await eves.goto(`${parley.url}/?${new URLSearchParams({ room: text })}`);
    await eves.locator(".room-name bdi")
      .and(eves.getByText(text, { exact: true })).waitFor();
    equal(await eves.title(), `${text} · Parley`);
    equal(await eves.evaluate(() => globalThis.hits), 0);
  }
  await eves.context().close();

  const url = `${parley.url}/?room=blue`;
  const ada = await chromium.open(url, wary);
  await reaches(ada, "preparing");
  await ada.getByLabel("Your name").fill("Ada");
  await press(ada, "Join");
  const eve = await prepare(chromium, url, "Eve");
  await press(eve, "Join");
  await connected(ada, eve);
  await press(ada, "Chat");
  await eve.keyboard.press("c");
  for (const text of HOSTILE) {
    await eve.getByLabel("Message to everyone").fill(text);
    await eve.getByLabel("Message to everyone").press("Enter");
    await ada.locator(".entry-text").last()
      .and(ada.getByText(text, { exact: true })).waitFor();
  }
  await eve.locator("input[type=file]").setInputFiles(
    HOSTILE.slice(0, 8).map((name) => ({
      name: `${name}.html`,
      mimeType: "text/html",
      buffer: Buffer.from("<script>hit()</script>"),
    })),
  );
  await ada.locator(".entry-file").nth(7).waitFor();

  // Every name, in the tile, the menu, the list, and the notices.
  await ada.keyboard.press("Escape");
  await press(ada, "People");
  await eve.keyboard.press("Escape");
  await choose(eve, "More", "Settings");
  for (const name of HOSTILE) {
    const field = eve.getByLabel("Your name");
    await field.fill(name);
    await field.press("Enter");
    await field.blur();
    await ada.locator(".person bdi").nth(1)
      .and(ada.getByText(name, { exact: true })).waitFor();
  }
  await eve.keyboard.press("Escape");
  await eve.keyboard.press("h");
  await ada.locator(".mark-hand").first().waitFor();
  const overflow = await ada.evaluate(() =>
    document.documentElement.scrollWidth - innerWidth
  );
  equal(overflow, 0);
  deepEqual(
    [await ada.evaluate(() => globalThis.hits), chromium.complaints],
    [0, []],
  );
});
