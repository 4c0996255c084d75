/**
 * How the room is: whoever is host can change it, and everyone can see it.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Call } from "../call.ts";
import { say, type Word } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

/** What a room may have of seats, on the server. */
const SEATS = { least: 2, most: 16 } as const;

/** What {@linkcode RoomDialog} is given. */
export interface RoomDialogProps {
  /** The call. */
  call: Call;
  /** The person has closed it. */
  onClose(): void;
}

/** The room's settings, as the server says that they are. */
export function RoomDialog({ call, onClose }: RoomDialogProps): JSX.Element {
  const { locked, lobby, capacity } = call.info.value;
  const isHost = call.isHost.value;
  const seats = useId();
  return (
    <Dialog title={say("room.title")} onClose={onClose}>
      {!isHost && <p class="soft">{say("room.only-host")}</p>}
      <Switch
        title="room.lock"
        text="room.lock-text"
        isOn={locked}
        isHost={isHost}
        onChange={(isOn) => call.rule((room) => room.lock(isOn))}
      />
      <Switch
        title="room.lobby"
        text="room.lobby-text"
        isOn={lobby}
        isHost={isHost}
        onChange={(isOn) => call.rule((room) => room.setLobby(isOn))}
      />
      <p class="field">
        <label for={seats}>{say("room.seats")}</label>
        <select
          id={seats}
          disabled={!isHost}
          value={capacity}
          onChange={({ currentTarget: { value } }) =>
            call.rule((room) => room.setCapacity(Number(value)))}
        >
          {Array.from(
            { length: SEATS.most - SEATS.least + 1 },
            (_, index) => index + SEATS.least,
          ).map((count) => <option key={count} value={count}>{count}</option>)}
        </select>
      </p>
      {isHost && <PasswordForm call={call} />}
      {isHost && (
        <button
          type="button"
          class="dangerous"
          onClick={() => call.rule((room) => room.end())}
        >
          {say("room.end")}
        </button>
      )}
    </Dialog>
  );
}

interface SwitchProps {
  title: Word;
  text: Word;
  isOn: boolean;
  isHost: boolean;
  onChange(isOn: boolean): void;
}

function Switch(
  { title, text, isOn, isHost, onChange }: SwitchProps,
): JSX.Element {
  return (
    <label class="switch">
      <span>
        {say(title)}
        <small>{say(text)}</small>
      </span>
      <input
        type="checkbox"
        role="switch"
        disabled={!isHost}
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    </label>
  );
}

function PasswordForm({ call }: { call: Call }): JSX.Element {
  const password = useSignal("");
  const id = useId();
  const isSet = call.info.value.password;
  const set = (value: string | null) => {
    call.rule((room) => room.setPassword(value));
    password.value = "";
  };
  return (
    <form
      class="enter"
      onSubmit={(event) => {
        event.preventDefault();
        set(password.value);
      }}
    >
      <p class="field">
        <label for={id}>{say("room.password")}</label>
        <input
          id={id}
          required
          autoComplete="off"
          spellcheck={false}
          value={password.value}
          onInput={(event) => password.value = event.currentTarget.value}
        />
      </p>
      <button type="submit">{say("room.password-set")}</button>
      {isSet && (
        <>
          <p class="soft">{say("room.password-is-set")}</p>
          <button type="button" onClick={() => set(null)}>
            {say("room.password-remove")}
          </button>
        </>
      )}
    </form>
  );
}
