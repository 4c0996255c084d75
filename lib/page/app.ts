/**
 * The way through the page: from the landing to a call, and out of it again. No DOM.
 *
 * @module
 */

import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { Room, RoomOptions } from "/parley/parley.mjs";
import type { checkRoom, RoomCheck } from "/parley/devices.mjs";
import type { Address } from "./address.ts";
import { Call, type CallState, type CallTools } from "./call.ts";
import type { OwnMedia } from "./own_media.ts";
import type { Preferences } from "./preferences.ts";
import type { Summary } from "./summary.ts";
import {
  codeOf,
  remedyFor,
  type StopCode,
  stopCodeOf,
  stopCodeOfEnd,
} from "./trouble.ts";

/** Where the person is; each stage has what only it needs. */
export type Stage =
  /** A name for a room is to be chosen. */
  | { readonly at: "landing" }
  /** The server is asked whether one may come in. */
  | { readonly at: "checking"; readonly room: string }
  /** The room has a password. */
  | {
    readonly at: "password";
    readonly room: string;
    readonly isWrong: boolean;
  }
  /** Camera, microphone and name are chosen. */
  | {
    readonly at: "preparing";
    readonly room: string;
    readonly check: RoomCheck;
  }
  /** The seat is asked for. */
  | { readonly at: "joining"; readonly room: string }
  /** The host has to let this person in. */
  | { readonly at: "waiting"; readonly room: string }
  /** The call. */
  | { readonly at: "calling"; readonly room: string; readonly call: Call }
  /** It was left. */
  | { readonly at: "after"; readonly room: string; readonly summary: Summary }
  /** There is no call. */
  | {
    readonly at: "stopped";
    readonly room: string;
    readonly code: StopCode;
    /** What the server said, in its own words, where there are no others. */
    readonly said: string;
  };

/** A stable code of what the page is at. */
export type StateCode =
  | Exclude<Stage["at"], "calling" | "stopped">
  | CallState
  | StopCode;

/** What the page is made with. */
export interface AppOptions {
  /** The address. */
  readonly address: Address;
  /** Asks what would come of joining. */
  readonly checkRoom: typeof checkRoom;
  /** Joins. */
  joinRoom(url: string, name: string, options: RoomOptions): Promise<Room>;
  /** This person's camera and microphone. */
  readonly own: OwnMedia;
  /** What was chosen before. */
  readonly preferences: Preferences;
  /** What the browser gives a call. */
  readonly tools: CallTools;
  /** Outlives a reload of this tab: which room the call was in. */
  readonly tab: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  /** Whether there is a network. */
  readonly isOnline: ReadonlySignal<boolean>;
  /** Whether this browser can do calls. */
  readonly isSupported: boolean;
  /** What somebody without a name is called. */
  guestName(): string;
}

/** The server of the page is its own. */
const SERVER = "/";

const TAB_KEY = "parley call";

/** The page's state, and what a person can do. */
export class App {
  /** This person's camera and microphone. */
  readonly own: OwnMedia;
  /** What was chosen. */
  readonly preferences: Preferences;
  /** Whether there is a network. */
  readonly isOnline: ReadonlySignal<boolean>;
  readonly #options: AppOptions;
  readonly #stage: Signal<Stage> = signal({ at: "landing" });
  #password: string | undefined;
  /** Ends what is asked of the server. */
  #attempt = new AbortController();

  /** Begins at the landing; {@linkcode App.follow} goes where the address says. */
  constructor(options: AppOptions) {
    this.#options = options;
    this.own = options.own;
    this.preferences = options.preferences;
    this.isOnline = options.isOnline;
    effect(() => {
      if (!options.isOnline.value) return;
      const stage = this.#stage.peek();
      if (stage.at === "stopped" && stage.code === "offline") this.retry();
    });
  }

  /** Where the person is. */
  get stage(): ReadonlySignal<Stage> {
    return this.#stage;
  }

  /** A stable code of what the page is at. */
  readonly state: ReadonlySignal<StateCode> = computed(() => {
    const stage = this.#stage.value;
    if (stage.at === "calling") return stage.call.state.value;
    return stage.at === "stopped" ? stage.code : stage.at;
  });

  /** Goes where the address says, when the page is opened and after Back or Forward. */
  follow(): void {
    this.#abandon();
    const { room } = this.#options.address.read();
    if (room === undefined) this.#stage.value = { at: "landing" };
    else this.#check(room, this.#tabRoom === room);
  }

  /** Goes to `room`, and makes the address say so. */
  enter(room: string): void {
    const { address } = this.#options;
    if (address.read().room !== room) address.go(room);
    this.#abandon();
    this.#check(room, false);
  }

