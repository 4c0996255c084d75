/** Real Firefox, with a camera that is not real. */

import puppeteer, { type Page } from "puppeteer-core";
import { findNeeded, type Needed } from "./needed.ts";
import type { Asked, Tab } from "./call.ts";

/** Where Debian installs it, and where others do. */
export const FIREFOX: Needed = findNeeded(
  "Firefox",
  "PARLEY_FIREFOX",
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
);

const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  // On a machine without a network there is nothing else.
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
};

/** How long something may take that should happen; a busy machine is slow. */
const PATIENCE_MS = 30_000;

export interface Firefox extends AsyncDisposable {
  /** Opens a page. */
  open(url: string): Promise<Tab>;
  /** What the pages had to complain of. */
  readonly complaints: string[];
}

/** Starts a browser with a profile of its own, driven by WebDriver BiDi. */
export async function openFirefox(): Promise<Firefox> {
  const { path } = FIREFOX;
  if (path === undefined) throw new Error("Cannot find Firefox");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: path,
    headless: true,
    extraPrefsFirefox: PREFERENCES,
  });
  const complaints: string[] = [];
  return {
    complaints,
    async open(url) {
      const page = await browser.newPage();
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(url);
      return new FirefoxTab(page);
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

class FirefoxTab implements Tab {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async evaluate<R>(run: () => R | Promise<R>): Promise<R> {
    return await this.#page.evaluate(run);
  }

  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    await this.#page.waitForFunction(holds, { timeout: PATIENCE_MS });
  }

  async enter(asked: Asked): Promise<void> {
    await this.#page.evaluate((asked: Asked) => globalThis.enter(asked), asked);
  }
}
