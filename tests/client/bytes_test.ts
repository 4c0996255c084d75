/** Bytes among the arguments, on the client: nothing passes them, and a lost session names them. */

import { deepEqual, equal, rejects } from "node:assert/strict";
import { connectedClient, fakeClient, WELCOME } from "../support/fake_line.ts";
import { binaryFrame } from "../support/peer.ts";
import { catchUncaught } from "../support/uncaught.ts";
import { SlowBlob } from "../support/slow_blob.ts";

const BYTES = new Uint8Array([1, 2, 3]);

/** The place of {@linkcode BYTES} alone. */
const PLACE = { at: [0], kind: "Uint8Array", length: 3 };

/** Until blobs that can be read have been. */
async function read(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

Deno.test("Socket sends and hears bytes [BI1] [BI2]", () => {
  const { network, socket } = connectedClient();
  const heard: unknown[] = [];
  socket.on("say", (...args: unknown[]) => heard.push(...args));
  socket.emit("say", BYTES);
  const event = { type: "event", event: "say", args: [null], bytes: [PLACE] };
  deepEqual(network.line.heard(), [{ ...event, rest: [1, 2, 3] }]);
  const { buffer } = binaryFrame(event, [1, 2, 3]);
  network.line.sayFrame(buffer);
  deepEqual(heard, [BYTES]);
});

Deno.test("Socket sends no receipt along with bytes [SE2] [BI1]", () => {
  const { network, socket } = connectedClient();
  for (let n = 0; n < 20; n++) {
    network.line.say({ type: "event", event: "say", args: [] });
  }
  network.line.frames.length = 0;
  socket.emit("say", BYTES);
  deepEqual(network.line.heard().map(({ rest }) => rest), [[1, 2, 3]]);
  socket.emit("say");
  deepEqual(network.line.heard().at(-1), { type: "receipt", received: 21 });
});

Deno.test("Socket sends bytes again that the server has not received, in order [BI4] [SE5]", () => {
  const { network, clock, socket } = connectedClient();
  for (const args of [["a"], [BYTES], ["b"]]) socket.emit("say", ...args);
  network.line.drop();
  clock.advance(0);
  network.line.resume(1);
  const again = network.line.heard().slice(1);
  deepEqual(again.map(({ args, rest }) => rest ?? args), [
    ["a"],
    [1, 2, 3],
    ["b"],
  ]);
});

Deno.test("Socket names the bytes that may be lost with its session [SE8]", () => {
  const { network, clock, socket } = connectedClient();
  const lost: unknown[] = [];
  socket.on("reset", (_, unconfirmed) => void lost.push(...unconfirmed));
  socket.emit("say", "a");
  socket.emit("say", BYTES);
  network.line.drop();
  clock.advance(0);
  network.line.open();
  network.line.say(WELCOME);
  deepEqual(lost, [
    { event: "say", args: ["a"] },
    { event: "say", args: [BYTES] },
  ]);
});

Deno.test("Socket lets nothing pass a blob that is still read [EV3]", async () => {
  const { network, socket } = connectedClient();
  const blob = new SlowBlob("ab");
  socket.emit("say", blob);
  socket.emit("after");
  deepEqual(network.line.heard(), []);
  blob.readable();
  await read();
  const heard = network.line.heard();
  deepEqual(heard.map(({ event }) => event), ["say", "after"]);
  deepEqual(heard[0]?.rest, [97, 98]);
});

Deno.test("Socket lets nothing pass a blob that a handler of connect sends [EV3]", async () => {
  const { network, socket } = fakeClient();
  const blob = new SlowBlob("ab");
  socket.on("connect", () => {
    socket.emit("say", blob);
    socket.emit("after");
  });
  socket.emit("before");
  socket.connect();
  network.line.welcome();
  network.line.heard();
  blob.readable();
  await read();
  deepEqual(network.line.heard().map(({ event }) => event), [
    "say",
    "after",
  ]);
});

Deno.test("Socket keeps a blob that is read while there is no connection", async () => {
  const { network, clock, socket } = connectedClient();
  const blob = new SlowBlob("ab");
  socket.emit("say", blob);
  network.line.drop();
  blob.readable();
  await read();
  clock.advance(0);
  network.line.resume(1);
  deepEqual(network.line.heard().slice(1).map(({ rest }) => rest), [[97, 98]]);
});

Deno.test("Socket sends what follows a blob that cannot be read", async () => {
  const { network, socket } = connectedClient();
  using uncaught = catchUncaught();
  const [first, second] = [new SlowBlob(), new SlowBlob()];
  const answer = rejects(socket.emitWithAck("ask", first), {
    code: "unreadable",
  });
  socket.volatile.emit("now", second);
  socket.emit("after");
  first.lost();
  second.lost();
  await answer;
  await read();
  deepEqual(network.line.heard().map(({ event }) => event), ["after"]);
  const gone = new Error("the file is gone");
  deepEqual(uncaught.all, [gone, gone]);
});

Deno.test("Socket says that it failed to answer with a blob that cannot be read [AC4]", async () => {
  const { network, socket, clock } = connectedClient();
  using uncaught = catchUncaught();
  const blobs = [new SlowBlob(), new SlowBlob()];
  socket.on("photo", (n: number, reply: (photo: Blob | undefined) => void) => {
    reply(blobs[n]);
    socket.emit("after");
  });
  const ask = (n: number) =>
    network.line.say({ type: "event", event: "photo", args: [n], id: n });
  ask(0);
  blobs[0]?.lost();
  await read();
  const error = {
    code: "handler-failed",
    message: "Cannot finish: the handler failed",
  };
  deepEqual(network.line.heard(), [
    { type: "event", event: "after", args: [] },
    { type: "ack", id: 0, error },
  ]);
  ask(1);
  network.line.drop();
  clock.advance(0);
  network.line.welcome({ "/": "ada again" });
  blobs[1]?.lost(); // Who has asked for it is no more.
  await read();
  deepEqual(
    network.line.heard().map(({ type }) => type),
    ["hello", "connect", "event"],
  );
  equal(uncaught.all.length, 2);
});

Deno.test("Socket sends a volatile blob if there is a connection once it is read [SE14]", async () => {
  const { network, socket } = connectedClient();
  const [now, never] = [new SlowBlob("a"), new SlowBlob("b")];
  socket.volatile.emit("say", now);
  now.readable();
  await read();
  equal(network.line.heard().length, 1);
  const { line } = network;
  socket.volatile.emit("say", never);
  line.drop();
  never.readable();
  await read();
  deepEqual(line.heard(), []);
});
