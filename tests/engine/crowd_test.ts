/** What many are told in a turn reaches each of them together, and in the order in which it was said. */

import { deepEqual, equal } from "node:assert/strict";
import type { ServerOptions } from "../../lib/engine/mod.ts";
import { nextTurn } from "../support/next_turn.ts";
import { enter, meet } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** As many as make a room large. */
const MANY = 16;

/** A hall with many in it, who have been told nothing yet. */
async function hall(options: ServerOptions = {}) {
  const io = stillServer(options);
  const guests = await Promise.all(
    Array.from({ length: MANY }, () => enter(io)),
  );
  for (const { socket } of guests) socket.join("hall");
  const [ada, bob] = guests;
  if (!ada || !bob) throw new Error("The hall is empty");
  const frames = () => guests.map(({ peer }) => peer.frames.splice(0));
  frames();
  return { io, guests, ada, bob, frames };
}

const said = (event: string, ...args: unknown[]) =>
  JSON.stringify({ type: "event", event, args });

Deno.test("A crowd gets what it was told in a turn as one frame, the same for all [FR2]", async () => {
  const { io, frames } = await hall();
  for (const n of [1, 2, 3]) io.to("hall").emit("say", n);
  await nextTurn();
  const frame = `[${said("say", 1)},${said("say", 2)},${said("say", 3)}]`;
  deepEqual(frames(), Array.from({ length: MANY }, () => [frame]));
});

Deno.test("A crowd's member hears what all are told, and what it alone is told, in order [EV1]", async () => {
  const { io, ada, bob } = await hall();
  io.to("hall").emit("say", 1);
  ada.socket.emit("say", 2);
  io.to("hall").emit("say", 3);
  bob.socket.to("hall").emit("say", 4);
  io.emit("say", 5);
  io.to(ada.id).emit("say", 6);
  const numbers = async ({ peer }: typeof ada) =>
    (await peer.events()).map(([, n]) => n);
  deepEqual(await numbers(ada), [1, 2, 3, 4, 5, 6]);
  deepEqual(await numbers(bob), [1, 3, 5]);
});

Deno.test("A crowd is who was there when it was told", async () => {
  const { io, guests, ada } = await hall();
  const late = await enter(io);
  io.to("hall").emit("say", 1);
  ada.socket.leave("hall");
  late.socket.join("hall");
  io.to("hall").emit("say", 2);
  ada.socket.join("hall");
  io.to("hall").emit("say", 3);
  deepEqual(await ada.peer.events(), [["say", 1], ["say", 3]]);
  deepEqual(await late.peer.events(), [["say", 2], ["say", 3]]);
  const bob = guests[1];
  deepEqual(await bob?.peer.events(), [["say", 1], ["say", 2], ["say", 3]]);
});

Deno.test("A crowd hears the last word before its end", async () => {
  const { io, ada } = await hall();
  io.to("hall").emit("bye");
  io.in("hall").disconnectSockets(true);
  const { event } = await ada.peer.next();
  equal(event, "bye");
  equal((await ada.peer.next()).type, "disconnect");
  equal(await ada.peer.closed, 4503);
});

Deno.test("A crowd's member who is away gets what it has missed when it is back [SE4]", async () => {
  const { io, ada } = await hall();
  const { claim } = ada.peer;
  io.to("hall").emit("say", 1);
  ada.peer.breaks();
  io.to("hall").emit("say", 2);
  const back = meet(io);
  equal((await back.resume(claim)).resumed, true);
  deepEqual(await back.events(), [["say", 1], ["say", 2]]);
});

Deno.test("A crowd's member who is away keeps no more than anyone, and misses nothing it could have", async () => {
  const { io, ada, bob } = await hall({ limits: { windowEnvelopes: 3 } });
  const ends: string[] = [];
  ada.socket.on("disconnect", (reason) => void ends.push(reason));
  ada.peer.breaks();
  for (const n of [1, 2, 3, 4, 5]) io.to("hall").emit("say", n);
  await nextTurn();
  deepEqual(ends, ["transport error"], "it could not come back any more");
  deepEqual((await bob.peer.events()).length, 5);
});

Deno.test("A crowd's member who is too slow is let go, and the others are not [CL3]", async () => {
  const { io, bob } = await hall({ limits: { backlogBytes: 20_000 } });
  let backlog = 0;
  const slow = meet(io, { backlog: () => backlog });
  const id = await slow.connect();
  io.in(id).socketsJoin("hall");
  backlog = 20_000;
  for (const n of [1, 2]) io.to("hall").emit("say", n, "x".repeat(9_900));
  equal(await slow.closed, 4000);
  equal((await bob.peer.events()).length, 2);
});

Deno.test("A crowd that is told very much in one turn is told before it is all gathered", async () => {
  const { io, ada } = await hall();
  const much = "x".repeat(40_000);
  for (const n of [1, 2, 3]) io.to("hall").emit("say", n, much);
  equal(ada.peer.frames.length, 0);
  deepEqual(
    (await ada.peer.events()).map(([, n, text]) => [n, text === much]),
    [[1, true], [2, true], [3, true]],
  );
});

Deno.test("A crowd gets a volatile event after what it was told before, and bytes in their place", async () => {
  const { io, ada } = await hall();
  io.to("hall").emit("say", 1);
  io.to("hall").volatile.emit("cursor");
  io.to("hall").emit("say", new Uint8Array([2]));
  io.to("hall").emit("say", 3);
  const [first, second, third, ...more] = await ada.peer.events();
  deepEqual([first, third], [["say", 1], ["say", 3]]);
  equal(second?.[0], "say");
  deepEqual(more, [], "the volatile event has found that something waits");
});

Deno.test("A crowd's member that hears all it is sent hears it at once", async () => {
  const { io, ada, bob } = await hall();
  const heard: unknown[] = [];
  ada.socket.onAnyOutgoing((event, ...args) => heard.push([event, ...args]));
  io.to("hall").emit("say", 1);
  deepEqual(heard, [["say", 1]]);
  deepEqual(await bob.peer.events(), [["say", 1]]);
});

Deno.test("A crowd is asked, and answers", async () => {
  const { io, guests } = await hall();
  const asked = io.to("hall").timeout(1_000).emitWithAck("ready?");
  for (const { peer } of guests) {
    const { id } = await peer.next();
    peer.send({ type: "ack", id, args: ["yes"] });
  }
  deepEqual(await asked, Array.from({ length: MANY }, () => "yes"));
});
