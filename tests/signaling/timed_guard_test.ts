import { equal, rejects } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { TimedGuard } from "../../lib/signaling/timed_guard.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeGuard, token } from "../support/fake_guard.ts";

Deno.test("TimedGuard.admit() keeps nothing of an answer, of a refusal, nor of one that was too late", async () => {
  const guard = new FakeGuard();
  const clock = new FakeClock();
  const timed = new TimedGuard(guard, clock);
  await timed.admit("blue", token("t1"));
  await rejects(timed.admit("blue", undefined), { code: "token-required" });
  guard.gate = new Promise(() => {});
  const late = rejects(timed.admit("blue", token("t2")), {
    code: "guard-timeout",
  });
  equal(timed.size, 1);
  clock.advance(ROOM_LIMITS.guardMs);
  await late;
  equal(timed.size, 0);
  equal(clock.pending, 0);
});
