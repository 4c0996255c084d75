import { deepEqual, equal, rejects } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { type Caller, world } from "../support/rooms.ts";

/** A room with a lobby, and its host. */
async function withLobby(capacity = 4) {
  const all = world({ capacity });
  const host = await all.enter("blue");
  await host.moderate({ do: "lobby", lobby: true });
  await host.moderate({ do: "data", data: "secret" });
  await all.settle();
  host.take();
  return { ...all, host };
}

/** Who waits, as the host was told last. */
function knocks(host: Caller): unknown[] | undefined {
  const list = host.take("lobby").at(-1)?.[1];
  return Array.isArray(list) ? list.map(({ id }) => id) : undefined;
}

Deno.test("who knocks waits, and is told when it is let in, with all that a seat tells [RM25]", async () => {
  const { host, come, settle } = await withLobby();
  const bob = await come();
  const answer = await bob.join("blue", { name: "Bob", metadata: 7 });
  const id = answer.state === "waiting" ? answer.id : "";
  equal(answer.room.data, null, "the room's data is for those in it");
  await settle();
  deepEqual(host.take(), [["lobby", [{ id, name: "Bob", metadata: 7 }]]]);
  await rejects(bob.join("blue"), /already-joined/);
  equal(await host.moderate({ do: "admit", peer: id }), undefined);
  await settle();
  const [[event, joined] = []] = bob.take();
  equal(event, "admitted");
  deepEqual(
    [Object(joined).self.id, Object(joined).peers[0].id],
    [id, host.id],
  );
  equal(Object(joined).room.data, "secret");
  deepEqual(host.take().map(([name]) => name), ["peer-joined", "lobby"]);
});

Deno.test("nobody but the host is told who waits [RM25] [RM1]", async () => {
  const { host, come, settle } = await withLobby();
  const [bob, eve] = [await come(), await come()];
  const answer = await bob.join("blue");
  const peer = answer.state === "waiting" ? answer.id : "";
  await eve.join("blue");
  await host.moderate({ do: "admit", peer });
  await settle();
  const [[, joined] = []] = bob.take();
  deepEqual(Object(joined).lobby, []);
  const again = await come({ seat: bob.seat, page: "page-2" });
  const returned = await again.join("blue");
  deepEqual(returned.state === "joined" && returned.lobby, []);
  await (await come()).join("blue");
  await settle();
  deepEqual(again.take(), []);
});

Deno.test("who is denied is told so, and may knock again [RM25]", async () => {
  const { host, come, settle } = await withLobby();
  const bob = await come();
  const answer = await bob.join("blue");
  const id = answer.state === "waiting" ? answer.id : "";
  equal(await host.moderate({ do: "deny", peer: id }), undefined);
  await settle();
  equal(Object(bob.take()[0]?.[1]).code, "denied");
  deepEqual(knocks(host), []);
  equal((await bob.join("blue")).state, "waiting");
});

Deno.test("who waits can give up, which the host is told [RM25]", async () => {
  const { host, come, settle } = await withLobby();
  const bob = await come();
  await bob.join("blue");
  await bob.ask("leave");
  await settle();
  deepEqual(knocks(host), []);
});

Deno.test("waiting survives a blink and a reload, and ends with the grace [RM26]", async () => {
  const { host, come, settle, clock } = await withLobby();
  const bob = await come();
  const answer = await bob.join("blue");
  const id = answer.state === "waiting" ? answer.id : "";
  bob.breaks();
  await settle();
  clock.advance(10_000);
  await bob.resume();
  clock.advance(10_000);
  bob.hangUp();
  await settle();
  clock.advance(10_000);
  await settle();
  deepEqual(knocks(host), [id]);
  const again = await come({ seat: bob.seat, page: "page-2" });
  const waiting = await again.join("blue");
  equal(waiting.state === "waiting" && waiting.id, id);
  again.hangUp();
  await settle();
  clock.advance(15_000);
  await settle();
  deepEqual(knocks(host), []);
});

