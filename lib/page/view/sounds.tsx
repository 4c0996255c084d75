/**
 * Everything that is heard: by which speaker, and whether the browser lets it be heard at all.
 *
 * @module
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Context, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Devices } from "/parley/devices.mjs";

/** What is heard. */
export class Sounds {
  readonly #devices: Pick<Devices, "useSpeaker">;
  readonly #elements = new Set<HTMLMediaElement>();
  readonly #isBlocked: Signal<boolean> = signal(false);
  #speaker: string | undefined;

  /** Begins with nothing. */
  constructor(devices: Pick<Devices, "useSpeaker">) {
    this.#devices = devices;
  }

  /** Whether the browser wants the person to do something first. */
  get isBlocked(): ReadonlySignal<boolean> {
    return this.#isBlocked;
  }

  /** Plays an element, until what is returned is called. */
  add(element: HTMLMediaElement): () => void {
    this.#elements.add(element);
    if (this.#speaker) this.#direct([element], this.#speaker);
    this.#play(element);
    return () => this.#elements.delete(element);
  }

  /** Plays all, after the person has done something. */
  unblock(): void {
    this.#isBlocked.value = false;
    for (const element of this.#elements) this.#play(element);
  }

  /** Lets all be heard from a speaker. */
  use(speaker: string | undefined): void {
    this.#speaker = speaker;
    if (speaker) this.#direct(this.#elements, speaker);
  }

  #direct(elements: Iterable<HTMLMediaElement>, speaker: string): void {
    // One that is not there any more: the system's own is heard.
    this.#devices.useSpeaker(speaker, elements).catch(() => {});
  }

  #play(element: HTMLMediaElement): void {
    element.play().catch((error: unknown) => {
      // Other errors mean that another stream came.
      if (error instanceof Error && error.name === "NotAllowedError") {
        this.#isBlocked.value = true;
      }
    });
  }
}

/** The page's sounds, for whatever makes some. */
export const SoundsContext: Context<Sounds | undefined> = createContext<
  Sounds | undefined
>(undefined);

/** The page's sounds. */
export function useSounds(): Sounds {
  const sounds = useContext(SoundsContext);
  if (!sounds) throw new Error("There is nothing to make sounds with");
  return sounds;
}
