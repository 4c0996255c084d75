/** When a connection comes back, and when it does not. */

import { deepEqual, equal } from "node:assert/strict";
import { CLOSE } from "../../lib/wire/mod.ts";
import { connectedEither, eitherClient } from "../support/either_client.ts";

Deno.test("Manager comes back at once, then after a longer and longer wait [CL5]", () => {
  const { network, clock } = connectedEither();
  network.line.drop();
  for (const wait of [0, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
    const before = network.calls;
    clock.advance(wait - 1);
    equal(network.calls, before, `not before ${wait} ms`);
    clock.advance(1);
    equal(network.calls, before + 1, `after ${wait} ms`);
    network.line.drop();
  }
});

Deno.test("Manager picks its wait at random [CL5]", () => {
  const { network, clock } = connectedEither({ random: () => 0.25 });
  network.line.drop();
  clock.advance(0);
  network.line.drop();
  clock.advance(124);
  equal(network.calls, 2);
  clock.advance(1);
  equal(network.calls, 3);
});

for (
  const [what, lasted, wait] of [
    ["at once again after a connection that lasted", 10_001, 0],
    ["after a wait from a connection that did not last", 9_999, 500],
  ] as const
) {
  Deno.test(`Manager comes back ${what} [CL5]`, () => {
    const { network, clock } = connectedEither();
    network.line.drop();
    clock.advance(0);
    network.line.welcome();
    clock.advance(lasted);
    network.line.drop();
    clock.advance(wait - 1);
    equal(network.calls, 2);
    clock.advance(1);
    equal(network.calls, 3);
  });
}

Deno.test("Manager spreads its return when the server asks for it [CL2]", () => {
  const { network, clock } = connectedEither({ random: () => 0.5 });
  network.line.say({ type: "go-away", reason: "lunch", retryAfter: 8_000 });
  network.line.drop(CLOSE.restart);
  clock.advance(3_999);
  equal(network.calls, 1);
  clock.advance(1);
  equal(network.calls, 2);
  network.line.drop();
  clock.advance(250);
  equal(network.calls, 3, "only once");
});

Deno.test("Manager gives an attempt up that takes too long, and tries again", () => {
  const { network, clock, socket, told } = eitherClient({ timeout: 1_000 });
  socket.connect();
  network.line.open();
  clock.advance(999);
  deepEqual(told, []);
  clock.advance(1);
  equal(network.lines[0]?.closedWith, 4499, "which is no farewell");
  equal(told[0]?.[0], "connect_error");
  equal(socket.active, true);
  equal(network.calls, 2);
  network.lines[0]?.drop(); // Late news of the first changes nothing.
  equal(told.length, 1);
  network.line.welcome();
  equal(socket.connected, true);
});

Deno.test("Manager gives up after reconnectionAttempts, and tries as often when it is asked to again", () => {
  const client = eitherClient({ reconnectionAttempts: 2 });
  const { network, clock, socket, told } = client;
  for (const round of [1, 2]) {
    socket.connect();
    for (let attempt = 0; attempt < 3; attempt++) {
      equal(socket.active, true);
      network.line.drop();
      clock.advance(5_000);
    }
    equal(socket.active, false);
    equal(network.calls, round * 3);
    equal(told.length, round * 3);
  }
  equal(clock.pending, 0);
});

Deno.test("Manager does not come back when reconnection is off", () => {
  const { network, clock, socket, told } = connectedEither({
    reconnection: false,
  });
  network.line.drop();
  deepEqual(told, [["disconnect", "transport close"]]);
  equal(socket.active, false);
  equal(clock.pending, 0);
});

Deno.test("Manager stops calling when nobody wants it any more", () => {
  const { network, clock, socket, told } = eitherClient();
  socket.connect();
  socket.disconnect();
  equal(network.line.closedWith, CLOSE.normal);
  equal(clock.pending, 0, "it does not wait for the call to be answered");
  network.line.drop();
  socket.connect();
  network.line.drop();
  clock.advance(0);
  network.line.drop();
  equal(clock.pending, 1, "it waits to call again");
  socket.disconnect();
  equal(clock.pending, 0);
  equal(network.calls, 3);
  equal(told.length, 2);
  socket.connect();
  network.line.drop();
  clock.advance(0);
  equal(network.calls, 5, "the first wait is none again");
});

Deno.test("Manager calls once when a listener of disconnect has made it call already", () => {
  const { also, network, clock, socket } = connectedEither();
  const chat = also("/chat");
  socket.on("disconnect", () => void chat.connect());
  network.line.drop();
  equal(network.calls, 2);
  clock.advance(9_999);
  equal(network.calls, 2);
  network.line.welcome({ "/": "ada", "/chat": "ada in chat" });
  equal(socket.connected && chat.connected, true);
});

Deno.test("Manager keeps a connection that was welcomed in time", () => {
  const { network, clock, socket } = connectedEither();
  for (let beat = 0; beat < 6; beat++) {
    clock.advance(10_000);
    network.line.say({ type: "pong" });
  }
  equal(socket.connected, true);
  equal(network.line.closedWith, undefined);
});

for (const code of [1001, 1006, 4499, 4999, ...Object.values(CLOSE)]) {
  const isBack = code < 4500;
  Deno.test(`Manager ${isBack ? "comes" : "does not come"} back from ${code} [CL1]`, () => {
    const { network, clock, socket } = connectedEither();
    network.line.drop(code);
    equal(socket.connected, false);
    equal(socket.active, isBack);
    clock.advance(5_000);
    equal(network.calls, isBack ? 2 : 1);
  });
}
