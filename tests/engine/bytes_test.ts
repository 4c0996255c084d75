/** Bytes among the arguments, on the server: they come and go as they are, in order. */

import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { io as connect } from "../../lib/client/mod.ts";
import { Server, type Socket } from "../../lib/engine/mod.ts";
import { binaryFrame, enter, meet } from "../support/peer.ts";
import { SlowBlob } from "../support/slow_blob.ts";
import { stillServer } from "../support/still_server.ts";

const BYTES = new Uint8Array([1, 2, 3]);

/** How the envelope of an event with {@linkcode BYTES} alone looks to a peer. */
const said = (fields: object = {}) => ({
  type: "event",
  event: "say",
  args: [null],
  bytes: [{ at: [0], kind: "Uint8Array", length: 3 }],
  rest: [1, 2, 3],
  ...fields,
});

Deno.test("Socket hears bytes, and answers with bytes [BI1] [BI2]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.on("say", (...args: unknown[]) => {
    const reply = args.at(-1);
    ok(typeof reply === "function");
    reply(...args.slice(0, -1), "heard");
  });
  const { rest, ...head } = said({ id: 4, args: [null, "words"] });
  peer.sendFrame(binaryFrame(head, rest));
  deepEqual(
    await peer.settled(),
    [
      said({
        type: "ack",
        id: 4,
        args: [null, "words", "heard"],
        event: undefined,
      }),
    ].map(({ event: _, ...ack }) => ack),
  );
});

Deno.test("Socket sends bytes in order, each in a frame of its own [BI1] [EV3]", async () => {
  const { peer, socket } = await enter(stillServer());
  socket.emit("one").valueOf();
  socket.emit("say", BYTES);
  socket.emit("two");
  const heard = await peer.settled();
  deepEqual(heard.map(({ event }) => event), ["one", "say", "two"]);
  deepEqual(heard[1], said());
});

Deno.test("Audience sends the same bytes to everyone", async () => {
  const io = stillServer();
  const ada = await enter(io, "blue");
  const bob = await enter(io, "blue");
  io.to("blue").emit("say", BYTES);
  for (const { peer } of [ada, bob]) {
    deepEqual(await peer.settled(), [said()]);
  }
  equal(ada.peer.frames.at(-1), bob.peer.frames.at(-1), "encoded once");
});

Deno.test("Session sends bytes again that were missed [BI4] [SE4]", async () => {
  const io = stillServer();
  const { peer, socket } = await enter(io);
  peer.breaks();
  socket.emit("say", BYTES);
  const back = meet(io);
  equal((await back.resume(peer.claim)).resumed, true);
  deepEqual(await back.settled(), [said()]);
});

for (const how of ["bytes", "a blob that is still read"]) {
  Deno.test(`Socket answers with ${how} again an event that is to be handled once [AC8]`, async () => {
    const { peer, socket } = await enter(stillServer());
    const blob = new SlowBlob("ab");
    let count = 0;
    socket.on("photo", (reply: (photo: unknown) => void) => {
      count += 1;
      reply(how === "bytes" ? new Uint8Array([97, 98]) : blob);
    });
    const once = { by: "nobody knows this", n: 1 };
    for (const id of [1, 2]) {
      peer.send({ type: "event", event: "photo", args: [], id, once });
    }
    blob.readable();
    const answers = [await peer.next(), await peer.next()];
    deepEqual(answers.map(({ id, rest }) => [id, rest]), [
      [1, [97, 98]],
      [2, [97, 98]],
    ]);
    equal(count, 1);
  });
}

Deno.test("Socket says that it failed to answer with a blob that cannot be read [AC4] [AC8]", async () => {
  const { peer, socket } = await enter(stillServer({ onFault() {} }));
  const blob = new SlowBlob();
  let count = 0;
  socket.on("photo", (reply: (photo: Blob) => void) => {
    count += 1;
    reply(blob);
  });
  const once = { by: "nobody knows this", n: 1 };
  const photo = { type: "event", event: "photo", args: [] };
  peer.send({ ...photo, id: 1 });
  for (const id of [2, 3]) peer.send({ ...photo, id, once });
  blob.lost();
  const answers = [await peer.next(), await peer.next(), await peer.next()];
  peer.send({ ...photo, id: 4, once });
  answers.push(await peer.next());
  deepEqual(
    answers.map(({ id, error }) => [id, Object(error).code])
      .sort(([a], [b]) => Number(a) - Number(b)),
    [1, 2, 3, 4].map((id) => [id, "handler-failed"]),
  );
  equal(count, 2);
});

