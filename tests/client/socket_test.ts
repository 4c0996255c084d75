import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { type Refusal, RESERVED_FROM_CLIENT } from "../../lib/wire/mod.ts";
import {
  connectedEither,
  eitherClient,
  isRefusal,
} from "../support/either_client.ts";
import { WELCOME } from "../support/fake_line.ts";
import { TRICKY_NAMES } from "../support/frames.ts";

const say = (...args: unknown[]) => ({ type: "event", event: "say", args });

Deno.test("Socket is connected when the server says so, under its id [NS1]", () => {
  const { network, socket, told } = eitherClient();
  equal(socket.active, false);
  equal(socket.connect(), socket);
  network.line.open();
  network.line.say(WELCOME);
  deepEqual([socket.connected, socket.id, socket.active], [
    false,
    undefined,
    true,
  ]);
  network.line.say({ type: "connected", ns: "/", id: "ada" });
  deepEqual([socket.connected, socket.id], [true, "ada"]);
  deepEqual(told, [["connect"]]);
  socket.connect();
  equal(network.calls, 1);
});

Deno.test("Socket that is let in twice is who it was told last, and can still be sent away [NS1] [NS4]", () => {
  const { network, socket } = connectedEither();
  network.line.say({ type: "connected", ns: "/", id: "another" });
  equal(socket.id, "another");
  network.line.say({ type: "disconnect", ns: "/" });
  deepEqual([socket.connected, socket.active], [false, false]);
});

Deno.test("Socket that is refused is told why, and does not come back [NS2] [RE1]", () => {
  const { network, clock, socket, told } = eitherClient();
  const refusal = { code: "token-old", message: "Cannot", retryable: true };
  socket.connect();
  network.line.open();
  network.line.say(WELCOME, { type: "refused", ns: "/", ...refusal });
  const [name, error] = told[0] ?? [];
  equal(name, "connect_error");
  ok(isRefusal(error));
  const { code, message, retryable } = error;
  deepEqual({ code, message, retryable }, refusal);
  equal(socket.active, false);
  equal(network.line.closedWith, 1000, "nothing else needs the connection");
  equal(clock.pending, 0);
  socket.connect();
  equal(network.calls, 2);
});

Deno.test("Socket is told why the server would not speak to it", () => {
  const { network, socket, told } = eitherClient();
  socket.connect();
  network.line.open();
  const code = "version-unsupported";
  const message = "Cannot speak version 1";
  network.line.say({ type: "fatal", code, message });
  network.line.drop(4502);
  const [, error] = told[0] ?? [];
  ok(isRefusal(error) && error.code === code);
  equal(socket.active, false);
});

Deno.test("Socket is told why it cannot connect now, not why it could not do something else before", () => {
  const { network, clock, told } = connectedEither();
  const refusal = { message: "Cannot", retryable: false };
  network.line.say({ type: "error", code: "name-empty", ...refusal });
  network.line.drop();
  clock.advance(0);
  network.line.open();
  network.line.say({ type: "fatal", code: "hello-timeout", message: "Cannot" });
  network.line.drop(4001);
  clock.advance(500);
  network.line.drop();
  const errors = told.flatMap(([, error]) =>
    error instanceof Error ? [error] : []
  );
  deepEqual(
    errors.map((error) => isRefusal(error) ? error.code : error.message),
    ["hello-timeout", "Cannot reach ws://server/ws"],
  );
});

Deno.test("Socket hears events, and answers those that ask for it [AC1]", () => {
  const { network, socket } = connectedEither();
  const heard: unknown[] = [];
  socket.on("say", (words: string, done?: (words: string) => void) => {
    heard.push(words);
    done?.(words.toUpperCase());
    done?.("again");
  });
  network.line.say(say("a"), { ...say("b"), id: 7 });
  deepEqual(heard, ["a", "b"]);
  deepEqual(network.line.heard(), [{ type: "ack", id: 7, args: ["B"] }]);
});

