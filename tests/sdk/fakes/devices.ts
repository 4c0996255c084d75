/**
 * A machine's devices, and a person who is asked about them.
 *
 * @module
 */

import type {
  InputName,
  MediaSource,
  PermissionSource,
} from "../../../lib/sdk/devices.ts";
import { FakeStream } from "./media.ts";

/** An error of the platform's, by its name. */
export function fault(name: string, message = ""): Error {
  return new DOMException(message, name);
}

/** An `OverconstrainedError`, which says what was demanded. */
export class Overconstrained extends Error {
  override readonly name = "OverconstrainedError";
  constructor(readonly constraint: string) {
    super();
  }
}

/** Devices that come and go. */
export class FakeDevices implements MediaSource, PermissionSource {
  /** As `kind id`. */
  devices: string[] = ["videoinput c1", "audioinput m1", "audiooutput s1"];
  /** What was asked for. */
  readonly asked: MediaStreamConstraints[] = [];
  /** What was given. */
  readonly streams: FakeStream[] = [];
  readonly permissions = new Map<string, PermissionState>();
  readonly #listeners = new Set<() => void>();
  /** What a request ends in, if not in a stream. */
  refuse: (constraints: MediaStreamConstraints) => Error | undefined = () =>
    undefined;

  /** How many listen to changes. */
  get watchers(): number {
    return this.#listeners.size;
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve(this.devices.map((device) => {
      const [kind = "", deviceId = ""] = device.split(" ");
      const known = kind === "videoinput" || kind === "audioinput"
        ? kind
        : "audiooutput";
      const label = deviceId && `Label of ${deviceId}`;
      const info = { kind: known, deviceId, label, groupId: "" } as const;
      return { ...info, toJSON: () => info };
    }));
  }

  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    const error = this.refuse(constraints);
    if (error) return Promise.reject(error);
    const kinds = (["audio", "video"] as const)
      .filter((kind) => constraints[kind]);
    const stream = FakeStream.of(...kinds);
    this.streams.push(stream);
    return Promise.resolve(stream);
  }

  query({ name }: { name: InputName }): Promise<{ state: PermissionState }> {
    const state = this.permissions.get(name);
    return state
      ? Promise.resolve({ state })
      : Promise.reject(new TypeError(`Unknown: ${name}`));
  }

  addEventListener(_: "devicechange", listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: "devicechange", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Plugs in, or out, until only these are there. */
  become(...devices: string[]): void {
    this.devices = devices;
    for (const listener of this.#listeners) listener();
  }
}
