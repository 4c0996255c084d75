/**
 * The whole page. `data-state` and `data-server` on its root are the stable codes of what the
 * status line says in words; styles and scripts may rely on them.
 *
 * @module
 */

import type { JSX } from "preact";
import type { App } from "./app.ts";
import { CallView } from "./call_view.tsx";
import { Detour } from "./detour.tsx";
import { Landing } from "./landing.tsx";
import { sentenceOf, SERVER_GONE_SENTENCE } from "./state.ts";

/** What {@linkcode AppView} is given. */
export interface AppViewProps {
  /** What to show. */
  app: App;
}

/** The page. */
export function AppView({ app }: AppViewProps): JSX.Element {
  const state = app.state.value;
  return (
    <main id="app" data-state={state.name} data-server={app.server.value}>
      <header>
        <a class="brand" href="/">Parley</a>
        <p class="status" role="status" aria-live="polite">
          {sentenceOf(state)}
        </p>
      </header>
      {app.server.value === "gone" && (
        <p class="banner" role="alert">{SERVER_GONE_SENTENCE}</p>
      )}
      <View app={app} />
    </main>
  );
}

function View({ app }: AppViewProps): JSX.Element | null {
  const stage = app.stage.value;
  const state = app.state.value;
  const enter = (room: string) => app.enter(room);
  switch (stage.at) {
    case "landing":
      return <Landing onEnter={enter} />;
    case "starting":
      return <div class="pulse" />;
    case "calling":
      if (state.name === "refused") {
        return <Landing problem={state.reason} onEnter={enter} />;
      }
      if (state.name !== "full") {
        return (
          <CallView
            call={stage.call}
            room={stage.room}
            link={location.href}
            onLeave={() => app.leave()}
          />
        );
      }
  }
  return (
    <Detour
      state={state.name}
      room={stage.room}
      onStart={(wish) => app.start(stage.room, wish)}
    />
  );
}
