/** Whatever a client calls an event, a namespace or a room, it is a name, and only that one. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { DEFAULT_LIMITS } from "../../lib/wire/mod.ts";
import { enter, meet } from "../support/peer.ts";
import { prototypes } from "../support/prototypes.ts";
import { stillServer } from "../support/still_server.ts";

/** What can be sent as a name, and is one. */
const NAMES: readonly [what: string, name: string][] = [
  ["the prototype", "__proto__"],
  ["the constructor", "constructor"],
  ["the constructor's prototype", "prototype"],
  ["a method of every object's", "toString"],
  ["what a number is", "valueOf"],
  ["what is asked of an object", "hasOwnProperty"],
  ["what makes a getter", "__defineGetter__"],
  ["what makes a promise", "then"],
  ["what JSON looks for", "toJSON"],
  ["a field of an array's", "length"],
  ["an index", "0"],
  ["a negative index", "-1"],
  ["nothing, spelled out", "null"],
  ["nothing, spelled out again", "undefined"],
  ["a space", " "],
  ["as long as it may be", "x".repeat(DEFAULT_LIMITS.eventChars)],
  ["NUL", "\u0000"],
  ["NUL at its end", "blue\u0000"],
  ["two lines", "blue\ngreen"],
  ["a control sequence of a terminal", "\u001b[2J"],
  ["a control character beyond ASCII", "\u0085"],
  ["a line separator of JavaScript's", "\u2028"],
  ["written from the right", "\u202eeulb"],
  ["of Arabic letters", "\u0623\u0632\u0631\u0642"],
  ["with a joiner of no width", "bl\u200due"],
  ["with a byte order mark", "\ufeffblue"],
  ["composed", "caf\u00e9"],
  ["decomposed", "cafe\u0301"],
  ["of wide letters", "\uff42\uff4c\uff55\uff45"],
  ["with a Cyrillic letter", "bl\u0443e"],
  ["a lone high surrogate", "\ud800"],
  ["a lone low surrogate", "\udc00"],
  ["a pair of surrogates", "\u{1f600}"],
  ["a path upwards", "../x"],
  ["a path upwards on Windows", "..\\x"],
  ["a path from the root", "/etc/passwd"],
  ["a path in disguise", "%2e%2e%2fx"],
  ["markup", "<script>alert(1)</script>"],
  ["a query", "' OR 1=1 --"],
  ["a template", "${7*7}{{7*7}}"],
  ["a packet of Socket.IO's", '42["say",1]'],
];

/** What can be sent in the place of a name, and is none. */
const NO_NAMES: readonly [what: string, value: unknown][] = [
  ["empty", ""],
  ["a character too long", "x".repeat(DEFAULT_LIMITS.eventChars + 1)],
  ["very long", "x".repeat(60_000)],
  ["a number", 1],
  ["zero", 0],
  ["half a number", 1.5],
  ["true", true],
  ["false", false],
  ["null", null],
  ["an array", ["say"]],
  ["an array in an array", [["say"]]],
  ["an object", {}],
  ["an object with toString", { toString: "say" }],
  ["an object with a length", { length: 1, 0: "s" }],
];

/** A server that echoes, and somebody who sees that it still does. */
async function echoing() {
  const io = stillServer();
  io.on("connection", (socket) => {
    socket.on("echo", (what: unknown, done: (what: unknown) => void) => {
      done(what);
    });
    socket.on("enter", (room: string, done: () => void) => {
      socket.join(room);
      done();
    });
  });
  const { peer } = await enter(io);
  const echoes = async () => {
    deepEqual((await peer.ask("echo", "still here")).args, ["still here"]);
  };
  return { io, echoes };
}

Deno.test("There are many names, and no two are the same", () => {
  ok(NAMES.length >= 40);
  equal(new Set(NAMES.map(([, name]) => name)).size, NAMES.length);
});

Deno.test("Socket tells an event to those who listen to its very name [EV1]", async (t) => {
  const { io, echoes } = await echoing();
  const before = prototypes();
  const { peer, socket } = await enter(io);
  for (const [, name] of NAMES) {
    socket.on(name, (done: (name: string) => void) => done(name));
  }
  for (const [what, name] of NAMES) {
    await t.step(what, async () => {
      deepEqual((await peer.ask(name)).args, [name]);
      socket.off(name);
      const { error } = await peer.ask(name);
      equal(Object(error).code, "event-unhandled");
      await echoes();
    });
  }
  deepEqual(prototypes(), before);
});

Deno.test("Server has a namespace of a name, or has not [NS1] [NS2]", async (t) => {
  const { io, echoes } = await echoing();
  const before = prototypes();
  const { peer } = await enter(io);
  for (const [what, name] of NAMES) {
    // The slash is a character of the name too.
    const ns = `/${name}`.slice(0, DEFAULT_LIMITS.namespaceChars);
    await t.step(what, async () => {
      peer.send({ type: "connect", ns });
      const { type, code } = await peer.next();
      deepEqual([type, code], ["refused", "namespace-unknown"]);
      io.of(ns);
      peer.send({ type: "connect", ns });
      const connected = await peer.next();
      deepEqual([connected.type, connected.ns], ["connected", ns]);
      peer.send({
        type: "event",
        ns: `${ns.slice(1)}`,
        event: "echo",
        args: [],
      });
      equal((await peer.next()).code, "not-connected", "without its slash");
      await echoes();
    });
  }
  deepEqual(prototypes(), before);
});

Deno.test("Socket is in the room of that very name, and in no other [BC1] [BC2]", async (t) => {
  const { io, echoes } = await echoing();
  const before = prototypes();
  const { rooms } = io.sockets.adapter;
  for (const [what, name] of NAMES) {
    await t.step(what, async () => {
      const { peer } = await enter(io);
      await peer.ask("enter", name);
      deepEqual(rooms.get(name)?.size, 1);
      for (const [, other] of NAMES) io.to(other).emit("to", other);
      deepEqual(await peer.events(), [["to", name]]);
      await echoes();
      peer.hangUp();
      equal(rooms.has(name), false);
    });
  }
  equal(rooms.size, 1, "of the one who echoes");
  deepEqual(prototypes(), before);
});

Deno.test("Connection is closed over what is no name, a hundred times, and others talk on [FR4] [FR6]", async (t) => {
  const { io, echoes } = await echoing();
  for (const [what, value] of NO_NAMES) {
    await t.step(what, async () => {
      for (let times = 0; times < 100; times++) {
        for (
          const envelope of [
            { type: "event", event: value, args: [] },
            { type: "event", event: value, args: [], id: 1 },
            { type: "connect", ns: value },
            { type: "disconnect", ns: value },
          ]
        ) {
          const { peer } = await enter(io);
          peer.send(envelope);
          equal((await peer.next()).code, "frame-invalid");
          equal(await peer.closed, 4500);
        }
      }
      await echoes();
    });
  }
  equal(io.engine.clientsCount, 1);
});

Deno.test("Server takes no namespace that is no name for the one of the same text [FR4]", async () => {
  const { io, echoes } = await echoing();
  io.of("/1");
  for (const ns of [["/1"], { toString: "/1" }, 1]) {
    const peer = meet(io);
    peer.send({ type: "hello", version: 1 }, { type: "connect", ns });
    equal((await peer.next()).code, "frame-invalid");
  }
  await echoes();
});
