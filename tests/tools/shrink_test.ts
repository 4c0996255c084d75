/** Making the built clients smaller: what is written shorter, and what is not. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";
import { internalNames, shrink } from "../../tools/shrink.ts";

const NAMES = await internalNames();

Deno.test("internalNames() has what is protected or @internal, and not what others see by the same name", () => {
  for (const name of ["transmit", "stopTimer", "welcomed", "isGreeting"]) {
    ok(NAMES.includes(name), name);
  }
  // Of the protocol, an option, a call of the application's, and a tag.
  for (const name of ["received", "timeout", "emit", "receipt"]) {
    equal(NAMES.includes(name), false, name);
  }
});

Deno.test("internalNames() has nothing that travels", async () => {
  const protocol = await Deno.readTextFile(join(ROOT, "lib/wire/protocol.ts"));
  const code = protocol.replaceAll(/\/\*\*[^]*?\*\//g, "");
  const fields = [...code.matchAll(/(\w+)\??:/g)].map(([, name]) => name);
  ok(fields.includes("received"));
  deepEqual(NAMES.filter((name) => fields.includes(name)), []);
});

Deno.test("shrink() writes those names shorter, and leaves the others and what the platform has", async () => {
  const code = "export class A{a;kept=1;constructor(){this.a=this.kept}" +
    "outer(){return this.kept+Object(this).length}}";
  const small = await shrink(code, ["kept", "length"]);
  deepEqual(small.match(/kept|outer|length/g), ["outer", "length"]);
  equal(small.includes("a;"), false, "what begins with its first value");
});
