/**
 * Cameras, microphones and speakers: which there are, how one is opened, and how another one takes its
 * place.
 *
 * @module
 */

import {
  deviceCodeOf,
  DeviceError,
  type DeviceName,
  noDevices,
} from "./device_error.ts";

/** A device that is opened. */
export type InputName = "camera" | "microphone";

const NAMES = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
} as const;

/** A device, as it is listed. */
export interface Device {
  /** What it is. */
  readonly device: Exclude<DeviceName, "screen">;
  /** Its id; empty until the person has allowed a device to be used. */
  readonly id: string;
  /** What the system calls it; empty until then. */
  readonly label: string;
}

/** What has come and gone. */
export interface DeviceChange {
  /** What is new. */
  readonly came: readonly Device[];
  /** What is not there any more. */
  readonly went: readonly Device[];
  /** All that there is. */
  readonly devices: readonly Device[];
}

/** What to open: with whatever settings, or with some, or not at all. */
export type DeviceWish = {
  readonly [N in InputName]?: boolean | MediaTrackConstraints;
};

/** What came of a wish. */
export interface OpenedDevices {
  /** What could be opened, a track at least. */
  readonly stream: MediaStream;
  /** What could not. */
  readonly errors: readonly DeviceError[];
}

/** How one device takes another's place. */
export interface SwitchOptions {
  /** The track of the former one, which is stopped. Some phones have one camera at a time. */
  from?: MediaStreamTrack | null;
  /** What else is demanded of the new one. */
  constraints?: MediaTrackConstraints;
}

/** The part of `navigator.mediaDevices` that is used. */
export interface MediaSource {
  /** Lists what there is. */
  enumerateDevices(): Promise<readonly MediaDeviceInfo[]>;
  /** Opens devices. */
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** Hears that what there is has changed. */
  addEventListener(type: "devicechange", listener: () => void): void;
  /** Hears it no more. */
  removeEventListener(type: "devicechange", listener: () => void): void;
}

/** What can be told to use a speaker: an audio or video element. */
export interface Sink {
  /** Uses it; missing where the system alone decides. */
  setSinkId?(id: string): Promise<void>;
}

/** The part of `navigator.permissions` that is used. */
export interface PermissionSource {
  /** Looks a permission up. */
  query(what: { name: InputName }): Promise<{ state: PermissionState }>;
}

/** What to begin with. */
export interface DevicesOptions {
  /** The ids of devices that were chosen before, as {@linkcode Devices.chosen} had them. */
  chosen?: { readonly [N in Device["device"]]?: string };
  /** The browser's devices; `navigator.mediaDevices` unless given. */
  source?: MediaSource;
  /** The browser's permissions; `navigator.permissions` unless given. */
  permissions?: PermissionSource;
}

/**
 * This machine's devices, and which of them were chosen.
 *
 * @example
 * ```ts ignore
 * const devices = new Devices();
 * const { stream, errors } = await devices.open();
 * const track = await devices.switchTo("camera", id, { from: stream.getVideoTracks()[0] });
 * await sender.replaceTrack(track);
 * ```
 */
export class Devices {
  /** The ids of the devices that were chosen, to be kept wherever the page keeps such things. */
  readonly chosen: { [N in Device["device"]]?: string };
  readonly #source: MediaSource | undefined;
  readonly #permissions: PermissionSource | undefined;

  /** Asks nothing of the person yet. */
  constructor(
    {
      chosen,
      source = navigator.mediaDevices,
      permissions = navigator.permissions,
    }: DevicesOptions = {},
  ) {
    this.chosen = { ...chosen };
    this.#source = source;
    this.#permissions = permissions;
  }

  /** Lists what there is; nothing where there are no devices for pages. */
  async list(): Promise<Device[]> {
    const found = await this.#source?.enumerateDevices() ?? [];
    return found.map(({ kind, deviceId, label }) => ({
      device: NAMES[kind],
      id: deviceId,
      label,
    }));
  }

