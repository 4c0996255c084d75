/** How each screen of the page is reached: a fault for each thing that can go wrong. */

import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import {
  CATALOGUES,
  type Entry,
  type Language,
  type Values,
  type Word,
} from "../../lib/page/words/words.ts";
import { type Chromium, type OpenOptions, reaches } from "./browser.ts";

/** Where a scene is played, and in which language. */
export class Theatre {
  readonly language: Language;
  readonly url: string;
  readonly #chromium: Chromium;
  readonly #pages: Page[] = [];
  #rooms = 0;

  constructor(chromium: Chromium, url: string, language: Language) {
    this.#chromium = chromium;
    this.url = url;
    this.language = language;
  }

  /** The address of a room that nobody has used yet. */
  room(): string {
    return `${this.url}/?room=blue-${++this.#rooms}`;
  }

  /** What the page says in its language. */
  say(word: Word, values: Values = {}): string {
    const entry: Entry = CATALOGUES[this.language][word];
    const text = typeof entry === "string" ? entry : entry.other ?? "";
    return text.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => `${values[name]}`,
    );
  }

  /** Opens a page. */
  async open(url: string, options: OpenOptions = {}): Promise<Page> {
    const page = await this.#chromium.open(url, {
      locale: this.language,
      serviceWorkers: "block",
      ...options,
    });
    this.#pages.push(page);
    return page;
  }

  /** Opens a page, and waits before the call. */
  async prepare(
    url: string,
    name: string,
    options: OpenOptions = {},
  ): Promise<Page> {
    const page = await this.open(url, options);
    await reaches(page, "preparing");
    await page.getByLabel(this.say("preparing.name")).fill(name);
    return page;
  }

  /** Comes into a call. */
  async enter(
    url: string,
    name: string,
    options: OpenOptions = {},
  ): Promise<Page> {
    const page = await this.prepare(url, name, options);
    await page.getByLabel(this.say("preparing.name")).press("Enter");
    return page;
  }

  /** Two in a call. */
  async pair(): Promise<[ada: Page, bob: Page]> {
    const url = this.room();
    const ada = await this.enter(url, "Ada");
    const bob = await this.enter(url, "Bob");
    for (const page of [ada, bob]) await reaches(page, "connected");
    return [ada, bob];
  }

  /** Presses a button. */
  async press(page: Page, word: Word, values: Values = {}): Promise<void> {
    const name = labelled(this.say(word, values));
    await page.getByRole("button", { name }).click();
  }

  /** Chooses something in the menu of a button. */
  async choose(
    page: Page,
    button: Word,
    item: Word,
    values: Values = {},
  ): Promise<void> {
    await this.press(page, button, values);
    await page.getByRole("menuitem", { name: this.say(item), exact: true })
      .click();
  }

  /** Closes all pages that were opened. */
  async clear(): Promise<void> {
    for (const page of this.#pages.splice(0)) await page.context().close();
  }
}

/** A label, whatever marks of direction are in it: a name within a sentence may be set apart. */
function labelled(name: string): RegExp {
  const escaped = [...name].map((char) =>
    char.replace(/[.*+?^${}()|[\]\\]/, "\\$&")
  );
  const marks = "[\u2068\u2069]*";
  return new RegExp(`^${[...escaped, ""].join(marks)}$`);
}

/** Something that is shown, and how it comes to that. */
export interface Scene {
  /** What it is called: the state, where that says it. */
  readonly name: string;
  /** The state that it ends in; its name unless given. */
  readonly state?: string;
  /** Plays it; the page is what is looked at. */
  play(theatre: Theatre): Promise<Page>;
}

