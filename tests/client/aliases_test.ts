/** The second names that Socket.IO gives to things. */

import { deepEqual, equal, rejects } from "node:assert/strict";
import { io, Manager, Socket } from "../../lib/client/mod.ts";
import { fakeClient } from "../support/fake_line.ts";

Deno.test("Socket.open() connects, and Socket.close() disconnects", () => {
  const { network, socket } = fakeClient();
  equal(socket.disconnected, true);
  equal(socket.open(), socket);
  network.line.welcome();
  deepEqual([socket.connected, socket.disconnected], [true, false]);
  equal(socket.close(), socket);
  deepEqual([socket.active, socket.disconnected], [false, true]);
  equal(network.line.closedWith, 1000);
});

Deno.test("io knows what a connection is made of", () => {
  deepEqual(
    [io.Manager, io.connect("ws://alias", { autoConnect: false }).io]
      .map((it) => it === Manager || it instanceof Manager),
    [true, true],
  );
});

Deno.test("Socket waits for an answer as long as it was told, or else as its connection was [AC6]", async () => {
  const { manager, network, clock, socket } = fakeClient({ ackTimeout: 2_000 });
  const chat = new Socket(manager, "/chat", { ackTimeout: 1_000 });
  const other = new Socket(manager, "/other");
  for (const one of [socket, chat, other]) one.connect();
  network.line.welcome({ "/": "ada", "/chat": "ada", "/other": "ada" });
  const outcomes: string[] = [];
  const answers = [socket, chat, other].map((one) =>
    rejects(one.emitWithAck("say"), () => {
      outcomes.push(one.nsp);
      return true;
    })
  );
  clock.advance(1_000);
  await answers[1];
  deepEqual(outcomes, ["/chat"]);
  clock.advance(1_000);
  await Promise.all(answers);
});
