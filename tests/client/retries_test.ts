/** Events that are sent until the server has answered them. */

import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import {
  connectedClient,
  type FakeClient,
  fakeClient,
  WELCOME,
} from "../support/fake_line.ts";
import { catchUncaught } from "../support/uncaught.ts";
import { SlowBlob } from "../support/slow_blob.ts";
import type { Heard } from "../support/peer.ts";

const RETRIES = { retries: 2, ackTimeout: 1_000 };

/** The events that the client has sent since it was asked last. */
function events({ network }: FakeClient): Heard[] {
  return network.line.heard().filter(({ type }) => type === "event");
}

/** Their arguments. */
const argsOf = (client: FakeClient) => events(client).map(({ args }) => args);

/** Breaks the connection, and begins another session over the next. */
function resets({ network, clock }: FakeClient): void {
  network.line.drop();
  clock.advance(500);
  network.line.welcome({ "/": "ada again" });
}

const answer = (event: Heard | undefined, ...args: unknown[]) => ({
  type: "ack",
  id: event?.id,
  args,
});

Deno.test("Socket with retries sends the next event when the one before is answered [AC8] [AC9]", async () => {
  const client = connectedClient(RETRIES);
  const { network, socket } = client;
  const heard: unknown[] = [];
  socket.emit("say", 1, (words: unknown) => void heard.push(words));
  const second = socket.emitWithAck("say", 2);
  socket.emit("say", 3);
  const [first, ...others] = events(client);
  deepEqual([first?.args, others], [[1], []]);
  const { by, n } = Object(first?.once);
  equal(n, 1);
  equal(atob(by).length, 16);
  network.line.say(answer(first, "one"));
  deepEqual(heard, ["one"]);
  const [next] = events(client);
  deepEqual([next?.args, next?.once], [[2], { by, n: 2 }]);
  network.line.say(answer(next, "two"));
  equal(await second, "two");
  deepEqual(argsOf(client), [[3]]);
});

Deno.test("Socket with retries sends an event again that is not answered in time, and gives up [AC8]", async () => {
  const client = connectedClient(RETRIES);
  const { network, clock, socket } = client;
  const outcome = rejects(socket.emitWithAck("say", 1), { code: "timeout" });
  socket.emit("say", 2);
  const tries = [...events(client)];
  for (const _ of [1, 2]) {
    clock.advance(999);
    deepEqual(events(client), []);
    clock.advance(1);
    tries.push(...events(client));
  }
  deepEqual(tries.map(({ once }) => once), Array(3).fill(tries[0]?.once));
  equal(new Set(tries.map(({ id }) => id)).size, 3);
  clock.advance(1_000);
  await outcome;
  deepEqual(argsOf(client), [[2]]);
  network.line.say(answer(tries[0], "too late"));
  deepEqual(events(client), [], "that one is over");
});

Deno.test("Socket with retries takes as long as timeout() says, for each try", () => {
  const client = connectedClient(RETRIES);
  const { clock, socket } = client;
  const told: unknown[] = [];
  socket.timeout(10).emit("say", (error: unknown) => void told.push(error));
  for (const _ of [1, 2, 3]) {
    equal(events(client).length, 1);
    clock.advance(9);
    deepEqual([events(client), told], [[], []]);
    clock.advance(1);
  }
  equal(Object(told[0]).code, "timeout");
});

Deno.test("Socket with retries sends again in the next session what it cannot tell of [AC8] [SE8]", async () => {
  const client = connectedClient(RETRIES);
  const { network, socket } = client;
  const resetWith: unknown[] = [];
  socket.on("reset", (_, unconfirmed) => void resetWith.push(unconfirmed));
  const said = socket.emitWithAck("say", 1);
  socket.emit("say", 2);
  const [first] = events(client);
  resets(client);
  deepEqual(resetWith, [[]], "it is not for the application to send it again");
  const [again, ...others] = events(client);
  deepEqual(
    [again?.args, again?.once, others],
    [first?.args, first?.once, []],
  );
  network.line.say(answer(again, "yes"));
  equal(await said, "yes");
  deepEqual(argsOf(client), [[2]]);
});

Deno.test("Socket with retries says that it does not know when the last try was lost", async () => {
  const client = connectedClient({ retries: 1 });
  const said = rejects(client.socket.emitWithAck("say", 1), {
    code: "unknown",
  });
  equal(events(client).length, 1);
  resets(client);
  equal(events(client).length, 1);
  resets(client);
  await said;
  deepEqual(events(client), []);
});

Deno.test("Socket with retries takes a refusal for an answer", async () => {
  const client = connectedClient(RETRIES);
  const { network, socket } = client;
  const said = rejects(socket.emitWithAck("say", 1), { code: "no" });
  const [asked] = events(client);
  const error = { code: "no", message: "Cannot" };
  network.line.say({ type: "ack", id: asked?.id, error });
  await said;
  deepEqual(events(client), []);
});

