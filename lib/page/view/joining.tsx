/**
 * Something is waited for: the server, or the host.
 *
 * @module
 */

import type { JSX } from "preact";
import type { App, Stage } from "../app.ts";
import { say } from "../words/words.ts";
import { RoomName, Screen, ScreenFoot } from "./screen.tsx";

/** What {@linkcode Joining} is given. */
export interface JoiningProps {
  /** The page. */
  app: App;
  /** What is waited for. */
  stage: Extract<Stage, { at: "checking" | "joining" | "waiting" }>;
}

/** A moment's patience, and a way out of it. */
export function Joining({ app, stage }: JoiningProps): JSX.Element {
  const isWaiting = stage.at === "waiting";
  return (
    // Two screens: the title of the second is to be heard as well.
    <Screen
      key={isWaiting}
      title={say(isWaiting ? "waiting.title" : "joining.title")}
    >
      <RoomName room={stage.room} />
      <p class="soft" role="status">
        {say(
          isWaiting
            ? "waiting.text"
            : stage.at === "joining"
            ? "joining.text"
            : "checking.text",
        )}
      </p>
      <div class="pulse" />
      <button type="button" onClick={() => app.cancel()}>
        {say("joining.cancel")}
      </button>
      <ScreenFoot app={app} code={stage.at} />
    </Screen>
  );
}
