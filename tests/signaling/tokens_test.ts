import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { DEFAULT_LIMITS } from "../../lib/wire/mod.ts";
import { FakeGuard, token } from "../support/fake_guard.ts";
import { type World, world } from "../support/rooms.ts";

const HOUR = 3_600_000;

/** A server whose rooms are guarded. */
function guarded(): World & { guard: FakeGuard } {
  const guard = new FakeGuard();
  return { ...world({ guard, capacity: 6 }), guard };
}

Deno.test("who shows no good token is refused as the guard says, and takes no seat [RM30]", async () => {
  const { come, rooms } = guarded();
  const ada = await come();
  await rejects(ada.join("blue"), /token-required/);
  await rejects(ada.join("blue", { token: "forged" }), /token-invalid/);
  await rejects(
    ada.join("blue", { token: "{".repeat(9_000) }),
    /token-invalid/,
  );
  await rejects(ada.join("blue", { token: 7 as never }), /token-invalid/);
  equal(rooms.size, 0);
  equal((await ada.join("blue", { token: token("t1") })).state, "joined");
});

Deno.test("a token says the name, the metadata, the role and the seats, and nobody else does [RM30]", async () => {
  const { enter } = guarded();
  const ada = await enter("blue", {
    name: "Mallory",
    metadata: "forged",
    capacity: 6,
    token: token("t1", HOUR, {
      name: "Ada",
      metadata: { id: 7 },
      role: "member",
      capacity: 3,
    }),
  });
  deepEqual(ada.joined?.self.name, "Ada");
  deepEqual(ada.joined?.self.metadata, { id: 7 });
  deepEqual(ada.joined?.self.role, "member");
  deepEqual(ada.joined?.room.host, null);
  deepEqual(ada.joined?.room.capacity, 3);
  const bob = await enter("green", {
    token: token("t2", HOUR, { capacity: 99 }),
  });
  deepEqual(bob.joined?.room.capacity, 16, "the server has the last word");
  for (const change of [{ name: "Eve" }, { metadata: 1 }]) {
    deepEqual(await ada.ask("update", change), { code: "not-allowed" });
  }
  const muted = { audio: true, video: true };
  deepEqual(await ada.ask("update", { muted }), { answer: undefined });
});

Deno.test("who may not signal or broadcast is told that it is forbidden [RM30] [RM13]", async () => {
  const { enter, settle } = guarded();
  const ada = await enter("blue", {
    token: token("t1", HOUR, { maySignal: false, mayBroadcast: false }),
  });
  const bob = await enter("blue", { token: token("t2") });
  await settle();
  bob.take();
  equal((await ada.signal(bob.id)).status, "forbidden");
  for (const to of [bob.id, undefined]) {
    const outcome = await ada.ask("message", { to, payload: 1 });
    equal(Object(outcome).answer.status, "forbidden");
  }
  await settle();
  deepEqual(bob.take(), []);
});

Deno.test("whom a token makes host is host, in place of someone who was merely the first [RM22] [RM30]", async () => {
  const { enter, settle } = guarded();
  const first = await enter("blue", { token: token("t1") });
  equal(first.joined?.self.role, "host");
  const teacher = await enter("blue", {
    token: token("t2", HOUR, { role: "host" }),
  });
  equal(teacher.joined?.self.role, "host");
  deepEqual(teacher.joined?.peers[0]?.role, "member");
  await settle();
  deepEqual(first.take().map(([name]) => name), [
    "peer-joined",
    "peer-updated",
    "room-updated",
  ]);
  deepEqual(teacher.take(), [], "it was told all when it came");
  const second = await enter("blue", {
    token: token("t3", HOUR, { role: "host" }),
  });
  equal(second.joined?.self.role, "member", "there is one host");
  await teacher.ask("leave");
  await settle();
  equal(Object(first.take("room-updated").at(-1)?.[1]).host, second.id);
});

