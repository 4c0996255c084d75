import { deepEqual, equal } from "node:assert/strict";
import { afterLong } from "../../lib/signaling/long_timer.ts";
import { TokenWatch } from "../../lib/signaling/token_watch.ts";
import type { Clock } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeGuard } from "../support/fake_guard.ts";

/** Watches a token, and notes what is said of it. */
function watch(ttlMs: number) {
  const clock = new FakeClock();
  const guard = new FakeGuard();
  const tokens = new TokenWatch(clock, guard);
  const told: unknown[] = [];
  const hold = (id: string) =>
    tokens.hold({ id, subject: undefined, ttlMs }, {
      expiring: (ms) => told.push([id, ms]),
      ended: () => told.push([id, "ended"]),
    });
  return { clock, guard, tokens, told, hold };
}

Deno.test("TokenWatch warns a minute before the end, or half of a short time before [RM31]", () => {
  for (
    const [ttlMs, warnMs] of [[600_000, 60_000], [40_000, 20_000]] as const
  ) {
    const { clock, told, hold } = watch(ttlMs);
    hold("t1");
    clock.advance(ttlMs - warnMs - 1);
    deepEqual(told, []);
    clock.advance(1);
    deepEqual(told.splice(0), [["t1", warnMs]]);
    clock.advance(warnMs);
    deepEqual(told, [["t1", "ended"]]);
    equal(clock.pending, 0);
  }
});

Deno.test("TokenWatch tells all who hold a token that is revoked, and keeps nothing of it", () => {
  const { clock, guard, tokens, told, hold } = watch(1_000);
  hold("t1");
  hold("t1");
  const release = hold("t1");
  hold("t2");
  release();
  guard.revoke("t1");
  deepEqual(told, [["t1", "ended"], ["t1", "ended"]]);
  equal(tokens.size, 1);
  clock.advance(1_000);
  equal(tokens.size, 0);
  equal(clock.pending, 0);
});

Deno.test("afterLong() waits longer than a timer of the platform can", () => {
  const fake = new FakeClock();
  const clock: Clock = {
    now: () => fake.now(),
    after(ms, work) {
      equal(ms < 2 ** 31, true, "a longer one would be over at once");
      return fake.after(ms, work);
    },
  };
  let count = 0;
  afterLong(clock, 2 ** 33, () => count += 1);
  fake.advance(2 ** 33 - 1);
  equal(count, 0);
  fake.advance(1);
  equal(count, 1);
  const stop = afterLong(clock, 2 ** 33, () => count += 1);
  fake.advance(2 ** 32);
  stop();
  equal(fake.pending, 0);
});
