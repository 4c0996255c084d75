/** What a connection tells of itself, and what can be changed about it, as in Socket.IO. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { Manager, Socket } from "../../lib/client/mod.ts";
import { CLOSE } from "../../lib/wire/mod.ts";
import {
  connectedClient,
  type FakeClient,
  fakeClient,
  FakeNetwork,
  WELCOME,
} from "../support/fake_line.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { catchUncaught } from "../support/uncaught.ts";

/** What a client tells, the connection and its socket together, in order. */
function tellings({ manager, socket }: FakeClient): unknown[] {
  const told: unknown[] = [];
  const tell = (name: string) => (what?: unknown) => {
    const detail = what instanceof Error ? what.message : what;
    told.push(detail === undefined ? name : `${name} ${detail}`);
  };
  socket.on("connect", tell("socket connect"));
  socket.on("disconnect", tell("socket disconnect"));
  socket.on("connect_error", tell("socket connect_error"));
  manager.on("open", tell("open"));
  manager.on("close", tell("close"));
  manager.on("error", tell("error"));
  manager.on("ping", tell("ping"));
  manager.on("reconnect_attempt", tell("reconnect_attempt"));
  manager.on("reconnect", tell("reconnect"));
  manager.on("reconnect_error", tell("reconnect_error"));
  manager.on("reconnect_failed", tell("reconnect_failed"));
  return told;
}

const UNREACHABLE = "Cannot reach ws://server/ws";

Deno.test("Manager tells of a connection that is lost and had again, in Socket.IO's order", () => {
  const client = fakeClient();
  const { network, clock, socket } = client;
  const told = tellings(client);
  const hear = () => told.splice(0);
  socket.connect();
  network.line.welcome();
  deepEqual(hear(), ["open", "socket connect"]);
  network.line.drop();
  deepEqual(hear(), [
    "socket disconnect transport close",
    "close transport close",
  ]);
  clock.advance(0);
  deepEqual(hear(), ["reconnect_attempt 1"]);
  network.line.drop();
  deepEqual(hear(), [
    `socket connect_error ${UNREACHABLE}`,
    `error ${UNREACHABLE}`,
    `reconnect_error ${UNREACHABLE}`,
  ]);
  clock.advance(500);
  network.line.resume(1);
  deepEqual(hear(), [
    "reconnect_attempt 2",
    "open",
    "reconnect 2",
    "socket connect",
  ]);
  network.line.drop();
  clock.advance(1_000);
  hear();
  network.line.resume(1);
  deepEqual(hear(), ["open", "reconnect 1", "socket connect"], "counted anew");
  socket.disconnect();
  deepEqual(hear(), [
    "close forced close",
    "socket disconnect io client disconnect",
  ]);
});

Deno.test("Manager tells when it has given up, in Socket.IO's order", () => {
  const client = fakeClient({ reconnectionAttempts: 1 });
  const { network, clock, socket } = client;
  const told = tellings(client);
  socket.connect();
  network.line.drop();
  deepEqual(told.splice(0), [
    `socket connect_error ${UNREACHABLE}`,
    `error ${UNREACHABLE}`,
  ]);
  clock.advance(0);
  network.line.drop();
  deepEqual(told.splice(0), [
    "reconnect_attempt 1",
    `socket connect_error ${UNREACHABLE}`,
    `error ${UNREACHABLE}`,
    "reconnect_failed",
    `reconnect_error ${UNREACHABLE}`,
  ]);
  equal(socket.active, false);
  equal(clock.pending, 0);
});

Deno.test("Manager gives up after attempts that failed, however often it has come back before", () => {
  const { network, clock, socket } = connectedClient({
    reconnectionAttempts: 1,
  });
  for (let loss = 0; loss < 5; loss++) {
    network.line.drop();
    clock.advance(5_000);
    network.line.resume(1);
  }
  equal(socket.connected, true);
});

Deno.test("Manager does not tell of giving up what it did not try", () => {
  const client = fakeClient({ reconnection: false });
  const told = tellings(client);
  client.socket.connect();
  client.network.line.drop();
  deepEqual(told, [
    `socket connect_error ${UNREACHABLE}`,
    `error ${UNREACHABLE}`,
  ]);
});

Deno.test("Manager does not tell of giving up what it was told to leave", () => {
  const client = connectedClient();
  const told = tellings(client);
  client.network.line.drop(CLOSE.dismissed);
  deepEqual(told, [
    "socket disconnect io server disconnect",
    "close io server disconnect",
  ]);
});

Deno.test("Manager tells that it asks whether the server is there [HB2]", () => {
  const client = connectedClient();
  const told = tellings(client);
  client.clock.advance(10_000);
  deepEqual(told, ["ping"]);
});

