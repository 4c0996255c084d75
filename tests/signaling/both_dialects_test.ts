/** Clients of the tutorial's dialect and of rooms, in the same rooms. */

import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Server } from "../../lib/engine/mod.ts";
import {
  speakTutorial,
  type TutorialClientEvents,
  type TutorialServerEvents,
} from "../../lib/signaling/mod.ts";
import { FakeGuard, token } from "../support/fake_guard.ts";
import { meet, type Peer } from "../support/peer.ts";
import { type World, world } from "../support/rooms.ts";
import { said } from "../support/tutorial.ts";

/** A server that speaks both. */
function both(options: Parameters<typeof world>[0] = {}): World & {
  enterTutorial(...rooms: string[]): Promise<{ peer: Peer; id: string }>;
} {
  const all = world(options);
  const io = all.io as object as Server<
    TutorialClientEvents,
    TutorialServerEvents
  >;
  const { rooms } = all;
  speakTutorial(io, { capacity: 2, messageScope: "room", rooms });
  return {
    ...all,
    async enterTutorial(...names) {
      const peer = meet(io);
      const id = await peer.connect();
      for (const name of names) peer.emit("create or join", name);
      await peer.settled();
      return { peer, id };
    },
  };
}

Deno.test("clients of both dialects take seats of the same [RM35] [TU2]", async () => {
  const { enter, come, enterTutorial, rooms } = both({ capacity: 3 });
  await enter("blue");
  await enterTutorial("blue");
  await enter("blue");
  equal(rooms.get("blue")?.peers.size, 3);
  await rejects((await come()).join("blue"), /room-full/);
  const { peer } = await enterTutorial();
  peer.emit("create or join", "blue");
  deepEqual(await said(peer), [["full", "blue"]]);
});

Deno.test("each sees the other come and go, in its own words [RM35] [TU1] [TU4]", async () => {
  const { enter, enterTutorial, settle } = both({ capacity: 3 });
  const ada = await enter("blue");
  const { peer, id } = await enterTutorial();
  peer.emit("create or join", "blue");
  deepEqual(await said(peer), [["joined", "blue", id], ["ready", "blue"]]);
  await settle();
  const [[event, info] = []] = ada.take();
  equal(event, "peer-joined");
  deepEqual([Object(info).id, Object(info).name], [id, "Guest"]);
  deepEqual(Object(info).features, []);
  equal(Object(info).dialect, "tutorial");
  const bob = await enter("blue");
  deepEqual(bob.joined?.peers.map(({ id, dialect }) => [id, dialect]), [
    [ada.id, undefined],
    [id, "tutorial"],
  ]);
  deepEqual(await said(peer), [["join", "blue", bob.id], ["ready", "blue"]]);
  await bob.ask("leave");
  deepEqual(await said(peer), [["bye", bob.id, "blue"]]);
  ada.take();
  peer.emit("bye", "blue");
  await settle();
  deepEqual(ada.take(), [["peer-left", id, "left"]]);
});

Deno.test("a client of the tutorial keeps its seat over a blink, and then begins anew [RM35] [TU4]", async () => {
  const { io, enter, enterTutorial, settle, clock, rooms } = both();
  const ada = await enter("blue");
  const { peer, id } = await enterTutorial("blue", "green");
  await settle();
  ada.take();
  const away = () =>
    ada.take().map(([name, info]) => [name, Object(info).connection]);
  peer.breaks();
  await settle();
  deepEqual(away(), [["peer-updated", "away"]]);
  clock.advance(10_000);
  const back = meet(io);
  equal((await back.resume(peer.claim)).resumed, true);
  await settle();
  deepEqual(away(), [["peer-updated", "here"]]);
  back.breaks();
  clock.advance(15_000);
  await settle();
  deepEqual(ada.take().at(-1), ["peer-left", id, "timeout"]);
  equal(rooms.get("green"), undefined);
  const late = meet(io);
  equal((await late.resume(peer.claim)).resumed, false);
});

Deno.test("a client of the tutorial is never host, and is not in the way of one [RM35] [RM22]", async () => {
  const { enter, enterTutorial, rooms, settle } = both();
  const { id } = await enterTutorial("blue");
  equal(rooms.get("blue")?.host, undefined);
  const ada = await enter("blue");
  equal(ada.joined?.self.role, "host");
  equal(await ada.moderate({ do: "hand-over", peer: id }), "not-allowed");
  await ada.ask("leave");
  await settle();
  equal(rooms.get("blue")?.host, undefined);
});

Deno.test("a room that its host has left to clients of the tutorial does not stay closed for ever [RM35] [RM22]", async () => {
  for (
    const action of [
      { do: "lock", locked: true },
      { do: "lobby", lobby: true },
    ] as const
  ) {
    const { enter, come, enterTutorial } = both({ capacity: 4 });
    const ada = await enter("blue");
    await enterTutorial("blue");
    await ada.moderate(action);
    await ada.ask("leave");
    const bob = await enter("blue");
    equal(bob.joined?.self.role, "host");
    const eve = await come();
    const outcome = await eve.join("blue").then(
      ({ state }) => state,
      ({ message }) => message,
    );
    equal(outcome, action.do === "lock" ? "room-locked" : "waiting");
  }
});

