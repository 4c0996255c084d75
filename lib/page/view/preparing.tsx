/**
 * Before a call: how one looks and sounds, and what one is called.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { InputName } from "/parley/devices.mjs";
import type { App, Stage } from "../app.ts";
import type { Ears } from "../loudness.ts";
import { say, type Word } from "../words/words.ts";
import { DeviceFields } from "./device_fields.tsx";
import { DeviceTrouble } from "./device_trouble.tsx";
import { Icon } from "./icons.tsx";
import { LevelMeter } from "./level_meter.tsx";
import { RoomName, Screen } from "./screen.tsx";
import { Video } from "./video.tsx";

/** The longest name, as on the server. */
const NAME_CHARS = 64;

/** What {@linkcode Preparing} is given. */
export interface PreparingProps {
  /** The page. */
  app: App;
  /** Which room it is, and what the server said of it. */
  stage: Extract<Stage, { at: "preparing" }>;
  /** Makes something to listen to the microphone with. */
  createEars(): Ears;
}

/** The preview, the name, the devices, and the way in, which is open all the time. */
export function Preparing(
  { app, stage, createEars }: PreparingProps,
): JSX.Element {
  const { preferences } = app;
  const id = useId();
  // As it is typed: what is kept has no spaces around it.
  const name = useSignal(preferences.choices.peek().name);
  const { state, room } = stage.check;
  return (
    <div class="preparing">
      <Preview app={app} createEars={createEars} />
      <Screen title={say("preparing.title")}>
        <RoomName room={stage.room} />
        <p class="soft">
          {say(
            state === "waiting"
              ? "preparing.lobby"
              : room
              ? "preparing.open"
              : "preparing.empty",
          )}
        </p>
        <form
          class="ways"
          onSubmit={(event) => {
            event.preventDefault();
            app.join();
          }}
        >
          <p class="field">
            <label for={id}>{say("preparing.name")}</label>
            <input
              id={id}
              // What stands in an empty field is the page's own.
              dir={name.value ? "auto" : undefined}
              maxLength={NAME_CHARS}
              autoComplete="name"
              enterkeyhint="go"
              placeholder={say("app.guest")}
              value={name.value}
              onInput={(event) => {
                name.value = event.currentTarget.value;
                preferences.choose({ name: name.value.trim() });
              }}
            />
          </p>
          <button type="submit" class="primary">
            {say(joinWord(app, state === "waiting"))}
          </button>
        </form>
        <DeviceTrouble app={app} />
        <DeviceFields app={app} />
      </Screen>
    </div>
  );
}

function joinWord({ own }: App, isLobby: boolean): Word {
  if (isLobby) return "preparing.knock";
  // One that could not be changed for another still gives what it gave.
  const isMissing = (device: InputName) =>
    own.trouble(device).value !== undefined && !own.track(device).value;
  if (!isMissing("camera")) return "preparing.join";
  return isMissing("microphone")
    ? "preparing.join-without"
    : "preparing.join-without-camera";
}

function Preview(
  { app, createEars }: { app: App; createEars(): Ears },
): JSX.Element {
  const { own } = app;
  const isOn = own.state("camera").value === "on";
  const isOpening = own.state("camera").value === "opening" ||
    own.state("microphone").value === "opening";
  return (
    <div class="preview">
      {/* With nothing in it yet, it would keep the page from being loaded. */}
      {own.track("camera").value && (
        <Video
          kind="own"
          label={say("preparing.preview")}
          stream={own.stream}
          isSeen={isOn}
          isMirrored
        />
      )}
      <div class="preview-text">
        {!isOn && <Icon name="person" />}
        {/* It is there all the time: so what comes into it is read out. */}
        <p role="status">
          {isOpening
            ? say("preparing.opening")
            : isOn
            ? null
            : say("preparing.camera-off")}
        </p>
      </div>
      <div class="preview-foot">
        <PreviewButton app={app} device="microphone" />
        <PreviewButton app={app} device="camera" />
        <LevelMeter
          track={own.track("microphone").value}
          createEars={createEars}
        />
      </div>
    </div>
  );
}

function PreviewButton(
  { app, device }: { app: App; device: InputName },
): JSX.Element {
  const state = app.own.state(device).value;
  const isOn = state === "on";
  const label = say(`control.${device}`);
  return (
    <button
      type="button"
      class="round"
      aria-label={label}
      title={label}
      aria-pressed={!isOn}
      aria-busy={state === "opening"}
      data-problem={app.own.trouble(device).value !== undefined}
      onClick={() => app.own.toggle(device)}
    >
      <Icon name={isOn ? device : `${device}-off`} />
    </button>
  );
}
