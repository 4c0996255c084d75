/** What every screen of the page has to be, in a language. */

import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Language } from "../../lib/page/words/words.ts";
import { violations } from "./axe.ts";
import { browserTest, openBrowser, reaches } from "./browser.ts";
import { Program } from "./program.ts";
import { SCENES, Theatre } from "./scenes.ts";

/** Where the pictures are kept, if they are to be looked at. */
const PICTURES = Deno.env.get("PARLEY_SCREENSHOTS");

const SIZES = {
  wide: { width: 1280, height: 800 },
  phone: { width: 320, height: 640 },
} as const;

/** Where axe looks. */
const AUDITED: Readonly<Record<Language, readonly string[]>> = {
  en: ["wide dark", "phone light"],
  "zh-CN": ["phone light"],
  ar: ["phone light"],
};

const THEMES = ["light", "dark"] as const;

/** A test that plays all scenes in a language, and looks at each. */
export function screensTest(language: Language): void {
  browserTest(
    `each screen is whole in ${language}: nothing overflows, nothing is in another language, axe finds nothing`,
    async () => {
      await using parley = await Program.start();
      await using chromium = await openBrowser("granted", "pages");
      const theatre = new Theatre(chromium, parley.url, language);
      const found: string[] = [];
      for (const { name, state = name, play } of SCENES) {
        const page = await play(theatre);
        await reaches(page, state);
        for (const problem of await lookAt(page, name, language)) {
          found.push(`${name}: ${problem}`);
        }
        await theatre.clear();
      }
      deepEqual(found, []);
    },
  );
}

/** What is wrong with a screen, in each size and theme. */
async function lookAt(
  page: Page,
  name: string,
  language: Language,
): Promise<string[]> {
  const found: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    const wide = await overflow(page);
    if (wide > 0) found.push(`${size} is ${wide} px too wide`);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await keepPicture(page, language, `${name}-${size}-${theme}`);
      // What a theme can break is its colors, which are the same in all languages and sizes.
      if (AUDITED[language].includes(`${size} ${theme}`)) {
        found.push(...await violations(page));
      }
    }
  }
  if (language !== "en") found.push(...await foreignWords(page));
  const root = page.locator("html");
  const said = [
    await root.getAttribute("lang"),
    await root.getAttribute("dir"),
  ];
  const right = [language, language === "ar" ? "rtl" : "ltr"];
  if (`${said}` !== `${right}`) found.push(`says that it is ${said}`);
  return found;
}

async function keepPicture(
  page: Page,
  language: Language,
  name: string,
): Promise<void> {
  if (PICTURES === undefined) return;
  await Deno.mkdir(join(PICTURES, language), { recursive: true });
  await page.screenshot({ path: join(PICTURES, language, `${name}.png`) });
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

/** What is the same in all languages: names, keys, codes, what people have said. */
const SAME =
  /Parley|Ada|Bob|Eve|blue-\d+|Chrome|Edge|Firefox|Safari|https?\S*|VPN|TURN|UDP|host|QR|English|Shift|Hello, Ada!|plan\.pdf|moon-phase|Come when the moon is full|Fake \w+ \w+( \w+)?|fake_device_\d|kB|kb|kbps|kb\/s|ms|AM|PM|[a-z]+(-[a-z]+)+|checking|joining|waiting|reconnecting|unknown|offline|banned|denied|kicked|ended|replaced|kbit\/s/g;

/** Words in the Latin script that are to be seen or read out, and belong to no catalogue of another one. */
function foreignWords(page: Page): Promise<string[]> {
  return page.evaluate((same) => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(
      document.body,
      NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Text) {
        if (!node.parentElement?.closest("kbd, noscript, textarea")) {
          texts.push(node.data);
        }
      } else if (node instanceof Element) {
        for (const name of ["aria-label", "title", "placeholder", "alt"]) {
          texts.push(node.getAttribute(name) ?? "");
        }
      }
    }
    return texts
      .map((text) => text.replaceAll(new RegExp(same, "g"), ""))
      .filter((text) => /[A-Za-z]{2,}/.test(text))
      .map((text) => `not translated: ${text}`);
  }, SAME.source);
}
