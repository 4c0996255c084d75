/** Whatever a client sends, it sends to its own connection. */

import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { RESERVED_FROM_CLIENT } from "../../lib/wire/mod.ts";
import { anyFrame, MALFORMED, TRICKY_NAMES } from "../support/frames.ts";
import { enter, type Guest, meet } from "../support/peer.ts";
import type { ServerOptions } from "../../lib/engine/mod.ts";
import { stillServer } from "../support/still_server.ts";

/** A server that echoes, and counts what it hears besides. */
async function echoing(options: ServerOptions = {}) {
  const said: unknown[] = [];
  const faults: unknown[] = [];
  const io = stillServer({
    ...options,
    onFault: ({ error }) => faults.push(error),
  });
  io.on("connection", (socket) => {
    socket.on("echo", (what: unknown, done: (what: unknown) => void) => {
      done(what);
    });
    socket.on("say", (...args: unknown[]) => void said.push(args));
  });
  const bob = await enter(io);
  return { io, bob, said, faults };
}

async function echoes({ peer }: Guest): Promise<void> {
  const { args } = await peer.ask("echo", "still here");
  deepEqual(args, ["still here"]);
}

/** What everyone inherits from. */
function prototypes() {
  return [Object, Array, Function, String, Number, Map, Set, Promise].map((
    { prototype },
  ) => Object.getOwnPropertyDescriptors(prototype));
}

Deno.test("Connection closes on each malformed frame, and others talk on [FR4] [FR6]", async (t) => {
  const { io, bob, said, faults } = await echoing();
  for (const { what, frame } of MALFORMED) {
    await t.step(what, async () => {
      const { peer } = await enter(io);
      peer.sendFrame(frame);
      const { type, code } = await peer.next();
      deepEqual([type, code], ["fatal", "frame-invalid"]);
      equal(await peer.closed, 4500);
      await echoes(bob);
    });
  }
  deepEqual(said, [], "no envelope of a malformed frame has an effect");
  deepEqual(faults, []);
  equal(io.engine.clientsCount, 1);
});

Deno.test("Connection closes on each malformed frame before hello, too [FR4]", async () => {
  const { io, bob } = await echoing();
  for (const { what, frame } of MALFORMED) {
    await using peer = meet(io);
    peer.sendFrame(frame);
    equal((await peer.next()).code, "frame-invalid", what);
    equal(await peer.closed, 4500, what);
  }
  await echoes(bob);
});

Deno.test("Connection harms nobody else, whatever comes [FR6]", async () => {
  const { io, bob, faults } = await echoing();
  await fc.assert(fc.asyncProperty(
    fc.array(anyFrame, { minLength: 1, maxLength: 5 }),
    async (frames) => {
      const { peer } = await enter(io);
      for (const frame of frames) peer.sendFrame(frame);
      await echoes(bob);
      peer.hangUp();
      equal(io.engine.clientsCount, 1);
    },
  ));
  deepEqual(faults, []);
  deepEqual(await bob.peer.settled(), []);
});

Deno.test("Connection harms nobody else when a frame has lost a character [FR6]", async () => {
  const { io, bob } = await echoing();
  const frame = '[{"type":"event","event":"say","args":[{"a":[1]}],"id":1}]';
  for (let at = 0; at < frame.length; at++) {
    const { peer } = await enter(io);
    peer.sendFrame(frame.slice(0, at) + frame.slice(at + 1));
    peer.hangUp();
    equal(io.engine.clientsCount, 1);
  }
  await echoes(bob);
});

Deno.test("Connection refuses what is nested for its own sake [FR4] [FR6]", async () => {
  const { io, bob } = await echoing();
  const depth = 32_000;
  const wide = `{${Array.from({ length: 5_000 }, (_, n) => `"${n}":0`)}}`;
  for (const arg of ["[".repeat(depth) + "]".repeat(depth), wide]) {
    const ada = await enter(io);
    ada.peer.sendFrame(`{"type":"event","event":"echo","args":[${arg}]}`);
    deepEqual(await ada.peer.next(), {
      type: "fatal",
      code: "frame-invalid",
      message:
        "Cannot read the frame: it is deeper than 16, or has an object of more than 256 keys",
    });
    equal(await ada.peer.closed, 4500);
    await echoes(bob);
  }
});

