/** Namespaces that come to be as clients ask for them. */

import { deepEqual, equal, notEqual, throws } from "node:assert/strict";
import {
  type Fault,
  MemoryAdapter,
  type Namespace,
  type NextParent,
  type Server,
} from "../../lib/engine/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { type Heard, meet, type Peer } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** A peer that has said hello, and is in no namespace yet. */
async function greeted(io: Server): Promise<Peer> {
  const peer = meet(io);
  peer.send({ type: "hello", version: 1 });
  equal((await peer.next()).type, "welcome");
  return peer;
}

/** Asks to be let into a namespace; the answer. */
async function ask(peer: Peer, ns: string, auth?: unknown): Promise<Heard> {
  peer.send({ type: "connect", ns, auth });
  return await peer.next();
}

/** A peer that has been let into a namespace. */
async function enterInto(io: Server, ns: string): Promise<Peer> {
  const peer = await greeted(io);
  equal((await ask(peer, ns)).type, "connected");
  return peer;
}

const UNKNOWN = {
  type: "refused",
  code: "namespace-unknown",
  message: "Cannot connect: there is no such namespace",
  retryable: false,
};

Deno.test("Server.of() of a pattern lets clients into namespaces that match [NS9]", async () => {
  const io = stillServer();
  const names: string[] = [];
  const tenants = io.of(/^\/tenant-\d+$/);
  tenants.on("connection", ({ nsp }) => void names.push(nsp.name));
  const peer = await greeted(io);
  equal((await ask(peer, "/tenant-1")).type, "connected");
  equal((await ask(peer, "/tenant-22")).type, "connected");
  deepEqual(await ask(peer, "/tenant-"), { ...UNKNOWN, ns: "/tenant-" });
  deepEqual(names, ["/tenant-1", "/tenant-22"]);
  deepEqual([...tenants.children.keys()], names);
  equal(io.of("/tenant-1"), tenants.children.get("/tenant-1"));
  notEqual(io.of("/tenant-1"), io.of("/tenant-22"));
});

Deno.test("Server.of() of a pattern answers in the turn in which it is asked [NS9]", async () => {
  const io = stillServer();
  io.of(/^\/chat$/).on("connection", (socket) => {
    socket.on("ask", (done: (answer: string) => void) => done("at once"));
  });
  const peer = await greeted(io);
  peer.send({ type: "connect", ns: "/chat" }, {
    type: "event",
    ns: "/chat",
    event: "ask",
    args: [],
    id: 1,
  });
  equal((await peer.next()).type, "connected");
  deepEqual((await peer.next()).args, ["at once"]);
});

Deno.test("Server.of() refuses a pattern that would not match each second time", () => {
  const io = stillServer();
  for (const pattern of [/chat/g, /chat/y]) {
    throws(() => io.of(pattern), { name: "TypeError", message: /state/ });
  }
});

/** Functions that say yes to "/yes" and no to "/no", in all the ways in which one may. */
const RULES = {
  "returns": (name: string) => name === "/yes",
  "resolves": (name: string) => Promise.resolve(name === "/yes"),
  "calls next": (name: string, _: unknown, next: NextParent) =>
    next(null, name === "/yes"),
  "calls next later": async (name: string, _: unknown, next: NextParent) => {
    await Promise.resolve();
    next(name === "/yes" ? null : new Error("no"), true);
  },
};

for (const [how, rule] of Object.entries(RULES)) {
  Deno.test(`Server.of() of a function that ${how} lets in whom it wants [NS9]`, async () => {
    const io = stillServer();
    io.of(rule);
    const peer = await greeted(io);
    equal((await ask(peer, "/yes")).type, "connected");
    deepEqual(await ask(peer, "/no"), { ...UNKNOWN, ns: "/no" });
  });
}

Deno.test("Server.of() of a function takes only true for a yes [NS9]", async () => {
  const io = stillServer();
  const answers: unknown[] = [undefined, "yes", 1, {}, false];
  io.of(() => answers.shift());
  const peer = await greeted(io);
  while (answers.length > 0) equal((await ask(peer, "/x")).type, "refused");
});

Deno.test("Server.of() shows a function the name, and what the client gave as auth", async () => {
  const io = stillServer();
  const shown: unknown[] = [];
  io.of((...args) => {
    shown.push(args.slice(0, 2));
    return true;
  });
  const peer = await greeted(io);
  await ask(peer, "/chat", { token: 1 });
  deepEqual(shown, [["/chat", { token: 1 }]]);
});