Deno.test("Socket hears names that mean something to JavaScript", () => {
  const { network, socket } = connectedEither();
  const heard: string[] = [];
  for (const event of TRICKY_NAMES) {
    network.line.say({ type: "event", event, args: [] });
    socket.on(event, () => void heard.push(event));
    network.line.say({ type: "event", event, args: [] });
  }
  deepEqual(heard, TRICKY_NAMES);
});

Deno.test("Socket.emit() calls back with the answer, once [AC2] [AC5]", () => {
  const { network, socket } = connectedEither();
  const answers: unknown[][] = [];
  equal(
    socket.emit("say", 1, (...answer: unknown[]) => void answers.push(answer)),
    socket,
  );
  const [asked] = network.line.heard();
  deepEqual(asked, { ...say(1), id: asked?.id });
  network.line.say({ type: "ack", id: 999, args: ["not asked"] });
  network.line.say({ type: "ack", id: asked?.id, args: ["yes", 2] });
  network.line.say({ type: "ack", id: asked?.id, args: ["again"] });
  deepEqual(answers, [["yes", 2]]);
});

Deno.test("Socket.emitWithAck() settles: answer, refusal, time, end [AC6]", async () => {
  const { network, clock, socket } = connectedEither({ ackTimeout: 1_000 });
  const answered = socket.emitWithAck("say", 1);
  const refused = socket.emitWithAck("say", 2);
  const forgotten = socket.emitWithAck("say", 3);
  const [first, second] = network.line.heard();
  network.line.say({ type: "ack", id: first?.id, args: ["yes"] });
  const error = { code: "no", message: "Cannot" };
  network.line.say({ type: "ack", id: second?.id, error });
  equal(await answered, "yes");
  await rejects(refused, { name: "Refusal", code: "no" });
  clock.advance(999);
  const early = Promise.race([forgotten, Promise.resolve("still waiting")]);
  equal(await early, "still waiting");
  clock.advance(1);
  await rejects(forgotten, { name: "Refusal", code: "timeout" });
  const cutOff = socket.emitWithAck("say", 4);
  network.line.drop(); // The session may go on, and the answer come then.
  socket.disconnect();
  await rejects(cutOff, { name: "Refusal", code: "disconnected" });
  equal(clock.pending, 0);
});

Deno.test("Socket keeps what is emitted while there is no connection, until after connect [EV3]", () => {
  const { network, socket } = eitherClient();
  socket.emit("say", "before connect()");
  socket.connect();
  socket.emit("say", "while connecting");
  socket.on("connect", () => void socket.emit("say", "in connect"));
  network.line.welcome();
  socket.emit("say", "after connect");
  const events = network.line.heard().filter(({ type }) => type === "event");
  deepEqual(events.map(({ args }) => args), [
    ["in connect"],
    ["before connect()"],
    ["while connecting"],
    ["after connect"],
  ]);
});

Deno.test("Socket keeps events while the connection is away, and sends them once", () => {
  const { network, clock, socket } = connectedEither();
  network.line.drop();
  socket.emit("say", "hello?");
  clock.advance(0);
  network.line.welcome();
  const isEvent = ({ type }: { type?: unknown }) => type === "event";
  deepEqual(network.line.heard().filter(isEvent), [say("hello?")]);
  network.line.drop();
  clock.advance(500);
  network.line.welcome();
  deepEqual(network.line.heard().filter(isEvent), []);
});

Deno.test("Socket keeps as many events as bufferSize, and refuses more", async () => {
  const { network, socket, clock } = eitherClient({ bufferSize: 2 });
  socket.emit("say", 1).emit("say", 2);
  throws(() => socket.emit("say", 3), {
    name: "Refusal",
    code: "buffer-full",
    retryable: true,
  });
  await rejects(socket.emitWithAck("say", 4), { code: "buffer-full" });
  equal(clock.pending, 0, "nothing waits for an answer to what was not kept");
  socket.connect();
  network.line.welcome();
  const sent = network.line.heard().filter(({ type }) => type === "event");
  deepEqual(sent, [say(1), say(2)]);
});

