/**
 * What a person may change during a call.
 *
 * @module
 */

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { App } from "../app.ts";
import type { Call } from "../call.ts";
import { say } from "../words/words.ts";
import { DeviceFields } from "./device_fields.tsx";
import { DeviceTrouble } from "./device_trouble.tsx";
import { Dialog } from "./dialog.tsx";
import { LanguageField } from "./language_field.tsx";

/** What {@linkcode SettingsDialog} is given. */
export interface SettingsDialogProps {
  /** The page. */
  app: App;
  /** The call. */
  call: Call;
  /** The person has closed it. */
  onClose(): void;
}

/** Name, devices, language and shortcuts. */
export function SettingsDialog(
  { app, call, onClose }: SettingsDialogProps,
): JSX.Element {
  const { preferences, own } = app;
  const name = useId();
  const language = useId();
  const hasSpeakers = own.list.value.some(({ device }) => device === "speaker");
  return (
    <Dialog title={say("settings.title")} onClose={onClose}>
      <p class="field">
        <label for={name}>{say("settings.name")}</label>
        <input
          id={name}
          dir="auto"
          maxLength={64}
          autoComplete="name"
          value={call.self.value.name}
          onChange={(event) => {
            const text = event.currentTarget.value.trim();
            if (!text) return;
            preferences.choose({ name: text });
            call.rename(text);
          }}
        />
      </p>
      <DeviceTrouble app={app} />
      <DeviceFields app={app} />
      {!hasSpeakers && <p class="soft">{say("settings.no-speaker")}</p>}
      <p class="field">
        <label for={language}>{say("settings.language")}</label>
        <LanguageField preferences={preferences} id={language} />
      </p>
      <label class="switch">
        <span>{say("settings.shortcuts")}</span>
        <input
          type="checkbox"
          role="switch"
          checked={preferences.choices.value.shortcuts}
          onChange={({ currentTarget }) =>
            preferences.choose({ shortcuts: currentTarget.checked })}
        />
      </label>
    </Dialog>
  );
}
