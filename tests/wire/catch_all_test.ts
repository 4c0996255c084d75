import { deepEqual, equal } from "node:assert/strict";
import { type AnyEvents, CatchAllEmitter } from "../../lib/wire/mod.ts";

/** An emitter that a test can make tell things, and that writes down whether it is overheard. */
class Teller extends CatchAllEmitter<AnyEvents, Record<never, never>> {
  readonly notes: boolean[] = [];

  come(event: string, ...args: unknown[]): boolean {
    const listeners = this.anyListeners;
    for (const listener of listeners) listener(event, ...args);
    return listeners.length > 0;
  }

  go(event: string, ...args: unknown[]): void {
    this.tellAnyOutgoing((listener) => listener(event, ...args));
  }

  protected override noteOutgoing(heard: boolean): void {
    this.notes.push(heard);
  }
}

/** The four functions of each direction under one name, so that both can be tried alike. */
const WAYS = {
  onAny: {
    on: "onAny",
    prepend: "prependAny",
    off: "offAny",
    list: "listenersAny",
    say: "come",
  },
  onAnyOutgoing: {
    on: "onAnyOutgoing",
    prepend: "prependAnyOutgoing",
    off: "offAnyOutgoing",
    list: "listenersAnyOutgoing",
    say: "go",
  },
} as const;

for (const [name, way] of Object.entries(WAYS)) {
  const begin = () => {
    const heard: unknown[][] = [];
    const hear = (who: string) => (event: string, ...args: unknown[]) => {
      heard.push([who, event, ...args]);
    };
    return { it: new Teller(), heard, hear };
  };

  Deno.test(`Emitter.${name}() hears all events, in the order of the listeners`, () => {
    const { it, heard, hear } = begin();
    it[way.on](hear("ada"))[way.on](hear("bob"))[way.prepend](hear("eve"));
    it[way.say]("x", 1, 2);
    it[way.say]("y");
    deepEqual(heard, [
      ["eve", "x", 1, 2],
      ["ada", "x", 1, 2],
      ["bob", "x", 1, 2],
      ["eve", "y"],
      ["ada", "y"],
      ["bob", "y"],
    ]);
  });

  Deno.test(`Emitter.${way.off}() forgets one of ${name}, or all`, () => {
    const { it, heard, hear } = begin();
    const [ada, bob, eve] = [hear("ada"), hear("bob"), hear("eve")];
    it[way.on](ada)[way.on](bob)[way.on](ada)[way.on](eve);
    it[way.off](hear("ada"));
    equal(it[way.list]().length, 4);
    it[way.off](ada);
    deepEqual(it[way.list](), [bob, eve]);
    it[way.say]("x");
    it[way.off]();
    deepEqual(it[way.list](), []);
    it[way.say]("x");
    deepEqual(heard, [["bob", "x"], ["eve", "x"]]);
  });

  Deno.test(`Emitter.${name}() changes nothing for the event that is told`, () => {
    const { it, heard, hear } = begin();
    const bob = hear("bob");
    it[way.on](() => it[way.off](bob)[way.on](hear("eve")));
    it[way.on](bob);
    it[way.say]("x");
    deepEqual(heard, [["bob", "x"]]);
  });

  Deno.test(`Emitter.${name}() is not forgotten with the listeners of events`, () => {
    const { it, heard, hear } = begin();
    it[way.on](hear("ada"));
    it.off();
    it.removeAllListeners();
    deepEqual(it.eventNames(), []);
    it[way.say]("x");
    deepEqual(heard, [["ada", "x"]]);
  });

  Deno.test(`Emitter.${way.list}() is a list of the caller's own`, () => {
    const { it, hear } = begin();
    it[way.on](hear("ada"));
    it[way.list]().pop();
    equal(it[way.list]().length, 1);
  });
}

Deno.test("Emitter.onAny() and onAnyOutgoing() hear their own way alone", () => {
  const it = new Teller();
  const heard: string[] = [];
  it.onAny((event) => heard.push(`in ${event}`));
  it.onAnyOutgoing((event) => heard.push(`out ${event}`));
  equal(it.come("a"), true);
  it.go("b");
  it.offAny();
  equal(it.come("c"), false, "nobody listens any more");
  it.go("d");
  deepEqual(heard, ["in a", "out b", "out d"]);
});

Deno.test("Emitter notes whether anyone hears what is sent", () => {
  const it = new Teller();
  const ada = () => {};
  it.onAny(ada).offAny();
  deepEqual(it.notes, []);
  it.onAnyOutgoing(ada).prependAnyOutgoing(ada).offAnyOutgoing(ada);
  deepEqual(it.notes, [true, true, false]);
});
