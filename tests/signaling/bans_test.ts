import { deepEqual, equal, rejects } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { CLOSE } from "../../lib/wire/mod.ts";
import { Bans } from "../../lib/signaling/bans.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { world } from "../support/rooms.ts";

Deno.test("who is removed is told so, and is kept out by socket, session and seat until the ban ends [RM27]", async () => {
  const { enter, come, settle, clock, rooms } = world();
  const [ada, bob, eve] = [
    await enter("blue"),
    await enter("blue"),
    await enter("blue"),
  ];
  await settle();
  for (const one of [ada, bob, eve]) one.take();
  const kick = { do: "kick", peer: bob.id, banMs: 60_000 } as const;
  equal(await ada.moderate(kick), undefined);
  await settle();
  deepEqual(bob.take().map(([name, reason]) => [name, reason]), [
    ["removed", "kicked"],
    ["(disconnected)", undefined],
  ]);
  equal(bob.closed, CLOSE.dismissed);
  deepEqual(eve.take(), [["peer-left", bob.id, "kicked"]]);
  equal(await bob.canResume(), false);
  await bob.connect();
  await rejects(bob.join("blue"), /banned/);
  const again = await come({ seat: bob.seat, page: "page-2" });
  await rejects(again.join("blue"), /banned/);
  equal(rooms.get("blue")?.peers.size, 2);
  clock.advance(59_999);
  await rejects(again.join("blue"), /banned/);
  clock.advance(1);
  equal((await again.join("blue")).state, "joined");
  equal(rooms.bans.size, 0, "what is over is forgotten");
});

Deno.test("a ban outlives the room: to wait until it is empty does not help [RM27]", async () => {
  const { enter, come, settle, clock } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await ada.moderate({ do: "kick", peer: bob.id });
  await ada.ask("leave");
  await settle();
  await bob.connect();
  await rejects(bob.join("blue"), /banned/);
  equal((await bob.join("green")).state, "joined");
  clock.advance(ROOM_LIMITS.banMs);
  const again = await come({ seat: bob.seat });
  equal((await again.join("blue")).state, "joined");
});

Deno.test("who is removed without a ban may come back, and nobody removes itself [RM27]", async () => {
  const { enter } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await ada.moderate({ do: "kick", peer: bob.id, banMs: 0 });
  await bob.connect();
  equal((await bob.join("blue")).state, "joined");
  equal(await ada.moderate({ do: "kick", peer: ada.id }), "not-allowed");
  for (const banMs of [-1, NaN, 1e12, "1", null]) {
    const kick = { do: "kick", peer: bob.id, banMs: banMs as number } as const;
    equal(await ada.moderate(kick), "request-invalid");
  }
});

Deno.test("who is removed while it is away has no session to come back to [RM27]", async () => {
  const { enter, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  bob.breaks();
  await settle();
  equal(await ada.moderate({ do: "kick", peer: bob.id }), undefined);
  equal(await bob.canResume(), false);
  await bob.connect();
  await rejects(bob.join("blue"), /banned/);
});

Deno.test("who is removed hears so before its session ends, also behind much that it has not read [RM27]", async () => {
  const { enter, settle, rooms } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  bob.take();
  const sent = Array.from({ length: 20 }, (_, n) => ada.signal(bob.id, n));
  await ada.moderate({ do: "kick", peer: bob.id });
  deepEqual(bob.take().map(([name]) => name), [
    ...sent.map(() => "signal"),
    "removed",
    "(disconnected)",
  ]);
  for (const { status } of await Promise.all(sent)) equal(status, "expired");
  equal(rooms.get("blue")?.peers.size, 1);
});

Deno.test("Bans knows a peer by its seat, its token and whose token that is", () => {
  const bans = new Bans(new FakeClock());
  bans.add("blue", 1_000, "seat", { id: "t1", subject: "ada", ttlMs: 1 });
  const token = (id: string, subject?: string) => ({ id, subject, ttlMs: 1 });
  equal(bans.has("blue", "seat", undefined), true);
  equal(bans.has("blue", "other", token("t1")), true);
  equal(bans.has("blue", "other", token("t2", "ada")), true);
  equal(bans.has("blue", "other", token("t2", "bob")), false);
  equal(bans.has("blue", "other", token("t2")), false);
  equal(bans.has("green", "seat", token("t1", "ada")), false);
});

Deno.test("Bans keeps the longer one of two bans, and holds so many of one room", () => {
  const clock = new FakeClock();
  const bans = new Bans(clock);
  bans.add("blue", 1_000, "ada", undefined);
  bans.add("blue", 10, "ada", undefined);
  clock.advance(11);
  equal(bans.has("blue", "ada", undefined), true);
  for (let n = 0; n < ROOM_LIMITS.bans; n++) {
    bans.add("blue", 1_000, `bob ${n}`, undefined);
  }
  equal(bans.size, ROOM_LIMITS.bans);
  equal(bans.has("blue", "ada", undefined), false, "the oldest gives way");
  equal(bans.has("blue", "bob 0", undefined), true);
});

Deno.test("Bans holds so many of all rooms, and the oldest give way", () => {
  const bans = new Bans(new FakeClock());
  for (let n = 0; n < ROOM_LIMITS.allBans + 10; n++) {
    bans.add(`room ${n}`, 1_000, "ada", undefined);
  }
  equal(bans.size, ROOM_LIMITS.allBans);
  equal(bans.has("room 9", "ada", undefined), false);
  equal(bans.has("room 10", "ada", undefined), true);
});