Deno.test("what is said in rooms is unreachable for a client of the tutorial [RM35] [RM13] [RM17]", async () => {
  const { enter, enterTutorial } = both();
  const ada = await enter("blue");
  const { peer, id } = await enterTutorial("blue");
  await said(peer);
  equal((await ada.signal(id)).status, "unreachable");
  for (const to of [id, undefined]) {
    const said = await ada.ask("message", { to, payload: "hello" });
    equal("answer" in said && Object(said.answer).status, "unreachable");
  }
  await ada.moderate({ do: "ask-to-mute", peer: id, kind: "audio" });
  deepEqual(await said(peer), []);
});

Deno.test("a client of the tutorial is removed like any other, and told bye with its own id [RM35] [RM27] [RM29]", async () => {
  const { enter, enterTutorial, io } = both({ capacity: 4 });
  const ada = await enter("blue");
  const green = await enterTutorial("green");
  const [bob, eve] = [await enterTutorial("blue"), await enterTutorial("blue")];
  await said(bob.peer);
  await said(eve.peer);
  await ada.moderate({ do: "kick", peer: bob.id });
  deepEqual(await said(bob.peer), [["bye", bob.id, "blue"]]);
  deepEqual(await said(eve.peer), [["bye", bob.id, "blue"]]);
  equal(io.sockets.adapter.rooms.get("blue")?.has(bob.id), false);
  bob.peer.emit("create or join", "blue");
  equal(Object((await said(bob.peer))[0]?.[1]).code, "banned");
  bob.peer.emit("create or join", "green");
  await said(bob.peer);
  deepEqual((await said(green.peer)).at(-2), ["join", "green", bob.id]);
  await ada.moderate({ do: "end" });
  deepEqual(await said(eve.peer), [["bye", eve.id, "blue"]]);
});

Deno.test("a client of the tutorial can knock, and hears nothing of the room before it is let in [RM35] [RM25]", async () => {
  const { enter, enterTutorial, settle, rooms } = both({ capacity: 4 });
  const ada = await enter("blue");
  const inside = await enterTutorial("blue");
  await ada.moderate({ do: "lobby", lobby: true });
  const [bob, eve] = [await enterTutorial("blue"), await enterTutorial("blue")];
  inside.peer.emit("message", "for those inside");
  await settle();
  deepEqual(await said(bob.peer), []);
  bob.peer.emit("create or join", "blue");
  deepEqual(await said(bob.peer), []);
  await ada.moderate({ do: "admit", peer: bob.id });
  deepEqual(await said(bob.peer), [
    ["joined", "blue", bob.id],
    ["ready", "blue"],
  ]);
  await ada.moderate({ do: "deny", peer: eve.id });
  equal(Object((await said(eve.peer))[0]?.[1]).code, "denied");
  equal(rooms.get("blue")?.peers.size, 3);
});

Deno.test("what a client of the tutorial has no word for is refused with its code [RM35]", async () => {
  const { enter, enterTutorial, rooms } = both({ capacity: 4 });
  const ada = await enter("blue");
  const { peer } = await enterTutorial();
  await ada.moderate({ do: "password", password: "secret" });
  peer.emit("create or join", "blue");
  equal(Object((await said(peer))[0]?.[1]).code, "password-required");
  await ada.moderate({ do: "lock", locked: true });
  peer.emit("create or join", "blue");
  deepEqual(Object((await said(peer))[0]?.[1]).code, "room-locked");
  equal(rooms.get("blue")?.peers.size, 1);
});

Deno.test("where tokens are asked for, a client of the tutorial has none [RM35] [RM30]", async () => {
  const { enter, enterTutorial, settle, rooms } = both({
    guard: new FakeGuard(),
  });
  const ada = await enter("blue", { token: token("t1") });
  await settle();
  ada.take();
  const { peer } = await enterTutorial();
  peer.emit("create or join", "blue");
  await settle();
  equal(Object((await said(peer))[0]?.[1]).code, "token-required");
  deepEqual(ada.take(), []);
  equal(rooms.get("blue")?.peers.size, 1);
});

Deno.test("a client of the tutorial that says bye while it is asked about takes no seat [RM35]", async () => {
  const looked = Promise.withResolvers<void>();
  const { enterTutorial, settle, rooms, io } = both({
    guard: {
      async admit() {
        await looked.promise;
        return { maySignal: true, mayBroadcast: true };
      },
      onRevoked: () => () => {},
    },
  });
  const { peer } = await enterTutorial("blue", "green");
  peer.emit("bye", "blue");
  await peer.settled();
  looked.resolve();
  await settle();
  deepEqual((await said(peer)).map(([name, room]) => [name, room]), [
    ["empty", "green"],
    ["created", "green"],
  ]);
  equal(rooms.get("blue"), undefined);
  equal(io.sockets.adapter.rooms.has("blue"), false);
});
