import { deepEqual, equal, ok } from "node:assert/strict";
import { type Middleware, Server, type Socket } from "../../lib/engine/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { type Heard, meet, type Peer } from "../support/peer.ts";

/** Says hello, asks to be let in, and hears the answer. */
async function knockOn(
  io: Server,
  auth?: unknown,
  ns = "/",
): Promise<[Heard, Peer]> {
  const peer = meet(io);
  peer.send({ type: "hello", version: 1 }, { type: "connect", ns, auth });
  equal((await peer.next()).type, "welcome");
  return [await peer.next(), peer];
}

Deno.test("Namespace.use() asks in order, before anyone hears of the socket [NS6]", async () => {
  const io = new Server({ clock: new FakeClock() });
  const told: string[] = [];
  io.use((socket, next) => {
    told.push(`first ${socket.handshake.auth} ${socket.connected}`);
    next();
  });
  io.use(async (socket) => {
    await Promise.resolve();
    told.push(`second ${io.sockets.sockets.has(socket.id)}`);
  });
  io.on("connection", (socket) => void told.push(`in ${socket.connected}`));
  const [answer] = await knockOn(io, "ada");
  equal(answer.type, "connected");
  deepEqual(told, ["first ada false", "second false", "in true"]);
});

const REFUSING: Record<string, [Middleware<Socket>, Heard]> = {
  "next() takes an error": [
    (_, next) =>
      next(Object.assign(new Error("Not you"), { data: { try: "later" } })),
    {
      code: "not-allowed",
      message: "Not you",
      retryable: false,
      data: { try: "later" },
    },
  ],
  "next() takes a refusal": [
    (_, next) => next(new Refusal("banned", "Cannot connect", true)),
    { code: "banned", message: "Cannot connect", retryable: true },
  ],
  "it throws a refusal": [
    () => {
      throw new Refusal("banned", "Cannot connect");
    },
    { code: "banned", message: "Cannot connect", retryable: false },
  ],
  "it rejects with a refusal": [
    () => Promise.reject(new Refusal("banned", "Cannot connect", false, 7)),
    { code: "banned", message: "Cannot connect", retryable: false, data: 7 },
  ],
  "it returns what is like a promise, and rejects": [
    () => ({
      then(_: unknown, reject: (error: Error) => void) {
        reject(new Refusal("banned", "Cannot connect"));
      },
    }),
    { code: "banned", message: "Cannot connect", retryable: false },
  ],
};

for (const [how, [middleware, refusal]] of Object.entries(REFUSING)) {
  Deno.test(`Namespace.use() refuses when ${how}, and asks no further [NS6] [NS7]`, async () => {
    const io = new Server({ clock: new FakeClock() });
    let further = 0;
    io.use((socket, next) => {
      socket.join("blue");
      next();
    }).use(middleware).use(() => further++);
    io.on("connection", () => further++);
    const [answer, peer] = await knockOn(io);
    deepEqual(answer, { type: "refused", ns: "/", ...refusal });
    equal(further, 0);
    equal(io.sockets.adapter.rooms.size, 0, "it is in no room any more");
    peer.send({ type: "connect", ns: "/" });
    equal((await peer.next()).type, "refused", "the connection stays");
  });
}

Deno.test("Namespace.use() tells the server alone what a middleware did wrong", async () => {
  const faults: unknown[] = [];
  const io = new Server({
    clock: new FakeClock(),
    onFault: ({ error }) => void faults.push(error),
  });
  const mistake = new Error("a mistake, with details for nobody else");
  io.use(() => Promise.reject(mistake));
  const [answer] = await knockOn(io);
  equal(answer.code, "middleware-failed");
  ok(!JSON.stringify(answer).includes("details"));
  deepEqual(faults, [mistake]);
});

Deno.test("Namespace.use() gives up on a middleware that never decides", async () => {
  const clock = new FakeClock();
  const io = new Server({ clock, limits: { ackMs: 3_000 } });
  let late = () => {};
  io.use((_, next) => void (late = next));
  const answer = knockOn(io);
  clock.advance(3_000);
  equal((await answer)[0].code, "middleware-timeout");
  late();
  equal(io.sockets.sockets.size, 0);
});

Deno.test("Namespace.use() asks for its own namespace alone", async () => {
  const io = new Server({ clock: new FakeClock() });
  io.of("/chat").use((_, next) => next(new Error("Not here")));
  equal((await knockOn(io))[0].type, "connected");
  equal((await knockOn(io, undefined, "/chat"))[0].type, "refused");
});

