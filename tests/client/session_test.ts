/** A session on the client: what it sends again, what it keeps, and what it tells when it is lost. */

import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import type { SessionSocket, Unconfirmed } from "../../lib/client/mod.ts";
import {
  connectedEither,
  type EitherClient,
  eitherClient,
} from "../support/either_client.ts";
import { WELCOME } from "../support/fake_line.ts";

const say = (...args: unknown[]) => ({ type: "event", event: "say", args });
const CONNECT = { type: "connect", ns: "/" };
const CONNECTED = { type: "connected", ns: "/", id: "ada" };

/** Breaks the connection, and lets the client call again. */
function breaks({ network, clock }: EitherClient): void {
  network.line.drop();
  clock.advance(0);
}

/** Answers the client's claim with a new session. */
function refuses(client: EitherClient, reason?: string): void {
  client.network.line.open();
  const session = { ...WELCOME.session, id: "another", key: "another key" };
  const offer = reason === undefined ? session : { ...session, reason };
  client.network.line.say({ ...WELCOME, session: offer });
}

/** What the socket is told when its session is lost. */
function resetsOf(socket: SessionSocket): [reason: string, Unconfirmed[]][] {
  const resets: [string, Unconfirmed[]][] = [];
  socket.on("reset", (reason, unconfirmed) => {
    resets.push([reason, unconfirmed]);
  });
  return resets;
}

/** Lets what was promised happen. */
async function soon(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

Deno.test("Manager comes back with a claim, and says nothing else before the welcome [SE3]", () => {
  const client = connectedEither();
  const { network } = client;
  network.line.say(say(1), say(2), { ...say(3), volatile: true });
  breaks(client);
  network.line.open();
  deepEqual(network.line.heard(), [{
    type: "hello",
    version: 1,
    session: { id: "session", key: "key", attempt: 1, received: 3, auth: {} },
  }]);
});

Deno.test("Manager claims with what it was given last [SE3] [SE6]", () => {
  const client = connectedEither();
  const { network, clock } = client;
  breaks(client);
  network.line.open();
  const session = { ...WELCOME.session, key: "second", resumed: true };
  network.line.say({ ...WELCOME, session: { ...session, received: 1 } });
  network.line.drop();
  clock.advance(500);
  network.line.open();
  const [hello] = network.line.heard().filter(({ type }) => type === "hello");
  equal(Object(hello?.session).key, "second");
});

Deno.test("Manager sends again what the server has not received, in order, and then what waited [SE5]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  socket.emit("say", 1).emit("say", 2).emit("say", 3);
  network.line.drop();
  socket.emit("say", 4);
  client.clock.advance(0);
  socket.emit("say", 5);
  socket.on("connect", () => void socket.emit("say", 6));
  network.line.resume(2); // The connect, and the first event.
  const [hello, ...sent] = network.line.heard();
  equal(hello?.type, "hello");
  deepEqual(sent, [2, 3, 4, 5, 6].map((n) => say(n)));
  equal(network.line.frames.length, 0);
});

Deno.test("Manager sends again one by one, so that each frame is one that the server takes [SE5] [HE1]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  for (let n = 1; n <= 5; n++) socket.emit("say", n);
  breaks(client);
  network.line.open();
  network.line.frames.length = 0;
  const session = { ...WELCOME.session, resumed: true, received: 1 };
  const limits = { frameChars: 65_536, batchEnvelopes: 1 };
  network.line.say({ ...WELCOME, session, limits });
  equal(network.line.frames.length, 5);
  deepEqual(network.line.heard(), [1, 2, 3, 4, 5].map((n) => say(n)));
});

Deno.test("Manager sends nothing again that a receipt has confirmed [SE2] [SE5]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  socket.emit("say", 1).emit("say", 2);
  network.line.say({ type: "receipt", received: 2 });
  breaks(client);
  network.line.resume(3);
  equal(network.line.heard().length, 1, "the hello alone");
});

