/**
 * The first thing that a visitor sees: a name for the room, and a way in.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { queryForRoom } from "../address.ts";
import type { App } from "../app.ts";
import {
  cleanRoomName,
  ROOM_NAME_CHARS,
  suggestRoomName,
} from "../room_name.ts";
import { say } from "../words/words.ts";
import { Icon } from "./icons.tsx";

/** What {@linkcode Landing} is given. */
export interface LandingProps {
  /** The page. */
  app: App;
}

/** A field with a room's name, which Enter takes, and the rooms of late. */
export function Landing({ app }: LandingProps): JSX.Element {
  const name = useSignal(suggestRoomName());
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);

  const submit = (event: Event) => {
    event.preventDefault();
    const room = cleanRoomName(name.value);
    if (room === undefined) suggest();
    else app.enter(room);
  };
  const suggest = () => {
    name.value = suggestRoomName();
    field.current?.focus();
  };

  return (
    <div class="card">
      <h1>{say("landing.title")}</h1>
      <p class="soft">{say("landing.text")}</p>
      <form class="enter" onSubmit={submit}>
        <p class="field">
          <label for={id}>{say("landing.room")}</label>
          <input
            ref={field}
            id={id}
            name="room"
            dir="auto"
            required
            maxLength={ROOM_NAME_CHARS}
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            enterkeyhint="go"
            value={name.value}
            onInput={(event) => name.value = event.currentTarget.value}
            onFocus={(event) => event.currentTarget.select()}
          />
        </p>
        <button
          type="button"
          class="suggest"
          aria-label={say("landing.other-name")}
          title={say("landing.other-name")}
          onClick={suggest}
        >
          <Icon name="dice" />
        </button>
        <button type="submit" class="primary">{say("landing.go")}</button>
      </form>
      <RecentRooms app={app} onForget={() => field.current?.focus()} />
    </div>
  );
}

interface RecentRoomsProps extends LandingProps {
  /** The button that had the focus is gone. */
  onForget(): void;
}

function RecentRooms(
  { app, onForget }: RecentRoomsProps,
): JSX.Element | null {
  const id = useId();
  const { rooms } = app.preferences.choices.value;
  if (!rooms.length) return null;
  return (
    <section class="recent" aria-labelledby={id}>
      <h2 id={id}>{say("landing.recent")}</h2>
      <ul>
        {rooms.map((room) => (
          <li key={room}>
            <a
              href={queryForRoom(room)}
              onClick={(event) => {
                // With a key it is another tab that is wanted.
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                app.enter(room);
              }}
            >
              <bdi>{room}</bdi>
            </a>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="small plain"
        onClick={() => {
          app.preferences.forgetRooms();
          onForget();
        }}
      >
        {say("landing.forget")}
      </button>
    </section>
  );
}
