/**
 * Which camera, microphone and speaker are used, before a call and in it.
 *
 * @module
 */

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Device } from "/parley/devices.mjs";
import type { App } from "../app.ts";
import { say } from "../words/words.ts";

type DeviceName = Device["device"];

/** What {@linkcode DeviceFields} is given. */
export interface DeviceFieldsProps {
  /** What is chosen, and where it is kept. */
  app: App;
}

/** A field for each kind of device of which there is something to choose. */
export function DeviceFields({ app }: DeviceFieldsProps): JSX.Element {
  const { own, preferences } = app;
  // One that is not open is the one that will be.
  const idOf = (device: DeviceName) =>
    (device !== "speaker" &&
      own.track(device).value?.getSettings().deviceId) ||
    preferences.choices.value.devices[device];
  const choose = (device: DeviceName, id: string) =>
    device === "speaker"
      ? preferences.choose({
        devices: { ...preferences.choices.peek().devices, speaker: id },
      })
      : own.choose(device, id);
  return (
    <div class="device-fields">
      {(["camera", "microphone", "speaker"] as const).map((device) => (
        <DeviceField
          key={device}
          device={device}
          // Before the person has allowed anything, devices have no ids.
          list={own.list.value.filter((one) =>
            one.device === device && one.id !== ""
          )}
          chosen={idOf(device)}
          onChoose={(id) => choose(device, id)}
        />
      ))}
    </div>
  );
}

interface DeviceFieldProps {
  device: DeviceName;
  list: readonly Device[];
  chosen: string | undefined;
  onChoose(id: string): void;
}

function DeviceField(
  { device, list, chosen, onChoose }: DeviceFieldProps,
): JSX.Element | null {
  const id = useId();
  if (!list.length) return null;
  const name = say(`device.${device}`);
  return (
    <p class="field">
      <label for={id}>{name}</label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {chosen === undefined && (
          <option value="">{say("device.default")}</option>
        )}
        {list.map((one, index) => (
          <option key={one.id} value={one.id}>
            {one.label ||
              say("device.unnamed", { device: name, count: index + 1 })}
          </option>
        ))}
      </select>
    </p>
  );
}
