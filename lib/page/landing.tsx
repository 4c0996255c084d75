/**
 * The first thing that a visitor sees: a name for the room, and a way in.
 *
 * @module
 */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import {
  cleanRoomName,
  ROOM_NAME_CHARS,
  suggestRoomName,
} from "./room_name.ts";

/** What {@linkcode Landing} is given. */
export interface LandingProps {
  /** Why the name that was chosen before will not do. */
  problem?: string;
  /** Goes to a room. */
  onEnter(room: string): void;
}

/** A field with a room's name, which Enter takes. */
export function Landing({ problem, onEnter }: LandingProps): JSX.Element {
  const [name, setName] = useState(() => suggestRoomName());

  const submit = (event: Event) => {
    event.preventDefault();
    const room = cleanRoomName(name);
    if (room !== undefined) onEnter(room);
  };

  return (
    <form class="card" onSubmit={submit}>
      <h1>Talk to someone, right here.</h1>
      <p>
        Pick a name, share the link, and see each other. Picture and sound go
        from one of you to the other, not through the server.
      </p>
      <label for="room">Room</label>
      <div class="enter">
        <input
          id="room"
          name="room"
          required
          maxLength={ROOM_NAME_CHARS}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          enterkeyhint="go"
          autoFocus
          aria-describedby={problem ? "problem" : undefined}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="submit" class="primary">Join</button>
      </div>
      {problem && <p class="problem" id="problem">{problem}</p>}
    </form>
  );
}