Deno.test("a member by its token does not become host unless the host says so [RM22] [RM30]", async () => {
  const { enter, rooms } = guarded();
  const role = "member" as const;
  const host = await enter("blue", { token: token("t1") });
  const ada = await enter("blue", { token: token("t2", HOUR, { role }) });
  const bob = await enter("blue", { token: token("t3", HOUR, { role }) });
  equal(await host.moderate({ do: "hand-over", peer: bob.id }), undefined);
  equal(rooms.get("blue")?.host?.id, bob.id);
  await bob.ask("leave");
  equal(rooms.get("blue")?.host?.id, host.id);
  await host.ask("leave");
  equal(rooms.get("blue")?.host, undefined);
  equal(await ada.moderate({ do: "lock", locked: true }), "not-allowed");
  const next = await enter("blue", { token: token("t4") });
  equal(next.joined?.room.host, next.id);
});

Deno.test("a host by its token comes into its room whatever is closed, but a lack of seats [RM30]", async () => {
  const { enter, come, settle } = guarded();
  const ada = await enter("blue", { token: token("t1") });
  await ada.moderate({ do: "lobby", lobby: true });
  await ada.moderate({ do: "password", password: "secret" });
  await ada.moderate({ do: "lock", locked: true });
  const teacher = await enter("blue", {
    token: token("t2", HOUR, { role: "host" }),
  });
  await settle();
  equal(teacher.joined?.self.role, "host");
  await teacher.moderate({ do: "capacity", capacity: 2 });
  const other = await come();
  await rejects(
    other.join("blue", { token: token("t3", HOUR, { role: "host" }) }),
    /room-full/,
  );
});

Deno.test("a room that its host has left to members stays closed until one by its token comes [RM22] [RM30]", async () => {
  const { enter, come } = guarded();
  const role = "member" as const;
  const host = await enter("blue", { token: token("t1") });
  await enter("blue", { token: token("t2", HOUR, { role }) });
  await host.moderate({ do: "lock", locked: true });
  await host.ask("leave");
  const ada = await come();
  await rejects(ada.join("blue", { token: token("t3") }), /room-locked/);
  const teacher = { token: token("t4", HOUR, { role: "host" }) } as const;
  equal((await enter("blue", teacher)).joined?.self.role, "host");
});

Deno.test("a token's end is told before, and takes the seat [RM31]", async () => {
  const { enter, settle, clock } = guarded();
  const ada = await enter("blue", { token: token("t1", 5 * 60_000) });
  const bob = await enter("blue", { token: token("t2") });
  await settle();
  ada.take();
  bob.take();
  clock.advance(4 * 60_000 - 1);
  await settle();
  deepEqual(ada.take(), []);
  clock.advance(1);
  await settle();
  deepEqual(ada.take(), [["token-expiring", 60_000]]);
  clock.advance(60_000);
  await settle();
  deepEqual(ada.take().map(([name, reason]) => [name, reason]), [
    ["removed", "token"],
    ["(disconnected)", undefined],
  ]);
  equal(await ada.canResume(), false);
  deepEqual(bob.take()[0], ["peer-left", ada.id, "token"]);
});

Deno.test("a token of many years does not end at once [RM31]", async () => {
  const { enter, clock, rooms } = guarded();
  await enter("blue", { token: token("t1", 40 * 24 * HOUR) });
  clock.advance(2 ** 31);
  equal(rooms.size, 1);
  clock.advance(40 * 24 * HOUR);
  equal(rooms.size, 0);
});

Deno.test("a newer token goes on where the former one ends [RM31]", async () => {
  const { enter, settle, clock, rooms, guard } = guarded();
  const subject = "ada";
  const ada = await enter("blue", { token: token("t1", 100_000, { subject }) });
  clock.advance(50_000);
  deepEqual(
    await ada.ask("refresh", token("t2", HOUR, { subject })),
    { answer: undefined },
  );
  clock.advance(HOUR / 2);
  guard.revoke("t1");
  equal(rooms.size, 1, "the former one counts no more");
  clock.advance(HOUR / 2);
  await settle();
  equal(ada.take("removed")[0]?.[1], "token");
});

/** A token of a role. */
function as(id: string, role?: "host" | "member"): string {
  return token(id, HOUR, role ? { role } : {});
}

