import { deepEqual, equal } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { Rooms } from "../../lib/signaling/mod.ts";
import type { Peer } from "../../lib/signaling/peer.ts";
import { sendSignal } from "../../lib/signaling/relay.ts";
import { applicant } from "../support/applicant.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { type Caller, world } from "../support/rooms.ts";

const { queued, queuedMs, allQueuedChars } = ROOM_LIMITS;

/** How late a callee is: a phone that asks for its camera. */
const LATE_MS = 20_000;

/** What a caller sends in that time, and goes on with: an offer, and candidates as they are found. */
function trickle(count: number): string[] {
  return Array.from(
    { length: count },
    (_, n) => n ? `candidate ${n}` : "offer",
  );
}

/** The payloads of what a peer was sent. */
function sentTo(callee: Caller): unknown[] {
  return callee.take("signal").map(([, signal]) => Object(signal).payload);
}

Deno.test("who takes the offer 20 seconds late has all candidates after it, in order, and each is delivered once [RM14] [RM18]", async () => {
  const { enter, settle, clock } = world();
  const ada = await enter("blue");
  const bob = await enter("blue", { ready: false });
  const payloads = trickle(queued);
  for (const payload of payloads) {
    equal((await ada.signal(bob.id, payload)).status, "queued");
    clock.advance(LATE_MS / queued);
  }
  deepEqual(sentTo(bob), []);
  await bob.ask("ready");
  for (let n = 0; n < 4; n++) await settle(); // A window of 64 after the other.
  deepEqual(sentTo(bob), payloads);
  deepEqual(
    ada.take("receipt").map(([, receipt]) => receipt),
    payloads.map((_, id) => ({ id, status: "delivered" })),
  );
  equal((await ada.signal(bob.id, "end of candidates")).status, "delivered");
  deepEqual(sentTo(bob), ["end of candidates"]);
});

Deno.test("what is too much for who is late expires at once, and what was kept before it is delivered [RM15] [RM13]", async () => {
  const { enter, settle, clock } = world();
  const ada = await enter("blue");
  const bob = await enter("blue", { ready: false });
  const payloads = trickle(queued + 44);
  const statuses: string[] = [];
  for (const payload of payloads) {
    statuses.push((await ada.signal(bob.id, payload)).status);
  }
  deepEqual(statuses.slice(0, queued), Array(queued).fill("queued"));
  deepEqual(statuses.slice(queued), Array(44).fill("expired"));
  clock.advance(LATE_MS);
  await bob.ask("ready");
  for (let n = 0; n < 4; n++) await settle();
  deepEqual(sentTo(bob), payloads.slice(0, queued));
});

/** Rooms of pairs, the second one of each of which cannot take signals yet. */
function latePairs(pairs: number) {
  const clock = new FakeClock();
  const rooms = new Rooms({ capacity: 2, clock });
  const join = (room: string, id: string, isReady: boolean): Peer => {
    const peers: Peer[] = [];
    const accept = (peer: Peer) => void peers.push(peer);
    rooms.joinOpen(applicant({ room, id, isReady, accept }));
    const [peer] = peers;
    if (!peer) throw new Error("There is no seat");
    return peer;
  };
  const callers = Array.from({ length: pairs }, (_, n) => {
    const caller = join(`room ${n}`, "ada", true);
    join(`room ${n}`, "bob", false);
    return caller;
  });
  return { clock, rooms, join, callers };
}

Deno.test("what is kept for 10,000 who are late is bounded together: the rest expires at once, and who is here goes on [RM15]", () => {
  for (const chars of [1, 16_384]) {
    const most = Math.floor(allQueuedChars / (chars + 512));
    const { clock, rooms, join, callers } = latePairs(10_000);
    const statuses = new Map<string, number>();
    const send = (from: Peer, to = "bob") => {
      const payload = { json: null, chars };
      sendSignal(from, { to, connectionId: "c", payload }, ({ status }) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      });
    };
    const perCallee = Math.floor(most / callers.length) + 1;
    for (let n = 0; n < perCallee; n++) for (const ada of callers) send(ada);
    deepEqual([...statuses], [
      ["queued", most],
      ["expired", perCallee * callers.length - most],
    ]);

    statuses.clear();
    const eve = join("other", "eve", true);
    join("other", "bob", true);
    send(eve);
    deepEqual([...statuses], [], "it is with the program");

    clock.advance(queuedMs);
    statuses.clear();
    for (const ada of callers.slice(0, 10)) send(ada);
    deepEqual([...statuses], [["queued", 10]], "there is room again");
    rooms.close();
    equal(clock.pending, 0);
  }
});
