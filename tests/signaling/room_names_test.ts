import { deepEqual, equal } from "node:assert/strict";
import { said, tutorial } from "../support/tutorial.ts";

const GOOD: readonly string[] = [
  "blue",
  "a",
  "x".repeat(64),
  "two words",
  "a.b-c_d",
  "7",
  "комната",
  "房间",
  "הבית",
  "e\u0301te\u0301",
  "__proto__",
  "constructor",
  "toString",
];

const BAD: readonly unknown[] = [
  "",
  " ",
  " blue",
  "blue ",
  "x".repeat(65),
  "x".repeat(60_000),
  "a/b",
  "../x",
  "a\nb",
  "blue\n",
  "a\u0000b",
  "a\u200Bb",
  "\u202Eeulb",
  "\u0301a",
  "a\u00A0b",
  "🌍",
  "<b>",
  "a'b",
  "\uD800",
  null,
  undefined,
  7,
  true,
  ["blue"],
  { toString: "blue" },
  { length: 4 },
];

Deno.test("speakTutorial() takes good names for rooms [TU6]", async () => {
  for (const name of GOOD) {
    const { enter, rooms } = tutorial();
    const { peer, id } = await enter();
    peer.emit("create or join", name);
    deepEqual((await said(peer))[1], ["created", name, id]);
    equal(rooms.has(name), true);
  }
});

Deno.test("speakTutorial() refuses bad names for rooms, and ids [TU6]", async () => {
  const { enter, rooms } = tutorial();
  const [ada, bob] = [await enter(), await enter()];
  for (const name of [...BAD, ada.id, bob.id]) {
    bob.peer.emit("create or join", name);
    const [refused] = await said(bob.peer);
    deepEqual(refused, ["refused", {
      code: "room-name-invalid",
      message:
        "Cannot enter the room: its name must be 1 to 64 letters, digits, spaces or any of _ . -",
      retryable: false,
    }]);
  }
  deepEqual([...rooms.keys()], [ada.id, bob.id]);
  deepEqual(await said(ada.peer), []);
});