  /** Goes to the landing. */
  goHome(): void {
    this.#abandon();
    this.#options.address.go(undefined);
    this.#stage.value = { at: "landing" };
  }

  /** Tries a password. */
  answer(password: string): void {
    const stage = this.#stage.peek();
    if (stage.at !== "password") return;
    this.#password = password;
    this.#check(stage.room, false);
  }

  /** Comes in, with what was chosen. */
  join(): void {
    const stage = this.#stage.peek();
    if (stage.at === "preparing") this.#join(stage.room);
  }

  /** Gives up waiting for a seat. */
  cancel(): void {
    this.goHome();
  }

  /** Leaves the call. */
  leave(): void {
    const stage = this.#stage.peek();
    if (stage.at !== "calling") return;
    const summary = stage.call.leave();
    this.#quit();
    this.#stage.value = { at: "after", room: stage.room, summary };
  }

  /** Tries what did not work once more, or comes back to where the person was. */
  retry(): void {
    const stage = this.#stage.peek();
    if (stage.at === "after") this.#check(stage.room, true);
    else if (stage.at === "stopped") {
      this.#check(stage.room, remedyFor(stage.code) === "rejoin");
    }
  }

  get #tabRoom(): string | null | undefined {
    return this.#options.tab?.getItem(TAB_KEY);
  }

  /** Asks whether one may come in; `isBack` if the person was there, and comes in at once. */
  async #check(room: string, isBack: boolean): Promise<void> {
    const signal = this.#begin();
    if (!this.#options.isSupported) {
      return this.#stop(room, "browser-unsupported");
    }
    this.#stage.value = { at: "checking", room };
    const { address, checkRoom } = this.#options;
    const { token, seats } = address.read();
    try {
      const check = await checkRoom(SERVER, room, {
        ...this.#password !== undefined && { password: this.#password },
        ...token !== undefined && { token },
        capacity: seats,
        signal,
      });
      if (signal.aborted) return;
      this.preferences.visit(room);
      if (isBack) {
        await this.own.open();
        if (!signal.aborted) await this.#join(room);
        return;
      }
      this.#stage.value = { at: "preparing", room, check };
      await this.own.open();
    } catch (error) {
      if (!signal.aborted) this.#fail(room, error);
    }
  }

  async #join(room: string): Promise<void> {
    const signal = this.#begin();
    this.#stage.value = { at: "joining", room };
    const { address, joinRoom, own, tools, guestName, tab } = this.#options;
    const { token, seats } = address.read();
    try {
      const joined = await joinRoom(SERVER, room, {
        stream: own.stream,
        muted: own.muted,
        name: this.preferences.choices.peek().name || guestName(),
        metadata: { hand: null, screen: null },
        ...this.#password !== undefined && { password: this.#password },
        ...token !== undefined && { token },
        capacity: seats,
        signal,
        onWaiting: () => this.#stage.value = { at: "waiting", room },
      });
      const call = new Call({
        room: joined,
        own,
        tools,
        onEnd: (reason, code) => {
          this.#quit();
          this.#stop(room, stopCodeOfEnd(reason, code), code);
        },
      });
      tab?.setItem(TAB_KEY, room);
      this.#stage.value = { at: "calling", room, call };
    } catch (error) {
      if (!signal.aborted) this.#fail(room, error);
    }
  }

  #fail(room: string, error: unknown): void {
    const code = codeOf(error) ?? "unknown";
    if (code === "password-required" || code === "password-wrong") {
      this.own.stop();
      const isWrong = code === "password-wrong";
      this.#stage.value = { at: "password", room, isWrong };
      return;
    }
    this.#quit();
    const isOffline = code === "disconnected" && !this.isOnline.peek();
    this.#stop(
      room,
      isOffline ? "offline" : stopCodeOf(code),
      error instanceof Error ? error.message : "",
    );
  }

  #stop(room: string, code: StopCode, said: string = code): void {
    this.#stage.value = { at: "stopped", room, code, said };
  }

  /** Ends what was asked before; what is returned ends what is asked now. */
  #begin(): AbortSignal {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    return this.#attempt.signal;
  }

  /** Leaves whatever there is, as the person goes elsewhere. */
  #abandon(): void {
    this.#begin();
    const stage = this.#stage.peek();
    if (stage.at === "calling") stage.call.leave();
    // Whoever opens the page has not left anything yet: it may be a reload.
    if (stage.at !== "landing") this.#quit();
    this.#password = undefined;
  }

  /** Gives the devices back, and is in no call any more. */
  #quit(): void {
    this.own.stop();
    this.#options.tab?.removeItem(TAB_KEY);
  }
}
