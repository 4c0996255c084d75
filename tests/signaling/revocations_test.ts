import { deepEqual, equal } from "node:assert/strict";
import { Revocations } from "../../lib/signaling/revocations.ts";

/** Revocations at a time of day that a test moves. */
function begin(most?: number) {
  const time = { now: 1_000 };
  const faults: unknown[] = [];
  const revocations = new Revocations(
    () => time.now,
    (error) => faults.push(error),
    most,
  );
  return { revocations, time, faults };
}

Deno.test("Revocations.revoke() tells all who listen before it returns", () => {
  const { revocations } = begin();
  const heard: string[] = [];
  revocations.listen((id) => heard.push(`first ${id}`));
  const undo = revocations.listen((id) => heard.push(`second ${id}`));
  equal(revocations.revoke("a", 2_000), true);
  deepEqual(heard, ["first a", "second a"]);
  undo();
  revocations.revoke("b", 2_000);
  deepEqual(heard.slice(2), ["first b"]);
});

Deno.test("Revocations.listen() calls one listener as often as it was given", () => {
  const { revocations } = begin();
  const heard: string[] = [];
  const listener = (id: string) => void heard.push(id);
  revocations.listen(listener);
  const undo = revocations.listen(listener);
  revocations.revoke("a", 2_000);
  undo();
  undo();
  revocations.revoke("b", 2_000);
  deepEqual(heard, ["a", "a", "b"]);
});

Deno.test("Revocations.revoke() tells the others what one listener fails at", () => {
  const { revocations, faults } = begin();
  const fault = new Error("broken");
  const heard: string[] = [];
  revocations.listen(() => {
    throw fault;
  });
  revocations.listen((id) => heard.push(id));
  revocations.revoke("a", 2_000);
  deepEqual([heard, faults], [["a"], [fault]]);
});

Deno.test("Revocations remembers a token until it ends, and no longer", () => {
  const { revocations, time } = begin();
  revocations.revoke("a", 2_000);
  revocations.revoke("b", 3_000);
  equal(revocations.has("a"), true);
  time.now = 2_000;
  revocations.revoke("c", 4_000);
  deepEqual(
    ["a", "b", "c"].map((id) => revocations.has(id)),
    [false, true, true],
  );
  equal(revocations.size, 2);
});

Deno.test("Revocations remembers nothing of a token that has ended, but tells", () => {
  const { revocations } = begin();
  const heard: string[] = [];
  revocations.listen((id) => heard.push(id));
  equal(revocations.revoke("a", 1_000), true);
  deepEqual([revocations.size, heard], [0, ["a"]]);
});

Deno.test("Revocations.revoke() takes the later end of two, whichever comes first", () => {
  const { revocations, time } = begin();
  revocations.revoke("a", 3_000);
  revocations.revoke("a", 2_000);
  time.now = 2_500;
  revocations.revoke("b", 9_000);
  equal(revocations.has("a"), true);
});

Deno.test("Revocations.revoke() makes nothing good again for want of room", () => {
  const { revocations, time } = begin(2);
  const heard: string[] = [];
  revocations.listen((id) => heard.push(id));
  revocations.revoke("a", 2_000);
  revocations.revoke("b", 3_000);
  equal(revocations.revoke("c", 3_000), false);
  deepEqual(
    ["a", "b", "c"].map((id) => revocations.has(id)),
    [true, true, false],
  );
  equal(revocations.revoke("a", 2_500), true, "it is there already");
  deepEqual(heard, ["a", "b", "a"]);
  time.now = 2_500;
  equal(revocations.revoke("c", 3_000), true, "there is room again");
});