Deno.test("Server.of() asks parents in order, and the first yes takes the name [NS9]", async () => {
  const io = stillServer();
  const asked: string[] = [];
  const parents = [
    io.of((name) => {
      asked.push("first");
      return name === "/1";
    }),
    io.of(/^\/[12]$/),
    io.of(async (name) => {
      asked.push("third");
      await Promise.resolve();
      return /^\/[123]$/.test(name);
    }),
    io.of(/./),
  ];
  const peer = await greeted(io);
  for (const name of ["/1", "/2", "/3", "/4"]) await ask(peer, name);
  deepEqual(
    parents.map(({ children }) => [...children.keys()]),
    [["/1"], ["/2"], ["/3"], ["/4"]],
  );
  deepEqual(asked, ["first", "first", "first", "third", "first", "third"]);
});

Deno.test("Server.of() makes one child of two clients that ask at once [NS9]", async () => {
  const io = stillServer();
  const made: string[] = [];
  let decide = () => {};
  const decision = new Promise<boolean>((resolve) => {
    decide = () => resolve(true);
  });
  const parent = io.of(() => decision);
  io.on("new_namespace", ({ name }) => void made.push(name));
  const peers = [await greeted(io), await greeted(io)];
  const answers = peers.map((peer) => ask(peer, "/chat"));
  decide();
  for (const answer of await Promise.all(answers)) {
    equal(answer.type, "connected");
  }
  deepEqual(made, ["/chat"]);
  equal(parent.children.get("/chat")?.sockets.size, 2);
});

/** A server that waits for a test to decide whether there is a namespace. */
function undecided() {
  const io = stillServer();
  let decide = (_: boolean) => {};
  const parent = io.of(() => new Promise<boolean>((yes) => decide = yes));
  return { io, parent, decide: (allow: boolean) => decide(allow) };
}

Deno.test("a client that is being decided on is not heard yet, and may leave [NS9] [EV5]", async () => {
  const { io, parent, decide } = undecided();
  const peer = await greeted(io);
  peer.send(
    { type: "connect", ns: "/chat" },
    { type: "event", ns: "/chat", event: "say", args: [] },
    { type: "ack", ns: "/chat", id: 1, args: [] },
    { type: "disconnect", ns: "/chat" },
  );
  equal((await peer.next()).code, "not-connected");
  equal((await peer.next()).type, "refused");
  decide(true);
  deepEqual(await peer.settled(), []);
  equal(parent.children.size, 0, "nobody needs it any more");
  const answer = ask(peer, "/chat");
  decide(true);
  equal((await answer).type, "connected");
});

Deno.test("a client that is being decided on does not ask twice [NS3] [NS9]", async () => {
  const { io, parent, decide } = undecided();
  const peer = await greeted(io);
  peer.send({ type: "connect", ns: "/x" }, { type: "connect", ns: "/x" });
  equal((await peer.next()).code, "namespace-repeated");
  equal(await peer.closed, 4500);
  decide(true);
  await (await greeted(io)).settled();
  equal(parent.children.size, 0);
});

Deno.test("a client that comes back while it is being decided on shows what it shows then [SE15]", async () => {
  const { io, parent, decide } = undecided();
  const auths: unknown[] = [];
  parent.use(({ handshake }) => void auths.push(handshake.auth));
  const peer = await greeted(io);
  peer.send({ type: "connect", ns: "/chat", auth: "old" });
  peer.breaks();
  const back = meet(io);
  await back.resume({ ...peer.claim, auth: { "/chat": "new" } });
  decide(true);
  equal((await back.next()).type, "connected");
  deepEqual(auths, ["new"]);
});

Deno.test("a function that throws refuses, and only the server learns why", async () => {
  const faults: Fault[] = [];
  const io = stillServer({ onFault: (fault) => void faults.push(fault) });
  const mistake = new Error("a mistake, with details for nobody else");
  const ways = [
    () => {
      throw mistake;
    },
    () => Promise.reject(mistake),
    () => Promise.reject(new Refusal("no-tenant", "Cannot connect: who?")),
  ];
  let at = 0;
  io.of(() => ways[at++]?.());
  io.of(/./); // Is not asked any more.
  const peer = await greeted(io);
  for (let n = 0; n < 2; n++) {
    deepEqual(await ask(peer, "/chat"), {
      type: "refused",
      ns: "/chat",
      code: "middleware-failed",
      message: "Cannot connect: the server failed to decide",
      retryable: true,
    });
  }
  equal((await ask(peer, "/chat")).code, "no-tenant");
  const fault = { error: mistake, ns: "/chat", socket: "", event: "connect" };
  deepEqual(faults, [fault, fault]);
});

