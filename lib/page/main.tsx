/**
 * The page's composition root: the browser's own things go in here and nowhere else.
 *
 * @module
 */

import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { checkRoom, Devices } from "/parley/devices.mjs";
import { joinRoom } from "/parley/parley.mjs";
import { type Address, queryForRoom, readLink } from "./address.ts";
import { App } from "./app.ts";
import { clock } from "./clock.ts";
import { OwnMedia } from "./own_media.ts";
import { Preferences } from "./preferences.ts";
import { AppView } from "./view/app_view.tsx";
import { Sounds } from "./view/sounds.tsx";
import {
  chooseLanguage,
  direction,
  isLanguage,
  language,
  say,
  speak,
} from "./words/words.ts";

const preferences = new Preferences(storageOf(() => localStorage));
const devices = new Devices({ chosen: preferences.choices.peek().devices });
const sounds = new Sounds(devices);
const isOnline = signal(navigator.onLine);

const address: Address = {
  read: () => readLink(location),
  go: (room) =>
    history.pushState(
      null,
      "",
      // The fragment may have what lets one in.
      room === undefined ? "/" : queryForRoom(room) + location.hash,
    ),
};

const { language: chosen } = preferences.choices.peek();
speak(isLanguage(chosen) ? chosen : chooseLanguage(navigator.languages));

const app = new App({
  address,
  checkRoom,
  joinRoom,
  own: new OwnMedia(new MediaStream(), devices, preferences),
  preferences,
  tools: {
    clock,
    today: () => Date.now(),
    createStream: () => new MediaStream(),
    createUrl: (blob) => URL.createObjectURL(blob),
    revokeUrl: (url) => URL.revokeObjectURL(url),
  },
  tab: storageOf(() => sessionStorage),
  isOnline,
  isSupported: "RTCPeerConnection" in globalThis,
  guestName: () => say("app.guest"),
});

addEventListener("popstate", () => app.follow());
addEventListener("online", () => isOnline.value = true);
addEventListener("offline", () => isOnline.value = false);

effect(() => {
  document.documentElement.lang = language.value;
  document.documentElement.dir = direction.value;
});
effect(() => {
  const stage = app.stage.value;
  document.title = "room" in stage ? `${stage.room} · Parley` : "Parley";
});
effect(() => sounds.use(preferences.choices.value.devices.speaker));

// So that the page comes without a network as well, and says so.
navigator.serviceWorker?.register("/worker.js").catch(() => {});

const root = document.getElementById("root");
if (root) {
  app.follow();
  render(
    <AppView
      app={app}
      sounds={sounds}
      createEars={() => new AudioContext()}
      linkTo={(room) => location.origin + "/" + queryForRoom(room)}
    />,
    root,
  );
}

/** A storage, where a page may have one. */
function storageOf(find: () => Storage): Storage | null {
  try {
    return find();
  } catch {
    return null;
  }
}
