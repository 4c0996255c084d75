/** What a client makes up about others, or about itself, changes nothing. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { Server } from "../../lib/engine/mod.ts";
import { DEFAULT_LIMITS, Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { enter, meet } from "../support/peer.ts";
import { prototypes } from "../support/prototypes.ts";
import { stillServer } from "../support/still_server.ts";

/** How many answers are forged: in batches, as a client in a hurry would send them. */
const FORGED = 100_000;
const BATCH = 200;

/** Integers that nobody has been asked under. */
function* unasked(count: number): Generator<number> {
  const odd = [0, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, -(2 ** 31)];
  for (let n = 0; n < count; n++) {
    yield odd[n] ?? (n % 2 === 0 ? 1_000 + n : -1_000 - n);
  }
}

Deno.test("Socket takes no answer to what was not asked, however many come [AC5]", async () => {
  const clock = new FakeClock();
  const io = new Server({ clock, limits: { eventsPerSecond: Infinity } });
  const ada = await enter(io, "blue");
  const eve = await enter(io);
  const told: unknown[] = [];
  const ask = () => {
    ada.socket.timeout(10_000).emit(
      "ready?",
      (error: unknown, answer: unknown) => void told.push(error ?? answer),
    );
  };
  for (let n = 0; n < 10; n++) ask();
  io.to("blue").timeout(10_000).emit(
    "all?",
    (error: unknown, answers: unknown) => void told.push(error ?? answers),
  );
  const waiting = clock.pending;
  // All ten questions come first, and then the one to everybody in blue.
  for (let n = 0; n < 10; n++) await ada.peer.next();
  const { id: ofAll } = await ada.peer.next();
  for (const from of [ada, eve]) {
    const batch: unknown[] = [];
    for (const id of unasked(FORGED / 2)) {
      batch.push(
        id % 3 === 0
          ? { type: "ack", id, error: { code: "no", message: "Cannot" } }
          : { type: "ack", id, args: ["forged"] },
      );
      if (batch.length === BATCH) from.peer.send(...batch.splice(0));
    }
  }
  // What only Ada was asked, answered by somebody else.
  for (const id of [ofAll, 0, 1, 2, 10]) {
    eve.peer.send({ type: "ack", id, args: ["forged"] });
  }
  deepEqual([...told], []);
  equal(clock.pending, waiting, "what was asked is waited for still");
  for (let id = 1; id <= 10; id++) {
    for (const answer of ["yes", "no"]) {
      ada.peer.send({ type: "ack", id, args: [answer] });
    }
  }
  ada.peer.send({ type: "ack", id: ofAll, args: ["all"] });
  deepEqual([...told], [...Array.from({ length: 10 }, () => "yes"), ["all"]]);
  // Nothing is waited for any more: as many questions as there may be fit.
  for (let n = 0; n < DEFAULT_LIMITS.pendingAcks; n++) ask();
  clock.advance(11_000);
  const late = told.slice(11);
  equal(late.length, DEFAULT_LIMITS.pendingAcks);
  ok(
    late.every((error) => error instanceof Refusal && error.code === "timeout"),
  );
  for (const { peer } of [ada, eve]) peer.hangUp();
  equal(clock.pending, 0);
});

Deno.test("Socket is who the server says in each of a thousand events, whatever the client claims", async () => {
  const io = stillServer();
  const bob = await enter(io);
  const eve = await enter(io);
  eve.socket.on("call", () => {
    eve.socket.to(bob.id).emit("called", eve.socket.id);
  });
  const claims = { from: bob.id, sid: bob.id, id: 1, socket: { id: bob.id } };
  for (let n = 0; n < 1_000; n++) {
    eve.peer.send({
      ...claims,
      type: "event",
      event: "call",
      args: [claims],
      id: n,
    });
  }
  const told = await bob.peer.events();
  equal(told.length, 1_000);
  ok(told.every(([event, id]) => event === "called" && id === eve.id));
});

// -- Pollution --

/** What is to get into a prototype. */
const PAYLOADS = [
  '{"polluted":1}',
  '{"toString":1}',
  '{"type":"event"}',
  '{"args":[]}',
  '{"then":1}',
  '{"isAdmin":true}',
];

/** The ways in. */
const WAYS: readonly ((payload: string) => string)[] = [
  (payload) => `{"__proto__":${payload}}`,
  (payload) => `{"constructor":{"prototype":${payload}}}`,
  (payload) => `{"a":[{"__proto__":${payload}}]}`,
  (payload) => `[{"__proto__":${payload}},["__proto__",${payload}]]`,
  (payload) => `{"__proto__":{"__proto__":${payload}}}`,
];

/** Where a client can put what it likes. */
const PLACES: readonly ((value: string) => string)[] = [
  (value) => `{"type":"event","event":"keep","args":[${value}]}`,
  (value) => `{"type":"event","event":"__proto__","args":[${value}]}`,
  (value) => `{"type":"ack","id":1,"args":[${value}]}`,
  (value) => `{"type":"ack","id":1,"error":${value}}`,
  (value) => `{"type":"connect","ns":"/chat","auth":${value}}`,
  (value) => `{"type":"ping","__proto__":${value}}`,
  (value) => `{"type":"ping","constructor":${value}}`,
  (value) => `{"type":"hello","version":1,"session":${value}}`,
  (value) =>
    `{"type":"hello","version":1,"session":{"id":"s","key":"k","attempt":1,"received":0,"auth":${value}}}`,
];

Deno.test("Server changes no prototype, whatever comes wherever [FR6]", async () => {
  const io = stillServer();
  const kept: unknown[] = [];
  for (const namespace of [io.sockets, io.of("/chat")]) {
    namespace.use(({ handshake, data }) => {
      Object.assign(data, handshake.auth);
    });
    namespace.on("connection", (socket) => {
      socket.emitWithAck("question").then(
        (answer: unknown) => kept.push(answer),
        () => {},
      );
      socket.on("keep", (what: unknown) => void kept.push(what));
    });
  }
  const bob = await enter(io);
  const before = prototypes();
  for (const payload of PAYLOADS) {
    for (const way of WAYS) {
      for (const place of PLACES) {
        const frame = place(way(payload));
        for (const { peer } of [await enter(io), { peer: meet(io) }]) {
          peer.sendFrame(frame);
          peer.hangUp();
        }
      }
    }
  }
  equal((await bob.peer.ask("nobody listens")).type, "ack");
  deepEqual(prototypes(), before);
  for (const name of ["polluted", "isAdmin", "then", "type", "args"]) {
    equal(name in {}, false, name);
  }
  ok(kept.length > 0);
  equal(io.engine.clientsCount, 1);
});