Deno.test("Socket keeps what was emitted, not what became of it, and refuses at once what is no JSON", () => {
  const { network, socket } = eitherClient();
  const words = ["a"];
  socket.emit("say", words);
  words.push("b");
  throws(() => socket.emit("say", 1n), TypeError);
  socket.emit("say", "c");
  socket.connect();
  network.line.welcome();
  const sent = network.line.heard().filter(({ type }) => type === "event");
  deepEqual(sent, [say(["a"]), say("c")]);
});

Deno.test("Socket answers only the connection that asked [AC1]", () => {
  const { network, clock, socket } = connectedEither();
  let answer = (_: string) => {};
  socket.on("say", (done: (words: string) => void) => void (answer = done));
  network.line.say({ ...say(), id: 1 });
  network.line.drop();
  answer("too late");
  clock.advance(0);
  network.line.welcome();
  deepEqual(network.line.heard().map(({ type }) => type), ["hello", "connect"]);
});

Deno.test("Socket that disconnects hears no more, not even of the same batch", () => {
  const { network, socket } = connectedEither();
  const heard: string[] = [];
  socket.on("say", (words: string) => {
    heard.push(words);
    socket.disconnect();
  });
  network.line.say(say("a"), say("b"));
  network.line.say(say("c"));
  deepEqual(heard, ["a"]);
});

Deno.test("Socket that disconnects in connect keeps its events for the next time", () => {
  const { network, socket } = eitherClient();
  socket.once("connect", () => void socket.disconnect());
  socket.emit("say", "hello");
  socket.connect();
  network.line.welcome();
  socket.connect();
  network.line.welcome();
  const sent = network.line.heard().filter(({ type }) => type === "event");
  deepEqual(sent, [say("hello")]);
});

Deno.test("Socket.emit() throws when the name is reserved [EV4]", () => {
  const { network, socket } = connectedEither();
  for (const name of RESERVED_FROM_CLIENT) {
    throws(() => socket.emit(name), TypeError);
  }
  deepEqual(network.line.heard(), []);
});

Deno.test("Socket does not send what was to be answered in a time that is over", async () => {
  const { network, clock, socket } = connectedEither();
  const errors: unknown[] = [];
  network.line.drop();
  socket.emit("say", "plain");
  socket.timeout(100).emit("say", "too late", (error: Refusal | null) => {
    errors.push(error?.code);
  });
  socket.timeout(9_000).emit("say", "in time", () => {});
  const late = rejects(socket.timeout(100).emitWithAck("say", "late, too"));
  clock.advance(200);
  await late;
  deepEqual(errors, ["timeout"]);
  network.line.resume(1);
  const said = network.line.heard().slice(1).map(({ args }) => args);
  deepEqual(said, [["plain"], ["in time"]]);
});

Deno.test("Socket keeps an answer even if it keeps as many events as it may", () => {
  const { network, clock, socket } = connectedEither({ bufferSize: 1 });
  let answer = (_: string) => {};
  socket.on("ask", (done: (words: string) => void) => answer = done);
  network.line.say({ type: "event", event: "ask", args: [], id: 1 });
  network.line.drop();
  socket.emit("say");
  throws(() => socket.emit("say"), { code: "buffer-full" });
  answer("yes");
  clock.advance(0);
  network.line.resume(1);
  deepEqual(network.line.heard().slice(1).map(({ type }) => type), [
    "event",
    "ack",
  ]);
});

Deno.test("Socket hears of the server's refusals [RE1] [RE2]", () => {
  const { also, network, socket } = connectedEither();
  const chat = also("/chat");
  const heard: string[] = [];
  socket.on("error", ({ code }) => void heard.push(`main ${code}`));
  chat.on("error", ({ code }) => void heard.push(`chat ${code}`));
  const refusal = { message: "Cannot", retryable: false };
  network.line.say({ type: "error", code: "a", ...refusal });
  network.line.say({ type: "error", ns: "/chat", code: "b", ...refusal });
  deepEqual(heard, ["main a", "chat b"]);
});