  /** Whether a device may be used; `undefined` where the browser does not say. */
  async permission(device: InputName): Promise<PermissionState | undefined> {
    try {
      return (await this.#permissions?.query({ name: device }))?.state;
    } catch {
      return undefined;
    }
  }

  /**
   * Opens what is wished, asking the person once if need be: those that were chosen, if they are there.
   * If not all of it is to be had, the rest is opened alone.
   *
   * @throws {DeviceError} If nothing is to be had: why the first is not.
   */
  async open(
    wish: DeviceWish = { camera: true, microphone: true },
  ): Promise<OpenedDevices> {
    const both = await this.#ask(wish);
    if (!(both instanceof DeviceError)) return { stream: both, errors: [] };
    const { camera, microphone } = wish;
    if (!camera || !microphone || !await this.#isPartial(both)) throw both;
    let stream: MediaStream | undefined;
    const errors: DeviceError[] = [];
    for (const part of [{ camera }, { microphone }]) {
      const one = await this.#ask(part);
      if (one instanceof DeviceError) errors.push(one);
      else if (stream) one.getTracks().forEach(stream.addTrack, stream);
      else stream = one;
    }
    if (!stream) throw errors[0];
    return { stream, errors };
  }

  /**
   * Opens another device, and chooses it.
   *
   * @returns Its track, for `replaceTrack`.
   * @throws {DeviceError}
   */
  async switchTo(
    device: InputName,
    id: string,
    { from, constraints }: SwitchOptions = {},
  ): Promise<MediaStreamTrack> {
    const wish = { [device]: { ...constraints, deviceId: { exact: id } } };
    let stream = await this.#ask(wish);
    if (from && stream instanceof DeviceError && stream.code === "in-use") {
      from.stop();
      stream = await this.#ask(wish);
    }
    if (stream instanceof DeviceError) throw stream;
    from?.stop();
    const [track] = stream.getTracks();
    if (!track) throw new DeviceError(device, "not-found");
    this.chosen[device] = id;
    return track;
  }

  /**
   * Lets elements be heard from a speaker, and chooses it.
   *
   * @throws {DeviceError}
   */
  async useSpeaker(id: string, elements: Iterable<Sink>): Promise<void> {
    for (const element of elements) {
      if (!element.setSinkId) throw new DeviceError("speaker", "unsupported");
      await element.setSinkId(id).catch((error) => {
        throw new DeviceError("speaker", deviceCodeOf(error), error);
      });
    }
    this.chosen.speaker = id;
  }

  /**
   * Calls `listener` whenever devices have come or gone. Until the person has allowed one to be used,
   * all of a kind look like one.
   *
   * @returns The undo.
   */
  watch(listener: (change: DeviceChange) => void): () => void {
    let known = this.list();
    const look = () => {
      const before = known;
      known = this.list();
      Promise.all([before, known]).then(([before, devices]) => {
        const came = devices.filter((one) => !isAmong(one, before));
        const went = before.filter((one) => !isAmong(one, devices));
        if (isOver || came.length + went.length < 1) return;
        listener({ came, went, devices });
      });
    };
    let isOver = false;
    this.#source?.addEventListener("devicechange", look);
    return () => {
      isOver = true;
      this.#source?.removeEventListener("devicechange", look);
    };
  }

  /** Whether one of two devices may be had though both together were not. */
  async #isPartial({ code }: DeviceError): Promise<boolean> {
    if (code !== "denied") return code !== "dismissed";
    // Who has just said no to both is not asked again for each.
    return await this.permission("camera") !==
      await this.permission("microphone");
  }

  async #ask(wish: DeviceWish): Promise<MediaStream | DeviceError> {
    const device = wish.camera ? "camera" : "microphone";
    if (!this.#source) return noDevices(device);
    try {
      return await this.#source.getUserMedia({
        video: this.#constraints("camera", wish),
        audio: this.#constraints("microphone", wish),
      });
    } catch (error) {
      const code = deviceCodeOf(error);
      const isOpen = code === "denied" &&
        (/dismissed/.test(`${error}`) ||
          await this.permission(device) === "prompt");
      return new DeviceError(device, isOpen ? "dismissed" : code, error);
    }
  }

  #constraints(
    device: InputName,
    wish: DeviceWish,
  ): boolean | MediaTrackConstraints {
    const wished = wish[device] ?? false;
    const id = this.chosen[device];
    if (wished === false || id === undefined) return wished;
    // Another one, if this one is not there.
    return { deviceId: id, ...wished === true ? {} : wished };
  }
}

/** Whether `devices` has it; one without an id may be any of its kind. */
function isAmong({ device, id }: Device, devices: readonly Device[]): boolean {
  return devices.some((other) =>
    other.device === device && (other.id === id || !other.id || !id)
  );
}
