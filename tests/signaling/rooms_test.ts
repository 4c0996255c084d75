import { deepEqual, equal } from "node:assert/strict";
import { world } from "../support/rooms.ts";

Deno.test("join gives a seat, the roster and the polite one of each pair", async () => {
  const { enter, settle } = world();
  const ada = await enter("blue", { name: "Ada", metadata: { a: 1 } });
  deepEqual(ada.joined, {
    state: "joined",
    self: {
      id: ada.id,
      page: "page-1",
      role: "host",
      connection: "here",
      features: ["rollback"],
      name: "Ada",
      metadata: { a: 1 },
      muted: { audio: false, video: false },
    },
    peers: [],
    room: {
      name: "blue",
      capacity: 4,
      locked: false,
      password: false,
      lobby: false,
      host: ada.id,
      data: null,
    },
    lobby: [],
    ice: { iceServers: [], ttlMs: null },
    graceMs: 15_000,
  });
  const bob = await enter("blue");
  await settle();
  const [[, seen]] = ada.take("peer-joined") as [unknown[]];
  const [other] = bob.joined?.peers ?? [];
  equal(Object(seen).id, bob.id);
  equal(other?.id, ada.id);
  equal(Object(seen).polite, !other?.polite);
  equal(Object(seen).polite, ada.id < bob.id);
});