Deno.test("Socket has recovered when its session goes on: same id, and nothing missed [SE5]", () => {
  const client = connectedEither();
  const { network, socket, told } = client;
  const notes: unknown[] = [];
  equal(socket.recovered, false);
  socket.on("connect", () => void notes.push(socket.id, socket.recovered));
  socket.on("say", (n: number) => void notes.push(n));
  breaks(client);
  deepEqual([socket.id, socket.connected], [undefined, false]);
  network.line.resume(1, say(1), say(2));
  deepEqual(notes, ["ada", true, 1, 2]);
  deepEqual(told, [["disconnect", "transport close"], ["connect"]]);
  deepEqual(network.line.heard().map(({ type }) => type), ["hello"]);
});

Deno.test("Socket has not recovered when another session begins: another id [SE8]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  breaks(client);
  network.line.resume(1);
  equal(socket.recovered, true);
  network.line.drop();
  client.clock.advance(500);
  refuses(client, "unknown");
  equal(socket.connected, false, "not before it is let in");
  network.line.say({ ...CONNECTED, id: "ada again" });
  deepEqual([socket.id, socket.recovered], ["ada again", false]);
  deepEqual(network.line.heard().slice(1), [CONNECT]);
});

Deno.test("Socket hears that its session is lost, and which events perhaps are [SE8]", () => {
  const client = connectedEither();
  const { also, network, socket } = client;
  const chat = also("/chat");
  chat.connect();
  network.line.say({ ...CONNECTED, ns: "/chat" });
  const resets = [resetsOf(socket), resetsOf(chat)];
  socket.emit("say", "arrived");
  network.line.say({ type: "receipt", received: 3 });
  socket.emit("say", 1).emit("shout", { loud: true });
  chat.emit("say", 2);
  network.line.say({ ...say("?"), id: 1 }); // An answer to it is no event.
  network.line.drop();
  socket.emit("say", "kept");
  client.clock.advance(0);
  refuses(client, "gap");
  deepEqual(resets, [
    [["gap", [
      { event: "say", args: [1] },
      { event: "shout", args: [{ loud: true }] },
    ]]],
    [["gap", [{ event: "say", args: [2] }]]],
  ]);
});

Deno.test("Socket hears of the loss before it connects again, and keeps what it has not sent [SE8]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  const notes: unknown[] = [];
  for (const event of ["reset", "connect"] as const) {
    socket.on(event, () => void notes.push(event));
  }
  socket.emit("say", "perhaps lost");
  network.line.drop();
  socket.emit("say", "kept");
  client.clock.advance(0);
  refuses(client);
  network.line.say(CONNECTED);
  deepEqual(notes, ["reset", "connect"]);
  const [, ...sent] = network.line.heard();
  deepEqual(sent, [CONNECT, say("kept")]);
});

Deno.test("Socket.emitWithAck() says that it does not know, if the session was lost [SE8] [AC6]", async () => {
  const client = connectedEither();
  const { network, socket } = client;
  const sent = socket.emitWithAck("say", "sent");
  network.line.drop();
  const kept = socket.emitWithAck("say", "kept");
  client.clock.advance(0);
  const refused = rejects(sent, { name: "Refusal", code: "unknown" });
  refuses(client, "unknown");
  await refused;
  network.line.say(CONNECTED);
  const [event] = network.line.heard().filter(({ type }) => type === "event");
  deepEqual(event?.args, ["kept"]);
  network.line.say({ type: "ack", id: event?.id, args: ["yes"] });
  equal(await kept, "yes");
});

Deno.test("Socket.emitWithAck() gets its answer over the next connection [SE4]", async () => {
  const client = connectedEither();
  const { network, socket } = client;
  const answer = socket.emitWithAck("say", 1);
  const [event] = network.line.heard();
  breaks(client);
  network.line.resume(2, { type: "ack", id: event?.id, args: ["yes"] });
  equal(await answer, "yes");
});

Deno.test("Socket answers in the session in which it was asked, not in the next [SE8] [AC1]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  socket.on("say", (done: () => void) => {
    network.line.drop();
    done(); // It waits for the connection, like all that is said without one.
  });
  network.line.say({ ...say(), id: 1 });
  client.clock.advance(0);
  refuses(client);
  network.line.say(CONNECTED);
  deepEqual(network.line.heard().slice(1), [CONNECT]);
});

Deno.test("Socket that takes its time answers in the session in which it was asked, not in the next [SE8] [AC1]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  const answers: (() => void)[] = [];
  socket.on("say", (done: () => void) => void answers.push(done));
  network.line.say({ ...say(), id: 1 });
  breaks(client);
  refuses(client);
  network.line.say(CONNECTED);
  network.line.heard();
  for (const done of answers) done();
  deepEqual(network.line.heard(), []);
});

