/**
 * What a person can do during a call.
 *
 * @module
 */

import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon, type IconName } from "./icons.tsx";
import type { DeviceState, LocalMedia } from "./media.ts";

/** What {@linkcode Controls} is given. */
export interface ControlsProps {
  /** What to silence. */
  media: LocalMedia;
  /** Leaves the call. */
  onLeave(): void;
}

/** The buttons of a call. */
export function Controls({ media, onLeave }: ControlsProps): JSX.Element {
  return (
    <div class="controls" role="toolbar" aria-label="Call">
      <DeviceButton
        label="Mute microphone"
        device={media.microphone}
        icon="microphone"
        iconOff="microphone-off"
        onToggle={() => media.toggleMicrophone()}
      />
      <DeviceButton
        label="Turn off camera"
        device={media.camera}
        icon="camera"
        iconOff="camera-off"
        onToggle={() => media.toggleCamera()}
      />
      <button
        type="button"
        class="round leave"
        aria-label="Leave call"
        title="Leave call"
        onClick={onLeave}
      >
        <Icon name="leave" />
      </button>
    </div>
  );
}

interface DeviceButtonProps {
  /** Constant, as it is with `aria-pressed`: what is so when the button is pressed. */
  label: string;
  device: ReadonlySignal<DeviceState>;
  icon: IconName;
  iconOff: IconName;
  onToggle(): void;
}

function DeviceButton(
  { label, device, icon, iconOff, onToggle }: DeviceButtonProps,
): JSX.Element {
  const on = device.value === "on";
  return (
    <button
      type="button"
      class="round"
      aria-label={label}
      title={label}
      aria-pressed={!on}
      disabled={device.value === "none"}
      onClick={onToggle}
    >
      <Icon name={on ? icon : iconOff} />
    </button>
  );
}
