/** What an application's functions do wrong costs one event. */

import { deepEqual, equal } from "node:assert/strict";
import { type Fault, MemoryAdapter } from "../../lib/engine/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { enter, meet } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

const MISTAKE = new Error("a mistake, with details for nobody else");
const REFUSAL = new Refusal("name-empty", "Cannot rename", true);
const FAILED = {
  code: "handler-failed",
  message: "Cannot finish: the handler failed",
};

/** The ways in which a handler can fail. */
const WAYS = {
  throws(error: unknown): void {
    throw error;
  },
  async rejects(error: unknown): Promise<void> {
    await Promise.resolve();
    throw error;
  },
} as const;

async function faulty() {
  const faults: Fault[] = [];
  const io = stillServer({ onFault: (fault) => void faults.push(fault) });
  const guest = await enter(io);
  return { io, faults, ...guest };
}

for (const [way, fail] of Object.entries(WAYS)) {
  Deno.test(`Socket answers that the handler failed when it ${way} [AC4]`, async () => {
    const { faults, peer, socket, id } = await faulty();
    socket.on("rename", () => fail(MISTAKE));
    deepEqual((await peer.ask("rename")).error, FAILED);
    deepEqual(faults, [
      { error: MISTAKE, ns: "/", socket: id, event: "rename" },
    ]);
  });

  Deno.test(`Socket answers with the refusal when the handler ${way} one [AC4] [RE1]`, async () => {
    const { faults, peer, socket } = await faulty();
    socket.on("rename", () => fail(REFUSAL));
    const { code, message } = REFUSAL;
    deepEqual((await peer.ask("rename")).error, { code, message });
    deepEqual(faults, []);
  });

  Deno.test(`Socket tells the client when the handler of an event without an id ${way} [RE3] [RE2]`, async () => {
    const { faults, peer, socket } = await faulty();
    socket.on("rename", () => fail(MISTAKE));
    peer.emit("rename");
    deepEqual(await peer.next(), {
      type: "error",
      ...FAILED,
      retryable: false,
    });
    equal(faults.length, 1);
    socket.off("rename").on("rename", () => fail(REFUSAL));
    peer.emit("rename");
    const { code, message, retryable } = REFUSAL;
    deepEqual(await peer.next(), { type: "error", code, message, retryable });
    equal(faults.length, 1);
  });

  Deno.test(`Socket goes on when a listener of disconnect ${way}`, async () => {
    const { io, faults, peer, socket, id } = await faulty();
    const told: string[] = [];
    for (const event of ["disconnecting", "disconnect"] as const) {
      socket.on(event, () => fail(MISTAKE));
      socket.on(event, (reason) => void told.push(reason));
    }
    peer.hangUp();
    deepEqual(told, ["transport close", "transport close"]);
    equal(io.sockets.sockets.size, 0);
    await (await enter(io)).peer.settled();
    deepEqual(
      faults.map(({ socket, event }) => [socket, event]),
      [[id, "disconnecting"], [id, "disconnect"]],
    );
  });

  Deno.test(`Namespace goes on when a listener of connection ${way}`, async () => {
    const faults: Fault[] = [];
    const io = stillServer({ onFault: (fault) => void faults.push(fault) });
    for (const event of ["connect", "connection"] as const) {
      io.on(event, () => fail(MISTAKE));
    }
    io.on("connection", (socket) => void socket.emit("hello"));
    const { peer, id } = await enter(io);
    deepEqual(await peer.events(), [["hello"]]);
    deepEqual(
      faults,
      ["connect", "connection"].map((event) => (
        { error: MISTAKE, ns: "/", socket: id, event }
      )),
    );
  });

  Deno.test(`Socket goes on when the listener of an answer ${way}`, async () => {
    const { faults, peer, socket, id } = await faulty();
    socket.emit("ask", () => fail(MISTAKE));
    const { id: asked } = await peer.next();
    peer.send({ type: "ack", id: asked, args: [] });
    deepEqual(await peer.settled(), []);
    deepEqual(faults, [{ error: MISTAKE, ns: "/", socket: id, event: "ask" }]);
  });
}

Deno.test("Server survives an onFault that fails itself", async () => {
  const io = stillServer({ onFault: ({ error }) => WAYS.throws(error) });
  const { peer, socket } = await enter(io);
  for (const fail of Object.values(WAYS)) {
    socket.off("rename").on("rename", () => fail(MISTAKE));
    socket.on("rename", () => void socket.emit("heard"));
    peer.emit("rename");
    deepEqual(await peer.event("heard"), []);
    deepEqual((await peer.ask("rename")).error, FAILED);
  }
});