for (
  const [how, ends] of [
    ["has disconnected", ({ socket }) => socket.disconnect()],
    ["was disconnected", ({ network }) => {
      network.line.say({ type: "disconnect", ns: "/" });
    }],
    ["was sent away on its return", (client) => {
      breaks(client);
      client.network.line.drop(4504);
    }],
  ] satisfies [string, (client: EitherClient) => void][]
) {
  Deno.test(`Socket that ${how} owes no answer when it is connected again [AC1]`, () => {
    const client = connectedEither({ windowEnvelopes: 2 });
    const { network, socket } = client;
    const answers: (() => void)[] = [];
    socket.on("say", (done: () => void) => void answers.push(done));
    network.line.say(...[1, 2, 3].map((id) => ({ ...say(), id })));
    // One is on its way, another waits for room, and the last is given later.
    answers.shift()?.();
    answers.shift()?.();
    deepEqual(network.line.heard().map(({ type }) => type), ["ack", "receipt"]);
    ends(client);
    socket.connect();
    network.line.welcome();
    network.line.heard();
    answers.shift()?.();
    network.line.say({ type: "receipt", received: 1 });
    deepEqual(network.line.heard(), []);
  });
}

Deno.test("Socket that no claim was made for hears of no loss", () => {
  const client = eitherClient();
  const { network, socket, clock } = client;
  const resets = resetsOf(socket);
  socket.connect();
  network.line.open();
  network.line.drop();
  clock.advance(0);
  network.line.welcome();
  deepEqual([resets, socket.connected], [[], true]);
});

Deno.test("Manager begins anew when it was told to stay away, or went by itself", () => {
  for (const code of [4503, undefined]) {
    const client = connectedEither();
    const { network, socket } = client;
    const resets = resetsOf(socket);
    if (code === undefined) socket.disconnect();
    else network.line.drop(code);
    socket.connect();
    network.line.open();
    deepEqual(network.line.heard(), [{ type: "hello", version: 1 }, CONNECT]);
    network.line.say(WELCOME, CONNECTED);
    deepEqual([resets, socket.connected], [[], true]);
  }
});

Deno.test("Manager begins anew when the server claims to have received what was never sent [SE9]", () => {
  const client = connectedEither();
  const { network, socket, clock } = client;
  const resets = resetsOf(socket);
  breaks(client);
  network.line.resume(1_000);
  deepEqual(resets, [["claim", []]]);
  equal(network.line.closedWith, 1000);
  clock.advance(500);
  network.line.welcome({ "/": "ada again" });
  equal(socket.id, "ada again");
  equal("session" in (network.line.heard()[0] ?? {}), false);
});

Deno.test("Socket keeps what is more than may be on its way, until there is room [SE1]", () => {
  const client = connectedEither({ windowEnvelopes: 3, bufferSize: 2 });
  const { network, socket } = client;
  for (let n = 1; n <= 4; n++) socket.emit("say", n); // The connect is on its way, too.
  deepEqual(network.line.heard(), [say(1), say(2)]);
  try {
    socket.emit("say", 5);
    ok(false, "too much is kept already");
  } catch (error) {
    equal(Object(error).code, "buffer-full");
  }
  network.line.say({ type: "receipt", received: 2 });
  deepEqual(network.line.heard(), [say(3), say(4)]);
  socket.emit("say", 6);
  deepEqual(network.line.heard(), []);
  network.line.say({ type: "receipt", received: 5 });
  deepEqual(network.line.heard(), [say(6)]);
});

Deno.test("Socket sends nothing before what it keeps, even if there is room for it [EV3]", () => {
  const client = connectedEither({ windowChars: 150 });
  const { network, socket } = client;
  socket.emit("say", "x".repeat(50));
  socket.emit("say", "y".repeat(50));
  socket.emit("say");
  equal(network.line.heard().length, 1);
  network.line.say({ type: "receipt", received: 2 });
  deepEqual(network.line.heard(), [say("y".repeat(50)), say()]);
});