Deno.test("a function that never decides is not waited for for ever", async () => {
  const clock = new FakeClock();
  const io = stillServer({ clock, limits: { ackMs: 3_000 } });
  let late = (_: boolean) => {};
  const parent = io.of(() => new Promise<boolean>((yes) => late = yes));
  const peer = await greeted(io);
  const answer = ask(peer, "/chat");
  clock.advance(3_000);
  equal((await answer).code, "middleware-timeout");
  late(true);
  await peer.settled();
  equal(parent.children.size, 0);
});

// -- What children have of their parent --

Deno.test("ParentNamespace hands its middlewares and listeners to the children that come after", async () => {
  const io = stillServer();
  const told: string[] = [];
  const parent = io.of(/^\/\d$/, ({ nsp }) => void told.push(`of ${nsp.name}`));
  parent.use((socket) => void told.push(`first ${socket.nsp.name}`));
  await enterInto(io, "/1");
  deepEqual(told.splice(0), ["first /1", "of /1"]);
  parent.use((socket) => void told.push(`second ${socket.nsp.name}`));
  parent.on("connect", ({ nsp }) => void told.push(`connect ${nsp.name}`));
  await enterInto(io, "/1");
  deepEqual(told.splice(0), ["first /1", "of /1"], "it is there already");
  await enterInto(io, "/2");
  deepEqual(told, ["first /2", "second /2", "connect /2", "of /2"]);
});

Deno.test("a child of the application's own naming has its parent's listeners, and its own", async () => {
  const io = stillServer();
  const told: string[] = [];
  const parent = io.of(/^\/\d$/, () => void told.push("parent's"));
  io.of(() => {
    throw new Error(
      "the application is not asked whether it wants what it names",
    );
  });
  const one = io.of("1", () => void told.push("its own"));
  deepEqual([...parent.children.values()], [one]);
  await enterInto(io, "/1");
  deepEqual(told, ["parent's", "its own"]);
  equal(io.of("/chat") === one, false);
  equal(parent.children.size, 1);
});

Deno.test("ParentNamespace tells all its children, and no others", async () => {
  const io = stillServer();
  const parent = io.of(/^\/\d$/);
  parent.on("connection", (socket) => socket.join(`in ${socket.nsp.name}`));
  const [one, two] = [await enterInto(io, "/1"), await enterInto(io, "/2")];
  io.of("/chat");
  const other = await enterInto(io, "/chat");
  equal(parent.emit("all"), true);
  parent.send("words");
  parent.to("in /1").emit("one");
  parent.except("in /1").emit("two");
  parent.local.to(["in /1", "in /2"]).emit("both");
  deepEqual(
    await one.events(),
    [["all"], ["message", "words"], ["one"], ["both"]],
  );
  deepEqual(
    await two.events(),
    [["all"], ["message", "words"], ["two"], ["both"]],
  );
  deepEqual(await other.events(), []);
  const reserved: string = "connect";
  throws(() => parent.emit(reserved), TypeError);
  throws(() => io.of(/^\/none$/).emit(reserved), TypeError);
});

Deno.test("ParentNamespace does to the sockets of all its children what it is told to", async () => {
  const io = stillServer();
  const parent = io.of(/^\/\d$/);
  const [one, two] = [await enterInto(io, "/1"), await enterInto(io, "/2")];
  equal((await parent.fetchSockets()).length, 2);
  parent.socketsJoin(["blue", "red"]);
  parent.socketsLeave("red");
  deepEqual(
    (await parent.in("blue").fetchSockets()).map(({ rooms }) => rooms.size),
    [2, 2],
  );
  equal((await parent.in("red").fetchSockets()).length, 0);
  parent.disconnectSockets();
  deepEqual(await one.next(), { type: "disconnect", ns: "/1" });
  deepEqual(await two.next(), { type: "disconnect", ns: "/2" });
});

Deno.test("ParentNamespace asks the sockets of all its children, or nobody [AC7]", async () => {
  const io = stillServer();
  const parent = io.of(/^\/\d$/);
  deepEqual(await parent.timeout(1_000).emitWithAck("ready?"), []);
  const peers = [await enterInto(io, "/1"), await enterInto(io, "/2")];
  const answers = parent.timeout(1_000).emitWithAck("ready?");
  for (const peer of peers) {
    const { id, ns } = await peer.next();
    peer.send({ type: "ack", id, ns, args: [ns] });
  }
  deepEqual(await answers, ["/1", "/2"]);
});