/** Scenes before a call. */
const BEFORE: readonly Scene[] = [
  {
    name: "landing",
    async play(theatre) {
      const page = await theatre.open(theatre.room());
      await reaches(page, "preparing");
      await page.goto(theatre.url);
      return page;
    },
  },
  {
    name: "checking",
    play: (theatre) =>
      theatre.open(theatre.room(), {
        before: (page) => page.route("**/rooms/preflight", () => {}),
      }),
  },
  {
    name: "preparing",
    async play(theatre) {
      const page = await theatre.open(theatre.room());
      await page.locator(".device-fields select").first().waitFor();
      return page;
    },
  },
  {
    name: "preparing-lobby",
    state: "preparing",
    play: async (theatre) => await theatre.open(await lobby(theatre)),
  },
  {
    name: "camera-microphone-denied",
    state: "preparing",
    play: (theatre) => faultyDevices(theatre, "NotAllowedError"),
  },
  {
    name: "camera-microphone-in-use",
    state: "preparing",
    play: (theatre) => faultyDevices(theatre, "NotReadableError"),
  },
  {
    name: "camera-microphone-not-found",
    state: "preparing",
    play: (theatre) => faultyDevices(theatre, "NotFoundError"),
  },
  {
    name: "camera-in-use",
    state: "preparing",
    play: (theatre) => faultyDevices(theatre, "NotReadableError", "camera"),
  },
  {
    name: "camera-microphone-insecure-origin",
    state: "preparing",
    async play(theatre) {
      const url = theatre.room().replace("127.0.0.1", "parley.test");
      const page = await theatre.open(url);
      await page.locator(".trouble").waitFor();
      return page;
    },
  },
  {
    name: "password",
    async play(theatre) {
      return await theatre.open(theatre.room(), refusal("password-required"));
    },
  },
  {
    name: "password-wrong",
    state: "password",
    async play(theatre) {
      const page = await theatre.open(
        theatre.room(),
        refusal("password-wrong"),
      );
      return page;
    },
  },
  {
    name: "joining",
    play: (theatre) =>
      theatre.enter(theatre.room(), "Ada", {
        before: (page) => page.routeWebSocket("**/ws", () => {}),
      }),
  },
  {
    name: "waiting",
    play: async (theatre) => await theatre.enter(await lobby(theatre), "Bob"),
  },
];

/** What the server may refuse, each as it is asked before the camera is. */
const REFUSED = [
  "room-full",
  "room-locked",
  "room-name-invalid",
  "name-invalid",
  "banned",
  "lobby-full",
  "no-such-room",
  "too-many-rooms",
  "too-many-attempts",
  "guard-timeout",
  "token-required",
  "token-expired",
] as const;

/** Scenes of what keeps people out, or ends a call. */
const STOPPED: readonly Scene[] = [
  ...REFUSED.map((code): Scene => ({
    name: code,
    play: (theatre) => theatre.open(theatre.room(), refusal(code)),
  })),
  {
    name: "unknown",
    play: (theatre) => theatre.open(theatre.room(), refusal("moon-phase")),
  },
  {
    name: "browser-unsupported",
    play: (theatre) =>
      theatre.open(theatre.room(), {
        before: (page) =>
          page.addInitScript(() => {
            Reflect.deleteProperty(globalThis, "RTCPeerConnection");
          }),
      }),
  },
  {
    name: "server-unreachable",
    play: (theatre) =>
      theatre.open(theatre.room(), {
        before: (page) =>
          page.route(
            "**/rooms/preflight",
            (route) => route.abort("connectionrefused"),
          ),
      }),
  },
  {
    name: "offline",
    async play(theatre) {
      const page = await theatre.open(theatre.url);
      await page.context().setOffline(true);
      await page.getByLabel(theatre.say("landing.room")).press("Enter");
      return page;
    },
  },
  {
    name: "denied",
    async play(theatre) {
      const url = theatre.room();
      const ada = await theatre.enter(url, "Ada");
      await openLobby(theatre, ada);
      const bob = await theatre.enter(url, "Bob");
      await theatre.press(ada, "people.deny-name", { name: "Bob" });
      return bob;
    },
  },
  {
    name: "kicked",
    async play(theatre) {
      const [ada, bob] = await theatre.pair();
      await theatre.choose(ada, "tile.actions", "people.remove", {
        name: "Bob",
      });
      await ada.locator("dialog .dangerous").click();
      return bob;
    },
  },
  {
    name: "ended",
    async play(theatre) {
      const [ada, bob] = await theatre.pair();
      await theatre.choose(ada, "control.more", "control.room");
      await theatre.press(ada, "room.end");
      return bob;
    },
  },
  {
    name: "replaced",
    async play(theatre) {
      const url = theatre.room();
      const ada = await theatre.enter(url, "Ada");
      await reaches(ada, "alone");
      // What is kept for a page that is loaded again, taken along to another tab.
      const kept = await ada.evaluate(() => {
        dispatchEvent(new Event("pagehide"));
        return Object.entries(sessionStorage);
      });
      await theatre.open(url, {
        before: (page) =>
          page.addInitScript((kept) => {
            for (const [key, value] of kept) {
              sessionStorage.setItem(key, value);
            }
          }, kept),
      });
      return ada;
    },
  },
];

