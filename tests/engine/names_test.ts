/** Names and values that mean something to JavaScript mean nothing to a server. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { Server, ServerOptions } from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { TRICKY_NAMES } from "../support/frames.ts";
import { nextTurn } from "../support/next_turn.ts";
import { binaryFrame, enter, type Guest, meet } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** Names of any kind that a name can be. */
const NAMES: readonly string[] = [
  ...TRICKY_NAMES,
  ...["isPrototypeOf", "__defineGetter__", "__lookupSetter__", "length"],
  ...["get", "set", "has", "size", "forEach", "Symbol.iterator", "default"],
  ...[
    "null",
    "undefined",
    "true",
    "NaN",
    "0",
    "-1",
    "1e400",
    "[object Object]",
  ],
  ...[" ", "a b", "\t", "\r\n", "\u007F", "\u0085", "\u2028", "\uFEFF"],
  ...[
    "é",
    "e\u0301",
    "\u212B",
    "ﬁ",
    "\u202Etxt",
    "\u200D",
    "💣",
    "\uDC00\uD800",
  ],
  ...["../x", "..\\x", "/", "//", "/etc/passwd", "%2e%2e", "a/b", "?x=1", "#"],
  ...["<script>", '"', "'", "`", "${x}", "\\", "x".repeat(128)],
];

/** What is no name at all. */
const NO_NAMES: readonly unknown[] = [
  null,
  true,
  0,
  1.5,
  -1,
  {},
  { toString: "x" },
  [],
  [[]],
  [1],
];

/** What is to be put wherever a client may put anything. */
const PAYLOADS: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "toJSON",
  "then",
  "length",
].flatMap((key) => [
  `{"${key}":{"polluted":1}}`,
  `{"a":{"${key}":{"prototype":{"polluted":1}}}}`,
  `[{"${key}":null,"constructor":{"prototype":{"polluted":1}}}]`,
]);

/** Everything that everyone inherits from, as it is now. */
function prototypes() {
  return [
    Object,
    Array,
    Function,
    Map,
    Set,
    String,
    Number,
    Promise,
    Uint8Array,
  ]
    .map(({ prototype }) => Object.getOwnPropertyDescriptors(prototype));
}

/** A server that does with rooms what it is asked. */
async function obliging(options: ServerOptions = {}) {
  const faults: unknown[] = [];
  const io = stillServer({
    limits: { eventsPerSecond: Infinity },
    onFault: ({ error }) => void faults.push(error),
    ...options,
  });
  io.on("connection", (socket) => {
    socket.on(
      "echo",
      (what: unknown, done: (what: unknown) => void) => done(what),
    );
    // What a client says is a name may be anything, whatever the types say.
    socket.on("join", (room: string, done: () => void) => {
      socket.join(room);
      done();
    });
    socket.on("leave", (room: string, done: () => void) => {
      socket.leave(room);
      done();
    });
    socket.on("tell", (room: string, done: () => void) => {
      socket.to(room).except([]).emit("told", room);
      done();
    });
  });
  return { io, faults, bob: await enter(io) };
}

async function echoes({ peer }: Guest): Promise<void> {
  deepEqual((await peer.ask("echo", "still here")).args, ["still here"]);
}

/** Only `guests` are left, in no room but their own. */
function isEmptyBut(io: Server, ...guests: Guest[]): void {
  const ids = guests.map(({ id }) => id);
  deepEqual([...io.sockets.sockets.keys()], ids);
  deepEqual([...io.sockets.adapter.rooms.keys()], ids);
}

Deno.test("Rooms may have any name, and only that one is meant [BC1]", async () => {
  const before = prototypes();
  const { io, bob, faults } = await obliging();
  const ada = await enter(io);
  const eve = await enter(io);
  ok(NAMES.length >= 40);
  for (const room of NAMES) {
    // A lone surrogate does not come through JSON on a wire of bytes; in this process it does.
    deepEqual((await ada.peer.ask("join", room)).args, [], room);
    deepEqual(io.sockets.adapter.rooms.get(room), new Set([ada.id]));
    deepEqual((await eve.peer.ask("tell", room)).args, []);
    deepEqual(await ada.peer.event("told"), [room]);
    deepEqual((await ada.peer.ask("leave", room)).args, []);
    equal(io.sockets.adapter.rooms.has(room), false);
  }
  deepEqual(await bob.peer.events(), []);
  deepEqual(faults, []);
  isEmptyBut(io, bob, ada, eve);
  deepEqual(prototypes(), before);
});

