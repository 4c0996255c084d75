/** The client and the server, over a real network. */

import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { io, type Socket } from "../../lib/client/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { patiently } from "../support/patience.ts";
import { serve } from "../support/serve.ts";

/** A client whose time is the test's, so that it comes back when the test says so. */
function client(address: string, ns = "", auth?: unknown) {
  const clock = new FakeClock();
  const socket = io(address + ns, { clock, auth, forceNew: true });
  return { clock, socket };
}

type Telling = "connect" | "disconnect" | "connect_error" | "error" | "said";

/** What the socket tells next under that name. */
function next(socket: Socket, event: Telling): Promise<unknown> {
  const told = new Promise((resolve) => {
    socket.once(event, (what?: unknown) => resolve(what));
  });
  return patiently(told, event);
}

Deno.test("Socket talks with the server, and both get their answers [AC1]", async () => {
  const server = serve();
  const { socket } = client(server.origin, "", { name: "Ada" });
  const theirs = Promise.withResolvers<unknown[]>();
  server.io.on("connection", (peer) => {
    peer.on("add", (a: number, b: number, done: (sum: number) => void) => {
      peer.emit("ask", peer.handshake.auth, (...answer: unknown[]) => {
        theirs.resolve(answer);
        done(a + b);
      });
    });
  });
  socket.on(
    "ask",
    (question: unknown, done: (...answer: unknown[]) => void) => {
      done(question, "yes");
    },
  );
  const sum = socket.emitWithAck("add", 1, 2);
  equal(await patiently(sum, "the sum"), 3);
  deepEqual(await patiently(theirs.promise, "the client's answer"), [{
    name: "Ada",
  }, "yes"]);
  match(socket.id ?? "", /^[\w-]{22}$/);
  equal(server.io.sockets.sockets.has(socket.id ?? ""), true);
  const gone = next(socket, "disconnect");
  await server.io.close();
  equal(await gone, "transport close");
  socket.disconnect();
});

Deno.test("Socket sends what it has kept after the handlers of connect have run", async () => {
  const server = serve();
  const said: string[] = [];
  server.io.on("connection", (peer) => {
    peer.on("say", (words: string) => void said.push(words));
  });
  const { socket } = client(server.origin);
  socket.emit("say", "kept");
  socket.on("connect", () => void socket.emit("say", "in connect"));
  // It goes out after both, so that its answer says that both have come.
  socket.on("connect", () => {
    queueMicrotask(() => socket.emit("said all"));
  });
  const all = Promise.withResolvers<void>();
  server.io.on("connection", (peer) => {
    peer.on("said all", () => all.resolve());
  });
  await patiently(all.promise, "the last event");
  deepEqual(said, ["in connect", "kept"]);
  await leave(server, socket);
});

Deno.test("Socket comes back when the server has been stopped and started again [CL1] [CL2]", async () => {
  const first = serve();
  const { clock, socket } = client(first.origin);
  await next(socket, "connect");
  const { id } = socket;
  const gone = next(socket, "disconnect");
  await first.io.close();
  equal(await gone, "transport close");
  deepEqual([socket.active, socket.id], [true, undefined]);
  const unreachable = next(socket, "connect_error");
  clock.advance(1_000); // As long as the server asked its clients to spread out.
  ok(await unreachable instanceof Error);
  const kept = socket.emitWithAck("echo", "kept");
  const again = serve({}, first.port);
  again.io.on("connection", (peer) => {
    peer.on("echo", (what: unknown, done: (what: unknown) => void) => {
      done(what);
    });
  });
  const back = next(socket, "connect");
  clock.advance(5_000);
  await back;
  notEqual(socket.id, id);
  equal(await patiently(kept, "the answer"), "kept");
  await leave(again, socket);
});

Deno.test("Socket that the server disconnects is told so, on both sides, and stays away", async () => {
  for (const close of [false, true]) {
    const server = serve();
    const reasons: string[] = [];
    server.io.on("connection", (peer) => {
      peer.on("disconnect", (reason) => void reasons.push(reason));
      peer.disconnect(close);
    });
    const { clock, socket } = client(server.origin);
    equal(await next(socket, "disconnect"), "io server disconnect");
    deepEqual(reasons, ["server namespace disconnect"]);
    equal(socket.active, false);
    equal(clock.pending, 0);
    await server.io.close();
  }
});

Deno.test("Socket that disconnects is gone on the server, for the reason that it went", async () => {
  const server = serve();
  const { socket } = client(server.origin);
  const left = Promise.withResolvers<string>();
  server.io.on("connection", (peer) => {
    peer.on("disconnect", (reason) => left.resolve(reason));
  });
  await next(socket, "connect");
  const gone = next(socket, "disconnect");
  socket.disconnect();
  equal(await gone, "io client disconnect");
  equal(
    await patiently(left.promise, "the end of the socket"),
    "client namespace disconnect",
  );
  await server.io.close();
});

Deno.test("Socket of a namespace that nobody made is refused, and stays away [NS2]", async () => {
  const server = serve();
  const { socket } = client(server.origin, "/chat");
  const error = await next(socket, "connect_error");
  ok(error instanceof Refusal && error.code === "namespace-unknown");
  equal(socket.active, false);
  await server.io.close();
});

Deno.test("Socket hears what the handler refused [RE3]", async () => {
  const server = serve();
  server.io.on("connection", (peer) => {
    peer.on("rename", () => {
      throw new Refusal("name-empty", "Cannot rename: the name is empty", true);
    });
  });
  const { socket } = client(server.origin);
  const refused = next(socket, "error");
  socket.emit("rename", "");
  const error = await refused;
  ok(error instanceof Refusal);
  deepEqual([error.code, error.retryable], ["name-empty", true]);
  await leave(server, socket);
});

Deno.test("Socket of one client hears another in its room, and not itself [BC3]", async () => {
  const server = serve();
  server.io.of("/chat").on("connection", (peer) => {
    peer.join("blue");
    peer.on("say", (words: string, done: () => void) => {
      peer.to("blue").emit("said", words);
      done();
    });
  });
  const ada = client(server.origin, "/chat").socket;
  const bob = client(server.origin, "/chat").socket;
  await Promise.all([next(ada, "connect"), next(bob, "connect")]);
  const heard: unknown[] = [];
  ada.on("said", (words: unknown) => void heard.push(words));
  const said = next(bob, "said");
  await patiently(ada.emitWithAck("say", "hello"), "the answer");
  equal(await said, "hello");
  deepEqual(heard, []);
  const gone = next(bob, "disconnect");
  await leave(server, ada);
  await gone;
  bob.disconnect();
});

/** Ends a test: the server lets go first, so that no WebSocket is left half closed. */
async function leave(
  { io }: { io: { close(): Promise<void> } },
  socket: Socket,
): Promise<void> {
  const gone = next(socket, "disconnect");
  await io.close();
  await gone;
  socket.disconnect();
}
