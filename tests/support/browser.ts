/** Real Chromium, with a camera that is not real. */

import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { findNeeded, type Needed, testWith } from "./needed.ts";

/** Where Debian installs it, and where others do. */
export const CHROMIUM: Needed = findNeeded(
  "Chromium",
  "PARLEY_CHROMIUM",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
);

/** The same without what is around a page, which opens one in half the time; not all machines have it. */
const SHELL: Needed = findNeeded(
  "Chromium's headless shell",
  "PARLEY_CHROMIUM_SHELL",
  "/usr/bin/chromium-headless-shell",
);

/** Without a way out to the network, and fit to be run by root in a container. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP parley.test 127.0.0.1",
];

/** How long anything may take; a busy machine is slow to draw and to decode. */
const PATIENCE_MS = 60_000;

/** What a browser has to offer to a page that asks for a camera. */
export type Devices = "granted" | "slow" | "refused" | "none";

const DEVICE_FLAGS: Readonly<Record<Devices, readonly string[]>> = {
  granted: [
    // Another camera is the third; the second one is of a kind that no call can send.
    "--use-fake-device-for-media-stream=device-count=3",
    "--use-fake-ui-for-media-stream",
  ],
  // Many pages in one machine: a few pictures a second show that they flow.
  slow: [
    "--use-fake-device-for-media-stream=fps=5",
    "--use-fake-ui-for-media-stream",
  ],
  refused: ["--use-fake-device-for-media-stream"],
  none: ["--use-fake-ui-for-media-stream"],
};

/** How a page is opened. */
export interface OpenOptions extends BrowserContextOptions {
  /** Prepares the page before it goes to the address. */
  before?: (page: Page) => Promise<unknown>;
}

export interface Chromium extends AsyncDisposable {
  readonly browser: Browser;
  /** Opens a page as a person of their own would; `before` is run in it before its own scripts. */
  open(url: string, options?: OpenOptions): Promise<Page>;
  /** What the pages had to complain of: errors, and what the Content-Security-Policy refused. */
  readonly complaints: string[];
}

/** A test that needs Chromium. */
export const browserTest: ReturnType<typeof testWith> = testWith(CHROMIUM);

/**
 * Starts a browser with a profile of its own: for `"pages"`, of which there are many, one that has nothing
 * else, if there is one.
 */
export async function openBrowser(
  devices: Devices = "granted",
  what: "browser" | "pages" = "browser",
): Promise<Chromium> {
  const { path } = what === "pages" && SHELL.path ? SHELL : CHROMIUM;
  if (path === undefined) throw new Error("Cannot find Chromium");
  const browser = await chromium.launch({
    executablePath: path,
    args: [...FLAGS, ...DEVICE_FLAGS[devices]],
  });
  const complaints: string[] = [];
  return {
    browser,
    complaints,
    async open(url, { before, ...options } = {}) {
      const context = await browser.newContext(options);
      await context.addInitScript(collectConnections);
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        // A server that is gone is reported by the browser itself.
        const text = message.text();
        if (
          message.type() === "error" && !text.includes("ERR_CONNECTION_REFUSED")
        ) {
          complaints.push(text);
        }
      });
      await before?.(page);
      await page.goto(url);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** What a page has received of the others' media, in all. */
export interface Received {
  framesDecoded: number;
  bytesReceived: number;
}

declare global {
  var connections: RTCPeerConnection[];
}

/** Runs in the page, before its own scripts: keeps its connections where a test can see them. */
function collectConnections(): void {
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      globalThis.connections.push(this);
    }
  };
}

/** How many connections the page has made since it was loaded. */
export async function connectionsOf(page: Page): Promise<number> {
  return await page.evaluate(() => globalThis.connections.length);
}

export async function received(page: Page): Promise<Received> {
  return await page.evaluate(async () => {
    const sum = { framesDecoded: 0, bytesReceived: 0 };
    for (const connection of globalThis.connections) {
      for (const [, report] of await connection.getStats()) {
        if (report.type !== "inbound-rtp") continue;
        sum.framesDecoded += report.framesDecoded ?? 0;
        sum.bytesReceived += report.bytesReceived ?? 0;
      }
    }
    return sum;
  });
}

/** Waits until the page has decoded more frames, and received more bytes, than it has now. */
export async function mediaGrows(page: Page): Promise<void> {
  const before = await received(page);
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const now = await received(page);
    if (performance.now() > deadline) {
      throw new Error(`No media flows: ${JSON.stringify({ before, now })}`);
    }
    if (
      now.framesDecoded > before.framesDecoded + 5 &&
      now.bytesReceived > before.bytesReceived
    ) return;
    await page.evaluate(() =>
      new Promise((next) => requestAnimationFrame(next))
    );
  }
}

/**
 * Watches how many milliseconds, at the longest, no frame of one of the pictures is decoded. Only what
 * lies between two answers counts, not the time that a busy machine takes for an answer.
 */
export function longestPause(page: Page): { stop(): Promise<number> } {
  let isOver = false;
  const watching = (async () => {
    let longest = 0;
    const last = new Map<string, { frames: number; seen: number }>();
    while (!isOver) {
      const asked = performance.now();
      // A page that is closed has failed elsewhere, where it is told.
      const pictures = await framesOf(page).catch(() => undefined);
      if (!pictures) break;
      const seen = performance.now();
      for (const [picture, frames] of pictures) {
        const before = last.get(picture);
        if (before?.frames === frames) {
          longest = Math.max(longest, asked - before.seen);
        } else last.set(picture, { frames, seen });
      }
    }
    return longest;
  })();
  return {
    stop() {
      isOver = true;
      return watching;
    },
  };
}

/** How many frames of each picture were decoded. */
function framesOf(page: Page): Promise<[picture: string, frames: number][]> {
  return page.evaluate(async () => {
    const frames: [string, number][] = [];
    for (const [index, connection] of globalThis.connections.entries()) {
      for (const [id, report] of await connection.getStats()) {
        if (report.type !== "inbound-rtp" || report.kind !== "video") continue;
        frames.push([`${index} ${id}`, report.framesDecoded]);
      }
    }
    return frames;
  });
}

/** Waits until the page is in a state, as its root's `data-state` tells. */
export async function reaches(page: Page, state: string): Promise<void> {
  await page.locator(`[data-state="${state}"]`).waitFor({ state: "attached" });
}
