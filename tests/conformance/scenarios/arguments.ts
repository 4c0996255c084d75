/** What becomes of the arguments of an event on their way. */

import type { Scenario } from "../scenario.ts";

/** Sends the same arguments both ways. */
function sending(title: string, ...args: unknown[]): Scenario {
  return {
    title,
    async play(world) {
      const ada = await world.meet("ada");
      ada.there.on("it", (...heard: unknown[]) => {
        world.log.note("server", heard.length, ...heard);
        ada.there.emit("it", ...args);
      });
      const back = Promise.withResolvers<void>();
      ada.here.on("it", (...heard: unknown[]) => {
        world.log.note("client", heard.length, ...heard);
        back.resolve();
      });
      ada.here.emit("it", ...args);
      await back.promise;
      await world.settle(ada);
    },
  };
}

const BYTES = new Uint8Array([1, 2, 3]);

export const ARGUMENTS: readonly Scenario[] = [
  sending("no arguments"),
  sending("many arguments", 1, "two", true, null, [3, [4]], {
    five: { six: 6 },
  }),
  sending("text that is not ASCII", "žluťoučký 🐎\u2028", {
    "ключ": "значение",
  }),
  sending(
    "undefined among the arguments is null, and in an object nothing",
    undefined,
    {
      a: undefined,
      b: [undefined],
    },
  ),
  sending("NaN and Infinity are null", NaN, Infinity, [NaN]),
  sending("a date is its text", new Date(0), { at: new Date(0) }),
  sending("what has toJSON is what that says", { toJSON: () => "said" }),
  sending("names that objects have already", {
    constructor: 1,
    "__proto__x": 2,
  }),
  {
    title: "events may be called what objects call their own",
    async play(world) {
      const ada = await world.meet("ada");
      world.hears(
        "server",
        ada.there,
        "constructor",
        "toString",
        "hasOwnProperty",
      );
      ada.here.emit("constructor", 1);
      ada.here.emit("toString", 2);
      ada.here.emit("hasOwnProperty", 3);
      await world.settle(ada);
    },
  },
  {
    ...sending(
      "bytes among the arguments",
      BYTES,
      { deep: [BYTES] },
      new Uint16Array([258]),
    ),
    difference: {
      row: "bytes arrive as what was sent",
      socketio: {
        server: [[
          3,
          "(Buffer 1 2 3)",
          { deep: ["(Buffer 1 2 3)"] },
          "(Buffer 2 1)",
        ]],
        client: [[
          3,
          "(Buffer 1 2 3)",
          { deep: ["(Buffer 1 2 3)"] },
          "(Buffer 2 1)",
        ]],
      },
      parley: {
        server: [[
          3,
          "(Uint8Array 1 2 3)",
          { deep: ["(Uint8Array 1 2 3)"] },
          "(Uint16Array 2 1)",
        ]],
        client: [[
          3,
          "(Uint8Array 1 2 3)",
          { deep: ["(Uint8Array 1 2 3)"] },
          "(Uint16Array 2 1)",
        ]],
      },
    },
  },
  {
    title: "what was emitted is what it was then",
    difference: {
      row:
        "what is emitted is taken as it is then, also while there is no connection",
      socketio: { server: [[{ n: 2 }]] },
      parley: { server: [[{ n: 1 }]] },
    },
    async play(world) {
      world.io.on("connection", (socket) => {
        socket.on("it", (heard: unknown, done: () => void) => {
          world.log.note("server", heard);
          done();
        });
      });
      const here = world.client("/", { autoConnect: false });
      const said = { n: 1 };
      const done = here.emitWithAck("it", said);
      said.n = 2;
      here.connect();
      await done;
    },
  },
  {
    title: "events keep their order, whatever is in them",
    async play(world) {
      const ada = await world.meet("ada");
      ada.there.on("n", (n: number) => world.log.note("server", n));
      ada.here.on("n", (n: number) => world.log.note("client", n));
      for (let n = 0; n < 20; n++) {
        ada.here.emit("n", n, n % 3 ? "text" : new Uint8Array([n]));
        ada.there.emit("n", n, n % 3 ? "text" : new Uint8Array([n]));
      }
      await world.settle(ada);
    },
  },
];