Deno.test("Session bounds bytes as it bounds words [BI4] [SE12]", async () => {
  const io = stillServer({ limits: { windowChars: 500 } });
  const { peer, socket } = await enter(io);
  peer.breaks();
  socket.emit("say", new Uint8Array(200));
  equal(socket.connected, true);
  socket.emit("say", new Uint8Array(200));
  equal(socket.connected, false);
});

Deno.test("Socket lets nothing pass a blob that is still read [EV3]", async () => {
  const io = stillServer();
  const bob = await enter(io);
  const { peer, socket } = await enter(io);
  const before = peer.frames.length;
  const blob = new SlowBlob("ab");
  socket.emit("say", blob);
  socket.emit("after");
  const { promise, resolve } = Promise.withResolvers<unknown>();
  socket.emit("ask", (answer: unknown) => resolve(answer));
  await bob.peer.settled();
  equal(peer.frames.length, before);
  blob.readable();
  const heard = [await peer.next(), await peer.next(), await peer.next()];
  deepEqual(heard.map(({ event }) => event), ["say", "after", "ask"]);
  deepEqual(heard[0]?.rest, [97, 98]);
  socket.emit("at once");
  equal((await peer.settled())[0]?.event, "at once");
  peer.send({ type: "ack", id: heard[2]?.id, args: ["yes"] });
  equal(await promise, "yes");
});

Deno.test("Socket sends what follows a blob that cannot be read, and says so", async () => {
  const faults: string[] = [];
  const io = stillServer({
    onFault: ({ error, event }) => faults.push(`${event}: ${error}`),
  });
  const { peer, socket } = await enter(io);
  const blobs = [new SlowBlob(), new SlowBlob(), new SlowBlob()];
  const [first, second, third] = blobs;
  const answer = rejects(socket.emitWithAck("ask", first), {
    code: "unreadable",
  });
  io.emit("all", second);
  socket.volatile.emit("now", third);
  socket.emit("after");
  for (const blob of blobs) blob.lost();
  await answer;
  deepEqual((await peer.next()).event, "after");
  deepEqual(
    faults.sort(),
    ["all", "ask", "now"].map((event) => `${event}: Error: the file is gone`),
  );
});

Deno.test("Socket sends a volatile blob if nothing waits once it is read [SE14]", async () => {
  let backlog = 0;
  const io = stillServer();
  const peer = meet(io, { backlog: () => backlog });
  const id = await peer.connect();
  const socket = io.sockets.sockets.get(id);
  const [now, never] = [new SlowBlob("a"), new SlowBlob("b")];
  socket?.volatile.emit("say", now);
  now.readable();
  equal((await peer.next()).event, "say");
  socket?.volatile.emit("say", never);
  backlog = 1;
  never.readable();
  await never.arrayBuffer();
  deepEqual(await peer.settled(), []);
});

Deno.test("Server and client send each other every kind of bytes, over a real WebSocket [BI2]", async () => {
  const io = new Server();
  io.on("connection", (socket: Socket) => {
    socket.on("echo", async (...args: unknown[]) => {
      const reply = args.at(-1);
      ok(typeof reply === "function");
      const [, , blob] = args;
      ok(blob instanceof Blob);
      await reply(...args.slice(0, -1));
    });
  });
  const { port } = io.listen({ port: 0, hostname: "127.0.0.1" });
  const socket = connect(`ws://127.0.0.1:${port}`);
  const args = [
    { photo: new Uint8Array([1, 2]) },
    new Float32Array([0.5]).buffer,
    new Blob(["words"], { type: "text/plain" }),
  ];
  const back = await new Promise<unknown[]>((resolve) => {
    socket.emit("echo", ...args, (...back: unknown[]) => resolve(back));
  });
  const blob = back[2];
  ok(blob instanceof Blob);
  deepEqual([blob.type, await blob.text()], ["text/plain", "words"]);
  deepEqual(back.slice(0, 2), args.slice(0, 2));
  socket.disconnect();
  await io.close();
});
