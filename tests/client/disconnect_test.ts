/** Why a socket ended, as its client is told. */

import { deepEqual, equal } from "node:assert/strict";
import { connectedEither } from "../support/either_client.ts";

Deno.test("Socket ends when its application disconnects it [NS4]", () => {
  const { network, clock, socket, told } = connectedEither();
  equal(socket.disconnect(), socket);
  socket.disconnect();
  deepEqual(told, [["disconnect", "io client disconnect"]]);
  deepEqual(network.line.heard(), [{ type: "disconnect", ns: "/" }]);
  equal(network.line.closedWith, 1000);
  deepEqual([socket.id, socket.active], [undefined, false]);
  equal(clock.pending, 0);
});

Deno.test("Socket ends when the server disconnects it, and does not come back [NS4] [NS5]", () => {
  const { network, clock, socket, told } = connectedEither();
  network.line.say({ type: "disconnect", ns: "/" });
  deepEqual(told, [["disconnect", "io server disconnect"]]);
  equal(network.line.closedWith, 1000, "nothing else needs the connection");
  equal(socket.active, false);
  equal(clock.pending, 0);
  socket.connect();
  network.line.welcome({ "/": "ada again" });
  equal(socket.id, "ada again");
});

for (
  const [code, reason, isActive] of [
    [1006, "transport close", true],
    [1012, "transport close", true],
    [4000, "transport close", true],
    [4500, "parse error", false],
    [4503, "io server disconnect", false],
  ] as const
) {
  Deno.test(`Socket is told "${reason}" when the connection ends with ${code} [CL1]`, () => {
    const { network, socket, told } = connectedEither();
    network.line.drop(code);
    deepEqual(told, [["disconnect", reason]]);
    deepEqual([socket.id, socket.active], [undefined, isActive]);
  });
}

Deno.test("Socket that its application has disconnected can connect from disconnect", () => {
  const { network, clock, socket } = connectedEither();
  socket.once("disconnect", () => void socket.connect());
  network.line.drop(4503);
  equal(network.calls, 2);
  network.line.welcome();
  equal(socket.connected, true);
  clock.advance(9_999);
  equal(network.calls, 2, "nothing else comes back");
});
