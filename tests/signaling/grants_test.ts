import { deepEqual, equal, ok } from "node:assert/strict";
import { readGrants } from "../../lib/signaling/grants.ts";

const ALL = { maySignal: true, mayBroadcast: true };

const GOOD: [claim: Record<string, unknown>, grants: unknown][] = [
  [{}, ALL],
  [{ role: "host" }, { ...ALL, role: "host" }],
  [{ role: "member" }, { ...ALL, role: "member" }],
  [{ signal: false }, { ...ALL, maySignal: false }],
  [{ signal: true }, ALL],
  [{ broadcast: false }, { ...ALL, mayBroadcast: false }],
  [{ broadcast: true }, ALL],
  [{ capacity: 2 }, { ...ALL, capacity: 2 }],
  [{ capacity: 16 }, { ...ALL, capacity: 16 }],
  [{ name: "Ada" }, { ...ALL, name: "Ada" }],
  [{ name: "李雷 👩‍💻" }, { ...ALL, name: "李雷 👩‍💻" }],
  [{ name: "x".repeat(64) }, { ...ALL, name: "x".repeat(64) }],
  [{ metadata: null }, { ...ALL, metadata: null }],
  [{ metadata: { team: [1, 2] } }, { ...ALL, metadata: { team: [1, 2] } }],
];
for (const [claim, grants] of GOOD) {
  Deno.test(`readGrants() grants what ${JSON.stringify(claim)} says`, () => {
    deepEqual(readGrants({ room: "blue", ...claim })?.grants, grants);
  });
}

const BAD: unknown[] = [
  undefined,
  null,
  true,
  "blue",
  ["blue"],
  {},
  { room: "" },
  { room: 7 },
  { room: null },
  { room: { name: "blue" } },
  { room: ["blue", ""] },
  { room: ["blue", 7] },
  { room: "x".repeat(129) },
  { room: Array(65).fill("blue") },
  { room: "blue", role: "admin" },
  { room: "blue", role: null },
  { room: "blue", role: "constructor" },
  { room: "blue", signal: "false" },
  { room: "blue", signal: 0 },
  { room: "blue", broadcast: null },
  { room: "blue", capacity: 1 },
  { room: "blue", capacity: 17 },
  { room: "blue", capacity: 2.5 },
  { room: "blue", capacity: "4" },
  { room: "blue", name: "" },
  { room: "blue", name: "  " },
  { room: "blue", name: "x".repeat(65) },
  { room: "blue", name: "a\nb" },
  { room: "blue", name: "a\u202eb" },
  { room: "blue", name: 7 },
  { room: "blue", metadata: "x".repeat(4_096) },
  { room: "blue", metadata: JSON.parse("[".repeat(99) + "]".repeat(99)) },
  { room: "blue", rooms: ["red"] },
  { room: "blue", recorder: false },
  JSON.parse('{"room":"blue","__proto__":{"role":"host"}}'),
];
for (const claim of BAD) {
  const text = JSON.stringify(claim)?.slice(0, 60);
  Deno.test(`readGrants() grants nothing for ${text}`, () => {
    equal(readGrants(claim), undefined);
  });
}

Deno.test("readGrants() takes one room, a pattern, or a list of both", () => {
  const isFor = readGrants({ room: ["blue", "class-*"] })?.isFor;
  ok(isFor?.("blue"));
  ok(isFor?.("class-7b"));
  equal(isFor?.("red"), false);
  equal(readGrants({ room: [] })?.isFor("blue"), false);
  equal(readGrants({ room: "blue" })?.isFor("blue"), true);
  equal(readGrants({ room: "*" })?.isFor("constructor"), true);
});