/** A client that was let in by a server with that limit of a frame, and has told it so. */
function withFrameChars(frameChars: number): EitherClient {
  const client = eitherClient();
  const { network, clock, socket } = client;
  socket.connect();
  network.line.open();
  const limits = { ...WELCOME.limits, frameChars };
  network.line.say({ ...WELCOME, limits }, CONNECTED);
  clock.advance(2_000);
  network.line.heard();
  network.line.frames.length = 0;
  return client;
}

Deno.test("Manager sends a receipt after 256 envelopes, or after 2 seconds [SE2]", () => {
  const client = connectedEither();
  const { network, clock } = client;
  for (let n = 2; n <= 255; n++) network.line.say(say());
  network.line.say({ ...say(), volatile: true }, { type: "pong" });
  deepEqual(network.line.heard(), []);
  network.line.say(say());
  deepEqual(network.line.heard(), [{ type: "receipt", received: 256 }]);
  clock.advance(5_000);
  deepEqual(network.line.heard(), []);
  network.line.say(say());
  clock.advance(1_999);
  deepEqual(network.line.heard(), []);
  clock.advance(1);
  deepEqual(network.line.heard(), [{ type: "receipt", received: 257 }]);
});

Deno.test("Manager's receipt goes along with what is sent once there are 4 to tell [SE2]", () => {
  const { network, clock, socket } = connectedEither();
  for (let n = 2; n <= 3; n++) network.line.say(say());
  clock.advance(500);
  socket.emit("say", "too early");
  deepEqual(network.line.heard(), [say("too early")]);
  network.line.say(say());
  network.line.frames.length = 0;
  socket.emit("say", 1);
  const receipt = { type: "receipt", received: 4 };
  deepEqual(network.line.frames, [JSON.stringify([say(1), receipt])]);
  deepEqual(network.line.heard(), [say(1), receipt]);
  socket.emit("say", 2);
  deepEqual(network.line.heard(), [say(2)], "it was told");
  network.line.say(say());
  clock.advance(1_999);
  deepEqual(network.line.heard(), [], "the next has its own time");
  clock.advance(1);
  deepEqual(network.line.heard(), [{ type: "receipt", received: 5 }]);
});

Deno.test("Manager's receipt goes along with nothing that would be too long with it for the server [HE1]", () => {
  const frameChars = 200;
  const { network, clock, socket } = withFrameChars(frameChars);
  for (let n = 0; n < 20; n++) network.line.say(say());
  const empty = JSON.stringify(say("")).length;
  socket.emit("say", "x".repeat(frameChars - empty));
  socket.emit("say", "x".repeat(frameChars - empty - 50));
  deepEqual(network.line.frames.map(({ length }) => length), [
    frameChars,
    frameChars - 50,
  ]);
  socket.emit("say", "x".repeat(frameChars - empty - 65));
  deepEqual(network.line.heard().slice(3), [{ type: "receipt", received: 21 }]);
  equal(network.line.frames.every(({ length }) => length <= frameChars), true);
  clock.advance(2_000);
  deepEqual(network.line.heard(), []);
});

Deno.test("Manager sends no receipt over the next connection of what its hello has said [SE2] [SE3]", () => {
  const client = connectedEither();
  const { network, clock } = client;
  network.line.say(say());
  breaks(client);
  network.line.resume(1);
  clock.advance(1_000);
  network.line.heard();
  clock.advance(1_500);
  deepEqual(network.line.heard(), []);
  network.line.say(say());
  clock.advance(2_000);
  deepEqual(network.line.heard(), [{ type: "receipt", received: 3 }]);
});

Deno.test("Manager leaves and enters anew for a socket that did so without a connection [NS4]", () => {
  const client = connectedEither();
  const { also, network } = client;
  const chat = also("/chat");
  chat.connect();
  network.line.say({ ...CONNECTED, ns: "/chat" });
  network.line.drop();
  chat.disconnect().connect();
  client.clock.advance(0);
  network.line.resume(2);
  deepEqual(network.line.heard().slice(1), [
    { type: "disconnect", ns: "/chat" },
    { type: "connect", ns: "/chat" },
  ]);
  equal(chat.connected, false);
  network.line.say({ ...CONNECTED, ns: "/chat", id: "again" });
  deepEqual([chat.id, chat.recovered], ["again", false]);
});