/** Scenes of a call. */
const CALLS: readonly Scene[] = [
  {
    name: "alone",
    play: (theatre) => theatre.enter(theatre.room(), "Ada"),
  },
  {
    name: "connected",
    async play(theatre) {
      const [ada] = await theatre.pair();
      await ada.locator("[data-verdict]").waitFor();
      return ada;
    },
  },
  {
    name: "three",
    state: "connected",
    async play(theatre) {
      const url = theatre.room();
      const ada = await theatre.enter(url, "Ada");
      const bob = await theatre.enter(url, "Bob");
      await theatre.enter(url, "Eve");
      await theatre.press(bob, "control.camera");
      await theatre.press(bob, "control.microphone");
      await theatre.press(bob, "control.hand");
      await ada.locator(".mark-hand").waitFor();
      await ada.locator('[data-tile="member"]').nth(1).waitFor();
      return ada;
    },
  },
  {
    name: "chat",
    state: "connected",
    async play(theatre) {
      const [ada, bob] = await theatre.pair();
      await theatre.press(bob, "control.chat");
      const field = bob.getByLabel(theatre.say("chat.field"));
      for (const text of ["Hello, Ada!", "你好", "مرحبا"]) {
        await field.fill(text);
        await field.press("Enter");
      }
      const input = bob.locator("input[type=file]");
      await input.setInputFiles({
        name: "plan.pdf",
        mimeType: "application/pdf",
        buffer: Buffer.from("plan"),
      });
      await ada.locator(".badge").waitFor();
      await ada.keyboard.press("c");
      await ada.getByText("plan.pdf").waitFor();
      return ada;
    },
  },
  {
    name: "people",
    state: "connected",
    async play(theatre) {
      const [ada] = await theatre.pair();
      await openLobby(theatre, ada);
      await theatre.enter(ada.url(), "Eve");
      await ada.locator(".knock").waitFor();
      await ada.keyboard.press("p");
      await ada.locator(".lobby").waitFor();
      return ada;
    },
  },
  ...(["invite", "room", "settings", "shortcuts"] as const).map((
    name,
  ): Scene => ({
    name,
    state: "alone",
    async play(theatre) {
      const ada = await theatre.enter(theatre.room(), "Ada");
      await theatre.choose(ada, "control.more", `control.${name}`);
      await ada.locator("dialog[open]").waitFor();
      return ada;
    },
  })),
  {
    name: "more",
    state: "alone",
    async play(theatre) {
      const ada = await theatre.enter(theatre.room(), "Ada");
      await theatre.press(ada, "control.more");
      return ada;
    },
  },
  {
    name: "tile-menu",
    state: "connected",
    async play(theatre) {
      const [ada] = await theatre.pair();
      await theatre.press(ada, "tile.actions", { name: "Bob" });
      return ada;
    },
  },
  {
    name: "remove",
    state: "connected",
    async play(theatre) {
      const [ada] = await theatre.pair();
      await theatre.choose(ada, "tile.actions", "people.remove", {
        name: "Bob",
      });
      return ada;
    },
  },
  {
    name: "connection",
    state: "connected",
    async play(theatre) {
      const [ada] = await theatre.pair();
      await ada.locator("[data-verdict]").click();
      return ada;
    },
  },
  {
    name: "screen",
    state: "connected",
    async play(theatre) {
      const [ada, bob] = await theatre.pair();
      await theatre.press(bob, "control.share");
      await ada.locator('[data-tile="screen"]').waitFor();
      return ada;
    },
  },
  {
    name: "autoplay-blocked",
    state: "connected",
    async play(theatre) {
      const url = theatre.room();
      await theatre.enter(url, "Ada");
      const bob = await theatre.enter(url, "Bob", {
        before: (page) =>
          page.addInitScript(() => {
            HTMLMediaElement.prototype.play = () =>
              Promise.reject(new DOMException("", "NotAllowedError"));
          }),
      });
      await bob.locator('[data-code="autoplay-blocked"]').waitFor();
      return bob;
    },
  },
  {
    name: "reconnecting",
    state: "connected",
    async play(theatre) {
      const { ada, cut } = await cuttablePair(theatre);
      // There is no way back.
      await ada.routeWebSocket("**/ws", () => {});
      cut();
      await ada.locator('[data-code="reconnecting"]').waitFor();
      return ada;
    },
  },
  {
    name: "server-back",
    state: "connected",
    async play(theatre) {
      const { ada, cut } = await cuttablePair(theatre);
      cut();
      await ada.getByText(theatre.say("notice.server-back")).waitFor();
      return ada;
    },
  },
  {
    name: "no-path",
    async play(theatre) {
      const url = theatre.room();
      await theatre.enter(url, "Ada");
      const bob = await theatre.enter(url, "Bob", {
        before: async (page) => {
          await page.addInitScript(() => {
            const Connection = globalThis.RTCPeerConnection;
            globalThis.RTCPeerConnection = class extends Connection {
              constructor(configuration?: RTCConfiguration) {
                // There is no relay, so there is no address to try.
                super({ ...configuration, iceTransportPolicy: "relay" });
              }
            };
          });
          await page.clock.install();
        },
      });
      await bob.locator('[data-tile="member"]').waitFor();
      // So long is patience called for.
      await bob.clock.fastForward(20_000);
      await reaches(bob, "no-path");
      await theatre.press(bob, "tile.why");
      return bob;
    },
  },
  {
    name: "after",
    async play(theatre) {
      const [ada] = await theatre.pair();
      await ada.locator("[data-verdict]").waitFor();
      await ada.locator(".leave").click();
      return ada;
    },
  },
];

