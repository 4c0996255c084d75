/**
 * The whole page. `data-state` and `data-server` on its root are stable codes of what is shown; styles,
 * scripts and tests may rely on them.
 *
 * @module
 */

import type { JSX } from "preact";
import type { App } from "../app.ts";
import { say } from "../words/words.ts";
import { After } from "./after.tsx";
import { Banner } from "./banner.tsx";
import { CallView } from "./call_view.tsx";
import { Joining } from "./joining.tsx";
import { Landing } from "./landing.tsx";
import { LanguageField } from "./language_field.tsx";
import { Password } from "./password.tsx";
import { Preparing } from "./preparing.tsx";
import type { Ears } from "../loudness.ts";
import { type Sounds, SoundsContext } from "./sounds.tsx";
import { Stopped } from "./stopped.tsx";

/** What {@linkcode AppView} is given. */
export interface AppViewProps {
  /** What to show. */
  app: App;
  /** What to play. */
  sounds: Sounds;
  /** Makes something to listen to the microphone with. */
  createEars(): Ears;
  /** The address of a room, for others. */
  linkTo(room: string): string;
}

/** The page. */
export function AppView(props: AppViewProps): JSX.Element {
  const { app, sounds } = props;
  const stage = app.stage.value;
  const isCalling = stage.at === "calling";
  const isAway = isCalling && stage.call.isAway.value;
  return (
    <SoundsContext.Provider value={sounds}>
      <div
        id="app"
        data-state={app.state.value}
        data-server={isCalling ? isAway ? "gone" : "up" : "idle"}
      >
        {!app.isOnline.value && (
          <Banner app={app} code="offline" text={say("app.offline")} />
        )}
        {isAway && (
          <Banner
            app={app}
            code="reconnecting"
            text={say("app.server-gone")}
          />
        )}
        {!isCalling && (
          <header class="page-head">
            <a
              class="brand"
              href="/"
              aria-label={say("app.home")}
              onClick={(event) => {
                event.preventDefault();
                app.goHome();
              }}
            >
              Parley
            </a>
            <LanguageField preferences={app.preferences} />
          </header>
        )}
        <main>
          <View {...props} />
        </main>
      </div>
    </SoundsContext.Provider>
  );
}

function View({ app, createEars, linkTo }: AppViewProps): JSX.Element {
  const stage = app.stage.value;
  switch (stage.at) {
    case "landing":
      return <Landing app={app} />;
    case "checking":
    case "joining":
    case "waiting":
      return <Joining app={app} stage={stage} />;
    case "password":
      return <Password app={app} stage={stage} />;
    case "preparing":
      return <Preparing app={app} stage={stage} createEars={createEars} />;
    case "calling":
      return (
        <CallView
          app={app}
          call={stage.call}
          room={stage.room}
          link={linkTo(stage.room)}
        />
      );
    case "after":
      return <After app={app} stage={stage} />;
    case "stopped":
      return <Stopped app={app} stage={stage} />;
  }
}
