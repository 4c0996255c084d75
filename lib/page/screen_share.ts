/**
 * One's own screen, shown to the others.
 *
 * All that is shared in a call goes by one stream, whose tracks change: in a media section that is used
 * again, Chromium names the stream that was sent there first, and the others tell a screen from a camera
 * by its name.
 *
 * @module
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Room } from "/parley/parley.mjs";
import type { SharedScreen } from "/parley/devices.mjs";

/** The screen that is shared, if one is. */
export class ScreenShare {
  readonly #stream: MediaStream;
  readonly #room: Pick<Room, "publish" | "unpublish">;
  readonly #onChange: () => void;
  readonly #isOn: Signal<boolean> = signal(false);
  #shared: SharedScreen | undefined;

  /**
   * Shares nothing yet.
   *
   * @param stream An empty one.
   * @param room Where it is sent.
   * @param onChange Is called after it has begun, and after it has ended.
   */
  constructor(
    stream: MediaStream,
    room: Pick<Room, "publish" | "unpublish">,
    onChange: () => void,
  ) {
    this.#stream = stream;
    this.#room = room;
    this.#onChange = onChange;
  }

  /** Whether one is shared. */
  get isOn(): ReadonlySignal<boolean> {
    return this.#isOn;
  }

  /** What is shared, to be shown to oneself. */
  get stream(): MediaStream {
    return this.#stream;
  }

  /** Shares what the person has chosen, until that ends. */
  async share(screen: SharedScreen): Promise<void> {
    this.stop();
    this.#shared = screen;
    for (const track of screen.stream.getTracks()) {
      this.#stream.addTrack(track);
    }
    this.#room.publish(this.#stream, { screen: true });
    this.#isOn.value = true;
    this.#onChange();
    await screen.ended;
    if (this.#shared === screen) this.stop();
  }

  /** Shares it no more. */
  stop(): void {
    const screen = this.#shared;
    if (!screen) return;
    this.#shared = undefined;
    screen.stop();
    this.#room.unpublish(this.#stream);
    for (const track of this.#stream.getTracks()) {
      this.#stream.removeTrack(track);
    }
    this.#isOn.value = false;
    this.#onChange();
  }
}
