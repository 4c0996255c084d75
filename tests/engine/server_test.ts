import {
  deepEqual,
  equal,
  notEqual,
  rejects,
  throws,
} from "node:assert/strict";
import {
  type Listening,
  type ListenOptions,
  MemoryAdapter,
  Server,
  type Socket,
} from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { nextTurn } from "../support/next_turn.ts";
import { patiently } from "../support/patience.ts";
import { call, enter, meet } from "../support/peer.ts";
import { knock, opening, sendRaw } from "../support/raw.ts";
import { serve } from "../support/serve.ts";
import { stillServer } from "../support/still_server.ts";

Deno.test("Server.of() makes a namespace once, with or without its slash", () => {
  const io = stillServer();
  equal(io.of("chat").name, "/chat");
  equal(io.of("/chat"), io.of("chat"));
  equal(io.of("/"), io.sockets);
  equal(io.of(""), io.sockets);
});

Deno.test("Server.of() binds a function to the connections of a namespace", async () => {
  const io = stillServer();
  const told: string[] = [];
  const tell = ({ nsp }: Socket) => void told.push(nsp.name);
  equal(io.of("/", tell), io.sockets);
  equal(io.of("/chat", tell).name, "/chat");
  io.of("chat", tell);
  await meet(io).connect("/");
  await meet(io).connect("/chat");
  deepEqual(told, ["/", "/chat", "/chat"]);
});

Deno.test("Server has the listeners of its main namespace", () => {
  const io = stillServer();
  const [first, second] = [() => {}, () => {}];
  io.on("connection", first).once("connection", second);
  deepEqual(io.listeners("connection"), [first, second]);
  deepEqual(io.sockets.listeners("connection"), [first, second]);
  io.off("connection", first);
  deepEqual(io.sockets.listeners("connection"), [second]);
  io.sockets.prependListener("connection", first);
  deepEqual(io.listeners("connection"), [first, second]);
  io.off();
  deepEqual(io.sockets.listeners("connection"), []);
});

Deno.test("Server.once() hears of the next client alone", async () => {
  const io = stillServer();
  const told: string[] = [];
  io.once("connection", ({ id }) => void told.push(id));
  const { id } = await enter(io);
  await enter(io);
  deepEqual(told, [id]);
});

Deno.test("send() and write() send the event message", async () => {
  const io = stillServer();
  const ada = await enter(io, "blue");
  equal(io.send("io", 1), io);
  equal(io.write("io"), io);
  io.sockets.send("sockets").write();
  io.to("blue").send("blue").write("again");
  deepEqual(await ada.peer.events(), [
    ["message", "io", 1],
    ["message", "io"],
    ["message", "sockets"],
    ["message"],
    ["message", "blue"],
    ["message", "again"],
  ]);
});

Deno.test("serverSideEmit() where there is one node reaches nobody, and says so at once", async () => {
  const io = stillServer();
  io.on("hello", () => {
    throw new Error("its own server does not hear it");
  });
  const got: unknown[][] = [];
  equal(io.serverSideEmit("hello", 1), true);
  io.serverSideEmit("hello", (...args: unknown[]) => void got.push(args));
  deepEqual(got, [[null, []]]);
  deepEqual(await io.serverSideEmitWithAck("hello"), []);
  equal(await io.sockets.adapter.serverCount(), 1);
});

Deno.test("serverSideEmit() throws when the name is reserved", async () => {
  const io = stillServer();
  for (const name of ["connect", "connection", "new_namespace"] as const) {
    throws(() => io.serverSideEmit(name), {
      name: "TypeError",
      message: /reserved/,
    });
    await rejects(io.of("/chat").serverSideEmitWithAck(name), TypeError);
  }
});

Deno.test("serverSideEmit() survives a callback that throws", () => {
  const faults: unknown[] = [];
  const io = stillServer({ onFault: (fault) => void faults.push(fault) });
  const error = new Error("a mistake");
  io.serverSideEmit("hello", () => {
    throw error;
  });
  deepEqual(faults, [{ error, ns: "/", socket: "", event: "hello" }]);
});

