/**
 * This person's own picture and sound.
 *
 * @module
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { MediaFault } from "./state.ts";

/** What to ask the browser for. `nothing` still lets one watch and listen. */
export type MediaWish = "camera" | "microphone" | "nothing";

/** What came of asking. */
export type MediaResult =
  | { ok: true; media: LocalMedia }
  | { ok: false; fault: MediaFault };

/** Whether a device is sending, silenced, or not there. */
export type DeviceState = "on" | "off" | "none";

/** The part of `navigator.mediaDevices` that is used. */
export type Devices = Pick<MediaDevices, "getUserMedia">;

/** Asks the browser, and through it the person. `devices` is missing on insecure pages. */
export async function openMedia(
  wish: MediaWish,
  devices: Devices | undefined,
): Promise<MediaResult> {
  if (wish === "nothing") return { ok: true, media: new LocalMedia(undefined) };
  if (devices === undefined) return { ok: false, fault: "insecure" };
  try {
    const stream = await devices.getUserMedia({
      audio: true,
      video: wish === "camera",
    });
    return { ok: true, media: new LocalMedia(stream) };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

/** Which of the page's states an error of `getUserMedia` leads to. */
export function faultOf(error: unknown): MediaFault {
  switch (error instanceof Error ? error.name : undefined) {
    case "NotAllowedError":
    case "SecurityError":
      return "camera-refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "no-camera";
    // NotReadableError and AbortError: the device is there, and is not to be had.
    default:
      return "device-busy";
  }
}

/** The stream of this person's devices, and which of them are silenced. */
export class LocalMedia {
  /** `undefined` for someone who only watches and listens. */
  readonly stream: MediaStream | undefined;
  readonly #microphone: Signal<DeviceState>;
  readonly #camera: Signal<DeviceState>;

  /** Takes over `stream`, and stops it in the end. */
  constructor(stream: MediaStream | undefined) {
    this.stream = stream;
    this.#microphone = deviceState(stream?.getAudioTracks() ?? []);
    this.#camera = deviceState(stream?.getVideoTracks() ?? []);
  }

  /** Whether the others hear this person. */
  get microphone(): ReadonlySignal<DeviceState> {
    return this.#microphone;
  }

  /** Whether the others see this person. */
  get camera(): ReadonlySignal<DeviceState> {
    return this.#camera;
  }

  /** Silences the microphone, or lets it be heard again. */
  toggleMicrophone(): void {
    toggle(this.#microphone, this.stream?.getAudioTracks() ?? []);
  }

  /** Turns the picture black, or shows it again. */
  toggleCamera(): void {
    toggle(this.#camera, this.stream?.getVideoTracks() ?? []);
  }

  /** Gives the devices back. */
  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.#microphone.value = this.#camera.value = "none";
  }
}

function deviceState(tracks: readonly MediaStreamTrack[]): Signal<DeviceState> {
  const state = signal<DeviceState>(tracks.length > 0 ? "on" : "none");
  for (const track of tracks) {
    // It was unplugged, or the permission was taken back.
    track.addEventListener("ended", () => state.value = "none");
  }
  return state;
}

function toggle(
  state: Signal<DeviceState>,
  tracks: readonly MediaStreamTrack[],
): void {
  if (state.value === "none") return;
  const enabled = state.value === "off";
  for (const track of tracks) track.enabled = enabled;
  state.value = enabled ? "on" : "off";
}