Deno.test("Socket with retries counts no time without a connection as a try", async () => {
  const client = fakeClient(RETRIES);
  const { network, clock, socket } = client;
  const said = socket.emitWithAck("say", 1);
  clock.advance(60_000);
  socket.connect();
  network.line.welcome();
  equal(events(client).length, 1);
  network.line.drop();
  socket.emit("say", 2);
  clock.advance(5_000);
  network.line.resume(1);
  const [first, again] = events(client);
  deepEqual([first?.args, again?.args], [[1], [1]], "the session's, and ours");
  network.line.say(answer(first), answer(again, "yes"));
  equal(await said, "yes");
  deepEqual(argsOf(client), [[2]]);
});

Deno.test("Socket with retries sends after the handlers of connect have run, in the order of emit", () => {
  const client = fakeClient(RETRIES);
  const { network, socket } = client;
  socket.emit("say", 1);
  socket.on("connect", () => {
    socket.emit("say", 2);
    deepEqual(argsOf(client), []);
  });
  socket.connect();
  network.line.welcome();
  const [first] = events(client);
  deepEqual(first?.args, [1]);
  network.line.say(answer(first));
  deepEqual(argsOf(client), [[2]]);
});

Deno.test("Socket with retries sends volatile events as always", () => {
  const client = connectedClient(RETRIES);
  const { socket } = client;
  socket.emit("say", 1);
  socket.volatile.emit("cursor", 2);
  const [say, cursor] = events(client);
  deepEqual([say?.event, cursor?.event, cursor?.once], [
    "say",
    "cursor",
    undefined,
  ]);
});

Deno.test("Socket with retries keeps events as they are, up to bufferSize, and none that is no JSON [EV4]", () => {
  const client = fakeClient({ ...RETRIES, bufferSize: 2 });
  const { network, socket } = client;
  const words = ["a"];
  throws(() => socket.emit("say", 1n), TypeError);
  const reserved: string = "connect";
  throws(() => socket.emit(reserved), TypeError);
  socket.emit("say", words, { toJSON: () => "b" });
  words.push("c");
  socket.emit("say");
  throws(() => socket.emit("say"), { code: "buffer-full" });
  socket.connect();
  network.line.welcome();
  deepEqual(argsOf(client), [[["a"], "b"]]);
});

Deno.test("Socket with retries tells everyone when it ends, and goes on when it is back", async () => {
  const client = connectedClient(RETRIES);
  const { network, clock, socket } = client;
  const outcomes = [1, 2].map((n) =>
    rejects(socket.emitWithAck("say", n), { code: "disconnected" })
  );
  const told: unknown[] = [];
  socket.timeout(1_000).emit(
    "say",
    3,
    (error: unknown) => void told.push(error),
  );
  const [first] = events(client);
  socket.disconnect();
  await Promise.all(outcomes);
  equal(Object(told[0]).code, "disconnected");
  equal(clock.pending, 0);
  deepEqual(events(client), []);
  socket.connect();
  network.line.welcome({ "/": "ada again" });
  const [again] = events(client);
  deepEqual([again?.args, again?.once], [[1], first?.once]);
  network.line.say(answer(again));
  for (const n of [2, 3]) {
    const [next] = events(client);
    deepEqual(next?.args, [n]);
    network.line.say(answer(next));
  }
  equal(told.length, 1);
});

Deno.test("Socket with retries tells everyone when it is not let in, and goes on when it is", async () => {
  const client = fakeClient(RETRIES);
  const { network, socket } = client;
  socket.connect();
  const answer = rejects(socket.emitWithAck("say", 1), {
    code: "disconnected",
  });
  network.line.open();
  const no = { code: "no", message: "Cannot connect", retryable: false };
  network.line.say(WELCOME, { type: "refused", ns: "/", ...no });
  await answer;
  socket.connect();
  network.line.welcome();
  deepEqual(argsOf(client), [[1]]);
});

Deno.test("Socket with retries waits for its turn behind an answer that waits", () => {
  const client = connectedClient({
    ...RETRIES,
    windowEnvelopes: 1,
    bufferSize: 1,
  });
  const { network, socket } = client;
  socket.on("ask", (done: () => void) => done());
  network.line.say({ type: "event", event: "ask", args: [], id: 1 });
  socket.emit("say", 1);
  deepEqual(network.line.heard(), [], "the connect is on its way");
  network.line.say({ type: "receipt", received: 1 });
  deepEqual(network.line.heard().map(({ type }) => type), ["ack"]);
  network.line.say({ type: "receipt", received: 2 });
  deepEqual(argsOf(client), [[1]]);
});

Deno.test("Socket with retries goes on after a blob that cannot be read", async () => {
  using uncaught = catchUncaught();
  const client = connectedClient(RETRIES);
  const blob = new SlowBlob();
  const unread = rejects(client.socket.emitWithAck("photo", blob), {
    code: "unreadable",
  });
  client.socket.emit("say", 1);
  blob.lost();
  await unread;
  await Promise.resolve();
  deepEqual(argsOf(client), [[1]]);
  deepEqual(uncaught.all, [new Error("the file is gone")]);
});

Deno.test("Socket with retries has another name than every other socket", () => {
  const names = [1, 2].map(() => {
    const client = connectedClient(RETRIES);
    client.socket.emit("say");
    return Object(events(client)[0]?.once).by;
  });
  equal(new Set(names).size, 2);
});