Deno.test("Server makes an adapter for each namespace, which may fail to begin or to end", async () => {
  const faults: unknown[] = [];
  const names: string[] = [];
  const mistake = new Error("a mistake");
  const io = stillServer({
    onFault: ({ ns, event }) => void faults.push([ns, event]),
    adapter(host) {
      names.push(host.name);
      const adapter = new MemoryAdapter(host);
      adapter.init = () => Promise.reject(mistake);
      adapter.close = () => {
        throw mistake;
      };
      return adapter;
    },
  });
  io.of("/chat");
  await Promise.resolve();
  await io.close();
  await io.close(); // They are closed already.
  deepEqual(names, ["/", "/chat"]);
  deepEqual(faults, [
    ["/", "init"],
    ["/chat", "init"],
    ["/", "close"],
    ["/chat", "close"],
  ]);
});

Deno.test("Server.close() waits for the adapters, and no longer than its deadline", async () => {
  const clock = new FakeClock();
  const closing = Promise.withResolvers<void>();
  const io = stillServer({
    clock,
    adapter(host) {
      const adapter = new MemoryAdapter(host);
      adapter.close = () => closing.promise;
      return adapter;
    },
  });
  let closed = 0;
  const first = io.close(1_000).then(() => closed += 1);
  await nextTurn();
  equal(closed, 0);
  clock.advance(1_000);
  await patiently(first, "close()");
  io.listen({ port: 0, hostname: "127.0.0.1" });
  const second = io.close(1_000);
  closing.resolve();
  await patiently(second, "close()");
  equal(clock.pending, 0);
});

Deno.test("Server that is given a port listens there at once, and behaves as it is told", () => {
  const asked: unknown[] = [];
  class Listener extends Server {
    override listen(where: number | ListenOptions): Listening {
      asked.push(where);
      const finished = Promise.resolve();
      return { port: 0, hostname: "", finished, stop: () => finished };
    }
  }
  const io = new Listener(2013, { path: "/signal", clock: new FakeClock() });
  equal(io.path, "/signal");
  deepEqual(asked, [2013]);
  new Listener({ clock: new FakeClock() });
  equal(asked.length, 1);
});

Deno.test("Server.listening says where it listens, if it does", async () => {
  const io = stillServer();
  equal(io.listening, undefined);
  const listening = io.listen({ port: 0, hostname: "127.0.0.1" });
  equal(io.listening, listening);
  await io.close();
  equal(io.listening, undefined);
});

Deno.test("Server.engine counts the connections, in a namespace or not", async () => {
  const io = stillServer();
  equal(io.engine.clientsCount, 0);
  await using ada = meet(io);
  equal(io.engine.clientsCount, 1);
  await ada.connect();
  const bob = await enter(io);
  equal(io.engine.clientsCount, 2);
  bob.peer.hangUp();
  equal(io.engine.clientsCount, 1);
});

Deno.test("Server stands for its main namespace", async () => {
  const io = stillServer();
  const ada = await enter(io, "blue");
  const bob = await enter(io);
  equal(io.emit("all"), true);
  io.to("blue").emit("to");
  io.in("blue").emit("in");
  io.except("blue").emit("except");
  deepEqual(await ada.peer.events(), [["all"], ["to"], ["in"]]);
  deepEqual(await bob.peer.events(), [["all"], ["except"]]);
});

Deno.test("Server.handler gives what is not for the WebSocket to the fallback [OP1]", async () => {
  await using server = serve({
    path: "/signal",
    fallback: ({ url }, { remoteAddr }) => {
      const address = "hostname" in remoteAddr ? remoteAddr.hostname : "";
      return new Response(`${new URL(url).pathname} from ${address}`);
    },
  });
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return [response.status, await response.text()];
  };
  deepEqual(await get("/"), [200, "/ from 127.0.0.1"]);
  deepEqual(await get("/ws"), [200, "/ws from 127.0.0.1"]);
  deepEqual(await get("/signal/"), [200, "/signal/ from 127.0.0.1"]);
  equal((await get("/signal"))[0], 426);
});

Deno.test("Server.handler answers 404 where there is no fallback [OP1]", async () => {
  await using server = serve();
  const response = await fetch(`http://127.0.0.1:${server.port}/`);
  equal(response.status, 404);
  await response.body?.cancel();
});

