import { deepEqual, equal } from "node:assert/strict";
import { CLOSE } from "../../lib/wire/mod.ts";
import {
  connectedEither,
  type EitherClient,
  eitherClient,
} from "../support/either_client.ts";
import { WELCOME } from "../support/fake_line.ts";

const HELLO = { type: "hello", version: 1 };

/** A socket of another namespace over the same connection, and the ids it was given. */
function another(
  { also }: Pick<EitherClient, "also">,
  ns: string,
  auth?: unknown,
) {
  const socket = also(ns, { auth });
  const ids: unknown[] = [];
  socket.on("connect", () => void ids.push(socket.id));
  return { socket, ids };
}

Deno.test("Manager opens its WebSocket at the path", () => {
  equal(eitherClient().session.url, "ws://server/ws");
  const { session, network, socket } = eitherClient({ path: "/signal" });
  socket.connect();
  equal(session.url, "ws://server/signal");
  equal(network.line.url, "ws://server/signal");
});

Deno.test("Manager says hello and connects every socket in one frame [HE6]", () => {
  const { also, network, socket } = eitherClient();
  const chat = another({ also }, "/chat", { token: 1 });
  another({ also }, "/unused");
  socket.connect();
  chat.socket.connect();
  equal(network.calls, 1, "they share a connection");
  deepEqual(network.line.frames, []);
  network.line.open();
  equal(network.line.frames.length, 1);
  deepEqual(network.line.heard(), [
    HELLO,
    { type: "connect", ns: "/" },
    { type: "connect", ns: "/chat", auth: { token: 1 } },
  ]);
});

Deno.test("Manager connects a socket over the connection that is open", () => {
  const { also, network } = connectedEither();
  const chat = another({ also }, "/chat");
  chat.socket.connect();
  equal(network.calls, 1);
  deepEqual(network.line.heard(), [{ type: "connect", ns: "/chat" }]);
  network.line.say({ type: "connected", ns: "/chat", id: "ada in chat" });
  deepEqual(chat.ids, ["ada in chat"]);
});

Deno.test("Manager connects a socket that comes between its hello and the welcome", () => {
  const { also, network, socket, told } = eitherClient();
  const chat = another({ also }, "/chat");
  socket.connect();
  network.line.open();
  network.line.heard();
  chat.socket.connect();
  network.line.say(WELCOME, { type: "connected", ns: "/", id: "ada" });
  deepEqual(network.line.heard(), [{ type: "connect", ns: "/chat" }]);
  deepEqual(told, [["connect"]]);
});

Deno.test("Manager leaves for a socket that goes between its hello and the welcome", () => {
  const { also, network, socket } = eitherClient();
  const chat = another({ also }, "/chat");
  socket.connect();
  chat.socket.connect();
  network.line.open();
  network.line.heard();
  chat.socket.disconnect();
  network.line.say(WELCOME, { type: "connected", ns: "/", id: "ada" });
  network.line.say({ type: "connected", ns: "/chat", id: "ada in chat" });
  deepEqual(network.line.heard(), [{ type: "disconnect", ns: "/chat" }]);
  equal(chat.socket.connected, false);
});

Deno.test("Manager tells a socket that went and came back before an answer of the last one alone", () => {
  const { also, network } = connectedEither();
  const chat = another({ also }, "/chat");
  chat.socket.connect().disconnect().connect();
  network.line.say({ type: "connected", ns: "/chat", id: "first" });
  network.line.say({ type: "connected", ns: "/chat", id: "second" });
  deepEqual(chat.ids, ["second"]);
});

const IN_CHAT = { type: "connected", ns: "/chat", id: "ada in chat" };

for (
  const [what, answers] of Object.entries({
    "refused": [{
      type: "refused",
      ns: "/chat",
      code: "full",
      message: "Cannot",
      retryable: true,
    }],
    "let in, and disconnected": [IN_CHAT, { type: "disconnect", ns: "/chat" }],
  })
) {
  Deno.test(`Manager asks again, over the same connection, for a socket that was ${what} [NS5]`, () => {
    const { also, network } = connectedEither();
    const chat = another({ also }, "/chat");
    chat.socket.connect();
    network.line.say(...answers);
    equal(chat.socket.active, false);
    network.line.heard();
    chat.socket.connect();
    deepEqual(network.line.heard(), [{ type: "connect", ns: "/chat" }]);
    network.line.say({ ...IN_CHAT, id: "again" });
    equal(chat.ids.at(-1), "again");
    equal(network.calls, 1);
  });
}

Deno.test("Manager hands a socket nothing that passed its goodbye on the way", () => {
  const { also, network } = connectedEither();
  const { socket } = another({ also }, "/chat");
  let heard = 0;
  socket.on("say", () => heard += 1);
  socket.connect();
  network.line.say(IN_CHAT);
  const say = { type: "event", ns: "/chat", event: "say", args: [] };
  network.line.say(say);
  socket.disconnect();
  network.line.say(say);
  equal(heard, 1);
});

Deno.test("Manager closes with the last of its sockets, and opens again for the next", () => {
  const { also, network, socket, clock } = connectedEither();
  const chat = another({ also }, "/chat");
  chat.socket.connect();
  network.line.say(IN_CHAT);
  socket.disconnect();
  equal(network.line.closedWith, undefined);
  equal(chat.socket.connected, true);
  chat.socket.disconnect();
  equal(network.line.closedWith, CLOSE.normal);
  equal(clock.pending, 0);
  socket.connect();
  equal(network.calls, 2);
});

for (
  const [what, frame] of Object.entries({
    "no JSON": "{",
    "binary": new ArrayBuffer(2),
    "an envelope that only clients send": '{"type":"hello","version":1}',
    "half a batch": '[{"type":"event","event":"x","args":[]},{}]',
  })
) {
  Deno.test(`Manager closes for good when what comes is ${what}`, () => {
    const { network, clock, socket, told } = connectedEither();
    socket.on("x", () => void told.push(["x"]));
    network.line.sayFrame(frame);
    deepEqual(told, [["disconnect", "parse error"]]);
    equal(network.line.closedWith, CLOSE.invalid);
    equal(socket.active, false);
    equal(clock.pending, 0);
  });
}

Deno.test("Manager takes whatever size the server sends", () => {
  const { network, socket, told } = connectedEither();
  socket.on("x", (...args: unknown[]) => void told.push([args.length]));
  const args = Array<string>(1_000).fill("x".repeat(100));
  network.line.say({ type: "event", event: "x", args });
  deepEqual(told, [[1_000]]);
});
