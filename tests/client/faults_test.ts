/** What an application's functions do wrong on the client costs one event, and is not hidden. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { Refusal } from "../../lib/wire/mod.ts";
import { connectedClient } from "../support/fake_line.ts";
import { catchUncaught } from "../support/uncaught.ts";

const say = (...args: unknown[]) => ({ type: "event", event: "say", args });

Deno.test("Socket lets the application see what a listener threw, and goes on", async () => {
  const { network, socket, told } = connectedClient();
  const mistake = new Error("a mistake");
  using uncaught = catchUncaught();
  socket.on("say", () => {
    throw mistake;
  });
  socket.on("say", (words: string) => void told.push([words]));
  network.line.say({ ...say("a"), id: 1 });
  deepEqual(told, [["a"]]);
  equal(await uncaught.next, mistake);
  const [{ error } = {}] = network.line.heard();
  deepEqual(Object(error).code, "handler-failed");
  equal(socket.connected, true);
});

Deno.test("Socket takes nothing that the server calls by a name of its own", async () => {
  const { network, told } = connectedClient();
  using uncaught = catchUncaught();
  network.line.say({ type: "event", event: "disconnect", args: ["fun"] });
  network.line.say({ type: "event", event: "connect", args: [], id: 1 });
  deepEqual(told, []);
  deepEqual(Object(network.line.heard()[0]?.error).code, "event-reserved");
  ok(await uncaught.next instanceof Refusal);
});