Deno.test("Rooms with what is no name cost one event at most", async () => {
  const before = prototypes();
  const { io, bob } = await obliging();
  for (const room of NO_NAMES) {
    const ada = await enter(io);
    for (const event of ["join", "tell", "leave"]) {
      const { error } = await ada.peer.ask(event, room);
      ok([undefined, "handler-failed"].includes(Object(error).code));
    }
    await echoes(ada);
    ada.peer.hangUp();
    await echoes(bob);
    isEmptyBut(io, bob);
  }
  deepEqual(prototypes(), before);
});

Deno.test("Events and namespaces may have any name, and only that one is meant [EV1] [NS9]", async () => {
  const before = prototypes();
  const { io, bob, faults } = await obliging({
    cleanupEmptyChildNamespaces: true,
  });
  io.of(/^(?!\/$)/).on("connection", (socket) => {
    for (const name of NAMES) {
      socket.on(name, (done: (...said: string[]) => void) => {
        done(socket.nsp.name, name);
      });
    }
  });
  for (const ns of NAMES.filter((name) => name !== "/")) {
    const peer = meet(io);
    await peer.connect(ns);
    for (const [id, event] of [...NAMES].slice(0, 20).entries()) {
      peer.send({ type: "event", ns, event, args: [], id });
      deepEqual(await peer.next(), { type: "ack", ns, id, args: [ns, event] });
    }
    peer.hangUp();
  }
  await echoes(bob);
  deepEqual(faults, []);
  deepEqual(prototypes(), before);
});

Deno.test("Connection leaves the prototypes alone, wherever it is told of them [FR6] [BI3]", async () => {
  const before = prototypes();
  const { io, bob, faults } = await obliging();
  io.of(/^\/child/).use(({ handshake }) =>
    void ({ ...Object(handshake.auth) })
  );
  ok(PAYLOADS.length >= 30);
  for (const payload of PAYLOADS) {
    const value: unknown = JSON.parse(payload);
    const query = Object.fromEntries([[payload, payload], ["__proto__", "x"]]);
    const peer = meet(io, { request: { query } });
    peer.sendFrame(
      `[{"type":"hello","version":1},{"type":"connect","ns":"/","auth":${payload}}]`,
    );
    deepEqual((await peer.next()).type, "welcome");
    deepEqual((await peer.next()).type, "connected");
    peer.sendFrame(`{"type":"connect","ns":"/child","auth":${payload}}`);
    deepEqual((await peer.next()).type, "connected");
    deepEqual((await peer.ask("echo", value)).args, [value]);
    peer.sendFrame(`{"type":"ack","id":1,"args":[${payload}]}`);
    await peer.settled();
    const [key = ""] = Object.keys(Object(value));
    for (const at of [[0, key], [key], [0, key, "polluted"], [0, "a", key]]) {
      const { peer } = await enter(io);
      peer.sendFrame(binaryFrame({
        type: "event",
        event: "echo",
        args: [{}],
        bytes: [{ at, kind: "Uint8Array", length: 1 }],
      }, [1]));
      equal((await peer.next()).code, "frame-invalid");
    }
    peer.hangUp();
    await echoes(bob);
  }
  deepEqual(faults, []);
  deepEqual(prototypes(), before);
  ok(!("polluted" in {}));
});

Deno.test("Socket calls nobody back for answers that are not theirs, however many [AC5] [AC7]", async () => {
  const clock = new FakeClock();
  const { io, bob, faults } = await obliging({
    clock,
    limits: { eventsPerSecond: Infinity, ackMs: 10_000 },
  });
  const eve = await enter(io);
  const called: unknown[] = [];
  bob.socket.emit("ask", (...args: unknown[]) => called.push(args));
  bob.socket.timeout(10_000).emit("ask", (error: Error | null) => {
    if (!error) called.push(error);
  });
  let outcome: unknown;
  io.to(bob.id).timeout(10_000).emit(
    "ask",
    (error: unknown, answers: unknown) => {
      outcome = [Object(error).code, answers];
    },
  );
  const asked = (await bob.peer.settled()).map(({ id }) => Number(id));
  const negative = asked.find((id) => id < 0) ?? 0;
  ok(negative < 0);
  const BATCH = 250;
  for (let sent = 0; sent < 100_000; sent += BATCH) {
    if (sent % 10_000 === 0) await nextTurn();
    eve.peer.send(...Array.from({ length: BATCH }, (_, n) => ({
      type: "ack",
      id: n % 2 === 0 ? negative + n - BATCH / 2 : sent + n,
      args: ["forged"],
    })));
  }
  await echoes(bob);
  deepEqual(called, []);
  equal(outcome, undefined);
  clock.advance(10_000);
  deepEqual(
    outcome,
    ["timeout", []],
    "who never answers is waited for so long",
  );
  equal(io.sockets.place.acks.size, 0);
  deepEqual([called, faults], [[], []]);
});
