/**
 * What to do when there is no call: the camera is not to be had, the room is full, or the call is
 * over.
 *
 * @module
 */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { MediaWish } from "./media.ts";
import type { StateName } from "./state.ts";

/** What {@linkcode Detour} is given. */
export interface DetourProps {
  /** Why there is no call. */
  state: StateName;
  /** The room that was meant. */
  room: string;
  /** Tries again, with what the person is willing to send. */
  onStart(wish: MediaWish): void;
}

interface Way {
  readonly label: string;
  readonly wish: MediaWish;
}

const ALL: Way = { label: "Try again", wish: "camera" };
const SOUND: Way = { label: "Join with microphone only", wish: "microphone" };
const NOTHING: Way = { label: "Join without either", wish: "nothing" };

interface Advice {
  readonly title: string;
  readonly text: string;
  /** The first is the one to prefer. */
  readonly ways: readonly Way[];
}

const ADVICE: Readonly<Partial<Record<StateName, Advice>>> = {
  "camera-refused": {
    title: "Camera not allowed",
    text:
      "Allow the camera and the microphone beside the address, then try again. You can also join without.",
    ways: [ALL, SOUND, NOTHING],
  },
  "no-camera": {
    title: "No camera found",
    text: "Connect one and try again, or join without.",
    ways: [SOUND, NOTHING, ALL],
  },
  "device-busy": {
    title: "Camera in use",
    text: "Close what is using it and try again, or join without.",
    ways: [ALL, SOUND, NOTHING],
  },
  insecure: {
    title: "This page is not secure",
    text: "Open it with https to be seen and heard. You can watch and listen.",
    ways: [{ ...NOTHING, label: "Watch and listen" }],
  },
  full: {
    title: "No seat left",
    text: "Wait until someone leaves, or take another room.",
    ways: [ALL],
  },
  ended: {
    title: "Goodbye",
    text: "Your camera and microphone are off.",
    ways: [{ ...ALL, label: "Rejoin" }],
  },
};

/** What happened, and the ways on. */
export function Detour(
  { state, room, onStart }: DetourProps,
): JSX.Element | null {
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone; a reader of the screen goes on here.
  useEffect(() => heading.current?.focus(), [state]);

  const advice = ADVICE[state];
  if (!advice) return null;
  return (
    <section class="card">
      <p class="room">{room}</p>
      <h1 ref={heading} tabIndex={-1}>{advice.title}</h1>
      <p>{advice.text}</p>
      <div class="ways">
        {advice.ways.map(({ label, wish }, index) => (
          <button
            key={label}
            type="button"
            class={index === 0 ? "primary" : undefined}
            onClick={() => onStart(wish)}
          >
            {label}
          </button>
        ))}
        <a href="/">Another room</a>
      </div>
    </section>
  );
}