Deno.test("whom a newer token makes host takes over, and the one before it follows when it is a member again [RM31] [RM22]", async () => {
  const { enter, come, settle, rooms } = guarded();
  const ada = await enter("blue", { token: as("t1") });
  const bob = await enter("blue", { token: as("t2", "member") });
  await ada.moderate({ do: "lobby", lobby: true });
  await (await come()).join("blue", { token: as("t3") });
  await settle();
  ada.take();
  bob.take();
  deepEqual(await bob.ask("refresh", as("t4", "host")), { answer: undefined });
  await settle();
  equal(rooms.get("blue")?.host?.id, bob.id);
  const roles = (events: unknown[][]) =>
    events.map(([name, about]) => {
      const { id, role, host } = Object(about);
      return name === "peer-updated" ? [name, id, role] : [name, host];
    });
  const seen = [
    ["peer-updated", ada.id, "member"],
    ["peer-updated", bob.id, "host"],
    ["room-updated", bob.id],
  ];
  deepEqual(roles(ada.take()), seen);
  deepEqual(roles(bob.take()), [...seen, ["lobby", undefined]]);
  equal(await ada.moderate({ do: "lock", locked: true }), "not-allowed");
  equal(await bob.moderate({ do: "lock", locked: true }), undefined);
  await bob.ask("refresh", as("t5", "member"));
  equal(rooms.get("blue")?.host?.id, ada.id);
});

Deno.test("a newer token of the same role takes nothing back that was handed over, nor does a member's [RM31] [RM22]", async () => {
  const { enter, come, rooms } = guarded();
  const ada = await enter("blue", { token: as("t1", "host") });
  const bob = await enter("blue", { token: as("t2") });
  await ada.moderate({ do: "hand-over", peer: bob.id });
  await ada.ask("refresh", as("t3", "host"));
  equal(rooms.get("blue")?.host?.id, bob.id);
  await bob.ask("refresh", as("t4", "member"));
  equal(rooms.get("blue")?.host?.id, bob.id);
  const again = await come({ seat: ada.seat, page: "page-2" });
  await again.join("blue", { token: as("t5", "host") });
  equal(rooms.get("blue")?.host?.id, bob.id);
  await bob.moderate({ do: "hand-over", peer: ada.id });
  equal(rooms.get("blue")?.host?.id, ada.id);
});

Deno.test("nobody is host when the only one there is a member from now on, and someone is when it is not [RM31] [RM22]", async () => {
  const { enter, rooms } = guarded();
  const ada = await enter("blue", { token: as("t1") });
  await ada.ask("refresh", as("t2", "member"));
  equal(rooms.get("blue")?.host, undefined);
  await ada.ask("refresh", as("t3"));
  equal(rooms.get("blue")?.host?.id, ada.id);
  const bob = await enter("blue", { token: as("t4", "host") });
  await bob.ask("refresh", as("t5"));
  equal(rooms.get("blue")?.host?.id, bob.id, "it may be host still");
});

Deno.test("a room that was handed over once is its host's by hand only until another one comes [RM31] [RM22]", async () => {
  const { enter, rooms } = guarded();
  const ada = await enter("blue", { token: as("t1", "host") });
  const bob = await enter("blue", { token: as("t2") });
  await ada.moderate({ do: "hand-over", peer: bob.id });
  const eve = await enter("blue", { token: as("t3", "host") });
  equal(rooms.get("blue")?.host?.id, eve.id);
  await eve.ask("refresh", as("t4", "member"));
  equal(rooms.get("blue")?.host?.id, ada.id);
});

Deno.test("who takes its seat again with a token of another role has that role [RM10] [RM31]", async () => {
  const { enter, come, settle } = guarded();
  const ada = await enter("blue", { token: as("t1", "host") });
  const bob = await enter("blue", { token: as("t2", "member") });
  await ada.moderate({ do: "lobby", lobby: true });
  await (await come()).join("blue", { token: as("t3") });
  const first = await come({ seat: ada.seat, page: "page-2" });
  await first.join("blue", { token: as("t4", "member") });
  equal(first.joined?.room.host, null, "nobody may follow");
  const second = await come({ seat: bob.seat, page: "page-2" });
  await second.join("blue", { token: as("t5", "host") });
  equal(second.joined?.self.role, "host");
  equal(second.joined?.lobby.length, 1);
  await settle();
  deepEqual(first.take().map(([name]) => name), [
    "peer-updated",
    "room-updated",
  ]);
  deepEqual(second.take(), [], "it was told all when it came");
});

