/**
 * This person's own camera and microphone, before a call and in it: one stream, whose tracks change.
 *
 * @module
 */

import {
  batch,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import {
  type Device,
  DeviceError,
  type DeviceErrorCode,
  type Devices,
  type InputName,
} from "/parley/devices.mjs";
import type { Room } from "/parley/parley.mjs";
import type { Preferences } from "./preferences.ts";

/** Whether a device is sent, silenced, or being opened. */
export type DeviceState = "on" | "off" | "opening";

/** Where what is taken is sent: a room is one. */
export type Outlet = Pick<Room, "publish" | "replaceTrack" | "mute">;

/** The part of the SDK's devices that is used. */
export type OwnDevices = Pick<
  Devices,
  "open" | "switchTo" | "list" | "watch" | "chosen" | "permission"
>;

/** What a device is called among tracks. */
const KINDS = { camera: "video", microphone: "audio" } as const;

const BOTH: readonly InputName[] = ["camera", "microphone"];

/** What is wanted of the devices, and what they are at. */
export class OwnMedia {
  /** What is sent, and shown to oneself. It is the same for good. */
  readonly stream: MediaStream;
  readonly #devices: OwnDevices;
  readonly #preferences: Preferences;
  readonly #states: Readonly<Record<InputName, Signal<DeviceState>>> = {
    camera: signal("off"),
    microphone: signal("off"),
  };
  readonly #troubles: Readonly<
    Record<InputName, Signal<DeviceErrorCode | undefined>>
  > = { camera: signal(undefined), microphone: signal(undefined) };
  readonly #tracks: Readonly<
    Record<InputName, Signal<MediaStreamTrack | undefined>>
  > = { camera: signal(undefined), microphone: signal(undefined) };
  readonly #list: Signal<readonly Device[]> = signal([]);
  readonly #published = new Map<InputName, MediaStreamTrack>();
  #outlet: Outlet | undefined;

  /** Opens nothing yet. `stream` is an empty one. */
  constructor(
    stream: MediaStream,
    devices: OwnDevices,
    preferences: Preferences,
  ) {
    this.stream = stream;
    this.#devices = devices;
    this.#preferences = preferences;
    devices.watch(() => this.#look());
  }

  /** Whether a device is on. */
  state(device: InputName): ReadonlySignal<DeviceState> {
    return this.#states[device];
  }

  /** Why a device is not to be had, if that was found out. */
  trouble(device: InputName): ReadonlySignal<DeviceErrorCode | undefined> {
    return this.#troubles[device];
  }

  /** What a device gives; `undefined` while it is not open. */
  track(device: InputName): ReadonlySignal<MediaStreamTrack | undefined> {
    return this.#tracks[device];
  }

  /** What there is to choose among. */
  get list(): ReadonlySignal<readonly Device[]> {
    return this.#list;
  }

  /** What is silenced, as a room is told. */
  get muted(): { audio: boolean; video: boolean } {
    return {
      audio: this.#states.microphone.peek() !== "on",
      video: this.#states.camera.peek() !== "on",
    };
  }

  /** Opens what the person wants on, asking once for both. */
  async open(): Promise<void> {
    const { camera, microphone } = this.#preferences.choices.peek();
    const wish = { camera, microphone };
    await this.#open(BOTH.filter((device) => wish[device]));
  }

  /** Switches a device on or off, and remembers that. */
  async toggle(device: InputName): Promise<void> {
    const state = this.#states[device].peek();
    if (state === "opening") return;
    const isOn = state === "off";
    this.#preferences.choose({ [device]: isOn });
    if (!isOn) await this.#rest(device);
    else if (this.#tracks[device].peek()) this.#switch(device, true);
    else await this.#open([device]);
  }

  /** Tries to open what was not to be had. */
  async retry(devices: readonly InputName[]): Promise<void> {
    await this.#open(devices);
  }

  /** Silences a device, as the host asks. */
  async silence(device: InputName): Promise<void> {
    if (this.#states[device].peek() === "on") await this.#rest(device);
  }

  /** Takes another device, and remembers that. */
  async choose(device: InputName, id: string): Promise<void> {
    const from = this.#tracks[device].peek();
    try {
      const track = await this.#devices.switchTo(device, id, {
        ...from && { from },
      });
      this.#take(device, track);
      if (this.#preferences.choices.peek()[device]) this.#switch(device, true);
      else await this.#rest(device);
    } catch (error) {
      // Some phones have one camera at a time: the former one may be gone.
      if (from?.readyState === "ended") this.#drop(device);
      this.#fail(device, error);
      this.#tell(device);
    }
    this.#preferences.choose({ devices: { ...this.#devices.chosen } });
    await this.#look();
  }

  /** From now on what is taken is sent there. */
  attach(outlet: Outlet): void {
    this.#outlet = outlet;
    // Whoever was quick has joined before the camera was open.
    outlet.publish(this.stream);
    for (const device of BOTH) {
      const track = this.#tracks[device].peek();
      if (track) this.#published.set(device, track);
      this.#tell(device);
    }
  }

  /** Gives the devices back, and sends nothing any more. */
  stop(): void {
    this.#outlet = undefined;
    this.#published.clear();
    batch(() => {
      for (const device of BOTH) this.#drop(device);
    });
  }

  async #open(devices: readonly InputName[]): Promise<void> {
    if (!devices.length) return;
    batch(() => {
      for (const device of devices) {
        this.#states[device].value = "opening";
        this.#troubles[device].value = undefined;
      }
    });
    const failed = new Map<InputName, unknown>();
    try {
      const { stream, errors } = await this.#devices.open({
        camera: devices.includes("camera"),
        microphone: devices.includes("microphone"),
      });
      for (const error of errors) {
        if (isInput(error.device)) failed.set(error.device, error);
      }
      for (const track of stream.getTracks()) {
        // The person has gone elsewhere while the browser was asking.
        const device = track.kind === "video" ? "camera" : "microphone";
        if (this.#states[device].peek() !== "opening") track.stop();
        else this.#take(device, track);
      }
    } catch (error) {
      for (const device of devices) failed.set(device, error);
    }
    batch(() => {
      for (const device of devices) {
        if (this.#states[device].peek() !== "opening") continue;
        if (failed.has(device)) this.#fail(device, failed.get(device));
        this.#switch(device, this.#tracks[device].peek() !== undefined);
      }
    });
    await this.#look();
  }

  /** A device gives a track: it is sent, in place of the one before. */
  #take(device: InputName, track: MediaStreamTrack): void {
    const former = this.#tracks[device].peek();
    former?.stop();
    if (former) this.stream.removeTrack(former);
    this.stream.addTrack(track);
    this.#tracks[device].value = track;
    this.#troubles[device].value = undefined;
    // It was unplugged, or the permission was taken back.
    track.addEventListener("ended", () => {
      if (this.#tracks[device].peek() !== track) return;
      this.#drop(device);
      this.#troubles[device].value = "not-found";
      this.#tell(device);
    });
    if (!this.#outlet) return;
    const sent = this.#published.get(device);
    this.#published.set(device, track);
    if (!sent) this.#outlet.publish(this.stream);
    // It is published, since it is in the map.
    else this.#outlet.replaceTrack(sent, track).catch(() => {});
  }

  #switch(device: InputName, isOn: boolean): void {
    const track = this.#tracks[device].peek();
    this.#states[device].value = isOn && track ? "on" : "off";
    if (track) track.enabled = isOn;
    this.#tell(device);
  }

  /**
   * Sends nothing of a device. A camera is given back, so that its light goes out, if it can be had again
   * without asking the person; a microphone is kept, so that not a word is lost when it is on again.
   */
  async #rest(device: InputName): Promise<void> {
    this.#switch(device, false);
    if (device === "microphone") return;
    const track = this.#tracks[device].peek();
    if (await this.#devices.permission(device) !== "granted") return;
    const isStill = this.#states[device].peek() === "off" &&
      this.#tracks[device].peek() === track;
    if (isStill) this.#drop(device);
  }

  #tell(device: InputName): void {
    const isOff = this.#states[device].peek() !== "on";
    // It is silenced at once; that the room was left in between is no news.
    this.#outlet?.mute(KINDS[device], isOff).catch(() => {});
  }

  #drop(device: InputName): void {
    const track = this.#tracks[device].peek();
    this.#tracks[device].value = undefined;
    this.#states[device].value = "off";
    if (!track) return;
    track.stop();
    this.stream.removeTrack(track);
  }

  #fail(device: InputName, error: unknown): void {
    this.#troubles[device].value = error instanceof DeviceError
      ? error.code
      : "unsupported";
  }

  async #look(): Promise<void> {
    this.#list.value = await this.#devices.list();
  }
}

function isInput(device: string): device is InputName {
  return device === "camera" || device === "microphone";
}
