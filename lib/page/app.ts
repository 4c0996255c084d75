/**
 * The way through the page: from the landing to a call and out of it again. No DOM.
 *
 * @module
 */

import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { Call } from "./call.ts";
import type { LocalMedia, MediaResult, MediaWish } from "./media.ts";
import type { MediaFault, ServerState, State } from "./state.ts";

/** Where the person is in the page; each stage has what only it needs. */
export type Stage =
  | { at: "landing" }
  | { at: "starting"; room: string }
  | { at: "blocked"; room: string; fault: MediaFault }
  | { at: "calling"; room: string; call: Call }
  | { at: "ended"; room: string };

/** The address of the page, which names the room so that it can be shared. */
export interface Address {
  /** The room that the address names. */
  room(): string | undefined;
  /** Makes the address name `room`, with a way back. */
  go(room: string): void;
}

/** What the page is made with. */
export interface AppOptions {
  /** The address. */
  address: Address;
  /** Asks for the camera and the microphone. */
  openMedia(wish: MediaWish): Promise<MediaResult>;
  /** Begins a call. */
  startCall(room: string, media: LocalMedia): Call;
}

/** The page's state and what a person can do. */
export class App {
  /** The state that is shown. */
  readonly state: ReadonlySignal<State>;
  /** Whether the server can be reached. */
  readonly server: ReadonlySignal<ServerState>;
  readonly #options: AppOptions;
  readonly #stage: Signal<Stage> = signal({ at: "landing" });

  /** Begins at the landing; {@linkcode App.follow} goes where the address says. */
  constructor(options: AppOptions) {
    this.#options = options;
    this.state = computed(() => stateOf(this.#stage.value));
    this.server = computed(() => {
      const stage = this.#stage.value;
      return stage.at === "calling" ? stage.call.server.value : "idle";
    });
  }

  /** Where the person is. */
  get stage(): ReadonlySignal<Stage> {
    return this.#stage;
  }

  /** Goes where the address says, when the page is opened and after Back or Forward. */
  follow(): void {
    this.leave();
    const room = this.#options.address.room();
    if (room === undefined) this.#stage.value = { at: "landing" };
    else this.start(room);
  }

  /** Goes to `room`, and makes the address say so. */
  enter(room: string): void {
    if (this.#options.address.room() !== room) this.#options.address.go(room);
    this.start(room);
  }

  /** Begins a call in `room` with what the person is willing and able to send. */
  async start(room: string, wish: MediaWish = "camera"): Promise<void> {
    const starting: Stage = { at: "starting", room };
    this.#stage.value = starting;
    const result = await this.#options.openMedia(wish);
    if (this.#stage.value !== starting) {
      // The person has gone elsewhere while the browser was asking.
      if (result.ok) result.media.stop();
    } else if (result.ok) {
      const call = this.#options.startCall(room, result.media);
      this.#stage.value = { at: "calling", room, call };
    } else {
      this.#stage.value = { at: "blocked", room, fault: result.fault };
    }
  }

  /** Ends the call, if there is one. */
  leave(): void {
    const stage = this.#stage.value;
    if (stage.at !== "calling") return;
    stage.call.leave();
    this.#stage.value = { at: "ended", room: stage.room };
  }
}

function stateOf(stage: Stage): State {
  switch (stage.at) {
    case "landing":
    case "starting":
    case "ended":
      return { name: stage.at };
    case "blocked":
      return { name: stage.fault };
    case "calling":
      return stage.call.state.value;
  }
}
