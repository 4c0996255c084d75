import { deepEqual, equal } from "node:assert/strict";
import { Server } from "../../lib/engine/mod.ts";
import { SharedTimers } from "../../lib/engine/shared_timers.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { meet } from "../support/peer.ts";

/** Shared timers, and what was called. */
function begin() {
  const clock = new FakeClock();
  const timers = new SharedTimers(clock);
  const called: string[] = [];
  const after = (ms: number, name: string) =>
    timers.after(ms, () => void called.push(name));
  return { clock, timers, called, after };
}

Deno.test("SharedTimers calls each when its time is over, with one timer for those of the same time", () => {
  const { clock, timers, called, after } = begin();
  after(100, "a");
  clock.advance(50);
  after(100, "b");
  after(20, "c");
  equal(timers.now(), 50);
  equal(clock.pending, 2);
  clock.advance(20);
  deepEqual(called, ["c"]);
  clock.advance(30);
  deepEqual(called, ["c", "a"]);
  clock.advance(50);
  deepEqual(called, ["c", "a", "b"]);
  equal(clock.pending, 0);
  equal(timers.size, 0);
});

Deno.test("SharedTimers calls nobody who was taken back, and keeps nothing of times for which nobody waits", () => {
  const { clock, timers, called, after } = begin();
  const stop = after(100, "a");
  after(100, "b");
  stop();
  stop();
  equal(timers.size, 1);
  for (let ms = 1; ms < 50; ms++) after(ms, "never")();
  equal(timers.size, 1);
  clock.advance(100);
  stop();
  deepEqual(called, ["b"]);
  equal(timers.size, 0);
  equal(clock.pending, 0);
});

Deno.test("SharedTimers calls the same work as often as it was asked to, and work that waits again", () => {
  const { clock, timers } = begin();
  let calls = 0;
  const work = () => {
    calls += 1;
    if (calls === 2) timers.after(100, work);
  };
  timers.after(100, work);
  timers.after(100, work);
  clock.advance(100);
  equal(calls, 2);
  clock.advance(100);
  equal(calls, 3);
  equal(timers.size, 0);
});

Deno.test("SharedTimers that were taken back late take nothing back of those that wait since then", () => {
  const { clock, timers, called, after } = begin();
  const stop = after(100, "a");
  clock.advance(100);
  after(100, "b");
  stop();
  equal(timers.size, 1);
  clock.advance(100);
  deepEqual(called, ["a", "b"]);
});

Deno.test("Server waits for all answers of the same time with one timer", async () => {
  const clock = new FakeClock();
  const io = new Server({ clock });
  const peers = [meet(io), meet(io)];
  for (const peer of peers) await peer.connect();
  const before = clock.pending;
  const late: unknown[] = [];
  for (const socket of io.of("/").sockets.values()) {
    for (let n = 0; n < 50; n++) {
      socket.timeout(1_000).emit("ask", (error: unknown) => {
        late.push(error);
      });
    }
  }
  equal(clock.pending - before, 1);
  clock.advance(1_000);
  equal(late.length, 100);
  await io.close(0);
});
