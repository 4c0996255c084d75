import { deepEqual, equal } from "node:assert/strict";
import { Gathering } from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A gathering with a second to go, and what it has said. */
function gathering() {
  const clock = new FakeClock();
  const said: unknown[][] = [];
  const answers = new Gathering<string>(clock, 1_000, (error, answers) => {
    said.push([error?.code, answers]);
  });
  return { answers, clock, said };
}

Deno.test("Gathering is over when every node has said whom it asks, and all have answered", () => {
  const { answers, clock, said } = gathering();
  answers.expect(1);
  answers.add("ada");
  answers.expect(0);
  deepEqual(said, [], "it is not known yet how many nodes there are");
  answers.setNodes(3);
  answers.expect(2);
  answers.add("bob");
  deepEqual(said, []);
  answers.add("eve");
  deepEqual(said, [[undefined, ["ada", "bob", "eve"]]]);
  equal(clock.pending, 0);
});

Deno.test("Gathering of no nodes, or of nobody, is over at once", () => {
  const none = gathering();
  none.answers.setNodes(0);
  deepEqual(none.said, [[undefined, []]]);
  const nobody = gathering();
  nobody.answers.setNodes(1);
  nobody.answers.expect(0);
  deepEqual(nobody.said, [[undefined, []]]);
});

Deno.test("Gathering is over with its time, and takes nothing after it", () => {
  const { answers, clock, said } = gathering();
  answers.setNodes(1);
  answers.expect(2);
  answers.add("ada");
  clock.advance(1_000);
  answers.add("bob");
  answers.expect(0);
  deepEqual(said, [["timeout", ["ada"]]]);
});

Deno.test("Gathering is over once, whatever else is said", () => {
  const { answers, said } = gathering();
  answers.setNodes(1);
  answers.expect(0);
  answers.setNodes(1);
  answers.add("ada");
  deepEqual(said, [[undefined, []]]);
});

Deno.test("Gathering that is called off says nothing, and keeps no timer", () => {
  const { answers, clock, said } = gathering();
  answers.cancel();
  answers.setNodes(0);
  equal(clock.pending, 0);
  deepEqual(said, []);
});
