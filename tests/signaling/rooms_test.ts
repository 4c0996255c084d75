import { deepEqual, equal, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { pairRole } from "../../lib/signaling/pair_role.ts";
import { proof, world } from "../support/rooms.ts";

Deno.test("join gives a seat, and tells everything that there is to know [RM1]", async () => {
  const { enter, settle } = world();
  const ada = await enter("blue", {
    name: "Ada",
    metadata: { a: 1 },
    muted: { audio: true, video: false },
  });
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
      muted: { audio: true, video: false },
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
  const eve = await enter("blue");
  await settle();
  deepEqual(bob.joined?.self, {
    id: bob.id,
    page: "page-1",
    role: "member",
    connection: "here",
    features: ["rollback"],
    name: "Guest",
    metadata: null,
    muted: { audio: false, video: false },
  });
  deepEqual(eve.joined?.peers.map(({ id }) => id), [ada.id, bob.id]);
  deepEqual(
    ada.take().map(([name, peer]) => [name, Object(peer).id]),
    [["peer-joined", bob.id], ["peer-joined", eve.id]],
  );
  deepEqual(eve.take(), []);
});

Deno.test("a peer's id follows from the proof and the room, and from nothing else [RM2]", async () => {
  const seat = "s".repeat(43);
  const idIn = (room: string) =>
    createHash("sha256").update(`parley seat\n${room}\n${seat}`)
      .digest("base64url").slice(0, 22);
  for (const room of ["blue", "green"]) {
    // Another server knows the same peer again.
    const ids = [world(), world()].map(async ({ enter }) => {
      const { id } = await enter(room, { seat, page: crypto.randomUUID() });
      return id;
    });
    deepEqual(await Promise.all(ids), [idIn(room), idIn(room)]);
  }
  equal(idIn("blue"), "qz0MVrjCJkHZo70p_bN12J");
});

Deno.test("of each pair one is polite, and both hear the opposite, whoever came first [RM3]", async () => {
  for (let n = 0; n < 8; n++) {
    const { enter, settle } = world();
    const [ada, bob] = [await enter("blue"), await enter("blue")];
    await settle();
    const [[, seen] = []] = ada.take("peer-joined");
    const [other] = bob.joined?.peers ?? [];
    equal(Object(seen).polite, ada.id < bob.id);
    equal(other?.polite, bob.id < ada.id);
    deepEqual([Object(seen).fixedOfferer, other?.fixedOfferer], [false, false]);
  }
});

Deno.test("who cannot roll back is impolite, and of two such the greater one offers [RM3]", () => {
  const able = { id: "a", features: ["rollback"] } as const;
  const unable = { id: "b", features: [] } as const;
  const other = { id: "c", features: [] } as const;
  deepEqual(pairRole(able, unable), { polite: true, fixedOfferer: false });
  deepEqual(pairRole(unable, able), { polite: false, fixedOfferer: false });
  deepEqual(pairRole(unable, { ...able, id: "z" }), {
    polite: false,
    fixedOfferer: false,
  });
  deepEqual(pairRole(unable, other), { polite: true, fixedOfferer: true });
  deepEqual(pairRole(other, unable), { polite: false, fixedOfferer: true });
});

Deno.test("whoever opens a room says how many seats it has, up to what the server allows [RM4]", async () => {
  const { enter, rooms } = world({ capacity: 2, mostSeats: 6 });
  equal((await enter("blue")).joined?.room.capacity, 2);
  equal((await enter("green", { capacity: 6 })).joined?.room.capacity, 6);
  equal((await enter("green", { capacity: 3 })).joined?.room.capacity, 6);
  for (const capacity of [7, 1, 0, -1, 2.5, 1e99, "3", null]) {
    await rejects(
      enter("red", { capacity: capacity as number }),
      /capacity-invalid/,
    );
  }
  equal(rooms.get("red"), undefined);
});

Deno.test("a room is forgotten with its settings when the last one leaves [RM4]", async () => {
  const { enter, rooms, clock } = world();
  const ada = await enter("blue");
  equal(await ada.moderate({ do: "lock", locked: true }), undefined);
  equal(await ada.moderate({ do: "data", data: "kept" }), undefined);
  await ada.ask("leave");
  equal(rooms.size, 0);
  const bob = await enter("blue");
  deepEqual(bob.joined?.room.data, null);
  await bob.ask("leave");
  equal(clock.pending > 0, true, "the session waits for receipts, at most");
});

Deno.test("who finds all seats taken is refused, and takes none [RM5]", async () => {
  const { enter, come, rooms, settle } = world({ capacity: 2 });
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const eve = await come();
  await rejects(eve.join("blue"), /room-full/);
  await settle();
  equal(rooms.get("blue")?.peers.size, 2);
  deepEqual(ada.take().length, 1);
  await bob.ask("leave");
  equal((await eve.join("blue")).state, "joined");
});

Deno.test("many who come at once do not take more seats than there are [RM5]", async () => {
  const { come, rooms } = world({ capacity: 3 });
  const callers = await Promise.all(Array.from({ length: 12 }, () => come()));
  const outcomes = await Promise.allSettled(
    callers.map((caller) => caller.join("blue")),
  );
  equal(outcomes.filter(({ status }) => status === "fulfilled").length, 3);
  equal(rooms.get("blue")?.peers.size, 3);
});

Deno.test("a socket has one place, and without one it can do nothing [RM6]", async () => {
  const { enter, come } = world();
  const ada = await enter("blue");
  await rejects(ada.join("green"), /already-joined/);
  await rejects(ada.join("blue"), /already-joined/);
  const eve = await come();
  const requests: [string, ...unknown[]][] = [
    ["leave"],
    ["ready"],
    ["signal", { to: ada.id, connectionId: "c", payload: 1 }],
    ["message", { payload: 1 }],
    ["update", { name: "Eve" }],
    ["moderate", { do: "lock", locked: true }],
    ["refresh", "token"],
    ["ice-servers"],
  ];
  for (const [event, ...args] of requests) {
    deepEqual(await eve.ask(event, ...args), { code: "not-joined" }, event);
  }
  await ada.ask("leave");
  for (const [event, ...args] of requests) {
    deepEqual(await ada.ask(event, ...args), { code: "not-joined" }, event);
  }
  equal((await ada.join("green")).state, "joined");
});

Deno.test("a socket that asks twice at once is answered once [RM6]", async () => {
  const { come, rooms } = world();
  const ada = await come();
  const asked = { room: "blue", seat: proof(), page: "page-1" };
  const [first, second] = [ada.ask("join", asked), ada.ask("join", asked)];
  equal("answer" in await first, true);
  deepEqual(await second, { code: "already-joined" });
  equal(rooms.get("blue")?.peers.size, 1);
  deepEqual(ada.take(), []);
});

Deno.test("who leaves, or leaves the namespace, is gone at once [RM7]", async () => {
  const { enter, rooms, settle } = world();
  const [ada, bob, eve] = [
    await enter("blue"),
    await enter("blue"),
    await enter("blue"),
  ];
  await settle();
  ada.take();
  await bob.ask("leave");
  eve.disconnect();
  await settle();
  deepEqual(ada.take(), [["peer-left", bob.id, "left"], [
    "peer-left",
    eve.id,
    "left",
  ]]);
  deepEqual([...rooms.get("blue")?.peers.keys() ?? []], [ada.id]);
});

Deno.test("a seat that is given back while it is asked for is not taken [RM7]", async () => {
  const admitted = Promise.withResolvers<void>();
  const { come, rooms, settle } = world({
    guard: {
      async admit() {
        await admitted.promise;
        return { maySignal: true, mayBroadcast: true };
      },
      onRevoked: () => () => {},
    },
  });
  const ada = await come();
  const joining = ada.ask("join", { room: "blue", seat: proof(), page: "p" });
  deepEqual(await ada.ask("leave"), { answer: undefined });
  const bob = await come();
  bob.emit("join", { room: "blue", seat: proof(), page: "p" });
  bob.hangUp();
  admitted.resolve();
  deepEqual(await joining, { code: "not-joined" });
  await settle();
  equal(rooms.size, 0);
});