Deno.test("a host that takes its seat again as a member is followed, and the one who follows is told who waits [RM10] [RM31]", async () => {
  const { enter, come, settle } = guarded();
  const ada = await enter("blue", { token: as("t1", "host") });
  const bob = await enter("blue", { token: as("t2") });
  await ada.moderate({ do: "lobby", lobby: true });
  await (await come()).join("blue", { token: as("t3") });
  await settle();
  bob.take();
  const again = await come({ seat: ada.seat, page: "page-2" });
  await again.join("blue", { token: as("t4", "member") });
  equal(again.joined?.room.host, bob.id);
  await settle();
  deepEqual(bob.take().map(([name]) => name), [
    "peer-updated",
    "peer-updated",
    "room-updated",
    "lobby",
  ]);
});

Deno.test("who waits and is host by a newer token comes in, by refresh and by joining again [RM26] [RM31]", async () => {
  for (const how of ["refresh", "join"] as const) {
    const { enter, come, settle, rooms, preflight } = guarded();
    const ada = await enter("blue", { token: as("t1") });
    await ada.moderate({ do: "lobby", lobby: true });
    const bob = await come();
    await bob.join("blue", { token: as("t2") });
    await settle();
    ada.take();
    if (how === "refresh") {
      await bob.ask("refresh", as("t3", "host"));
      equal(bob.take()[0]?.[0], "admitted");
    } else {
      const { seat } = bob;
      const shown = { room: "blue", seat, page: "p", token: as("t3", "host") };
      equal((await preflight(shown, "192.0.2.1")).state, "joined");
      const again = await come({ seat, page: "page-2" });
      const joined = await again.join("blue", { token: as("t3", "host") });
      equal(joined.state === "joined" && joined.self.role, "host");
      equal(bob.take()[0]?.[1], "replaced");
    }
    await settle();
    const room = rooms.get("blue");
    equal(room?.host?.id === ada.id, false);
    deepEqual([room?.peers.size, room?.lobby.size], [2, 0]);
    deepEqual(ada.take().map(([name]) => name), [
      "peer-joined",
      "peer-updated",
      "room-updated",
    ]);
  }
});

Deno.test("a host is told who waits no more, also where another one is host by its token [RM26]", async () => {
  for (const how of ["refresh", "join"] as const) {
    const { enter, come, settle } = guarded();
    const ada = await enter("blue", { token: as("t1", "host") });
    await ada.moderate({ do: "lobby", lobby: true });
    const bob = await come();
    await bob.join("blue", { token: as("t2") });
    await settle();
    ada.take();
    if (how === "refresh") await bob.ask("refresh", as("t3", "host"));
    else {
      const again = await come({ seat: bob.seat, page: "page-2" });
      const joined = await again.join("blue", { token: as("t3", "host") });
      equal(joined.state === "joined" && joined.self.role, "member");
    }
    await settle();
    const events = ada.take();
    deepEqual(events.map(([name]) => name), ["peer-joined", "lobby"]);
    deepEqual(events[1]?.[1], []);
  }
});

Deno.test("who waits and is host by a newer token goes on waiting while there is no seat [RM26] [RM31]", async () => {
  const { enter, come, rooms } = guarded();
  const ada = await enter("blue", { token: as("t1", "host") });
  const eve = await enter("blue", { token: as("t2") });
  await ada.moderate({ do: "lobby", lobby: true });
  const bob = await come();
  await bob.join("blue", { token: as("t3") });
  await ada.moderate({ do: "capacity", capacity: 2 });
  await bob.ask("refresh", as("t4", "host"));
  equal(rooms.get("blue")?.lobby.size, 1);
  const again = await come({ seat: bob.seat, page: "page-2" });
  const answer = await again.join("blue", { token: as("t4", "host") });
  equal(answer.state, "waiting");
  await eve.ask("leave");
  await again.ask("refresh", as("t5", "host"));
  deepEqual([rooms.get("blue")?.peers.size, rooms.get("blue")?.lobby.size], [
    2,
    0,
  ]);
});