Deno.test("Manager leaves for a socket that went without a connection [NS4]", () => {
  const client = connectedEither();
  const { also, network } = client;
  const chat = also("/chat");
  chat.connect();
  network.line.say({ ...CONNECTED, ns: "/chat" });
  network.line.drop();
  chat.disconnect();
  client.clock.advance(0);
  network.line.resume(2);
  deepEqual(network.line.heard().slice(1), [
    { type: "disconnect", ns: "/chat" },
  ]);
  equal(chat.active, false);
});

Deno.test("Manager asks what to show at every attempt, and shows it in the claim [SE3] [SE15]", () => {
  let asked = 0;
  const { network, clock, socket } = eitherClient({}, () => ({ n: ++asked }));
  socket.connect();
  network.line.drop();
  clock.advance(0);
  network.line.open();
  deepEqual(network.line.heard()[1], { ...CONNECT, auth: { n: 2 } });
  network.line.say(WELCOME, CONNECTED);
  network.line.drop();
  clock.advance(500);
  network.line.open();
  const [hello] = network.line.heard();
  deepEqual(Object(hello?.session).auth, { "/": { n: 3 } });
});

Deno.test("Manager calls once it knows what to show, if that takes time", async () => {
  const answers: ((auth: unknown) => void)[] = [];
  const { network, socket } = eitherClient(
    {},
    () => new Promise((resolve) => answers.push(resolve)),
  );
  socket.connect();
  await soon();
  equal(network.calls, 0);
  answers[0]?.({ token: 1 });
  await soon();
  equal(network.calls, 1);
  network.line.open();
  deepEqual(network.line.heard()[1], { ...CONNECT, auth: { token: 1 } });
  equal(answers.length, 1);
});

Deno.test("Manager calls nobody when the socket has gone before it knew what to show", async () => {
  const answer = Promise.withResolvers<unknown>();
  const { network, clock, socket } = eitherClient({}, () => answer.promise);
  socket.connect().disconnect();
  answer.resolve({ token: 1 });
  await soon();
  equal(network.calls, 0);
  equal(clock.pending, 0);
});

for (
  const [way, fail] of [
    ["throws", (error: Error) => {
      throw error;
    }],
    ["rejects", (error: Error) => Promise.reject(error)],
  ] as const
) {
  Deno.test(`Manager tells of an auth that ${way}, and tries again [CL5]`, async () => {
    const mistake = new Error("no token today");
    let attempts = 0;
    const { network, clock, socket, told } = eitherClient(
      {},
      () => ++attempts < 3 ? fail(mistake) : { token: 3 },
    );
    socket.connect();
    await soon();
    deepEqual(told, [["connect_error", mistake]]);
    deepEqual([network.calls, socket.active], [0, true]);
    clock.advance(0);
    await soon();
    equal(told.length, 2);
    clock.advance(500);
    equal(network.calls, 1);
    network.line.welcome();
    deepEqual(told.slice(2), [["connect"]]);
    deepEqual(network.line.heard()[1], { ...CONNECT, auth: { token: 3 } });
  });
}

Deno.test("Manager brings a socket that came late along, even if it has to think", async () => {
  const { also, network, socket } = eitherClient({}, undefined);
  const late = also("/late", {
    auth: () => Promise.resolve("token"),
  });
  socket.connect();
  late.connect();
  network.line.open();
  deepEqual(network.line.heard().slice(1), [CONNECT]);
  network.line.say(WELCOME, CONNECTED);
  await soon();
  deepEqual(network.line.heard(), [
    { type: "connect", ns: "/late", auth: "token" },
  ]);
});

Deno.test("Manager comes back to its session when a socket that came late cannot say what to show", async () => {
  const client = connectedEither();
  const { also, network, clock, socket } = client;
  const mistake = new Error("no token");
  const late = also("/late", {
    auth: () => Promise.reject(mistake),
  });
  const errors: unknown[] = [];
  late.on("connect_error", (error) => void errors.push(error));
  late.connect();
  await soon();
  equal(network.line.closedWith, 4499, "which is no farewell");
  deepEqual([socket.active, late.active], [true, true]);
  clock.advance(0);
  await soon();
  deepEqual(errors, [mistake]);
  equal(network.calls, 1);
});