Deno.test("Manager tells of a connection before anything is asked for over it", () => {
  const client = connectedClient();
  const { manager, network, clock, socket } = client;
  socket.emit("say");
  network.line.drop();
  manager.on("open", () => void manager.socket("/chat"));
  clock.advance(0);
  network.line.resume(1);
  deepEqual(network.line.heard().map(({ type, ns }) => [type, ns]), [
    ["hello", undefined],
    ["event", undefined],
    ["connect", "/chat"],
  ]);
});

Deno.test("Manager lets a listener end what it is told of", () => {
  for (const event of ["open", "reconnect_attempt", "close"] as const) {
    const client = connectedClient();
    const { manager, network, clock, socket } = client;
    manager.on(event, () => void socket.disconnect());
    network.line.drop();
    clock.advance(0);
    if (event === "open") network.line.resume(1);
    deepEqual([socket.active, socket.connected], [false, false], event);
    equal(clock.pending, 0, event);
    equal(network.calls, event === "open" ? 2 : 1, event);
  }
});

Deno.test("Manager says nothing over a connection that a listener of open has left for another", () => {
  const { manager, network, socket } = fakeClient();
  socket.connect();
  manager.once("open", () => void socket.disconnect().connect());
  network.line.welcome();
  equal(network.calls, 2);
  deepEqual(network.line.heard(), []);
  network.line.welcome({ "/": "ada again" });
  equal(socket.id, "ada again");
});

Deno.test("Manager tells nothing of a connection that a listener of reset has left", () => {
  for (const thenBack of [false, true]) {
    const { manager, network, clock, socket } = connectedClient();
    const told: string[] = [];
    for (const event of ["open", "close", "reconnect"] as const) {
      manager.on(event, () => void told.push(event));
    }
    socket.once("reset", () => {
      socket.disconnect();
      if (thenBack) socket.connect();
    });
    network.line.drop();
    clock.advance(0);
    network.line.welcome();
    deepEqual(told, ["close", "close"]);
    equal(network.calls, thenBack ? 3 : 2);
    deepEqual(network.line.heard().map(({ type }) => type), [
      ...thenBack ? [] : ["hello"],
    ]);
  }
});

Deno.test("Manager hears no more of a batch in which a listener has left", () => {
  const { network, clock, socket } = connectedClient();
  const say = { type: "event", event: "say", args: [] };
  socket.on("say", () => void socket.disconnect());
  network.line.say(say, say);
  equal(clock.pending, 0, "there is no receipt to be sent");
});

Deno.test("Manager lets a listener of close connect again", () => {
  const { manager, network, socket, told } = connectedClient();
  manager.once("close", () => void socket.connect());
  socket.disconnect();
  deepEqual(told, [["disconnect", "io client disconnect"]]);
  equal(socket.active, true);
  network.line.welcome();
  equal(socket.connected, true);
});

Deno.test("Manager shows what its listeners throw to the application alone", async () => {
  const { manager, network, socket } = connectedClient();
  const mistake = new Error("a listener's");
  using uncaught = catchUncaught();
  manager.on("close", () => {
    throw mistake;
  });
  network.line.drop();
  equal(socket.active, true);
  equal(await uncaught.next, mistake);
});

// -- Opening --

Deno.test("Manager.open() opens without a socket, and tells whether it could", () => {
  const { manager, network, clock } = fakeClient();
  const done: unknown[] = [];
  equal(manager.open((error) => void done.push(error)), manager);
  manager.connect((error) => void done.push(error));
  equal(network.calls, 1);
  network.line.open();
  deepEqual(network.line.heard(), [{ type: "hello", version: 1 }]);
  equal(done.length, 0);
  network.line.say(WELCOME);
  deepEqual([...done], [undefined, undefined]);
  manager.open((error) => void done.push(error));
  equal(done.length, 3);
  network.line.drop();
  clock.advance(0);
  network.line.resume(0);
  network.line.heard();
  equal(done.length, 3, "once each");
  const chat = manager.socket("/chat");
  deepEqual(network.line.heard(), [{ type: "connect", ns: "/chat" }]);
  chat.disconnect();
  equal(network.line.closedWith, CLOSE.normal);
  equal(clock.pending, 0);
});

Deno.test("Manager.open() comes back without a socket, unless it was asked whether it could", () => {
  const { manager, network, clock } = fakeClient();
  manager.open();
  network.line.drop();
  clock.advance(0);
  equal(network.calls, 2);
  network.line.open();
  network.line.say(WELCOME);
  network.line.drop();
  clock.advance(500);
  equal(network.calls, 3);
  const errors: unknown[] = [];
  manager.open((error) => void errors.push(error));
  network.line.drop();
  equal(Object(errors[0]).message, UNREACHABLE);
  equal(clock.pending, 0);
});

Deno.test("Manager.open() comes back as often as reconnectionAttempts says", () => {
  const { manager, network, clock } = fakeClient({ reconnectionAttempts: 1 });
  manager.open();
  network.line.drop();
  clock.advance(0);
  network.line.drop();
  equal(clock.pending, 0);
  equal(network.calls, 2);
});

