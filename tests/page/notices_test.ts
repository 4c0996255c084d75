import { deepEqual } from "node:assert/strict";
import { Notices } from "../../lib/page/notices.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Whom the notices are about. */
function names({ shown }: Notices): unknown[] {
  return shown.value.map(({ values }) => values.name);
}

Deno.test("a notice is shown for six seconds", () => {
  const clock = new FakeClock();
  const notices = new Notices(clock);
  notices.tell("notice.joined", { name: "ada" });
  clock.advance(3_000);
  notices.tell("notice.joined", { name: "bob" });
  clock.advance(3_000);
  deepEqual(names(notices), ["bob"]);
  clock.advance(3_000);
  deepEqual(names(notices), []);
});

Deno.test("four are shown at once, and the same one once", () => {
  const notices = new Notices(new FakeClock());
  for (const name of ["a", "b", "c", "d", "e", "c"]) {
    notices.tell("notice.joined", { name });
  }
  deepEqual(names(notices), ["b", "d", "e", "c"]);
  notices.tell("notice.left", { name: "c" });
  deepEqual(names(notices), ["d", "e", "c", "c"]);
});
