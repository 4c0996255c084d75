/** Pages in a room by the SDK, and what a test asks of them. */

import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Room, RoomOptions } from "../../lib/sdk/mod.ts";
import type { Chromium } from "./browser.ts";
import { Program, ROOT } from "./program.ts";

declare global {
  /** The room, once the page is in it. */
  var room: Room;
  /** Milliseconds that joining took. */
  var joinedIn: number;
  /** What the page was told, a line each. */
  var told: string[];
  /** How many offers of the page's own gave way to another one. */
  var withdrawn: number;
  /** Joins a room, after the one that was left. */
  var enter: (asked: Asked) => Promise<void>;
}

/** How a page joins: what of `joinRoom` can be said in JSON. */
export interface Asked extends
  Pick<
    RoomOptions,
    "name" | "capacity" | "password" | "token" | "rtc" | "features"
  > {
  /** The room; `blue` unless given. */
  room?: string;
  /** The server; the page's own unless given. */
  server?: string;
  /** The seat's proof; kept over a reload by the SDK itself unless given. */
  seat?: string;
}

/** A page in any browser. */
export interface Tab {
  /** Runs something in the page. */
  evaluate<R>(run: () => R | Promise<R>): Promise<R>;
  /** Waits until something holds in the page. */
  until(holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Joins a room. */
  enter(asked: Asked): Promise<void>;
}

/** A page in Chromium as one in any browser. */
export function tabOf(page: Page): Tab {
  return {
    evaluate: (run) => page.evaluate(run),
    until: async (holds) => void await page.waitForFunction(holds),
    enter: (asked) => page.evaluate((asked) => globalThis.enter(asked), asked),
  };
}

/** The folder with the page, for a server. */
export const CALL_FOLDER: string = join(ROOT, "tests", "support", "call");

/** Starts Parley with the page. */
export function startCall(
  args: readonly string[] = [],
  port: number = 0,
): Promise<Program> {
  return Program.start({ port, args: ["--static", CALL_FOLDER, ...args] });
}

/** The address of a page that joins. */
export function callUrl(url: string, asked: Asked = {}): string {
  return `${url}/?${encodeURIComponent(JSON.stringify(asked))}`;
}

/** Opens pages one after the other, each of which joins, and waits until all are connected. */
export async function openCall(
  chromium: Chromium,
  { url }: { readonly url: string },
  count: number,
  asked: Asked = {},
): Promise<Page[]> {
  const pages: Page[] = [];
  while (pages.length < count) {
    const page = await chromium.open(callUrl(url, asked));
    pages.push(page);
    await joined(page);
  }
  for (const page of pages) await connected(page, count - 1);
  return pages;
}

/** Waits until a page is in its room. */
export async function joined(page: Page): Promise<void> {
  await page.waitForFunction(() => globalThis.room?.state.name === "joined");
}

/** Waits until a page is in its room, and has as many peers that are connected. */
export async function connected(page: Page, peers: number): Promise<void> {
  await page.waitForFunction((peers) => {
    const { room } = globalThis;
    return room?.state.name === "joined" && room.peers.length === peers &&
      room.peers.every(({ state, connection }) =>
        state === "connected" && connection.signalingState === "stable"
      );
  }, peers);
}

/** Waits until a page was told something. */
export async function isTold(page: Page, line: string): Promise<void> {
  await page.waitForFunction((line) => globalThis.told?.includes(line), line);
}

/** All that a page was told since it joined. */
export function toldOf(page: Page): Promise<string[]> {
  return page.evaluate(() => globalThis.told);
}

/** Who a page is. */
export function idOf(page: Page): Promise<string> {
  return page.evaluate(() => globalThis.room.self.id);
}

/** Whether a page gives way to the first of the others. */
export function politeOf(page: Page): Promise<boolean | undefined> {
  return page.evaluate(() => globalThis.room.peers[0]?.info.polite);
}