Deno.test("Manager enters no namespace for a socket that went while the attempt was under way [NS4]", () => {
  const { network, also, socket } = eitherClient();
  const side = also("/side");
  socket.connect();
  side.connect();
  side.disconnect();
  network.line.welcome();
  deepEqual(
    network.line.heard(),
    [{ type: "hello", version: 1 }, CONNECT],
  );
  side.connect();
  deepEqual(network.line.heard(), [{ type: "connect", ns: "/side" }]);
});

Deno.test("Socket that has left and asks again is not disconnected by what was said before [NS4] [NS5]", () => {
  const { network, also, socket, told } = connectedEither();
  also("/side").connect(); // It keeps the session.
  socket.disconnect();
  socket.connect();
  told.length = 0;
  network.line.say({ type: "disconnect", ns: "/" });
  network.line.say({ type: "connected", ns: "/", id: "ada again" });
  deepEqual(told, [["connect"]]);
  equal(socket.id, "ada again");
});

for (
  const [what, before, late] of [
    ["let in", [], { type: "connected", ns: "/side", id: "first" }],
    ["sent away", [{ type: "connected", ns: "/side", id: "first" }], {
      type: "disconnect",
      ns: "/side",
    }],
  ] as const
) {
  Deno.test(`Socket that left and thinks of what to show again is not ${what} by what was said before [NS4]`, async () => {
    const { network, also } = connectedEither();
    const thinking: (() => void)[] = [];
    const auth = () => new Promise<void>((done) => void thinking.push(done));
    const side = also("/side", { auth });
    side.connect();
    thinking[0]?.();
    await soon();
    for (const envelope of before) network.line.say(envelope);
    side.disconnect();
    side.connect();
    network.line.say(late);
    deepEqual([side.connected, side.active], [false, true]);
    thinking[1]?.();
    await soon();
    network.line.say({ type: "connected", ns: "/side", id: "second" });
    equal(side.id, "second");
  });
}

Deno.test("Socket that left and asks again is not refused by what is said of it on its return [SE15]", () => {
  const client = connectedEither();
  const { network, also, socket, told } = client;
  also("/side").connect(); // It keeps the session.
  network.line.drop();
  socket.disconnect();
  socket.connect();
  client.clock.advance(0);
  told.length = 0;
  network.line.resume(1, REFUSED, { ...CONNECTED, id: "ada again" });
  deepEqual(told, [["connect"]]);
  equal(socket.id, "ada again");
});

Deno.test("Socket that has left is not told that it was refused", () => {
  const { network, also, socket, told } = connectedEither();
  also("/side").connect(); // It keeps the session.
  socket.disconnect();
  socket.connect();
  socket.disconnect();
  told.length = 0;
  network.line.say(REFUSED);
  deepEqual(told, []);
});

Deno.test("Socket that waits to be let in is told when the session is over [RE2]", () => {
  const { network, also } = connectedEither();
  const side = also("/side");
  const errors: Error[] = [];
  side.on("connect_error", (error) => void errors.push(error));
  side.connect();
  network.line.drop(4503);
  equal(errors.length, 1);
  equal(side.active, false);
});

/** What a namespace says that does not let a socket in any more. */
const REFUSED = {
  type: "refused",
  ns: "/",
  id: "ada",
  code: "not-allowed",
  message: "Cannot connect: the token has expired",
  retryable: false,
};

Deno.test("Socket that is refused on its return is not connected any more [SE15]", async () => {
  const client = connectedEither();
  const { network, socket, told } = client;
  const asked = socket.emitWithAck("say");
  breaks(client);
  network.line.resume(1, REFUSED);
  await rejects(asked, { name: "Refusal", code: "disconnected" });
  deepEqual(told.map(([event]) => event), [
    "disconnect",
    "connect",
    "disconnect",
    "connect_error",
  ]);
  deepEqual(told[2], ["disconnect", "io server disconnect"]);
  deepEqual([socket.connected, socket.active], [false, false]);
});

Deno.test("Socket that is refused on its return may ask again as soon as it hears of it [SE15] [NS7]", () => {
  const client = connectedEither();
  const { network, socket } = client;
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect") socket.connect();
  });
  breaks(client);
  network.line.resume(1, REFUSED);
  deepEqual(network.line.heard().at(-1), CONNECT);
  equal(socket.active, true);
});
