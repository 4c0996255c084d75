/**
 * What a person can do during a call. What a small window has no room for is in the menu.
 *
 * @module
 */

import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { InputName } from "/parley/devices.mjs";
import type { Call } from "../call.ts";
import { REACTIONS } from "../remark.ts";
import { say } from "../words/words.ts";
import { Icon, type IconName } from "./icons.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { ariaShortcut, type ShortcutName } from "./shortcuts.ts";
import { useFullScreen } from "./use_full_screen.ts";

/** What is beside the tiles. */
export type PanelName = "chat" | "people";

/** What can be on top of the call. */
export type DialogName = "invite" | "room" | "settings" | "shortcuts";

/** What {@linkcode Controls} is given. */
export interface ControlsProps {
  /** The call. */
  call: Call;
  /** What is beside the tiles. */
  panel: PanelName | undefined;
  /** Whether the window is too narrow for all buttons. */
  isNarrow: boolean;
  /** Whether this browser can share a screen. */
  canShare: boolean;
  /** Shows something beside the tiles, or takes it away if it is there. */
  onPanel(panel: PanelName): void;
  /** Shows something on top. */
  onDialog(dialog: DialogName): void;
  /** Shares the screen, or ends that. */
  onShare(): void;
  /** Leaves the call. */
  onLeave(): void;
}

/** The buttons of a call. */
export function Controls(props: ControlsProps): JSX.Element {
  const { call, panel, isNarrow, canShare } = props;
  const { onPanel, onShare, onLeave } = props;
  const unread = call.chat.unread.value;
  const waiting = call.lobby.value.length;
  const people = waiting
    ? say("control.people-waiting", { count: waiting })
    : say("control.people");
  const fullScreen = useFullScreen(
    useRef(document.documentElement),
    call.notices,
  );
  return (
    <div class="controls" role="group" aria-label={say("call.controls")}>
      <DeviceButton call={call} device="microphone" />
      <DeviceButton call={call} device="camera" />
      {canShare && !isNarrow && (
        <Toggle
          icon="screen"
          label={say("control.share")}
          isOn={call.screen.isOn.value}
          onClick={onShare}
        />
      )}
      {!isNarrow && (
        <Toggle
          icon="hand"
          label={say("control.hand")}
          shortcut="hand"
          isOn={call.hand.value !== null}
          onClick={() => call.toggleHand()}
        />
      )}
      <Menu
        label={say("control.react")}
        class="round"
        isRow
        items={REACTIONS.map((reaction) => ({
          label: reaction,
          onChoose: () => call.react(reaction),
        }))}
      >
        <Icon name="smile" />
      </Menu>
      <Toggle
        icon="chat"
        label={unread
          ? say("control.chat-unread", { count: unread })
          : say("control.chat")}
        shortcut="chat"
        isOn={panel === "chat"}
        badge={unread}
        onClick={() => onPanel("chat")}
      />
      {!isNarrow && (
        <Toggle
          icon="people"
          label={people}
          shortcut="people"
          isOn={panel === "people"}
          badge={waiting}
          onClick={() => onPanel("people")}
        />
      )}
      <Menu
        label={say("control.more")}
        class="round"
        items={moreItems(props, people, fullScreen)}
      >
        <Icon name="more" />
      </Menu>
      <button
        type="button"
        class="round leave"
        aria-label={say("control.leave")}
        title={say("control.leave")}
        aria-keyshortcuts={ariaShortcut("leave")}
        onClick={onLeave}
      >
        <Icon name="leave" />
      </button>
    </div>
  );
}

function moreItems(
  { call, isNarrow, canShare, onPanel, onDialog, onShare }: ControlsProps,
  people: string,
  fullScreen: readonly MenuItem[],
): MenuItem[] {
  const item = (icon: IconName, label: string, onChoose: () => void) => ({
    icon,
    label,
    onChoose,
  });
  const narrow = [
    item("people", people, () => onPanel("people")),
    item(
      "hand",
      say(call.hand.value === null ? "control.hand" : "control.lower-hand"),
      () => call.toggleHand(),
    ),
    ...canShare
      ? [item(
        "screen",
        say(call.screen.isOn.value ? "tile.stop-sharing" : "control.share"),
        onShare,
      )]
      : [],
  ];
  return [
    ...isNarrow ? narrow : [],
    item("link", say("control.invite"), () => onDialog("invite")),
    item("lock", say("control.room"), () => onDialog("room")),
    item("settings", say("control.settings"), () => onDialog("settings")),
    ...fullScreen,
    item("keyboard", say("control.shortcuts"), () => onDialog("shortcuts")),
  ];
}

function DeviceButton(
  { call, device }: { call: Call; device: InputName },
): JSX.Element {
  const state = call.own.state(device).value;
  const trouble = call.own.trouble(device).value;
  const isOn = state === "on";
  return (
    <Toggle
      icon={isOn ? device : `${device}-off`}
      label={say(`control.${device}`)}
      {...trouble && { problem: say(`trouble.${device}.${trouble}`) }}
      shortcut={device}
      isOn={!isOn}
      isBusy={state === "opening"}
      onClick={() => call.own.toggle(device)}
    />
  );
}

interface ToggleProps {
  icon: IconName;
  /** Constant, as it is with `aria-pressed`: what is so when the button is pressed. */
  label: string;
  /** What is wrong with it. */
  problem?: string;
  shortcut?: ShortcutName;
  isOn: boolean;
  isBusy?: boolean;
  /** A number on it, if it is more than 0. */
  badge?: number;
  onClick(): void;
}

function Toggle(
  { icon, label, problem, shortcut, isOn, isBusy, badge, onClick }: ToggleProps,
): JSX.Element {
  const key = shortcut && ariaShortcut(shortcut);
  return (
    <button
      type="button"
      class="round"
      aria-label={problem ? `${label}. ${problem}` : label}
      title={[label, problem, key && `(${key})`].filter(Boolean).join(" ")}
      aria-pressed={isOn}
      aria-busy={isBusy}
      aria-keyshortcuts={key}
      data-problem={problem !== undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
      {badge ? <span class="badge" aria-hidden="true">{badge}</span> : null}
    </button>
  );
}
