/** An application forgets what it has not sent. */

import { deepEqual, rejects } from "node:assert/strict";
import { connectedClient } from "../support/fake_line.ts";

Deno.test("Socket.clearBuffer() forgets what is kept, also when it is about to be sent", async () => {
  const { network, clock, socket } = connectedClient();
  socket.on("ask", (answer: () => void) => answer());
  network.line.drop();
  socket.emit("say", "old");
  const asked = rejects(socket.emitWithAck("say", "asked"), {
    code: "cleared",
  });
  socket.once("connect", () => {
    socket.clearBuffer();
    socket.emit("say", "new");
  });
  clock.advance(0);
  network.line.resume(1, { type: "event", event: "ask", args: [], id: 1 });
  await asked;
  const said = network.line.heard().slice(1);
  deepEqual(said.map(({ type, args }) => [type, args]), [
    ["event", ["new"]],
    ["ack", []],
  ]);
});
