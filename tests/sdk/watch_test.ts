import { deepEqual, equal } from "node:assert/strict";
import { watch, WATCH_LIMITS } from "../../lib/sdk/watch.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeConnection } from "./fakes/connection.ts";

function watched() {
  const clock = new FakeClock();
  const connection = new FakeConnection("ada");
  const end = new AbortController();
  const done: string[] = [];
  watch(connection, {
    clock,
    end: end.signal,
    onChange: () => {},
    restart: () => done.push("restart"),
    renew: () => done.push("renew"),
  });
  return { clock, connection, end, done };
}

Deno.test("watch() lets an interruption heal by itself, and then looks for a new path", () => {
  const { clock, connection, done } = watched();
  connection.turn("connected");
  connection.turn("disconnected");
  clock.advance(WATCH_LIMITS.healMs - 1);
  connection.turn("connected");
  clock.advance(WATCH_LIMITS.healMs);
  deepEqual(done, []);
  connection.turn("disconnected");
  clock.advance(WATCH_LIMITS.healMs);
  deepEqual(done, ["restart"]);
  equal(clock.pending, 0);
});

Deno.test("watch() looks for a new path at once after a failure, and begins anew after another", () => {
  const { connection, done } = watched();
  connection.turn("failed");
  connection.turn("connecting");
  connection.turn("failed");
  deepEqual(done, ["restart", "renew"]);
});

Deno.test("watch() counts failures since media flowed last", () => {
  const { connection, done } = watched();
  for (let n = 0; n < 3; n++) {
    connection.turn("failed");
    connection.turn("connected");
  }
  deepEqual(done, ["restart", "restart", "restart"]);
});

Deno.test("watch() begins anew at once if a connection fails over a path that is there", () => {
  const { connection, done } = watched();
  connection.fail();
  deepEqual(done, ["renew"]);
});

Deno.test("watch() ends with the connection", () => {
  const { clock, connection, end, done } = watched();
  connection.turn("disconnected");
  end.abort();
  connection.turn("failed");
  clock.advance(WATCH_LIMITS.healMs);
  deepEqual(done, []);
  equal(clock.pending, 0);
});
