import { deepEqual, equal, rejects } from "node:assert/strict";
import { FakeGuard, token } from "../support/fake_guard.ts";
import { proof, world } from "../support/rooms.ts";

Deno.test("a blink keeps the seat, and the others hear of nothing else [RM8]", async () => {
  const { enter, come, settle, clock } = world({ capacity: 2 });
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  bob.take();
  ada.breaks();
  await settle();
  deepEqual(told(bob.take()), [["peer-updated", ada.id, "away"]]);
  clock.advance(10_000);
  await rejects((await come()).join("blue"), /room-full/);
  await ada.resume();
  await settle();
  deepEqual(told(bob.take()), [["peer-updated", ada.id, "here"]]);
  deepEqual(told(ada.take("peer-updated")), [
    ["peer-updated", ada.id, "away"],
    ["peer-updated", ada.id, "here"],
  ]);
  clock.advance(20_000);
  await settle();
  deepEqual(bob.take(), [], "the time of the blink is over");
});

Deno.test("who stays away loses the seat once, and is told so on coming back [RM8]", async () => {
  const { enter, settle, clock, rooms } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  bob.take();
  ada.take();
  ada.breaks();
  clock.advance(14_999);
  await settle();
  deepEqual(told(bob.take()), [["peer-updated", ada.id, "away"]]);
  clock.advance(1);
  await settle();
  deepEqual(told(bob.take()), [
    ["peer-left", ada.id, "timeout"],
    ["peer-updated", bob.id, "here"],
    ["room-updated", bob.id],
  ]);
  equal(rooms.get("blue")?.peers.size, 1);
  await ada.resume();
  await settle();
  equal(ada.take("removed")[0]?.[1], "timeout");
  deepEqual(await ada.ask("ready"), { code: "not-joined" });
  equal((await ada.join("blue")).state, "joined");
});

Deno.test("a room whose only peer is away is kept for as long as its seat [RM8] [RM4]", async () => {
  const { enter, settle, clock, rooms } = world();
  const ada = await enter("blue");
  await ada.moderate({ do: "data", data: 7 });
  ada.breaks();
  await settle();
  clock.advance(14_000);
  equal(rooms.get("blue")?.data, 7);
  clock.advance(1_000);
  equal(rooms.size, 0);
});

Deno.test("a page that is loaded again has its seat again, and nobody had left [RM9] [RM10]", async () => {
  const { enter, come, settle, clock, rooms } = world({ capacity: 2 });
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  bob.take();
  for (let n = 0; n < 100; n++) {
    ada.hangUp();
    await settle();
    deepEqual(told(bob.take()), [["peer-updated", ada.id, "away"]]);
    const again = await come({ seat: ada.seat, page: `page-${n + 2}` });
    const joined = await again.join("blue");
    await settle();
    equal(joined.state === "joined" && joined.self.id, ada.id);
    equal(joined.state === "joined" && joined.self.role, "host");
    const [[event, info] = []] = bob.take();
    deepEqual(
      [event, Object(info).page, Object(info).connection],
      ["peer-updated", `page-${n + 2}`, "here"],
    );
    deepEqual([...rooms.get("blue")?.peers.keys() ?? []], [ada.id, bob.id]);
    ada.hangUp = () => again.hangUp();
  }
  clock.advance(60_000);
  await settle();
  deepEqual(bob.take(), []);
});

Deno.test("a seat that is taken again is taken from the former page, which ends [RM10]", async () => {
  const { enter, come, settle, clock, rooms } = world({ capacity: 2 });
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const views = new Set(rooms.get("blue")?.peers.keys());
  let [latest, page] = [ada, 1];
  for (let n = 0; n < 100; n++) {
    await settle();
    bob.take();
    latest.take();
    const next = await come({ seat: ada.seat, page: `page-${++page}` });
    await next.join("blue");
    await settle();
    deepEqual(latest.take().map(([name, reason]) => [name, reason]), [
      ["removed", "replaced"],
      ["(disconnected)", undefined],
    ]);
    deepEqual(told(bob.take()), [["peer-updated", ada.id, "here"]]);
    deepEqual(new Set(rooms.get("blue")?.peers.keys()), views);
    latest = next;
  }
  clock.advance(60_000);
  await settle();
  deepEqual(bob.take(), [], "the end of the former sockets is nobody's");
  equal(await latest.moderate({ do: "lock", locked: true }), undefined);
});

Deno.test("without the proof nobody takes a seat, whatever else they say [RM10]", async () => {
  const { enter, come, settle, rooms } = world();
  const ada = await enter("blue", { name: "Ada" });
  await settle();
  const eve = await come();
  const seats = [proof(), ada.id.padEnd(43, "A"), ada.seat.toUpperCase()];
  for (const seat of seats) {
    const mallory = await come({ seat, page: ada.page });
    await mallory.join("blue", { name: "Ada" });
    equal(mallory.id === ada.id, false);
    await mallory.ask("leave");
  }
  for (const seat of [ada.id, "", "x".repeat(42), "x".repeat(44), null, {}]) {
    await rejects(eve.join("blue", { seat: seat as string }), /seat-invalid/);
  }
  await settle();
  deepEqual(ada.take("removed", "(disconnected)"), []);
  equal(rooms.get("blue")?.peers.get(ada.id)?.isHere, true);
});

