/** What an application's functions do wrong on the client costs one event, and is not hidden. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { RESERVED_FROM_SERVER } from "../../lib/wire/mod.ts";
import { connectedEither, isRefusal } from "../support/either_client.ts";
import { catchUncaught } from "../support/uncaught.ts";

const say = (...args: unknown[]) => ({ type: "event", event: "say", args });

Deno.test("Socket lets the application see what a listener threw, and goes on", async () => {
  const { network, socket, told } = connectedEither();
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

Deno.test("Socket shows what a listener threw once, if nobody waits for an answer", async () => {
  const { network, socket } = connectedEither();
  const mistake = new Error("a mistake");
  using uncaught = catchUncaught();
  socket.on("say", () => {
    throw mistake;
  });
  network.line.say(say("a"));
  await uncaught.next;
  await new Promise<void>((resolve) => queueMicrotask(resolve));
  deepEqual(uncaught.all, [mistake]);
  deepEqual(network.line.heard(), []);
});

Deno.test("Socket takes nothing that the server calls by a name of its own [EV4]", async () => {
  const { network, socket } = connectedEither();
  const heard: unknown[] = [];
  using uncaught = catchUncaught();
  for (const event of RESERVED_FROM_SERVER) {
    Reflect.apply(socket.on, socket, [event, () => heard.push(event)]);
    network.line.say({ type: "event", event, args: ["fun"] });
    network.line.say({ type: "event", event, args: [], id: 1 });
    const [{ error } = {}] = network.line.heard();
    deepEqual(Object(error).code, "event-reserved");
  }
  deepEqual(heard, []);
  ok(isRefusal(await uncaught.next));
});