Deno.test("who is let in while it is away has a seat, and finds it on coming back [RM26]", async () => {
  const { host, come, settle } = await withLobby();
  const [bob, eve] = [await come(), await come()];
  const ids = [];
  for (const one of [bob, eve]) {
    const answer = await one.join("blue");
    ids.push(answer.state === "waiting" ? answer.id : "");
  }
  bob.breaks();
  eve.hangUp();
  await settle();
  for (const peer of ids) await host.moderate({ do: "admit", peer });
  await bob.resume();
  await settle();
  equal(bob.take("admitted").length, 1);
  const again = await come({ seat: eve.seat, page: "page-2" });
  equal((await again.join("blue")).state, "joined");
});

Deno.test("who came early stays in the lobby, whoever becomes host meanwhile [RM26]", async () => {
  const { host, enter, come, settle, clock } = await withLobby();
  await host.moderate({ do: "lobby", lobby: false });
  const next = await enter("blue");
  await host.moderate({ do: "lobby", lobby: true });
  const bob = await come();
  await bob.join("blue");
  host.breaks();
  await settle();
  clock.advance(15_000);
  await settle();
  equal(knocks(next)?.length, 1);
  deepEqual(bob.take(), []);
});

Deno.test("when a room is over, who waits is told so: nobody could let it in [RM26]", async () => {
  const { host, come, settle, rooms } = await withLobby();
  const bob = await come();
  await bob.join("blue");
  await host.ask("leave");
  await settle();
  equal(Object(bob.take()[0]?.[1]).code, "no-such-room");
  equal(rooms.size, 0);
  equal((await bob.join("blue")).state, "joined");
});

Deno.test("without a lobby all come in who waited, as far as there are seats [RM25]", async () => {
  const { host, come, settle, rooms } = await withLobby(3);
  const waiting = [await come(), await come(), await come()];
  for (const one of waiting) await one.join("blue");
  await host.moderate({ do: "lobby", lobby: false });
  await settle();
  deepEqual(
    waiting.map((one) => one.take("admitted", "denied").map(([name]) => name)),
    [["admitted"], ["admitted"], ["denied"]],
  );
  equal(rooms.get("blue")?.peers.size, 3);
  deepEqual(knocks(host), []);
});

Deno.test("nobody is let into a full room, and whoever waits goes on waiting [RM25] [RM5]", async () => {
  const { host, come } = await withLobby(2);
  const [bob, eve] = [await come(), await come()];
  const ids = [];
  for (const one of [bob, eve]) {
    const answer = await one.join("blue");
    ids.push(answer.state === "waiting" ? answer.id : "");
  }
  equal(await host.moderate({ do: "admit", peer: ids[0] ?? "" }), undefined);
  equal(await host.moderate({ do: "admit", peer: ids[1] ?? "" }), "room-full");
  await bob.ask("leave");
  equal(await host.moderate({ do: "admit", peer: ids[1] ?? "" }), undefined);
});

Deno.test("so many may wait for a room, and no more [RM25]", async () => {
  const { come } = await withLobby();
  for (let n = 0; n < ROOM_LIMITS.knocks; n++) {
    equal((await (await come()).join("blue")).state, "waiting");
  }
  await rejects((await come()).join("blue"), /lobby-full/);
});

Deno.test("who waits can be removed for good, too [RM27]", async () => {
  const { host, come, settle } = await withLobby();
  const bob = await come();
  const answer = await bob.join("blue");
  const peer = answer.state === "waiting" ? answer.id : "";
  equal(await host.moderate({ do: "kick", peer }), undefined);
  await settle();
  equal(bob.take()[0]?.[1], "kicked");
  deepEqual(knocks(host), []);
  equal(await bob.canResume(), false);
  await bob.connect();
  await rejects(bob.join("blue"), /banned/);
});