// -- How many there are --

Deno.test("Server tells of each new namespace but the main one", async () => {
  const faults: unknown[] = [];
  const io = stillServer({ onFault: ({ event }) => void faults.push(event) });
  const told: Namespace[] = [];
  io.on("new_namespace", () => {
    throw new Error("a mistake");
  });
  io.on("new_namespace", (namespace) => void told.push(namespace));
  io.of(/^\/\d$/);
  io.of("/");
  io.of("");
  deepEqual(told, []);
  const chat = io.of("/chat");
  io.of("chat");
  await enterInto(io, "/1");
  await enterInto(io, "/1");
  deepEqual(told, [chat, io.of("/1")]);
  deepEqual(faults, ["new_namespace", "new_namespace"]);
});

Deno.test("cleanupEmptyChildNamespaces forgets a child when its last socket has left", async () => {
  const io = stillServer({ cleanupEmptyChildNamespaces: true });
  const parent = io.of(/^\/\d$/);
  const chat = io.of("/chat");
  const [ada, bob] = [await enterInto(io, "/1"), await enterInto(io, "/1")];
  const before = io.of("/1");
  ada.send({ type: "disconnect", ns: "/1" });
  await ada.settled();
  equal(parent.children.get("/1"), before);
  bob.hangUp();
  equal(parent.children.size, 0);
  before.emit("nobody");
  parent.emit("nobody");
  await enterInto(io, "/1");
  notEqual(parent.children.get("/1"), before);
  (await enterInto(io, "/chat")).hangUp();
  equal(io.of("/chat"), chat, "it has no parent");
});

Deno.test("ParentNamespace tells nothing to a child that was forgotten", async () => {
  const told: string[] = [];
  const io = stillServer({
    cleanupEmptyChildNamespaces: true,
    adapter(host) {
      const adapter = new MemoryAdapter(host);
      adapter.broadcast = () => void told.push(host.name);
      return adapter;
    },
  });
  const parent = io.of(/^\/\d$/);
  const ada = await enterInto(io, "/1");
  await enterInto(io, "/2");
  ada.hangUp();
  parent.emit("hello");
  deepEqual(told, ["/2"]);
});

Deno.test("cleanupEmptyChildNamespaces forgets a child that lets nobody in", async () => {
  const io = stillServer({ cleanupEmptyChildNamespaces: true });
  const parent = io.of(/^\/\d$/);
  parent.use((_, next) => next(new Error("Not you")));
  equal((await ask(await greeted(io), "/1")).type, "refused");
  equal(parent.children.size, 0);
});

Deno.test("cleanupEmptyChildNamespaces keeps a child that someone is about to enter", async () => {
  const io = stillServer({ cleanupEmptyChildNamespaces: true });
  const parent = io.of(/^\/\d$/);
  const deciding: (() => void)[] = [];
  parent.use((_, next) => void deciding.push(next));
  const [ada, bob] = [await greeted(io), await greeted(io)];
  const [first, second] = [ask(ada, "/1"), ask(bob, "/1")];
  deciding.shift()?.();
  equal((await first).type, "connected");
  ada.hangUp();
  deciding.shift()?.();
  equal((await second).type, "connected");
  equal(parent.children.get("/1")?.sockets.size, 1);
  equal(io.of("/1").sockets.size, 1, "it is in the one that others find");
});

Deno.test("children stay when they are empty, unless they are to be cleaned up", async () => {
  const io = stillServer();
  const parent = io.of(/^\/\d$/);
  (await enterInto(io, "/1")).hangUp();
  equal(parent.children.size, 1);
});

Deno.test("an adapter that cannot be made refuses the client that would need it", async () => {
  const faults: Fault[] = [];
  const mistake = new Error("a mistake, with details for nobody else");
  const io = stillServer({
    onFault: (fault) => void faults.push(fault),
    adapter(host) {
      if (host.name !== "/") throw mistake;
      return new MemoryAdapter(host);
    },
  });
  const parent = io.of(/^\/\d$/);
  const peer = await greeted(io);
  equal((await ask(peer, "/1")).code, "middleware-failed");
  equal(parent.children.size, 0);
  deepEqual(
    faults,
    [{ error: mistake, ns: "/1", socket: "", event: "connect" }],
  );
});
