/**
 * The page's composition root: the browser's own things go in here and nowhere else.
 *
 * @module
 */

import { effect } from "@preact/signals";
import { render } from "preact";
import { io, systemClock } from "../client/mod.ts";
import { type Address, App } from "./app.ts";
import { AppView } from "./app_view.tsx";
import { Call } from "./call.ts";
import { createConnection } from "./connection.ts";
import { openMedia } from "./media.ts";
import { randomId } from "./random.ts";
import { queryForRoom, roomFromQuery } from "./room_name.ts";

/** This page's id, for as long as it is open. */
const self = randomId();

const address: Address = {
  room: () => roomFromQuery(location.search),
  go: (room) => history.pushState(null, "", queryForRoom(room)),
};

const app = new App({
  address,
  openMedia: (wish) => openMedia(wish, navigator.mediaDevices),
  startCall: (room, media) =>
    new Call({
      room,
      self,
      media,
      socket: io(),
      clock: systemClock,
      createConnection,
      createId: randomId,
    }),
});

addEventListener("popstate", () => app.follow());
// The others need not wait until they notice; and if the page comes back, it offers to rejoin.
addEventListener("pagehide", () => app.leave());

effect(() => {
  const stage = app.stage.value;
  document.title = "room" in stage ? `${stage.room} · Parley` : "Parley";
});

const root = document.getElementById("root");
if (root) {
  app.follow();
  render(<AppView app={app} />, root);
}
