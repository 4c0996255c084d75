import { deepEqual, equal } from "node:assert/strict";
import type { IceServers } from "../../lib/parlance/mod.ts";
import type { IceSource } from "../../lib/signaling/mod.ts";
import { world } from "../support/rooms.ts";

/** Gives other credentials each time. */
class FakeIce implements IceSource {
  readonly given: string[] = [];
  readonly #ttlMs: number | null;

  constructor(ttlMs: number | null) {
    this.#ttlMs = ttlMs;
  }

  serversFor(id: string): IceServers {
    this.given.push(id);
    return ice(id, this.given.length, this.#ttlMs);
  }
}

function ice(id: string, nth: number, ttlMs: number | null): IceServers {
  const urls = "turn:turn.example.org";
  return {
    iceServers: [{ urls, username: `${id} ${nth}`, credential: "proof" }],
    ttlMs,
  };
}

Deno.test("who joins is told what to find paths with, and gets newer ones in time [RM32]", async () => {
  const source = new FakeIce(60_000);
  const { enter, settle, clock } = world({ ice: source });
  const ada = await enter("blue");
  deepEqual(ada.joined?.ice, ice(ada.id, 1, 60_000));
  await settle();
  clock.advance(39_999);
  await settle();
  deepEqual(ada.take(), []);
  clock.advance(1);
  await settle();
  deepEqual(ada.take(), [["ice-servers", ice(ada.id, 2, 60_000)]]);
  clock.advance(40_000);
  await settle();
  deepEqual(ada.take(), [["ice-servers", ice(ada.id, 3, 60_000)]]);
  await ada.ask("leave");
  clock.advance(120_000);
  equal(source.given.length, 3, "who has left gets no more");
});

Deno.test("who asks for ICE servers gets them, and their time begins anew [RM32]", async () => {
  const source = new FakeIce(60_000);
  const { enter, settle, clock } = world({ ice: source });
  const ada = await enter("blue");
  await settle();
  clock.advance(30_000);
  deepEqual(await ada.ask("ice-servers"), {
    answer: ice(ada.id, 2, 60_000),
  });
  clock.advance(39_999);
  await settle();
  deepEqual(ada.take(), []);
  clock.advance(1);
  await settle();
  deepEqual(ada.take(), [["ice-servers", ice(ada.id, 3, 60_000)]]);
});

Deno.test("nobody gets ICE servers but who has a seat [RM32]", async () => {
  const source = new FakeIce(60_000);
  const { enter, come, settle, preflight, rooms } = world({
    ice: source,
    capacity: 2,
  });
  const ada = await enter("blue");
  await ada.moderate({ do: "lobby", lobby: true });
  const bob = await come();
  deepEqual(await bob.ask("ice-servers"), { code: "not-joined" });
  await bob.join("blue");
  deepEqual(await bob.ask("ice-servers"), { code: "not-joined" });
  const seat = "s".repeat(43);
  await preflight({ room: "green", seat, page: "p" }, "192.0.2.1");
  equal(source.given.length, 1);
  equal(rooms.size, 1);
  await settle();
  ada.take();
  await rejectsFull(come, ada);
  equal(source.given.length, 2, "the one who was let in");
});

async function rejectsFull(
  come: ReturnType<typeof world>["come"],
  host: Awaited<ReturnType<ReturnType<typeof world>["come"]>>,
): Promise<void> {
  await host.moderate({ do: "lobby", lobby: false });
  const eve = await come();
  deepEqual(
    await eve.ask("join", { room: "blue", seat: eve.seat, page: eve.page }),
    { code: "room-full" },
  );
}

Deno.test("servers without credentials that end are not pushed, and very short ones not without a pause [RM32]", async () => {
  const lasting = new FakeIce(null);
  const one = world({ ice: lasting });
  await one.enter("blue");
  one.clock.advance(10_000_000);
  equal(lasting.given.length, 1);
  const brief = new FakeIce(0);
  const two = world({ ice: brief });
  await two.enter("blue");
  two.clock.advance(10_000);
  equal(brief.given.length, 11);
});