Deno.test("a guard that never answers refuses after a while, worth another try, and nothing is kept for it [RM30]", async () => {
  const { enter, come, settle, guard, rooms, clock, preflight } = guarded();
  const ada = await enter("blue", { token: as("t1") });
  const never = Promise.withResolvers<void>();
  guard.gate = never.promise;
  const bob = await come();
  const request = {
    room: "blue",
    seat: bob.seat,
    page: "p",
    token: as("t2"),
  };
  const outcomes = Promise.allSettled([
    bob.join("blue", { token: as("t2") }),
    ada.ask("refresh", as("t3", "member")),
    rejects(preflight(request, "192.0.2.1"), {
      code: "guard-timeout",
      retryable: true,
    }),
  ]);
  await settle();
  clock.advance(DEFAULT_LIMITS.ackMs);
  const [join, refresh, look] = await outcomes;
  match(String(Object(join).reason), /guard-timeout/);
  deepEqual(Object(refresh).value, { code: "guard-timeout" });
  equal(look?.status, "fulfilled");
  equal(clock.pending, 2, "the timers of the seat's token");
  equal(guard.listeners, 1, "the one for the seat that is taken");
  never.resolve();
  await settle();
  deepEqual([...rooms.get("blue")?.peers.keys() ?? []], [ada.id]);
  equal(rooms.get("blue")?.host?.id, ada.id, "an answer too late is none");
  equal((await bob.join("blue", { token: as("t2") })).state, "joined");
});

Deno.test("a server that stops waits for no guard [RM30] [RM34]", async () => {
  const { come, settle, guard, io, clock } = guarded();
  guard.gate = new Promise(() => {});
  const ada = await come();
  ada.emit("join", { room: "blue", seat: ada.seat, page: "p", token: as("t") });
  await settle();
  equal(clock.pending > 0, true);
  await io.close(0);
  await settle();
  equal(clock.pending, 0);
  equal(guard.listeners, 0);
});

Deno.test("a token that is no good, banned or somebody else's does not take the place of the former one [RM31]", async () => {
  const { enter, rooms, clock } = guarded();
  const grants = { subject: "ada", maySignal: false };
  const ada = await enter("blue", { token: token("t1", 100_000, grants) });
  rooms.bans.add("blue", HOUR, "x", {
    id: "t9",
    subject: undefined,
    ttlMs: 1,
  });
  const cases: Record<string, [unknown, string]> = {
    "no token": ["forged", "token-invalid"],
    "no text": [{}, "token-invalid"],
    "somebody else's": [token("t2", HOUR, { subject: "bob" }), "token-invalid"],
    "nobody's": [token("t3", HOUR), "token-invalid"],
    "banned": [token("t9", HOUR, { subject: "ada" }), "banned"],
  };
  for (const [what, [shown, code]] of Object.entries(cases)) {
    deepEqual(await ada.ask("refresh", shown), { code }, what);
  }
  equal((await ada.signal("x")).status, "forbidden");
  clock.advance(100_000);
  equal(rooms.size, 0);
});

Deno.test("a token that is revoked takes the seats and the places in the lobby at once, and no others [RM31]", async () => {
  const { enter, come, settle, guard, rooms } = guarded();
  const ada = await enter("blue", { token: token("t1") });
  const bob = await enter("blue", { token: token("t2") });
  const twin = await enter("green", { token: token("t2") });
  await ada.moderate({ do: "lobby", lobby: true });
  const lou = await come();
  await lou.join("blue", { token: token("t2") });
  await settle();
  for (const one of [ada, bob, twin, lou]) one.take();
  guard.revoke("t2");
  guard.revoke("t2");
  await settle();
  for (const one of [bob, twin, lou]) {
    deepEqual(one.take().map(([name, reason]) => [name, reason]), [
      ["removed", "token"],
      ["(disconnected)", undefined],
    ]);
    equal(await one.canResume(), false);
  }
  deepEqual(ada.take().map(([name]) => name), ["peer-left", "lobby"]);
  equal(rooms.size, 1);
});