Deno.test("Socket takes arguments however deep, if it was told to [FR6]", async () => {
  const limits = { jsonDepth: Infinity };
  const { io, bob } = await echoing({ limits });
  const ada = await enter(io);
  const depth = 32_000;
  const deep = "[".repeat(depth) + "]".repeat(depth);
  ada.peer.sendFrame(`{"type":"event","event":"echo","args":[${deep}],"id":1}`);
  await ada.peer.next();
  equal(ada.peer.frames.at(-1), `{"type":"ack","id":1,"args":[${deep}]}`);
  await echoes(bob);
});

Deno.test("Connection leaves the prototypes alone [FR6]", async () => {
  const { io, bob } = await echoing();
  const before = prototypes();
  const pollution = '{"__proto__":{"polluted":1},"constructor":{"prototype":' +
    '{"polluted":1}},"toString":1}';
  const { peer } = await enter(io);
  for (
    const frame of [
      `{"type":"event","event":"say","args":[${pollution}],"__proto__":{"polluted":1}}`,
      `{"type":"event","event":"__proto__","args":["polluted",1]}`,
      `{"type":"connect","ns":"__proto__","auth":${pollution}}`,
      `{"type":"disconnect","ns":"constructor"}`,
      `{"type":"event","ns":"__proto__","event":"polluted","args":[],"id":1}`,
      `{"type":"ack","id":1,"args":[],"error":${pollution}}`,
    ]
  ) peer.sendFrame(frame);
  await peer.settled();
  await echoes(bob);
  deepEqual(prototypes(), before);
  ok(!("polluted" in {}));
});

Deno.test("Socket takes an event with a name of JavaScript's for one that nobody hears [EV6]", async () => {
  const { io, bob, faults } = await echoing();
  const { peer } = await enter(io);
  for (const name of TRICKY_NAMES) {
    peer.emit(name, 1);
    const answer = await peer.ask(name, 1);
    deepEqual(
      Object.entries(Object(answer.error))[0],
      ["code", "event-unhandled"],
    );
  }
  await echoes(bob);
  deepEqual(faults, []);
});

Deno.test("Socket hears an event with a name of JavaScript's when it listens", async () => {
  const { peer, socket } = await enter(stillServer());
  for (const name of TRICKY_NAMES.filter((name) => name !== "\uD800")) {
    socket.on(name, (done: (name: string) => void) => done(name));
    deepEqual((await peer.ask(name)).args, [name]);
  }
});

Deno.test("Socket refuses the names that are not for events, and no handler hears them [EV4]", async () => {
  const { peer, socket } = await enter(stillServer());
  const heard: unknown[] = [];
  for (const name of RESERVED_FROM_CLIENT) {
    // Not every one of them is typed, but a client can send any of them.
    Reflect.apply(socket.on, socket, [name, () => heard.push(name)]);
    const { error } = await peer.ask(name, "transport close");
    deepEqual(error, {
      code: "event-reserved",
      message: `Cannot take "${name}": the name is reserved`,
    });
    peer.emit(name, "transport close");
    const [told] = await peer.settled();
    deepEqual([told?.type, told?.code], ["error", "event-reserved"]);
  }
  deepEqual(heard, []);
  equal(socket.connected, true);
});

Deno.test("Socket is who the server says, whatever the client claims", async () => {
  const { io, bob } = await echoing();
  const ada = await enter(io);
  ada.socket.on("call", (to: string) => {
    ada.socket.to(to).emit("call", ada.socket.id);
  });
  const claim = { type: "event", event: "call", args: [bob.id, "eve"] };
  ada.peer.send({ ...claim, id: 1, from: bob.id, sid: bob.id, socket: bob.id });
  deepEqual(await bob.peer.event("call"), [ada.id]);
});