Deno.test("Server.listen() takes a port, and throws when it is taken", async () => {
  await using server = serve();
  const other = stillServer();
  try {
    other.listen({ port: server.port, hostname: "127.0.0.1" });
  } catch (error) {
    equal(error instanceof Deno.errors.AddrInUse, true);
    return;
  }
  await other.close();
  throw new Error("Cannot be: two servers listen on one port");
});

Deno.test("Server.close() tells everyone, and closes with 1012 [CL2]", async () => {
  const server = serve();
  await using ada = await call(server.url);
  await using bob = await call(server.url);
  await ada.connect();
  const reasons: string[] = [];
  server.io.sockets.sockets.forEach((socket) => {
    socket.on("disconnect", (reason) => void reasons.push(reason));
  });
  const closed = server.io.close();
  equal(server.io.engine.clientsCount, 0, "all of ours is dropped at once");
  deepEqual(reasons, ["server shutting down"]);
  for (const peer of [ada, bob]) {
    const { type, retryAfter } = await peer.next();
    deepEqual([type, retryAfter], ["go-away", 1_000]);
    equal(await peer.closed, 1012);
  }
  await closed;
  await rejects(call(server.url));
});

/** A server with a peer that has upgraded, and that neither reads nor answers from then on. */
async function stuck() {
  const clock = new FakeClock();
  const io = new Server({ clock });
  const { port, finished } = io.listen({ port: 0, hostname: "127.0.0.1" });
  const peer = await sendRaw(port, opening());
  equal(peer.status, 101);
  return { clock, io, port, finished, peer };
}

Deno.test("Server that is closing answers 503 [OP4]", async () => {
  const { io, port, peer } = await stuck();
  const closed = io.close();
  equal(await knock(port), 503);
  peer[Symbol.dispose]();
  await patiently(closed, "close()");
});

Deno.test("Server.close() ends at its deadline when a peer never lets go", async () => {
  const { clock, io, port, finished, peer } = await stuck();
  using _ = peer;
  let isClosed = false;
  const closed = io.close(2_000).then(() => isClosed = true);
  clock.advance(1_999);
  equal(await knock(port), 503);
  equal(isClosed, false);
  clock.advance(1);
  await patiently(closed, "close()");
  equal(clock.pending, 0);
  notEqual(await knock(port).catch(() => "refused"), 503);
  await finished;
  await rejects(knock(port), Deno.errors.ConnectionRefused);
});

Deno.test("Server.listen() after close() outlives the peers that were left behind", async () => {
  const { clock, io, peer } = await stuck();
  using _ = peer;
  const closed = io.close(2_000);
  clock.advance(2_000);
  await patiently(closed, "close()");
  const { port } = io.listen({ port: 0, hostname: "127.0.0.1" });
  await peer.end();
  equal(await knock(port), 101);
  equal(await knock(port), 101);
  await io.close();
});

Deno.test("Server.close() ends though it never listened, or was closed before", async () => {
  const io = stillServer();
  await io.close();
  io.listen({ port: 0, hostname: "127.0.0.1" });
  await io.close();
  await io.close();
});

Deno.test("Server.close() waits for nobody when all have let go", async () => {
  const clock = new FakeClock();
  const server = serve({ clock });
  await using ada = await call(server.url);
  await ada.connect();
  await patiently(server.io.close(), "close()");
  equal(clock.pending, 0, "the deadline is called off");
});

Deno.test("Server.listen() begins again after close(), on the same port", async () => {
  const server = serve();
  await server.io.close();
  server.io.listen({ port: server.port, hostname: "127.0.0.1" });
  await using ada = await call(server.url);
  await ada.connect();
  await server.io.close();
  equal(await ada.closed, 1012);
});

Deno.test("Server.close() calls whom it is given when it is over", async () => {
  const io = new Server();
  io.listen({ port: 0, hostname: "127.0.0.1" });
  const { promise, resolve } = Promise.withResolvers<void>();
  io.close(resolve);
  await promise;
  equal(io.listening, undefined);
});
