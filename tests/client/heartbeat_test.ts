/** Whether the server is still there. */

import { deepEqual, equal } from "node:assert/strict";
import { beat } from "../../lib/client/heartbeat.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { connectedEither } from "../support/either_client.ts";

function heart() {
  const clock = new FakeClock();
  const told: [name: "ping" | "dead", rtt?: number | undefined][] = [];
  const heartbeat = beat({
    clock,
    interval: 100,
    timeout: 40,
    ping: (rtt) => void told.push(["ping", rtt]),
    dead: () => void told.push(["dead"]),
  });
  return { clock, told, heartbeat };
}

Deno.test("Heartbeat pings an interval after the last answer, and says how long that took [HB1]", () => {
  const { clock, told, heartbeat } = heart();
  equal(heartbeat.rtt, undefined);
  clock.advance(99);
  deepEqual(told, []);
  clock.advance(1);
  deepEqual(told, [["ping", undefined]]);
  clock.advance(30);
  heartbeat.heard();
  equal(heartbeat.rtt, 30);
  clock.advance(99);
  equal(told.length, 1);
  clock.advance(1);
  deepEqual(told, [["ping", undefined], ["ping", 30]]);
  clock.advance(7);
  heartbeat.heard();
  equal(heartbeat.rtt, 7);
});

Deno.test("Heartbeat says that the server is dead, once, when nothing was heard in time [HB2]", () => {
  const { clock, told } = heart();
  clock.advance(139);
  deepEqual(told, [["ping", undefined]]);
  clock.advance(1);
  deepEqual(told, [["ping", undefined], ["dead"]]);
  clock.advance(10_000);
  equal(told.length, 2);
  equal(clock.pending, 0);
});

Deno.test("Heartbeat takes whatever is heard before it has asked for no answer", () => {
  const { clock, told, heartbeat } = heart();
  clock.advance(60);
  heartbeat.heard();
  equal(heartbeat.rtt, undefined);
  clock.advance(40);
  equal(told.length, 1, "it asks all the same, to know how long it takes");
});

Deno.test("Heartbeat that was asleep asks again, instead of declaring the server dead [HB2]", () => {
  const { clock, told, heartbeat } = heart();
  clock.advance(100);
  clock.sleep(3_600_000);
  deepEqual(told, [["ping", undefined], ["ping", undefined]]);
  clock.advance(39);
  equal(told.length, 2);
  heartbeat.heard();
  equal(heartbeat.rtt, 39, "it is not the answer to the question of before");
  clock.advance(100);
  clock.sleep(61);
  equal(told.at(-1)?.[0], "ping", "late by more than half the time");
});

Deno.test("Heartbeat that was asleep does not wait for ever [HB2]", () => {
  const { clock, told } = heart();
  clock.advance(100);
  clock.sleep(3_600_000);
  clock.advance(40);
  deepEqual(told.at(-1), ["dead"]);
});

Deno.test("Heartbeat that is a little late is as if it were in time [HB2]", () => {
  const { clock, told } = heart();
  clock.advance(100);
  clock.sleep(60);
  deepEqual(told.at(-1), ["dead"]);
});

Deno.test("Heartbeat.probe() asks at once, and waits from then on", () => {
  const { clock, told, heartbeat } = heart();
  clock.advance(50);
  heartbeat.probe();
  deepEqual(told, [["ping", undefined]]);
  clock.advance(30);
  heartbeat.probe();
  clock.advance(39);
  equal(told.some(([name]) => name === "dead"), false);
  clock.advance(1);
  deepEqual(told.at(-1), ["dead"]);
});

Deno.test("Heartbeat.stop() leaves nothing behind", () => {
  const { clock, told, heartbeat } = heart();
  heartbeat.stop();
  equal(clock.pending, 0);
  const asked = heart();
  asked.clock.advance(100);
  asked.heartbeat.stop();
  asked.clock.advance(10_000);
  deepEqual([told, asked.told], [[], [["ping", undefined]]]);
});

Deno.test("Manager pings as often as the server wants it, and knows how long that takes [HB1]", () => {
  const { network, clock, session } = connectedEither();
  clock.advance(2_000); // The receipt of `connected`.
  network.line.heard();
  clock.advance(8_000);
  deepEqual(network.line.heard(), [{ type: "ping" }]);
  equal(session.rtt, undefined);
  clock.advance(250);
  network.line.say({ type: "pong" });
  equal(session.rtt, 250);
  clock.advance(10_000);
  deepEqual(network.line.heard(), [{ type: "ping", rtt: 250 }]);
  clock.advance(5);
  network.line.say({ type: "event", event: "say", args: [], volatile: true });
  equal(session.rtt, 5, "whatever is heard is an answer");
});

Deno.test("Manager gives a connection up over which nothing is heard, and comes back to its session [HB2]", () => {
  const { network, clock, socket, told } = connectedEither();
  clock.advance(19_999);
  equal(network.line.closedWith, undefined);
  clock.advance(1);
  equal(network.lines[0]?.closedWith, 4499, "which is no farewell");
  deepEqual(told, [["disconnect", "ping timeout"]]);
  equal(socket.active, true);
  equal(network.calls, 2);
  network.line.resume(1);
  equal(socket.recovered, true);
});

Deno.test("Manager.wake() asks whether the server is there, or calls it at once [CL5]", () => {
  const { network, clock, session } = connectedEither();
  session.wake();
  deepEqual(network.line.heard(), [{ type: "ping" }]);
  clock.advance(9_999);
  equal(network.line.closedWith, undefined);
  network.line.say({ type: "pong" });
  equal(session.rtt, 9_999);
  network.line.drop();
  clock.advance(0);
  network.line.drop();
  clock.advance(1);
  equal(network.calls, 2, "it waits");
  session.wake();
  equal(network.calls, 3);
  session.wake();
  clock.advance(5_000);
  equal(network.calls, 3, "and only once");
});
