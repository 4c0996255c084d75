/**
 * A call: the others, oneself, and what can be done.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { DeviceError, shareScreen } from "/parley/devices.mjs";
import type { App } from "../app.ts";
import type { Call } from "../call.ts";
import type { Member } from "../member.ts";
import { keepAwake } from "../wake_lock.ts";
import { say } from "../words/words.ts";
import { Banner } from "./banner.tsx";
import { ChatPanel } from "./chat_panel.tsx";
import { ConnectionDialog } from "./connection_dialog.tsx";
import { Controls, type DialogName, type PanelName } from "./controls.tsx";
import { CopyLink } from "./copy_link.tsx";
import { Icon } from "./icons.tsx";
import { InviteDialog } from "./invite_dialog.tsx";
import { KnockBanner } from "./knock_banner.tsx";
import { NoticesView } from "./notices_view.tsx";
import { PeoplePanel } from "./people_panel.tsx";
import { RemoveDialog } from "./remove_dialog.tsx";
import { RoomDialog } from "./room_dialog.tsx";
import { SettingsDialog } from "./settings_dialog.tsx";
import { type ShortcutName, shortcutOf } from "./shortcuts.ts";
import { ShortcutsDialog } from "./shortcuts_dialog.tsx";
import { useSounds } from "./sounds.tsx";
import { Stage } from "./stage.tsx";
import { useMedia } from "./use_media.ts";

/** What is on top of the call. */
type Top =
  | { is: DialogName }
  | { is: "connection" | "remove"; member: Member };

/** What {@linkcode CallView} is given. */
export interface CallViewProps {
  /** The page. */
  app: App;
  /** The call. */
  call: Call;
  /** The room's name. */
  room: string;
  /** The room's address, for others. */
  link: string;
}

/** A call in a room. */
export function CallView(
  { app, call, room, link }: CallViewProps,
): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useSignal<PanelName | undefined>(undefined);
  const top = useSignal<Top | undefined>(undefined);
  const isNarrow = useMedia("(max-width: 36rem)");
  const count = call.members.value.length;

  const leave = () => app.leave();
  const close = () => top.value = undefined;
  const showPanel = (name: PanelName) =>
    panel.value = panel.value === name ? undefined : name;

  // What had the focus is gone; a reader of the screen goes on here.
  useEffect(() => heading.current?.focus(), []);
  useEffect(keepAwake, []);
  useEffect(() => {
    const act: Readonly<Record<ShortcutName, () => void>> = {
      microphone: () => toggle(call, "microphone"),
      camera: () => toggle(call, "camera"),
      chat: () => showPanel("chat"),
      people: () => showPanel("people"),
      hand: () => call.toggleHand(),
      leave,
      list: () => top.value = { is: "shortcuts" },
    };
    const onKey = (event: KeyboardEvent) => {
      const name = shortcutOf(event);
      const isWanted = app.preferences.choices.peek().shortcuts;
      // On top of the call, keys are for what is there.
      if (!name || !isWanted || top.peek()) return;
      event.preventDefault();
      act[name]();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [call]);

  return (
    <section class="call" aria-label={say("call.label", { room })}>
      <header class="call-head">
        <h1 ref={heading} tabIndex={-1}>
          {call.info.value.locked && <Icon name="lock" />}
          <bdi>{room}</bdi>
        </h1>
        <span class="soft">{say("call.people", { count: count + 1 })}</span>
      </header>
      {panel.value !== "people" && <KnockBanner call={call} />}
      <SoundBanner app={app} />
      <div class="call-body">
        <div class="call-stage">
          <Stage
            app={app}
            call={call}
            onConnection={(member) => top.value = { is: "connection", member }}
            onRemove={(member) => top.value = { is: "remove", member }}
          />
          {count === 0 && (
            <div class="invitation">
              <h2>{say("call.alone")}</h2>
              <p class="soft">{say("call.alone-text")}</p>
              <CopyLink link={link} />
            </div>
          )}
          <NoticesView notices={call.notices} />
        </div>
        {panel.value === "chat" && (
          <ChatPanel
            call={call}
            onClose={() => panel.value = undefined}
          />
        )}
        {panel.value === "people" && (
          <PeoplePanel
            call={call}
            onRemove={(member) => top.value = { is: "remove", member }}
            onClose={() => panel.value = undefined}
          />
        )}
      </div>
      <Controls
        call={call}
        panel={panel.value}
        isNarrow={isNarrow}
        canShare={"getDisplayMedia" in (navigator.mediaDevices ?? {})}
        onPanel={showPanel}
        onDialog={(is) => top.value = { is }}
        onShare={() => share(call)}
        onLeave={leave}
      />
      {top.value && (
        <TopView
          app={app}
          call={call}
          link={link}
          top={top.value}
          onClose={close}
        />
      )}
    </section>
  );
}

interface TopViewProps {
  app: App;
  call: Call;
  link: string;
  top: Top;
  onClose(): void;
}

function TopView(
  { app, call, link, top, onClose }: TopViewProps,
): JSX.Element {
  switch (top.is) {
    case "invite":
      return <InviteDialog link={link} onClose={onClose} />;
    case "room":
      return <RoomDialog call={call} onClose={onClose} />;
    case "settings":
      return <SettingsDialog app={app} call={call} onClose={onClose} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={onClose} />;
    case "connection":
      return (
        <ConnectionDialog app={app} member={top.member} onClose={onClose} />
      );
    case "remove":
      return <RemoveDialog call={call} member={top.member} onClose={onClose} />;
  }
}

/** The browser wants the person to do something before it plays a sound. */
function SoundBanner({ app }: { app: App }): JSX.Element | null {
  const sounds = useSounds();
  if (!sounds.isBlocked.value) return null;
  return (
    <Banner
      app={app}
      code="autoplay-blocked"
      text={say("call.sound-blocked")}
    >
      <button
        type="button"
        class="small primary"
        onClick={() => sounds.unblock()}
      >
        {say("call.play-sound")}
      </button>
    </Banner>
  );
}

/** Switches a device by a key: whoever does not see the button is told. */
async function toggle(
  { own, notices }: Call,
  device: "camera" | "microphone",
): Promise<void> {
  await own.toggle(device);
  const isOn = own.state(device).peek() === "on";
  notices.tell(`notice.${device}-${isOn ? "on" : "off"}`);
}

async function share(call: Call): Promise<void> {
  if (call.screen.isOn.peek()) return call.screen.stop();
  try {
    await call.share(await shareScreen());
  } catch (error) {
    const code = error instanceof DeviceError ? error.code : "unknown";
    // Who has chosen nothing knows that.
    if (code !== "dismissed") {
      call.notices.tell("control.no-share", { reason: code });
    }
  }
}
