/**
 * There is no call: why, and what helps.
 *
 * @module
 */

import type { JSX } from "preact";
import type { App, Stage } from "../app.ts";
import { remedyFor, type StopCode } from "../trouble.ts";
import { say } from "../words/words.ts";
import type { IconName } from "./icons.tsx";
import { RoomName, Screen, ScreenFoot } from "./screen.tsx";

/** What {@linkcode Stopped} is given. */
export interface StoppedProps {
  /** The page. */
  app: App;
  /** Why there is no call. */
  stage: Extract<Stage, { at: "stopped" }>;
}

/** What happened, and the ways on. */
export function Stopped({ app, stage }: StoppedProps): JSX.Element {
  const { code, room, said } = stage;
  const name = nameOf(code);
  const remedy = remedyFor(code);
  return (
    <Screen title={say(`stop.${name}.title`)} icon={iconOf(code)}>
      <RoomName room={room} />
      <div role="alert">
        <p>{say(`stop.${name}.text`)}</p>
        {code === "unknown" && said && (
          <p class="soft">
            <bdi>{said}</bdi>
          </p>
        )}
      </div>
      <div class="ways">
        {remedy !== "other-room" && (
          <button
            type="button"
            class="primary"
            onClick={() => app.retry()}
          >
            {say(`stop.${remedy}`)}
          </button>
        )}
        <button
          type="button"
          class={remedy === "other-room" ? "primary" : undefined}
          onClick={() => app.goHome()}
        >
          {say("stop.other-room")}
        </button>
      </div>
      <ScreenFoot app={app} code={code} />
    </Screen>
  );
}

/** What is said of a code: all that is wrong with tokens is one thing to a person. */
type StopName = Exclude<StopCode, `token-${string}`>;

function nameOf(code: StopCode): StopName {
  switch (code) {
    case "token-required":
    case "token-invalid":
    case "token-expired":
    case "token-not-yet-valid":
    case "token-revoked":
      return "token";
    default:
      return code;
  }
}

function iconOf(code: StopCode): IconName {
  switch (code) {
    case "room-full":
    case "lobby-full":
      return "people";
    case "offline":
    case "server-unreachable":
      return "globe";
    case "token-required":
    case "token-invalid":
    case "token-expired":
    case "token-not-yet-valid":
    case "token-revoked":
    case "token":
      return "link";
    case "room-locked":
    case "denied":
    case "banned":
      return "lock";
    default:
      return "warning";
  }
}
