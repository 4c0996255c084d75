/**
 * The room has a password.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { App, Stage } from "../app.ts";
import { say } from "../words/words.ts";
import { RoomName, Screen, ScreenFoot } from "./screen.tsx";

/** What {@linkcode Password} is given. */
export interface PasswordProps {
  /** The page. */
  app: App;
  /** Which room it is, and whether the last one was wrong. */
  stage: Extract<Stage, { at: "password" }>;
}

/** A field for the password. */
export function Password({ app, stage }: PasswordProps): JSX.Element {
  const password = useSignal("");
  const id = useId();
  return (
    <Screen title={say("password.title")} icon="lock">
      <RoomName room={stage.room} />
      <p class="soft">{say("password.text")}</p>
      <form
        class="ways"
        onSubmit={(event) => {
          event.preventDefault();
          app.answer(password.value);
        }}
      >
        <p class="field">
          <label for={id}>{say("password.label")}</label>
          <input
            id={id}
            type="password"
            required
            autoComplete="off"
            aria-invalid={stage.isWrong}
            aria-describedby={stage.isWrong ? `${id}-problem` : undefined}
            value={password.value}
            onInput={(event) => password.value = event.currentTarget.value}
          />
        </p>
        {stage.isWrong && (
          <p class="problem" id={`${id}-problem`} role="alert">
            {say("password.wrong")}
          </p>
        )}
        <button type="submit" class="primary">{say("password.go")}</button>
        <button type="button" onClick={() => app.goHome()}>
          {say("stop.other-room")}
        </button>
      </form>
      <ScreenFoot
        app={app}
        code={stage.isWrong ? "password-wrong" : "password-required"}
      />
    </Screen>
  );
}