Deno.test("a token that is revoked while its password is looked at opens nothing [RM31]", async () => {
  const { enter, come, guard, rooms, settle } = guarded();
  const ada = await enter("blue", { token: token("t1") });
  await ada.moderate({ do: "password", password: "secret" });
  const bob = await come();
  const joining = bob.join("blue", { token: token("t2"), password: "secret" });
  await settle();
  guard.revoke("t2");
  await rejects(joining, /token-revoked/);
  equal(rooms.get("blue")?.peers.size, 1);
});

Deno.test("a token that is revoked right after the guard's word opens nothing [RM31]", async () => {
  const { come, guard, rooms } = guarded();
  const admit = guard.admit.bind(guard);
  guard.admit = async (...asked) => {
    const grants = await admit(...asked);
    queueMicrotask(() => guard.revoke("t1"));
    return grants;
  };
  const ada = await come();
  await rejects(ada.join("blue", { token: token("t1") }), /token-revoked/);
  equal(rooms.size, 0);
});

Deno.test("who goes away while its token is looked at has a seat, and is away [RM8] [RM30]", async () => {
  const { come, settle, guard, rooms, clock } = guarded();
  const looked = Promise.withResolvers<void>();
  guard.gate = looked.promise;
  const ada = await come();
  const shown = { room: "blue", seat: ada.seat, page: ada.page };
  ada.emit("join", { ...shown, token: token("t1") });
  await settle();
  ada.breaks();
  looked.resolve();
  await settle();
  equal([...rooms.get("blue")?.peers.values() ?? []][0]?.isHere, false);
  clock.advance(15_000);
  equal(rooms.size, 0);
});

Deno.test("a token that opened nothing is not watched any more [RM31]", async () => {
  const { enter, come, clock } = guarded();
  const ada = await enter("blue", { token: token("t1") });
  await ada.moderate({ do: "lock", locked: true });
  const bob = await come();
  const before = clock.pending;
  await rejects(bob.join("blue", { token: token("t2") }), /room-locked/);
  equal(clock.pending, before);
});

Deno.test("a kick keeps out the token and its subject, whatever seat they come to [RM27] [RM31]", async () => {
  const { enter, come } = guarded();
  const host = await enter("blue", { token: token("t1") });
  const bob = await enter("blue", {
    token: token("t2", HOUR, { subject: "bob" }),
  });
  await host.moderate({ do: "kick", peer: bob.id });
  const again = await come();
  for (const shown of [token("t2"), token("t3", HOUR, { subject: "bob" })]) {
    await rejects(again.join("blue", { token: shown }), /banned/);
  }
  equal((await again.join("blue", { token: token("t4") })).state, "joined");
});

Deno.test("a seat is taken again with a token, and only with one [RM30] [RM10]", async () => {
  const { enter, come, settle, clock, rooms } = guarded();
  const ada = await enter("blue", { token: token("t1", 60_000) });
  ada.hangUp();
  await settle();
  const again = await come({ seat: ada.seat, page: "page-2" });
  await rejects(again.join("blue"), /token-required/);
  await again.join("blue", { token: token("t2") });
  clock.advance(60_000);
  equal(rooms.size, 1, "the former token counts no more");
});

Deno.test("revocations are heard of while there is a token to hear of, and again when there is another [RM31]", async () => {
  const { enter, rooms, guard } = guarded();
  equal(guard.listeners, 0);
  for (let n = 0; n < 2; n++) {
    const ada = await enter("blue", { token: token("t1") });
    await enter("blue", { token: token("t2") });
    equal(guard.listeners, 1);
    await ada.ask("leave");
    equal(guard.listeners, 1);
    rooms.close();
    equal(guard.listeners, 0);
  }
});