/** All of them. */
export const SCENES: readonly Scene[] = [...BEFORE, ...STOPPED, ...CALLS];

/** A server that refuses, before the camera is asked for. */
function refusal(code: string): OpenOptions {
  return {
    before: (page) =>
      page.route("**/rooms/preflight", (route) =>
        route.fulfill({
          json: {
            ok: false,
            code,
            message: "Come when the moon is full",
            retryable: false,
          },
        })),
  };
}

/** A machine whose devices are not to be had. */
async function faultyDevices(
  theatre: Theatre,
  error: string,
  which: "camera" | "both" = "both",
): Promise<Page> {
  const page = await theatre.open(theatre.room(), {
    before: (page) =>
      page.addInitScript(([error, which]) => {
        const { mediaDevices } = navigator;
        const open = mediaDevices.getUserMedia.bind(mediaDevices);
        mediaDevices.getUserMedia = (wish) =>
          which === "camera" && !wish?.video
            ? open(wish)
            : Promise.reject(new DOMException("", error));
        navigator.permissions.query = () =>
          Promise.reject(new TypeError("Nobody knows"));
      }, [error, which]),
  });
  await page.locator(".trouble").waitFor();
  return page;
}

/** Two in a call, and the end of the first one's connection with the server. */
async function cuttablePair(
  theatre: Theatre,
): Promise<{ ada: Page; cut: () => void }> {
  const url = theatre.room();
  let cut = () => {};
  const ada = await theatre.enter(url, "Ada", {
    before: (page) =>
      page.routeWebSocket("**/ws", (socket) => {
        const server = socket.connectToServer();
        cut = () => {
          server.close();
          socket.close();
        };
      }),
  });
  await theatre.enter(url, "Bob");
  await reaches(ada, "connected");
  return { ada, cut: () => cut() };
}

/** The address of a room with a lobby. */
async function lobby(theatre: Theatre): Promise<string> {
  const url = theatre.room();
  const ada = await theatre.enter(url, "Ada");
  await openLobby(theatre, ada);
  return url;
}

async function openLobby(theatre: Theatre, host: Page): Promise<void> {
  await theatre.choose(host, "control.more", "control.room");
  await host.getByRole("switch").nth(1).check();
  await host.keyboard.press("Escape");
  await host.locator("dialog").waitFor({ state: "detached" });
}
