import { deepEqual, equal, rejects } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { FakeGuard, token } from "../support/fake_guard.ts";
import { type Caller, proof, type World, world } from "../support/rooms.ts";

/** What is true of a room, and of whoever asks. */
interface Case {
  prepare?: (host: Caller, world: World) => unknown;
  request?: Record<string, unknown>;
  guarded?: boolean;
}

const CASES: Record<string, Case> = {
  "an open room": {},
  "a locked room": {
    prepare: (host) => host.moderate({ do: "lock", locked: true }),
  },
  "a full room": {
    prepare: async (host, { enter }) => {
      await enter("blue");
      await host.moderate({ do: "capacity", capacity: 2 });
    },
  },
  "a room with a password": {
    prepare: (host) => host.moderate({ do: "password", password: "secret" }),
  },
  "a wrong password": {
    prepare: (host) => host.moderate({ do: "password", password: "secret" }),
    request: { password: "guess" },
  },
  "the right password": {
    prepare: (host) => host.moderate({ do: "password", password: "secret" }),
    request: { password: "secret" },
  },
  "a room with a lobby": {
    prepare: (host) => host.moderate({ do: "lobby", lobby: true }),
  },
  "a room that nobody is in": { request: { room: "green" } },
  "too many seats": { request: { room: "green", capacity: 99 } },
  "a bad name of a room": { request: { room: "a/b" } },
  "a bad name": { request: { name: "\u202E" } },
  "a bad seat": { request: { seat: "short" } },
  "a bad page": { request: { page: "" } },
  "no object": { request: { muted: 7 } },
  "a token that is not there": { guarded: true },
  "a token that is forged": { guarded: true, request: { token: "forged" } },
  "a good token": { guarded: true, request: { token: token("t2") } },
};

for (const [what, { prepare, request, guarded }] of Object.entries(CASES)) {
  Deno.test(`preflight says of ${what} what join would say, and takes no seat [RM33]`, async () => {
    const guard = new FakeGuard();
    const all = world({ capacity: 4, ...guarded && { guard } });
    const host = await all.enter("blue", guarded ? { token: token("t1") } : {});
    await prepare?.(host, all);
    await all.settle();
    host.take();
    const asked = {
      room: "blue",
      seat: proof(),
      page: "page-1",
      ...request,
    };
    const before = all.rooms.get("blue")?.peers.size;
    const foreseen = await all.preflight(asked, "192.0.2.9").then(
      ({ state }) => state,
      ({ code }) => code,
    );
    await all.settle();
    equal(all.rooms.get("blue")?.peers.size, before);
    equal(all.rooms.get("green"), undefined);
    deepEqual(host.take(), []);
    const outcome = await (await all.come()).ask("join", asked);
    equal(
      "code" in outcome ? outcome.code : Object(outcome.answer).state,
      foreseen,
    );
  });
}

Deno.test("preflight tells of the room, but not of what is kept with it [RM33]", async () => {
  const { enter, preflight } = world();
  const ada = await enter("blue");
  await ada.moderate({ do: "data", data: "secret" });
  const asked = { room: "blue", seat: proof(), page: "p" };
  deepEqual(await preflight(asked, ""), {
    state: "joined",
    room: {
      name: "blue",
      capacity: 4,
      locked: false,
      password: false,
      lobby: false,
      host: ada.id,
      data: null,
    },
  });
  deepEqual(await preflight({ ...asked, room: "green" }, ""), {
    state: "joined",
    room: null,
  });
});

Deno.test("preflight knows who has a seat, and who waits or is banned [RM33]", async () => {
  const { enter, come, preflight, settle } = world({ capacity: 2 });
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const ask = ({ seat }: { seat: string }) =>
    preflight({ room: "blue", seat, page: "p" }, "").then(
      ({ state }) => state,
      ({ code }) => code,
    );
  equal(await ask(bob), "joined");
  await ada.moderate({ do: "kick", peer: bob.id });
  equal(await ask(bob), "banned");
  await ada.moderate({ do: "lobby", lobby: true });
  const eve = await come();
  await eve.join("blue");
  await settle();
  equal(await ask(eve), "waiting");
});

Deno.test("a wrong password counts in preflight as it does in join [RM33] [RM24]", async () => {
  const { enter, come, preflight } = world();
  const ada = await enter("blue");
  await ada.moderate({ do: "password", password: "secret" });
  for (let n = 0; n < ROOM_LIMITS.passwordAttempts; n++) {
    const asked = { room: "blue", seat: proof(), page: "p", password: `${n}` };
    await rejects(preflight(asked, "192.0.2.7"), { code: "password-wrong" });
  }
  const bob = await come({ address: "192.0.2.7" });
  await rejects(bob.join("blue", { password: "secret" }), /too-many-attempts/);
});
