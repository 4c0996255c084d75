import { deepEqual, equal } from "node:assert/strict";
import type { Peer } from "../support/peer.ts";
import { heard, said, tutorial } from "../support/tutorial.ts";

Deno.test("speakTutorial() brings two together, and a third finds it full [TU1]", async () => {
  const { enter, rooms } = tutorial();
  const [ada, bob, eve] = [await enter(), await enter(), await enter()];
  ada.peer.emit("create or join", "blue");
  deepEqual(await said(ada.peer), [["empty", "blue"], [
    "created",
    "blue",
    ada.id,
  ]]);
  bob.peer.emit("create or join", "blue");
  deepEqual(await said(ada.peer), [["join", "blue", bob.id], [
    "ready",
    "blue",
  ]]);
  deepEqual(await said(bob.peer), [["joined", "blue", bob.id], [
    "ready",
    "blue",
  ]]);
  eve.peer.emit("create or join", "blue");
  deepEqual(await said(eve.peer), [["full", "blue"]]);
  deepEqual(rooms.get("blue"), new Set([ada.id, bob.id]));
  deepEqual(await said(ada.peer), []);
  deepEqual(await said(bob.peer), []);
});

Deno.test("speakTutorial() lets in as many as it was told [TU2]", async () => {
  for (const capacity of [1, 2, 5]) {
    const { enter, rooms } = tutorial({ capacity });
    for (let n = 0; n < capacity; n++) await enter("blue");
    const last = await enter();
    last.peer.emit("create or join", "blue");
    deepEqual(await said(last.peer), [["full", "blue"]]);
    equal(rooms.get("blue")?.size, capacity);
  }
});

Deno.test("speakTutorial() relays messages to the others in the sender's rooms [TU3]", async () => {
  const { enter } = tutorial();
  const ada = await enter("blue", "green");
  const bob = await enter("blue", "green");
  const eve = await enter("green two");
  await said(ada.peer);
  ada.peer.emit("message", { type: "offer", sdp: "v=0" }, "got user media", 1);
  deepEqual(await said(bob.peer), [
    ["message", { type: "offer", sdp: "v=0" }, "got user media", 1],
  ]);
  deepEqual(await said(ada.peer), []);
  deepEqual(await said(eve.peer), []);
});

Deno.test("speakTutorial() relays a message that asks for an answer, and answers it [TU3] [AC1]", async () => {
  const { enter } = tutorial();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const { args } = await ada.peer.ask("message", "hello");
  deepEqual(args, []);
  deepEqual((await said(bob.peer)).at(-1), ["message", "hello"]);
});

Deno.test("speakTutorial() relays a message of someone in no room to nobody [TU3]", async () => {
  const { enter } = tutorial();
  const ada = await enter();
  const bob = await enter("blue");
  ada.peer.emit("message", "hello");
  deepEqual(await said(bob.peer), []);
});

Deno.test("speakTutorial() relays messages to everyone else when it was told so [TU3]", async () => {
  const { enter } = tutorial({ messageScope: "all" });
  const [ada, bob, eve] = [await enter(), await enter("blue"), await enter()];
  ada.peer.emit("message", "bye");
  for (const { peer } of [bob, eve]) {
    deepEqual(await said(peer), [["message", "bye"]]);
  }
  deepEqual(await said(ada.peer), []);
});

Deno.test("speakTutorial() keeps candidates in their order [TU3]", async () => {
  const { enter } = tutorial();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const numbers = Array.from({ length: 100 }, (_, at) => at);
  for (const n of numbers) ada.peer.emit("message", { candidate: n });
  deepEqual(
    await said(bob.peer),
    numbers.map((candidate) => ["message", { candidate }]),
  );
});

const WAYS_TO_LEAVE: Record<string, (peer: Peer) => void> = {
  "says bye": (peer) => peer.emit("bye", "blue"),
  disconnects: (peer) => peer.send({ type: "disconnect", ns: "/" }),
  vanishes: (peer) => peer.hangUp(),
  "sends nonsense": (peer) => peer.sendFrame("{"),
};

