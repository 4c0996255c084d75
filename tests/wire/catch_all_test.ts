import { deepEqual, equal } from "node:assert/strict";
import { CatchAll } from "../../lib/wire/mod.ts";

/** The listeners of all events, and what is noted of whether there are any. */
function catchAll() {
  const notes: boolean[] = [];
  return { it: new CatchAll((heard) => void notes.push(heard)), notes };
}

/** The four functions of each direction under one name, so that both can be tried alike. */
const WAYS = {
  onAny: {
    on: "onAny",
    prepend: "prependAny",
    off: "offAny",
    list: "listenersAny",
    listeners: "incoming",
  },
  onAnyOutgoing: {
    on: "onAnyOutgoing",
    prepend: "prependAnyOutgoing",
    off: "offAnyOutgoing",
    list: "listenersAnyOutgoing",
    listeners: "outgoing",
  },
} as const;

for (const [name, way] of Object.entries(WAYS)) {
  const begin = () => {
    const { it } = catchAll();
    const heard: unknown[][] = [];
    const hear = (who: string) => (event: string, ...args: unknown[]) => {
      heard.push([who, event, ...args]);
    };
    const say = (event: string, ...args: unknown[]) => {
      for (const listener of it[way.listeners]) listener(event, ...args);
    };
    return { it, heard, hear, say };
  };

  Deno.test(`CatchAll.${name}() hears all events, in the order of the listeners`, () => {
    const { it, heard, hear, say } = begin();
    it[way.on](hear("ada"));
    it[way.on](hear("bob"));
    it[way.prepend](hear("eve"));
    say("x", 1, 2);
    say("y");
    deepEqual(heard, [
      ["eve", "x", 1, 2],
      ["ada", "x", 1, 2],
      ["bob", "x", 1, 2],
      ["eve", "y"],
      ["ada", "y"],
      ["bob", "y"],
    ]);
  });

  Deno.test(`CatchAll.${way.off}() forgets one of ${name}, or all`, () => {
    const { it, heard, hear, say } = begin();
    const [ada, bob, eve] = [hear("ada"), hear("bob"), hear("eve")];
    for (const one of [ada, bob, ada, eve]) it[way.on](one);
    it[way.off](hear("ada"));
    equal(it[way.list]().length, 4);
    it[way.off](ada);
    deepEqual(it[way.list](), [bob, eve]);
    say("x");
    it[way.off]();
    deepEqual(it[way.list](), []);
    say("x");
    deepEqual(heard, [["bob", "x"], ["eve", "x"]]);
  });

  Deno.test(`CatchAll.${name}() changes nothing for the event that is told`, () => {
    const { it, heard, hear, say } = begin();
    const bob = hear("bob");
    it[way.on](() => {
      it[way.off](bob);
      it[way.on](hear("eve"));
    });
    it[way.on](bob);
    say("x");
    deepEqual(heard, [["bob", "x"]]);
  });

  Deno.test(`CatchAll.${way.list}() is a list of the caller's own`, () => {
    const { it, hear } = begin();
    it[way.on](hear("ada"));
    it[way.list]().pop();
    equal(it[way.list]().length, 1);
  });
}

Deno.test("CatchAll.onAny() and onAnyOutgoing() hear their own way alone", () => {
  const { it } = catchAll();
  const heard: string[] = [];
  const come = (event: string) =>
    it.incoming.forEach((listener) => listener(event));
  const go = (event: string) => {
    it.outgoing.forEach((listener) => listener(event));
  };
  it.onAny((event) => heard.push(`in ${event}`));
  it.onAnyOutgoing((event) => heard.push(`out ${event}`));
  come("a");
  go("b");
  it.offAny();
  come("c");
  go("d");
  deepEqual(heard, ["in a", "out b", "out d"]);
});

Deno.test("CatchAll notes whether anyone hears what is sent", () => {
  const { it, notes } = catchAll();
  const ada = () => {};
  it.onAny(ada);
  it.offAny();
  deepEqual(notes, []);
  it.onAnyOutgoing(ada);
  it.prependAnyOutgoing(ada);
  it.offAnyOutgoing(ada);
  deepEqual(notes, [true, true, false]);
});