Deno.test("a socket that is not let in yet is not for anyone's events, and may leave [EV5]", async () => {
  const io = new Server({ clock: new FakeClock() });
  let decide = () => {};
  let connections = 0;
  io.use((_, next) => void (decide = next));
  io.on("connection", () => connections++);
  const peer = meet(io);
  peer.send({ type: "hello", version: 1 }, { type: "connect", ns: "/" });
  equal((await peer.next()).type, "welcome");
  equal((await peer.ask("hello?")).type, "ack");
  peer.send({ type: "disconnect", ns: "/" });
  decide();
  await peer.settled();
  equal(connections, 0);
});

Deno.test("Namespace answers each connect once, also one that is taken back [NS8]", async () => {
  const io = new Server({ clock: new FakeClock() });
  const decisions: (() => void)[] = [];
  io.use((_, next) => void decisions.push(() => next()));
  const [connect, disconnect] = ["connect", "disconnect"].map((type) => ({
    type,
    ns: "/",
  }));
  const peer = meet(io);
  peer.send({ type: "hello", version: 1 }, connect, disconnect, connect);
  equal((await peer.next()).type, "welcome");
  const { type, code } = await peer.next();
  deepEqual([type, code], ["refused", "not-connected"]);
  for (const decide of decisions) decide();
  equal((await peer.next()).type, "connected");
  peer.send(disconnect);
  deepEqual(await peer.settled(), []);
});

// -- Coming back --

/** A server that lets in who shows "good", and a peer that was let in and then cut off. */
async function cutOff() {
  const io = new Server({ clock: new FakeClock() });
  const reasons: string[] = [];
  io.use((socket, next) => {
    next(
      socket.handshake.auth === "good" ? undefined : new Error("Not any more"),
    );
  });
  io.on("connection", (socket) => {
    socket.on("disconnect", (reason) => void reasons.push(reason));
  });
  const peer = meet(io);
  peer.send(
    { type: "hello", version: 1 },
    { type: "connect", ns: "/", auth: "good" },
  );
  const { session } = await peer.next();
  const { id } = await peer.next();
  peer.breaks();
  const back = async (auth: unknown) => {
    const again = meet(io);
    const claim = {
      ...Object(session),
      attempt: 1,
      received: 1,
      auth: { "/": auth },
    };
    again.send({ type: "hello", version: 1, session: claim });
    const welcome = await again.next();
    equal(Object(welcome.session).resumed, true);
    return again;
  };
  return { io, reasons, id: String(id), back };
}

Deno.test("Namespace.use() asks again when a client comes back [SE15]", async () => {
  const { io, id, back, reasons } = await cutOff();
  await back("good");
  equal(io.sockets.sockets.get(id)?.away, false);
  deepEqual(reasons, []);
});

Deno.test("Namespace.use() can refuse a client that comes back [SE15]", async () => {
  const { io, id, back, reasons } = await cutOff();
  const peer = await back("bad");
  deepEqual(await peer.next(), {
    type: "refused",
    ns: "/",
    id,
    code: "not-allowed",
    message: "Not any more",
    retryable: false,
  });
  equal(io.sockets.sockets.size, 0);
  deepEqual(reasons, ["server namespace disconnect"]);
});

for (const data of [1n, { deep: [1n] }, circle()]) {
  const what = typeof data === "bigint" ? "a bigint" : Object.keys(data);
  Deno.test(`Namespace.use() takes a refusal that JSON has no words for (${what}) for a mistake [NS7] [SE15]`, async () => {
    const faults: unknown[] = [];
    const io = new Server({
      clock: new FakeClock(),
      onFault: ({ error }) => void faults.push(error),
    });
    let isOpen = true;
    io.use(() => {
      if (!isOpen) throw new Refusal("banned", "Cannot connect", false, data);
    });
    const [, ada] = await knockOn(io);
    ada.received = 1;
    isOpen = false;
    const [answer] = await knockOn(io);
    deepEqual([answer.type, answer.code], ["refused", "middleware-failed"]);
    ada.breaks();
    const back = meet(io);
    equal((await back.resume(ada.claim)).resumed, true);
    deepEqual((await back.next()).code, "middleware-failed");
    equal(io.sockets.sockets.size, 0);
    deepEqual(faults.map((fault) => fault instanceof TypeError), [true, true]);
  });
}

function circle(): object {
  const round: Record<string, unknown> = {};
  return Object.assign(round, { round });
}

Deno.test("Namespace.use() sees what a client shows on its return, not what objects inherit [SE15]", async () => {
  for (const ns of ["constructor", "toString", "__proto__"]) {
    const io = new Server({ clock: new FakeClock() });
    const shown: unknown[] = [];
    io.of(/.*/).use(({ handshake }) => void shown.push(handshake.auth));
    const [, peer] = await knockOn(io, null, ns);
    peer.breaks();
    const back = meet(io);
    equal((await back.resume({ ...peer.claim, received: 1 })).resumed, true);
    deepEqual(shown, [{}, {}], ns);
  }
});
