/** Who hears every event of a socket's, on the client. */

import { deepEqual, equal, throws } from "node:assert/strict";
import { Socket } from "../../lib/client/mod.ts";
import { connectedClient, fakeClient } from "../support/fake_line.ts";
import { catchUncaught } from "../support/uncaught.ts";

const say = (...args: unknown[]) => ({ type: "event", event: "say", args });

/** Writes down what it is told. */
function ear() {
  const heard: unknown[][] = [];
  return {
    heard,
    hear: (...args: unknown[]) => void heard.push(args),
  };
}

Deno.test("Socket.onAny() hears every event before its own listeners, and nothing else", async () => {
  const { network, socket } = connectedClient();
  const { heard, hear } = ear();
  socket.on("say", (...args: unknown[]) => hear("say", ...args));
  socket.onAny((...call) => hear("any", ...call));
  const answer = socket.emitWithAck("ask");
  const [{ id } = {}] = network.line.heard();
  network.line.say(say(1, [2]), { ...say(), event: "unheard" });
  network.line.say({ type: "ack", id, args: ["yes"] });
  equal(await answer, "yes");
  network.line.drop();
  deepEqual(heard, [["any", "say", 1, [2]], ["say", 1, [2]], [
    "any",
    "unheard",
  ]]);
});

Deno.test("Socket.onAny() may answer what nobody else listens to, now or later [AC1] [AC3]", () => {
  const { network, socket } = connectedClient();
  const dones: unknown[] = [];
  socket.onAny((event, done) => {
    if (event === "say" && typeof done === "function") done("now");
    else dones.push(done);
  });
  network.line.say({ ...say(), id: 1 }, { ...say(), event: "later", id: 2 });
  deepEqual(network.line.heard(), [{ type: "ack", id: 1, args: ["now"] }]);
  for (const done of dones) if (typeof done === "function") done("later");
  deepEqual(network.line.heard(), [{ type: "ack", id: 2, args: ["later"] }]);
  socket.offAny();
  network.line.say({ ...say(), id: 3 });
  const [{ error } = {}] = network.line.heard();
  equal(Object(error).code, "event-unhandled");
});

Deno.test("Socket lets the application see what a listener of all events threw, and goes on", async () => {
  const { network, socket } = connectedClient();
  const { heard, hear } = ear();
  const mistake = new Error("a mistake");
  socket.onAnyOutgoing(() => {
    throw mistake;
  });
  {
    using uncaught = catchUncaught();
    socket.onAnyOutgoing(hear).emit("say", 1);
    equal(await uncaught.next, mistake);
  }
  deepEqual(heard, [["say", 1]]);
  deepEqual(network.line.heard(), [say(1)]);
});

Deno.test("Socket.onAnyOutgoing() hears what is sent, without what waits for the answer, and no answers", async () => {
  const { network, socket } = connectedClient();
  const { heard, hear } = ear();
  socket.onAnyOutgoing(hear).on("ask", (done: () => void) => done());
  socket.emit("say", 1, { a: 2 }).emit("say", 3, () => {});
  socket.volatile.emit("say", 4);
  const forgotten = socket.emitWithAck("say", 5).catch(() => {});
  network.line.say({ ...say(), event: "ask", id: 1 });
  deepEqual(heard, [
    ["say", 1, { a: 2 }],
    ["say", 3],
    ["say", 4],
    ["say", 5],
  ]);
  socket.disconnect();
  await forgotten;
});

Deno.test("Socket.onAnyOutgoing() hears at once, and once, what is kept for a connection, and nothing that is not", () => {
  const { network, socket } = fakeClient({ bufferSize: 1 });
  const { heard, hear } = ear();
  socket.onAnyOutgoing(hear);
  socket.emit("say", "kept");
  socket.volatile.emit("say", "not worth keeping");
  throws(() => socket.emit("say", "too much"), { code: "buffer-full" });
  throws(() => socket.emit("say", 1n), TypeError);
  deepEqual(heard, [["say", "kept"]]);
  socket.connect();
  network.line.welcome();
  deepEqual(heard, [["say", "kept"]]);
});

Deno.test("Socket.onAny() hears the events of its own namespace alone", () => {
  const { manager, network, socket } = connectedClient();
  const chat = new Socket(manager, "/chat", undefined);
  const { heard, hear } = ear();
  chat.onAny(hear).onAnyOutgoing(hear);
  network.line.say(say());
  socket.emit("say");
  deepEqual(heard, []);
});

Deno.test("Socket.send() and write() emit a message", () => {
  const { network, socket } = connectedClient();
  equal(socket.send("a", 1), socket);
  equal(socket.write("b"), socket);
  const answers: unknown[] = [];
  socket.send("c", (answer: unknown) => void answers.push(answer));
  const message = (...args: unknown[]) => ({
    ...say(...args),
    event: "message",
  });
  const heard = network.line.heard();
  const id = heard.at(-1)?.id;
  deepEqual(heard, [message("a", 1), message("b"), { ...message("c"), id }]);
  network.line.say({ type: "ack", id, args: ["yes"] });
  deepEqual(answers, ["yes"]);
});