Deno.test("Socket calls the other listeners when one fails [AC4]", async () => {
  const { faults, peer, socket } = await faulty();
  const heard: unknown[] = [];
  socket.on("say", (words: string) => {
    heard.push(`first ${words}`);
    throw MISTAKE;
  });
  socket.on("say", (words: string) => void heard.push(`second ${words}`));
  peer.emit("say", "1");
  peer.emit("say", "2");
  deepEqual(heard, ["first 1", "second 1", "first 2", "second 2"]);
  equal(faults.length, 2);
  equal(socket.connected, true);
});

Deno.test("Socket survives whatever is thrown, errors or not [AC4]", async () => {
  const { faults, peer, socket } = await faulty();
  const thrown = [undefined, null, "text", 0, Symbol("odd"), { code: "x" }];
  socket.on("fail", (at: number) => {
    throw thrown[at];
  });
  for (const at of thrown.keys()) {
    deepEqual((await peer.ask("fail", at)).error, FAILED);
  }
  deepEqual(faults.map(({ error }) => error), thrown);
});

Deno.test("Socket leaves no trace of an event that JSON has no words for", async () => {
  const { faults, peer, socket } = await faulty();
  socket.on("count", () => void socket.emit("counted", 1n));
  deepEqual((await peer.ask("count")).error, FAILED);
  equal(faults.length, 1);
  socket.emit("counted", 1);
  deepEqual(await peer.events(), [["counted", 1]]);
});

for (const [way, fail] of Object.entries(WAYS)) {
  Deno.test(`Socket answers in words when the handler ${way} a refusal whose code is none [AC4]`, async () => {
    const { faults, peer, socket } = await faulty();
    // What an application without types may say.
    const refusal: unknown = Reflect.construct(Refusal, [12n, "Cannot rename"]);
    socket.on("rename", () => fail(refusal));
    const { error } = await peer.ask("rename");
    deepEqual(error, { code: "12", message: "Cannot rename" });
    deepEqual(faults, []);
  });
}

/** An adapter of an application's own, one of whose calls fails for some sockets. */
class FaultyAdapter extends MemoryAdapter {
  static broken: "join" | "leave" | "leaveAll" | undefined;

  override join(id: string, room: string): void {
    this.#fail("join");
    super.join(id, room);
  }

  override leave(id: string, room: string): void {
    this.#fail("leave");
    super.leave(id, room);
  }

  override leaveAll(id: string): void {
    this.#fail("leaveAll");
    super.leaveAll(id);
  }

  #fail(call: typeof FaultyAdapter.broken): void {
    if (FaultyAdapter.broken === call) throw MISTAKE;
  }
}

for (const middleware of [undefined, () => {}]) {
  const how = middleware ? "after a middleware" : "at once";
  Deno.test(`Namespace refuses ${how} whom its adapter fails to take [NS7]`, async () => {
    const faults: Fault[] = [];
    const io = stillServer({
      adapter: (host) => new FaultyAdapter(host),
      onFault: (fault) => void faults.push(fault),
    });
    if (middleware) io.use(middleware);
    const bob = await enter(io);
    FaultyAdapter.broken = "join";
    const peer = meet(io);
    peer.send({ type: "hello", version: 1 }, { type: "connect", ns: "/" });
    equal((await peer.next()).type, "welcome");
    const { type, code } = await peer.next();
    FaultyAdapter.broken = undefined;
    deepEqual([type, code], ["refused", "middleware-failed"]);
    deepEqual(faults.map(({ error, event }) => [error, event]), [
      [MISTAKE, "join"],
    ]);
    peer.send({ type: "connect", ns: "/" });
    equal((await peer.next()).type, "connected", "it may ask again");
    deepEqual(await bob.peer.settled(), []);
    equal(io.sockets.sockets.size, 2);
  });
}

for (const call of ["leave", "leaveAll"] as const) {
  Deno.test(`Socket ends in all its namespaces though an adapter's ${call} fails`, async () => {
    const faults: Fault[] = [];
    const io = stillServer({
      adapter: (host) => new FaultyAdapter(host),
      onFault: (fault) => void faults.push(fault),
    });
    const bob = await enter(io);
    const { peer, socket } = await enter(io, "blue");
    io.of("/chat");
    peer.send({ type: "connect", ns: "/chat" });
    await peer.settled();
    const reasons: string[] = [];
    socket.on("disconnect", (reason) => void reasons.push(reason));
    FaultyAdapter.broken = call;
    peer.hangUp();
    FaultyAdapter.broken = undefined;
    deepEqual(reasons, ["transport close"]);
    deepEqual([...io.sockets.sockets.keys()], [bob.id]);
    equal(io.of("/chat").sockets.size, 0);
    equal(faults.length, 2);
    deepEqual(await bob.peer.settled(), []);
  });
}
