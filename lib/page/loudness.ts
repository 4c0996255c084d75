/**
 * How loud someone is: one's own microphone by listening to it, another by what the browser says of the
 * packets that come.
 *
 * @module
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Clock, every } from "./clock.ts";

/** From here on somebody speaks: well above the noise of a room, and below a calm voice. */
export const SPEECH = 0.02;

/** How often it is looked at, in milliseconds: as the eye follows a meter. */
const STEP_MS = 100;

/** How long somebody still speaks after the last sound, in milliseconds: between two words. */
const PAUSE_MS = 800;

/** The part of the Web Audio API that is used. */
export type Ears = Pick<
  AudioContext,
  "createMediaStreamSource" | "createAnalyser" | "resume" | "close"
>;

/** The level of one's own microphone. */
export class Meter {
  readonly #level: Signal<number> = signal(0);
  readonly #stop: () => void;
  readonly #ears: Ears;

  /** Listens to `track` until {@linkcode Meter.stop}. */
  constructor(track: MediaStreamTrack, clock: Clock, ears: Ears) {
    this.#ears = ears;
    const analyser = ears.createAnalyser();
    analyser.fftSize = 1024;
    // What is heard is not played: nobody wants to hear themselves.
    ears.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#stop = every(clock, STEP_MS, () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, one) => sum + one * one, 0);
      this.#level.value = Math.sqrt(power / samples.length);
    });
  }

  /** The loudness of the last tenth of a second: 0 is silence, 1 as loud as can be. */
  get level(): ReadonlySignal<number> {
    return this.#level;
  }

  /** Lets it hear, once the person has done something: browsers keep it deaf until then. */
  wake(): void {
    this.#ears.resume().catch(() => {});
  }

  /** Listens no more. */
  stop(): void {
    this.#stop();
    this.#level.value = 0;
    this.#ears.close().catch(() => {});
  }
}

/** The part of a connection that tells how loud the other one is. */
export interface Audible {
  /** What is received. */
  getReceivers(): readonly Pick<
    RTCRtpReceiver,
    "track" | "getSynchronizationSources"
  >[];
}

/** How loud the other end of a connection is. */
export function loudnessOf(connection: Audible): number {
  return Math.max(
    0,
    ...connection.getReceivers()
      .filter(({ track }) => track.kind === "audio")
      .flatMap((receiver) => receiver.getSynchronizationSources())
      .map(({ audioLevel = 0 }) => audioLevel),
  );
}

/** Whether somebody speaks, from how loud they are now and then. */
export class Speech {
  #heardAt = -Infinity;

  /** Takes how loud it is at `now`; returns whether they speak. */
  take(level: number, now: number): boolean {
    if (level >= SPEECH) this.#heardAt = now;
    return now - this.#heardAt < PAUSE_MS;
  }
}
