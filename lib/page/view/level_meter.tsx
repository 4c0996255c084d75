/**
 * How loud the microphone is, before anybody else hears it.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { clock } from "../clock.ts";
import { type Ears, Meter } from "../loudness.ts";
import { say } from "../words/words.ts";

/** What {@linkcode LevelMeter} is given. */
export interface LevelMeterProps {
  /** The microphone's. */
  track: MediaStreamTrack | undefined;
  /** Makes something to listen with. */
  createEars(): Ears;
}

/** A bar. Loudness is heard by its logarithm, of which 50 decibels are shown. */
export function LevelMeter(
  { track, createEars }: LevelMeterProps,
): JSX.Element {
  const meter = useSignal<Meter | undefined>(undefined);
  useEffect(() => {
    if (!track) return;
    const it = new Meter(track, clock, createEars());
    meter.value = it;
    const wake = () => it.wake();
    for (const event of WAKING) addEventListener(event, wake);
    return () => {
      for (const event of WAKING) removeEventListener(event, wake);
      it.stop();
      meter.value = undefined;
    };
  }, [track]);

  const level = meter.value?.level.value ?? 0;
  const share = level > 0 ? Math.max(0, 1 + Math.log10(level) * 20 / 50) : 0;
  return (
    <div
      class="level"
      role="meter"
      aria-label={say("preparing.level")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 10) * 10}
    >
      <span style={{ "--level": share }} />
    </div>
  );
}

/** What a browser takes for a sign that somebody is there; the first touch of a finger is none yet. */
const WAKING = ["pointerdown", "pointerup", "keydown"] as const;