for (const [way, leave] of Object.entries(WAYS_TO_LEAVE)) {
  Deno.test(`speakTutorial() tells the room when someone ${way}, and gives the seat away [TU4]`, async () => {
    const { enter, rooms } = tutorial();
    const [ada, bob] = [await enter("blue"), await enter("blue")];
    await said(ada.peer);
    leave(bob.peer);
    deepEqual(await said(ada.peer), [["bye", bob.id, "blue"]]);
    deepEqual(rooms.get("blue"), new Set([ada.id]));
    const eve = await enter();
    eve.peer.emit("create or join", "blue");
    deepEqual((await said(eve.peer))[0], ["joined", "blue", eve.id]);
  });
}

Deno.test("speakTutorial() tells every room of who vanishes, once each [TU4]", async () => {
  const { enter, rooms } = tutorial({ capacity: 3 });
  const ada = await enter("blue", "green", "red");
  const bob = await enter("blue", "green");
  const eve = await enter("red");
  for (const { peer } of [ada, bob]) await said(peer);
  ada.peer.hangUp();
  deepEqual(await said(bob.peer), [["bye", ada.id, "blue"], [
    "bye",
    ada.id,
    "green",
  ]]);
  deepEqual(await said(eve.peer), [["bye", ada.id, "red"]]);
  eve.peer.hangUp();
  equal(rooms.has("red"), false, "a room ends with its last");
});

Deno.test("speakTutorial() takes bye for a room that one is in, and no other [TU4]", async () => {
  const { enter, rooms } = tutorial();
  const [ada, bob] = [await enter("blue"), await enter("green")];
  for (const room of ["blue", ada.id, bob.id, "red", 7, null, ["green"]]) {
    bob.peer.emit("bye", room);
  }
  deepEqual(await said(ada.peer), []);
  deepEqual(await said(bob.peer), []);
  deepEqual(rooms.get("green"), new Set([bob.id]));
  equal(rooms.has(bob.id), true, "nobody leaves the room that bears their id");
});

Deno.test("speakTutorial() logs what it did to whom it did it for [TU5]", async () => {
  const { enter } = tutorial();
  const [ada, bob] = [await enter(), await enter()];
  const line = (...what: unknown[]) => [">>> Message from server:", ...what];
  ada.peer.emit("create or join", "blue");
  deepEqual((await heard(ada.peer)).log, [
    line("Room blue has 0 client(s)"),
    line("Request to create or join room blue"),
    line(`Client ${ada.id} created room blue`),
  ]);
  bob.peer.emit("create or join", "blue");
  bob.peer.emit("message", "hi", { a: 1 });
  deepEqual((await heard(bob.peer)).log, [
    line("Room blue has 1 client(s)"),
    line("Request to create or join room blue"),
    line(`Client ${bob.id} joined room blue`),
    line("Got message:", "hi", { a: 1 }),
  ]);
});

Deno.test("speakTutorial() answers again who asks again, and changes nothing [TU7]", async () => {
  const { enter, rooms } = tutorial();
  const ada = await enter("blue");
  ada.peer.emit("create or join", "blue");
  deepEqual((await said(ada.peer))[1], ["created", "blue", ada.id]);
  const bob = await enter("blue");
  await said(ada.peer);
  for (const { peer, id } of [ada, bob]) {
    peer.emit("create or join", "blue");
    deepEqual(await said(peer), [["joined", "blue", id]]);
  }
  deepEqual(await said(ada.peer), [], "nobody else hears of it");
  deepEqual(rooms.get("blue"), new Set([ada.id, bob.id]));
});

Deno.test("speakTutorial() says so when the limit of rooms is reached", async () => {
  const { enter, rooms } = tutorial({}, { roomsPerSocket: 1 });
  const { peer } = await enter("blue");
  peer.emit("create or join", "green");
  const errors = (await peer.settled()).filter(({ type }) => type === "error");
  deepEqual(errors.map(({ code }) => code), ["too-many-rooms"]);
  equal(rooms.has("green"), false);
});