Deno.test("the same proof in another room is another peer [RM10]", async () => {
  const { enter, come, settle } = world();
  const ada = await enter("blue");
  const twin = await come({ seat: ada.seat });
  await twin.join("green");
  await settle();
  equal(twin.id === ada.id, false);
  deepEqual(ada.take(), []);
});

Deno.test("who comes again with other features is introduced anew, for the polite one may be another [RM11]", async () => {
  const { enter, come, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  bob.take();
  const again = await come({ seat: ada.seat, page: "page-2" });
  await again.join("blue", { features: [] });
  await settle();
  const [left, [event, info] = []] = bob.take();
  deepEqual(left, ["peer-left", ada.id, "left"]);
  deepEqual([event, Object(info).id], ["peer-joined", ada.id]);
  equal(Object(info).polite, true, "who can roll back gives way");
  equal(again.joined?.peers[0]?.polite, false);
});

Deno.test("a server that stops tells nobody that anybody has left [RM34]", async () => {
  const { enter, settle, io, rooms, clock } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await settle();
  ada.take();
  bob.take();
  await io.close(0);
  await settle();
  deepEqual([ada.take(), bob.take()], [[], []]);
  equal(rooms.size, 0);
  equal(clock.pending, 0, "nothing is waited for");
});

Deno.test("a server that stops waits for nothing, whoever was away or gone, and has rooms again when it listens [RM34] [RM31]", async () => {
  const guard = new FakeGuard();
  const ice = {
    serversFor: () => ({ iceServers: [{ urls: "stun:x" }], ttlMs: 60_000 }),
  };
  const { enter, come, settle, io, rooms, clock } = world({ guard, ice });
  const people = [];
  for (const room of ["blue", "blue", "green"]) {
    people.push(await enter(room, { token: token("t1") }));
  }
  const [ada, bob, eve] = people;
  ada?.breaks();
  bob?.hangUp();
  eve?.hangUp();
  await settle();
  equal(rooms.size, 2, "their seats are kept");
  await io.close(0);
  equal(rooms.size, 0);
  equal(clock.pending, 0);
  equal(guard.listeners, 0);
  io.listen({ port: 0, hostname: "127.0.0.1" });
  const again = await come({ seat: ada?.seat ?? "" });
  await again.join("blue", { token: token("t2") });
  equal(again.joined?.self.role, "host");
  guard.revoke("t2");
  await settle();
  equal(again.take("removed")[0]?.[1], "token");
  await io.close();
});

Deno.test("a server that was started anew knows nothing of what was set, kept or forbidden, and who is who is as before [RM34]", async () => {
  const before = world();
  const ada = await before.enter("blue", { capacity: 3 });
  const bob = await before.enter("blue");
  const eve = await before.enter("blue");
  const { polite } = bob.joined?.peers[0] ?? {};
  await ada.moderate({ do: "hand-over", peer: bob.id });
  await bob.moderate({ do: "kick", peer: eve.id });
  await bob.moderate({ do: "password", password: "secret" });
  await bob.moderate({ do: "data", data: "kept" });
  await bob.moderate({ do: "lobby", lobby: true });
  await bob.moderate({ do: "lock", locked: true });
  ada.breaks();
  await before.settle();
  equal((await bob.signal(ada.id)).status, "queued");
  await before.io.close(0);

  const { come, settle } = world();
  const again = [];
  for (const { seat, page } of [eve, ada, bob]) {
    const caller = await come({ seat, page });
    await caller.join("blue");
    again.push(caller);
  }
  const [first, second, third] = again;
  deepEqual(again.map(({ id }) => id), [eve.id, ada.id, bob.id]);
  equal(third?.joined?.peers[1]?.polite, polite);
  deepEqual(third?.joined?.room, {
    name: "blue",
    capacity: 4,
    locked: false,
    password: false,
    lobby: false,
    host: first?.id,
    data: null,
  });
  await settle();
  deepEqual(second?.take("signal"), []);
  deepEqual(third?.take("receipt"), []);
});

Deno.test("close() forgets all rooms, and waits for nothing any more", async () => {
  const { enter, settle, rooms } = world();
  const [ada, bob] = [await enter("blue"), await enter("green")];
  bob.hangUp();
  await settle();
  rooms.close();
  equal(rooms.size, 0);
  deepEqual(await ada.ask("ready"), { code: "not-joined" });
});

/** Events, each with whom it is about and what is new about them. */
function told(events: unknown[][]): unknown[][] {
  return events.map(([name, about, reason]) => {
    if (name === "peer-left") return [name, about, reason];
    const { id, connection, host } = Object(about);
    return name === "room-updated" ? [name, host] : [name, id, connection];
  });
}
