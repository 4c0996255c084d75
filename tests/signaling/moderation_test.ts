import { deepEqual, equal, notDeepEqual, rejects } from "node:assert/strict";
import type { Action, ActionName } from "../../lib/parlance/mod.ts";
import { type Caller, type World, world } from "../support/rooms.ts";

/** A room with people in every place there is. */
interface Scene extends World {
  readonly host: Caller;
  readonly member: Caller;
  readonly other: Caller;
  readonly waiting: Caller;
  /** The id of who waits. */
  readonly waitingId: string;
  readonly outsider: Caller;
}

async function scene(): Promise<Scene> {
  const all = world({ capacity: 6 });
  const host = await all.enter("blue");
  const member = await all.enter("blue");
  const other = await all.enter("blue");
  await host.moderate({ do: "lobby", lobby: true });
  const waiting = await all.come();
  const answer = await waiting.join("blue");
  const waitingId = answer.state === "waiting" ? answer.id : "";
  const outsider = await all.enter("green");
  await all.settle();
  for (const one of [host, member, other, waiting, outsider]) one.take();
  return { ...all, host, member, other, waiting, waitingId, outsider };
}

/** All that there is to know of the rooms. */
function state({ rooms }: World): unknown {
  return ["blue", "green"].map((name) => {
    const room = rooms.get(name);
    return room && {
      info: room.info,
      password: room.password,
      peers: [...room.peers.values()].map(({ info }) => info),
      knocks: room.knocks,
      bans: rooms.bans.size,
    };
  });
}

/** Every action, in a form that would change something. */
const ACTIONS: Record<ActionName, (scene: Scene) => Action> = {
  "lock": () => ({ do: "lock", locked: true }),
  "password": () => ({ do: "password", password: "open sesame" }),
  "lobby": () => ({ do: "lobby", lobby: false }),
  "admit": ({ waitingId }) => ({ do: "admit", peer: waitingId }),
  "deny": ({ waitingId }) => ({ do: "deny", peer: waitingId }),
  "kick": ({ other }) => ({ do: "kick", peer: other.id }),
  "ask-to-mute": ({ other }) => ({
    do: "ask-to-mute",
    peer: other.id,
    kind: "audio",
  }),
  "hand-over": ({ other }) => ({ do: "hand-over", peer: other.id }),
  "capacity": () => ({ do: "capacity", capacity: 3 }),
  "data": () => ({ do: "data", data: { topic: "tea" } }),
  "end": () => ({ do: "end" }),
};

/** Those who may not, and what they are told. */
const DENIED: Record<string, {
  who: (scene: Scene) => Caller | Promise<Caller>;
  code: string;
}> = {
  "a member": { who: ({ member }) => member, code: "not-allowed" },
  "one who waits": { who: ({ waiting }) => waiting, code: "not-joined" },
  "the host of another room": {
    who: ({ outsider }) => outsider,
    code: "", // It rules its own room, in which nobody of this one is.
  },
  "someone in no room": { who: ({ come }) => come(), code: "not-joined" },
  "a member while the host is away": {
    async who({ host, member, settle, other }) {
      host.breaks();
      await settle();
      for (const one of [member, other]) one.take();
      return member;
    },
    code: "not-allowed",
  },
  "a host that has handed over": {
    async who({ host, member, settle, other }) {
      await host.moderate({ do: "hand-over", peer: member.id });
      await settle();
      for (const one of [host, member, other]) one.take();
      return host;
    },
    code: "not-allowed",
  },
};

for (const [who, cell] of Object.entries(DENIED)) {
  for (const [name, make] of Object.entries(ACTIONS)) {
    Deno.test(`${who} cannot ${name}, and nothing comes of it [RM21]`, async () => {
      const all = await scene();
      const caller = await cell.who(all);
      const action = make(all);
      const before = state(all);
      const code = await caller.moderate(action);
      if (cell.code !== "") equal(code, cell.code);
      else if ("peer" in action) equal(code, "no-such-peer");
      await all.settle();
      const after = state(all);
      deepEqual(Object(after)[0], Object(before)[0]);
      for (const one of [all.host, all.member, all.other, all.waiting]) {
        deepEqual(one.take(), []);
      }
    });
  }
}

for (const [name, make] of Object.entries(ACTIONS)) {
  Deno.test(`the host can ${name}, also after a blink [RM21] [RM22]`, async () => {
    const all = await scene();
    const { host } = all;
    host.breaks();
    await all.settle();
    all.clock.advance(10_000);
    await host.resume();
    await all.settle();
    all.other.take();
    const before = state(all);
    equal(await host.moderate(make(all)), undefined);
    await all.settle();
    if (name === "ask-to-mute") {
      deepEqual(all.other.take(), [["mute-asked", "audio", host.id]]);
    } else notDeepEqual(state(all), before);
  });
}

const NOBODY = ["kick", "admit", "deny", "hand-over", "ask-to-mute"] as const;

for (const name of NOBODY) {
  Deno.test(`${name} of nobody is refused, and nothing comes of it [RM21]`, async () => {
    const all = await scene();
    const before = state(all);
    const wrong = name === "admit" || name === "deny"
      ? all.member.id
      : name === "kick"
      ? all.outsider.id
      : all.waitingId;
    for (const peer of ["nobody", all.outsider.id, wrong]) {
      const action = { do: name, peer, kind: "audio" } as Action;
      equal(await all.host.moderate(action), "no-such-peer");
    }
    deepEqual(state(all), before);
  });
}

