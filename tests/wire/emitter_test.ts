import { deepEqual, equal, throws } from "node:assert/strict";
import {
  type AnyEvents,
  Emitter,
  giveNodeNames,
  type NodeNames,
} from "../../lib/wire/mod.ts";
import { TRICKY_NAMES } from "../support/frames.ts";

/** An emitter that a test can make tell things. */
interface Teller extends NodeNames<AnyEvents> {}

class Teller extends Emitter<AnyEvents> {
  static {
    giveNodeNames(this.prototype);
  }

  say(event: string, ...args: unknown[]): boolean {
    return this.tell(event, (listener) => listener(...args));
  }
}

function teller() {
  const heard: string[] = [];
  const hear = (who: string) => (what: string) => {
    heard.push(`${who} ${what}`);
  };
  return { teller: new Teller(), heard, hear };
}

Deno.test("Emitter.on() hears every time, in the order of the listeners", () => {
  const { teller: it, heard, hear } = teller();
  it.on("x", hear("ada")).on("x", hear("bob")).on("y", hear("eve"));
  equal(it.say("x", "1"), true);
  equal(it.say("x", "2"), true);
  deepEqual(heard, ["ada 1", "bob 1", "ada 2", "bob 2"]);
});

Deno.test("Emitter.tell() says whether anyone listens", () => {
  const { teller: it, hear } = teller();
  equal(it.say("x"), false);
  it.once("x", hear("ada"));
  equal(it.say("x"), true);
  equal(it.say("x"), false);
});

Deno.test("Emitter.once() hears once, even if it is told again while it listens", () => {
  const { teller: it, heard, hear } = teller();
  it.once("x", (what: string) => {
    hear("ada")(what);
    it.say("x", "inner");
  });
  it.say("x", "outer");
  deepEqual(heard, ["ada outer"]);
});

Deno.test("Emitter.once() twice with one listener hears once for each", () => {
  const { teller: it, heard, hear } = teller();
  const ada = hear("ada");
  it.once("x", ada).once("x", ada);
  it.say("x", "1");
  it.say("x", "2");
  deepEqual(heard, ["ada 1", "ada 1"]);
});

Deno.test("Emitter.off() forgets one listener", () => {
  const { teller: it, heard, hear } = teller();
  const ada = hear("ada");
  const bob = hear("bob");
  it.on("x", ada).once("x", ada).on("x", bob).on("y", ada);
  it.off("x", ada);
  it.say("x", "1");
  it.say("y", "2");
  deepEqual(heard, ["bob 1", "ada 2"]);
});

Deno.test("Emitter.off() forgets the listeners of an event", () => {
  const { teller: it, heard, hear } = teller();
  it.on("x", hear("ada")).on("x", hear("bob")).on("y", hear("eve"));
  it.off("x");
  it.off("never heard of");
  it.say("x", "1");
  it.say("y", "2");
  deepEqual(heard, ["eve 2"]);
});

Deno.test("Emitter.off() forgets everyone", () => {
  const { teller: it, heard, hear } = teller();
  it.on("x", hear("ada")).on("y", hear("bob"));
  it.off();
  it.say("x", "1");
  it.say("y", "2");
  deepEqual(heard, []);
});

Deno.test("Emitter.listeners() lists them in order", () => {
  const { teller: it, hear } = teller();
  const [ada, bob] = [hear("ada"), hear("bob")];
  deepEqual(it.listeners("x"), []);
  it.on("x", ada).once("x", bob);
  deepEqual(it.listeners("x"), [ada, bob]);
});

Deno.test("Emitter.prependListener() and prependOnceListener() hear before the others", () => {
  const { teller: it, heard, hear } = teller();
  it.on("x", hear("ada")).prependListener("x", hear("bob"));
  it.prependOnceListener("x", hear("eve"));
  it.say("x", "1");
  it.say("x", "2");
  deepEqual(heard, ["eve 1", "bob 1", "ada 1", "bob 2", "ada 2"]);
});

Deno.test("Emitter knows on and off by Node's names too", () => {
  const { teller: it, heard, hear } = teller();
  const [ada, bob] = [hear("ada"), hear("bob")];
  it.addListener("x", ada).addListener("x", bob).addListener("y", ada);
  it.addListener("z", ada).removeListener("x", ada);
  it.say("x", "1");
  it.removeAllListeners("x");
  it.say("x", "2");
  it.say("y", "3");
  it.removeAllListeners();
  it.say("y", "4");
  it.say("z", "5");
  deepEqual(heard, ["bob 1", "ada 3"]);
});

Deno.test("Emitter.removeListener() forgets one that was added twice, and no other", () => {
  const { teller: it, heard, hear } = teller();
  const ada = hear("ada");
  it.on("x", ada).on("x", hear("bob")).once("x", ada);
  it.removeListener("x", hear("ada"));
  equal(it.listenerCount("x"), 3);
  it.removeListener("x", ada);
  it.say("x", "1");
  deepEqual(heard, ["bob 1"]);
});

Deno.test("Emitter counts its listeners and lists what they listen to", () => {
  const { teller: it, hear } = teller();
  deepEqual(it.eventNames(), []);
  it.on("x", hear("ada")).once("x", hear("bob")).on("y", hear("eve"));
  deepEqual(it.eventNames(), ["x", "y"]);
  deepEqual([it.listenerCount("x"), it.listenerCount("z")], [2, 0]);
  it.say("x", "1");
  equal(it.listenerCount("x"), 1);
  deepEqual([it.hasListeners("x"), it.hasListeners("z")], [true, false]);
  it.off("x");
  deepEqual(it.eventNames(), ["y"]);
  equal(it.hasListeners("x"), false);
});

Deno.test("Emitter lists names in the order in which they were first listened to", () => {
  const { teller: it, hear } = teller();
  const [ada, bob] = [hear("ada"), hear("bob")];
  for (const name of ["x", "y", "z"]) it.on(name, ada);
  it.once("x", bob).prependListener("y", bob).off("x", ada);
  deepEqual(it.eventNames(), ["x", "y", "z"]);
  it.off("y");
  deepEqual(it.eventNames(), ["x", "z"]);
  it.on("y", ada);
  deepEqual(it.eventNames(), ["x", "z", "y"]);
  it.off("never heard of").off("never heard of", ada);
  deepEqual(it.eventNames(), ["x", "z", "y"]);
  deepEqual(it.listeners("z"), [ada]);
});

Deno.test("Emitter finds that a listener is no function when it is called, and not before", () => {
  const { teller: it } = teller();
  it.on("x", Object(undefined).forgotten);
  equal(it.listenerCount("x"), 1);
  for (let n = 0; n < 2; n++) throws(() => it.say("x"), TypeError);
});

Deno.test("Emitter.tell() is not changed by what its listeners add and remove", () => {
  const { teller: it, heard, hear } = teller();
  const bob = hear("bob");
  it.on("x", (what: string) => {
    hear("ada")(what);
    it.off("x", bob);
    it.on("x", hear("eve"));
  });
  it.on("x", bob);
  it.say("x", "1");
  deepEqual(heard, ["ada 1", "bob 1"]);
});

Deno.test("Emitter takes a name that means something to JavaScript for a name", () => {
  const { teller: it, heard, hear } = teller();
  for (const name of TRICKY_NAMES) {
    equal(it.say(name), false, name);
    deepEqual(it.listeners(name), []);
    equal(it.hasListeners(name) || it.listenerCount(name) > 0, false, name);
    it.on(name, hear(name));
    equal(it.say(name, "!"), true, name);
  }
  deepEqual(heard, TRICKY_NAMES.map((name) => `${name} !`));
});
