/** Who is in which room, and what rooms tell. */

import type { Scenario } from "../scenario.ts";

export const ROOMS: readonly Scenario[] = [
  {
    title: "a socket is in its own room, and in those it joins, once",
    async play(world) {
      const ada = await world.meet("ada");
      const { log } = world;
      log.note("rooms", ada.there.rooms);
      ada.there.join("blue");
      ada.there.join("blue");
      ada.there.join(["green", "red"]);
      log.note("rooms", ada.there.rooms);
      ada.there.leave("red");
      ada.there.leave("red");
      ada.there.leave("white");
      log.note("rooms", ada.there.rooms, ada.there.rooms.has(ada.there.id));
    },
  },
  {
    title: "adapter.rooms and adapter.sids say who is where",
    async play(world) {
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      ada.there.join("blue");
      bob.there.join("blue");
      const { log, io } = world;
      const { rooms, sids } = io.of("/").adapter;
      log.note("blue", rooms.get("blue"), rooms.get("blue")?.size);
      log.note("own", rooms.get(ada.there.id));
      log.note("ada", sids.get(ada.there.id));
      log.note("red", rooms.has("red"), rooms.get("red"));
      ada.there.leave("blue");
      bob.there.leave("blue");
      log.note("blue", rooms.has("blue"));
      log.note("sizes", rooms.size, sids.size);
    },
  },
  {
    title: "rooms tell of their lives, in order",
    async play(world) {
      const { log, io } = world;
      const { adapter } = io.of("/");
      for (
        const event of [
          "create-room",
          "join-room",
          "leave-room",
          "delete-room",
        ] as const
      ) {
        adapter.on(
          event,
          (...args: string[]) => log.note("rooms", event, ...args),
        );
      }
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      ada.there.join("blue");
      ada.there.join("blue");
      bob.there.join("blue");
      ada.there.leave("blue");
      ada.there.leave("blue");
      const gone = world.happens(bob.there, "disconnect");
      bob.here.disconnect();
      await gone;
    },
  },
  {
    title: "rooms are full in disconnecting, and empty in disconnect",
    async play(world) {
      const { log, io } = world;
      const ada = await world.meet("ada");
      ada.there.join(["blue", "green"]);
      ada.there.on("disconnecting", () => {
        log.note("disconnecting", ada.there.rooms, ada.there.connected);
      });
      ada.there.on("disconnect", () => {
        log.note("disconnect", ada.there.rooms, ada.there.connected);
        log.note("of", io.of("/").adapter.rooms.size, io.of("/").sockets.size);
      });
      const gone = world.happens(ada.there, "disconnect");
      ada.here.disconnect();
      await gone;
    },
  },
  {
    title: "who is about to go can say so to the rooms",
    async play(world) {
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      world.hears("bob", bob.here, "gone");
      ada.there.join("blue");
      bob.there.join("blue");
      ada.there.on("disconnecting", (reason) => {
        ada.there.to([...ada.there.rooms]).emit("gone", ada.there.id, reason);
      });
      const gone = world.happens(ada.there, "disconnect");
      ada.here.disconnect();
      await gone;
      await world.settle(bob);
    },
  },
  {
    title: "who has gone joins nothing, and hears nothing",
    async play(world) {
      const { log, io } = world;
      const ada = await world.meet("ada");
      const gone = world.happens(ada.there, "disconnect");
      ada.here.disconnect();
      await gone;
      ada.there.join("blue");
      log.note("rooms", ada.there.rooms, io.of("/").adapter.rooms.size);
      log.note("emit", ada.there.emit("hello", 1));
      log.note("state", ada.there.connected, ada.there.disconnected);
    },
  },
  {
    title: "rooms of one name in two namespaces are two",
    async play(world) {
      const ada = await world.meet("ada");
      const bob = await world.meet("bob", "/other");
      world.hears("ada", ada.here, "hello");
      world.hears("bob", bob.here, "hello");
      ada.there.join("blue");
      bob.there.join("blue");
      world.io.to("blue").emit("hello", 1);
      world.io.of("/other").to("blue").emit("hello", 2);
      world.log.note(
        "sizes",
        world.io.of("/other").adapter.rooms.get("blue")?.size,
      );
      await world.settle(ada, bob);
    },
  },
];