Deno.test("whoever was there longest follows a host that has gone, and is told all [RM22]", async () => {
  const { host, member, other, settle, rooms } = await scene();
  await host.ask("leave");
  await settle();
  equal(rooms.get("blue")?.host?.id, member.id);
  for (const one of [member, other]) {
    const events = one.take();
    deepEqual(events[0], ["peer-left", host.id, "left"]);
    deepEqual(
      [Object(events[1]?.[1]).id, Object(events[1]?.[1]).role],
      [member.id, "host"],
    );
    equal(Object(events[2]?.[1]).host, member.id);
    equal(events[3]?.[0], one === member ? "lobby" : undefined);
  }
});

Deno.test("who is here follows before who is away, however long they were there [RM22]", async () => {
  const { host, member, other, settle, rooms, clock } = await scene();
  member.breaks();
  await settle();
  await host.ask("leave");
  equal(rooms.get("blue")?.host?.id, other.id);
  await member.resume();
  clock.advance(60_000);
  equal(rooms.get("blue")?.host?.id, other.id, "it stays so");
});

Deno.test("a host keeps the role over a blink and a reload, and loses it with the seat [RM22]", async () => {
  const { host, member, come, settle, rooms, clock } = await scene();
  host.breaks();
  await settle();
  clock.advance(14_000);
  equal(rooms.get("blue")?.host?.id, host.id);
  await host.resume();
  host.hangUp();
  await settle();
  clock.advance(14_000);
  const again = await come({ seat: host.seat, page: "page-2" });
  const joined = await again.join("blue");
  equal(joined.state === "joined" && joined.self.role, "host");
  equal(joined.state === "joined" && joined.lobby.length, 1);
  again.hangUp();
  await settle();
  clock.advance(15_000);
  await settle();
  equal(rooms.get("blue")?.host?.id, member.id);
});

Deno.test("who follows a host that left everyone alone is the next one who comes [RM22]", async () => {
  const { enter } = world();
  const ada = await enter("blue");
  await ada.ask("leave");
  equal((await enter("blue")).joined?.self.role, "host");
});

Deno.test("a locked room takes nobody, but whoever has a seat keeps it [RM23]", async () => {
  const { enter, come, settle } = world();
  const ada = await enter("blue");
  const bob = await enter("blue");
  equal(await ada.moderate({ do: "lock", locked: true }), undefined);
  await settle();
  equal(Object(bob.take("room-updated").at(-1)?.[1]).locked, true);
  await rejects((await come()).join("blue"), /room-locked/);
  bob.hangUp();
  await settle();
  const again = await come({ seat: bob.seat, page: "page-2" });
  equal((await again.join("blue")).state, "joined");
  await ada.moderate({ do: "lock", locked: false });
  equal((await (await come()).join("blue")).state, "joined");
});

Deno.test("fewer seats take nobody's, but nobody comes in until there is one [RM28]", async () => {
  const { enter, come } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const eve = await enter("blue");
  equal(await ada.moderate({ do: "capacity", capacity: 2 }), undefined);
  await rejects((await come()).join("blue"), /room-full/);
  await eve.ask("leave");
  await rejects((await come()).join("blue"), /room-full/);
  await bob.ask("leave");
  equal((await (await come()).join("blue")).state, "joined");
  for (const capacity of [1, 17, 2.5, NaN]) {
    equal(await ada.moderate({ do: "capacity", capacity }), "capacity-invalid");
  }
});

Deno.test("a room's data is for all in it, and for who comes later [RM28]", async () => {
  const { enter, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await ada.moderate({ do: "data", data: { topic: "tea" } });
  await settle();
  deepEqual(Object(bob.take("room-updated")[0]?.[1]).data, { topic: "tea" });
  deepEqual((await enter("blue")).joined?.room.data, { topic: "tea" });
  const large = "x".repeat(16_384);
  equal(await ada.moderate({ do: "data", data: large }), "data-too-large");
  deepEqual((await enter("blue")).joined?.room.data, { topic: "tea" });
});

Deno.test("who is asked to mute decides by itself, and tells the others with update [RM28] [RM19]", async () => {
  const { enter, settle } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  await ada.moderate({ do: "ask-to-mute", peer: bob.id, kind: "video" });
  await settle();
  deepEqual(bob.take("mute-asked"), [["mute-asked", "video", ada.id]]);
  const muted = { audio: false, video: true };
  deepEqual(await bob.ask("update", { muted }), { answer: undefined });
  await settle();
  deepEqual(Object(ada.take("peer-updated")[0]?.[1]).muted, muted);
  deepEqual(Object(bob.take("peer-updated")[0]?.[1]).muted, muted);
});

Deno.test("a room that is ended is over for all, in it and before it [RM29]", async () => {
  const { host, member, other, waiting, settle, rooms, enter } = await scene();
  equal(await host.moderate({ do: "end" }), undefined);
  await settle();
  for (const one of [host, member, other, waiting]) {
    deepEqual(one.take().map(([name, reason]) => [name, reason]), [
      ["removed", "ended"],
    ]);
  }
  equal(rooms.get("blue"), undefined);
  equal((await enter("blue")).joined?.self.role, "host");
});
