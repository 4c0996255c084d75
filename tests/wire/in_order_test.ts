import { deepEqual } from "node:assert/strict";
import { InOrder } from "../../lib/wire/mod.ts";

/** A line, and what it has handed on. */
function line() {
  const handedOn: string[] = [];
  const line = new InOrder<string>((value) => handedOn.push(value));
  return {
    handedOn,
    add: (value: string | Promise<string>) => line.add(value),
  };
}

/** Lets what was promised happen. */
async function soon(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

Deno.test("InOrder hands on at once what need not wait", async () => {
  const { handedOn, add } = line();
  add("a");
  deepEqual(handedOn, ["a"]);
  add(Promise.resolve("b"));
  await soon();
  add("c");
  deepEqual(handedOn, ["a", "b", "c"], "nothing is waited for any more");
});

Deno.test("InOrder lets nothing pass what is waited for", async () => {
  const { handedOn, add } = line();
  const first = Promise.withResolvers<string>();
  const third = Promise.withResolvers<string>();
  add(first.promise);
  add("second");
  add(third.promise);
  add("fourth");
  third.resolve("third");
  await soon();
  deepEqual(handedOn, []);
  first.resolve("first");
  await soon();
  deepEqual(handedOn, ["first", "second", "third", "fourth"]);
});

Deno.test("InOrder leaves out what does not come", async () => {
  const { handedOn, add } = line();
  add(Promise.reject(new Error("gone")));
  add("next");
  await soon();
  deepEqual(handedOn, ["next"]);
});

Deno.test("InOrder still waits for what came before something that does not come", async () => {
  const { handedOn, add } = line();
  const first = Promise.withResolvers<string>();
  add(first.promise);
  add(Promise.reject(new Error("gone")));
  await soon();
  add("last");
  deepEqual(handedOn, []);
  first.resolve("first");
  await soon();
  deepEqual(handedOn, ["first", "last"]);
});
