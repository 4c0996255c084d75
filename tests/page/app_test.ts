import { deepEqual, equal } from "node:assert/strict";
import { App } from "../../lib/page/app.ts";
import { Call } from "../../lib/page/call.ts";
import {
  LocalMedia,
  type MediaResult,
  type MediaWish,
} from "../../lib/page/media.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeConnection } from "./fakes/connection.ts";
import { FakeServer } from "./fakes/server.ts";
import { settle } from "./fakes/settle.ts";
import { FakeStream } from "./fakes/stream.ts";

/** A page whose visitor allows what `results` say, one after the other. */
function page(room: string | undefined, ...results: MediaResult[]): {
  app: App;
  wishes: MediaWish[];
  address: { room: string | undefined; visited: string[] };
} {
  const server = new FakeServer();
  const wishes: MediaWish[] = [];
  const address: { room: string | undefined; visited: string[] } = {
    room,
    visited: [],
  };
  const app = new App({
    address: {
      room: () => address.room,
      go: (room) => {
        address.room = room;
        address.visited.push(room);
      },
    },
    openMedia: async (wish) => {
      wishes.push(wish);
      await Promise.resolve();
      return results.shift() ?? allowed();
    },
    startCall: (room, media) =>
      new Call({
        room,
        self: "ada",
        media,
        socket: server.dial(),
        clock: new FakeClock(),
        createConnection: () => new FakeConnection("ada"),
        createId: () => "connection",
      }),
  });
  return { app, wishes, address };
}

function stateOf(app: App): string {
  return app.state.value.name;
}

function allowed(stream = new FakeStream("audio", "video")): MediaResult {
  return { ok: true, media: new LocalMedia(stream) };
}

Deno.test("App.enter() puts the room into the address and begins a call", async () => {
  const { app, address } = page(undefined);
  app.follow();
  equal(stateOf(app), "landing");
  app.enter("blue");
  equal(stateOf(app), "starting");
  await settle();
  deepEqual([stateOf(app), app.server.value], ["waiting", "up"]);
  deepEqual(address.visited, ["blue"]);
  app.leave();
});

Deno.test("App.follow() goes straight to the call that a link is for", async () => {
  const { app, address } = page("blue");
  app.follow();
  await settle();
  equal(stateOf(app), "waiting");
  deepEqual(address.visited, []);
  app.leave();
});

Deno.test("App.follow() leaves the call when the visitor goes back", async () => {
  const stream = new FakeStream("audio", "video");
  const { app, address } = page("blue", allowed(stream));
  app.follow();
  await settle();
  address.room = undefined;
  app.follow();
  equal(stateOf(app), "landing");
  equal(stream.getTracks()[0]?.readyState, "ended");
});

Deno.test("App offers a way on when the camera is refused", async () => {
  const { app, wishes } = page("blue", { ok: false, fault: "camera-refused" });
  app.follow();
  await settle();
  deepEqual(app.stage.value, {
    at: "blocked",
    room: "blue",
    fault: "camera-refused",
  });
  equal(stateOf(app), "camera-refused");
  app.start("blue", "microphone");
  await settle();
  equal(stateOf(app), "waiting");
  deepEqual(wishes, ["camera", "microphone"]);
  app.leave();
});

Deno.test("App gives a camera back that comes when the visitor has gone elsewhere", async () => {
  const stream = new FakeStream("audio", "video");
  const { app, address } = page("blue", allowed(stream));
  app.follow();
  address.room = undefined;
  app.follow();
  await settle();
  equal(stateOf(app), "landing");
  equal(stream.getTracks()[0]?.readyState, "ended");
});

Deno.test("App.leave() ends the call, which can be begun again", async () => {
  const { app } = page("blue");
  app.follow();
  await settle();
  app.leave();
  deepEqual([stateOf(app), app.server.value], ["ended", "idle"]);
  app.start("blue");
  await settle();
  equal(stateOf(app), "waiting");
  app.leave();
});

Deno.test("App shows why the server refuses a name, and takes another", async () => {
  const { app } = page("<b>");
  app.follow();
  await settle();
  equal(stateOf(app), "refused");
  app.enter("blue");
  await settle();
  equal(stateOf(app), "waiting");
  app.leave();
});