Deno.test("Manager.open() keeps the connection until its last socket has left", () => {
  const { manager, network, clock, socket } = fakeClient();
  manager.open();
  network.line.welcome({});
  socket.connect().disconnect();
  equal(network.line.closedWith, CLOSE.normal);
  socket.connect();
  network.line.welcome();
  socket.on("disconnect", () => void socket.disconnect());
  network.line.drop();
  equal(clock.pending, 0);
  equal(network.calls, 2);
});

Deno.test("Manager.open() tells whoever waits that nobody needs it any more", () => {
  const { manager, socket } = fakeClient();
  const errors: unknown[] = [];
  socket.connect();
  manager.open((error) => void errors.push(error));
  socket.disconnect();
  ok(errors[0] instanceof Error);
});

// -- Sockets --

Deno.test("Manager.socket() gives a namespace its one socket, and connects it", () => {
  const network = new FakeNetwork();
  const manager = new Manager("https://server/ignored?room=blue", {
    dial: network.dial,
    clock: new FakeClock(),
  });
  equal(manager.url, "wss://server/ws?room=blue");
  equal(network.calls, 0);
  const chat = manager.socket("/chat", { auth: { token: 1 } });
  ok(chat instanceof Socket);
  equal(network.calls, 1);
  network.line.open();
  deepEqual(network.line.heard()[1], {
    type: "connect",
    ns: "/chat",
    auth: { token: 1 },
  });
  equal(manager.socket("/chat"), chat);
  chat.disconnect();
  equal(chat.active, false);
  equal(manager.socket("/chat"), chat);
  equal(chat.active, true);
});

for (
  const [where, ofManager, ofSocket] of [
    ["the connection", { autoConnect: false }, {}],
    ["the socket", {}, { autoConnect: false }],
    ["the socket alone", { autoConnect: true }, { autoConnect: false }],
  ] as const
) {
  Deno.test(`Manager.socket() waits when ${where} was told to`, () => {
    const { manager, network } = fakeClient(ofManager);
    const chat = manager.socket("/chat", ofSocket);
    deepEqual([chat.active, network.calls], [false, 0]);
    manager.socket("/eager", { autoConnect: true });
    equal(network.calls, 1);
  });
}

Deno.test("Manager says its query in the address", () => {
  const query = { room: "blue & red", n: "1" };
  for (const address of ["ws://server", "ws://server?other=1"]) {
    equal(
      new Manager(address, { query }).url,
      "ws://server/ws?room=blue+%26+red&n=1",
    );
  }
});

// -- What can be changed --

Deno.test("Manager says how it behaves, and can be told otherwise", () => {
  const { manager } = fakeClient();
  equal(manager.reconnection(), true);
  equal(manager.reconnectionAttempts(), Infinity);
  equal(manager.reconnectionDelay(), 500);
  equal(manager.reconnectionDelayMax(), 5_000);
  equal(manager.randomizationFactor(), 1);
  equal(manager.timeout(), 10_000);
  equal(
    manager.reconnection(false).reconnectionAttempts(1).reconnectionDelay(2)
      .reconnectionDelayMax(3).randomizationFactor(0.5).timeout(false),
    manager,
  );
  equal(manager.reconnection(), false);
  equal(manager.reconnectionAttempts(), 1);
  equal(manager.reconnectionDelay(), 2);
  equal(manager.reconnectionDelayMax(), 3);
  equal(manager.randomizationFactor(), 0.5);
  equal(manager.timeout(), false);
});

Deno.test("Manager waits as it was told last [CL5]", () => {
  const { manager, network, clock } = connectedClient({ random: () => 0 });
  manager.reconnectionDelay(100).reconnectionDelayMax(300)
    .randomizationFactor(0.5);
  network.line.drop();
  for (const wait of [0, 50, 100, 150, 150]) {
    const before = network.calls;
    clock.advance(wait - 1);
    equal(network.calls, before, `not before ${wait} ms`);
    clock.advance(1);
    equal(network.calls, before + 1, `after ${wait} ms`);
    network.line.drop();
  }
  manager.reconnectionAttempts(0);
  clock.advance(300);
  network.line.drop();
  equal(clock.pending, 0);
});

Deno.test("Manager stays away when it was told so while it was connected", () => {
  const { manager, network, clock, socket } = connectedClient();
  manager.reconnection(false);
  network.line.drop();
  equal(socket.active, false);
  equal(clock.pending, 0);
});

Deno.test("Manager lets an attempt take for ever when it was told so", () => {
  const { network, clock, socket } = fakeClient({ timeout: false });
  socket.connect();
  network.line.open();
  clock.advance(3_600_000);
  equal(network.calls, 1);
  network.line.say(WELCOME, { type: "connected", ns: "/", id: "ada" });
  equal(socket.connected, true);
});
