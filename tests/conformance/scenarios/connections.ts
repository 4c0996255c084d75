/** How clients come, and come back. */

import type { Manager } from "../../../lib/client/mod.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

/** Logs what a connection tells, without what is told again and again while nobody is there. */
function watch({ log }: World, manager: Manager): void {
  let last = "";
  for (
    const event of [
      "open",
      "close",
      "error",
      "reconnect_attempt",
      "reconnect_error",
      "reconnect_failed",
      "reconnect",
    ] as const
  ) {
    manager.on(event, () => {
      const again = last === "reconnect_error" && event === "reconnect_attempt";
      if (!again) log.note("manager", event);
      if (event !== "error" || last !== "reconnect_attempt") last = event;
    });
  }
}

export const CONNECTIONS: readonly Scenario[] = [
  {
    title: "what a client knows before, while and after it is connected",
    async play(world) {
      const { log } = world;
      const here = world.client("/", { autoConnect: false });
      const state = (when: string) =>
        log.note(
          when,
          typeof here.id,
          here.connected,
          here.disconnected,
          here.active,
          here.recovered || false,
        );
      state("before");
      log.note("connect", here.connect() === here, here.open() === here);
      state("connecting");
      here.on("disconnect", () => state("in disconnect"));
      await world.happens(here, "connect");
      state("connected");
      log.note("disconnect", here.disconnect() === here, here.close() === here);
      state("after");
    },
  },
  {
    title: "both ends have one id, which is another one the next time",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      const before = ada.here.id;
      log.note("same", before === ada.there.id);
      ada.here.disconnect();
      ada.here.connect();
      await world.happens(ada.here, "connect");
      log.note("another", ada.here.id !== before, ada.here.recovered || false);
    },
  },
  {
    title: "the server's socket says how it is",
    async play(world) {
      const { there } = await world.meet("ada");
      world.log.note(
        "ada",
        there.connected,
        there.disconnected,
        there.recovered,
      );
      world.log.note("data", there.data);
      world.log.note("nsp", there.nsp.name);
    },
  },
  {
    title: "the handshake says how the socket came to be",
    async play(world) {
      const before = Date.now();
      const ada = await world.meet("ada", "/", {
        auth: { token: "t" },
        query: { a: "1", b: "two" },
      });
      const { handshake } = ada.there;
      const { log } = world;
      log.note("auth", handshake.auth);
      log.note("query", handshake.query.a, handshake.query.b);
      log.note(
        "url",
        handshake.url.includes("a=1"),
        handshake.url.startsWith("/"),
      );
      log.note(
        "headers",
        "host" in handshake.headers,
        handshake.headers.upgrade,
      );
      log.note("address", handshake.address);
      log.note("secure", handshake.secure, "xdomain", handshake.xdomain);
      log.note(
        "issued",
        handshake.issued >= before && handshake.issued <= Date.now(),
      );
      const said = new Date(handshake.time).getTime();
      log.note("time", said > before - 2_000 && said <= Date.now());
    },
  },
  {
    title: "the handshake of a client that shows nothing",
    async play(world) {
      const { there } = await world.meet("ada");
      world.log.note("auth", there.handshake.auth);
    },
  },
  {
    title: "the query of the address is in the handshake",
    async play(world) {
      const coming = world.happens(world.io, "connection");
      world.client("/?room=blue");
      const [socket] = await coming;
      world.log.note("query", Object(socket).handshake.query.room);
    },
  },
  {
    title: "auth may be a function, which is asked at every attempt",
    async play(world) {
      const { log, io } = world;
      io.on(
        "connection",
        ({ handshake }) => log.note("server", handshake.auth),
      );
      let attempt = 0;
      const here = world.client("/", {
        auth: (cb: (auth: unknown) => void) => cb({ attempt: ++attempt }),
      });
      await world.happens(here, "connect");
      here.disconnect();
      here.connect();
      await world.happens(here, "connect");
      const again = world.happens(here, "connect");
      await world.restart((io) => {
        io.on(
          "connection",
          ({ handshake }) =>
            log.note("server", Object(handshake.auth).attempt > 2),
        );
      });
      await again;
    },
  },
  {
    title: "each namespace has its own auth",
    async play(world) {
      const { log, io } = world;
      const manager = world.manager();
      for (const nsp of [io, io.of("/chat")]) {
        nsp.on(
          "connection",
          (socket) =>
            log.note("server", socket.nsp.name, socket.handshake.auth),
        );
      }
      const coming = [io, io.of("/chat")].map((nsp) =>
        world.happens(nsp, "connection")
      );
      const main = manager.socket("/", { auth: { a: 1 } });
      const chat = manager.socket("/chat", { auth: { b: 2 } });
      await Promise.all(coming);
      main.disconnect();
      chat.disconnect();
    },
  },
  {
    title:
      "what is emitted before the connection is there arrives in its order",
    async play(world) {
      const { log, io } = world;
      io.on("connection", (socket) => {
        socket.on("n", (n: number, answer?: (n: number) => void) => {
          log.note("server", n);
          answer?.(n);
        });
      });
      const here = world.client("/", { autoConnect: false });
      log.note("returned", here.emit("n", 1) === here);
      here.emit("n", 2);
      here.send("nobody listens to it");
      const answer = here.emitWithAck("n", 3);
      here.connect();
      log.note("answer", await answer);
    },
  },
  {
    title: "what is volatile is not kept until the connection is there",
    async play(world) {
      const { log, io } = world;
      io.on("connection", (socket) => {
        socket.on("n", (n: number, answer?: () => void) => {
          log.note("server", n);
          answer?.();
        });
      });
      const here = world.client("/", { autoConnect: false });
      here.volatile.emit("n", 1);
      const answer = here.emitWithAck("n", 2);
      here.connect();
      await answer;
      here.volatile.emit("n", 3);
      await here.emitWithAck("n", 4);
    },
  },
  {
    title: "what timed out while it was kept is not sent",
    async play(world) {
      const { log, io } = world;
      io.on("connection", (socket) => {
        socket.on("n", (n: number, answer: () => void) => {
          log.note("server", n);
          answer();
        });
      });
      const here = world.client("/", { autoConnect: false });
      const told = Promise.withResolvers<void>();
      here.timeout(1).emit("n", 1, (...args: unknown[]) => {
        log.note("client", ...args);
        told.resolve();
      });
      await told.promise;
      const answer = here.emitWithAck("n", 2);
      here.connect();
      await answer;
    },
  },
  {
    title: "what is kept goes out, and connect handlers run",
    difference: {
      row: "events kept while offline go out after `connect` handlers have run",
      socketio: { server: [["kept"], ["from connect"]] },
      parley: { server: [["from connect"], ["kept"]] },
    },
    async play(world) {
      const { log, io } = world;
      io.on("connection", (socket) => {
        socket.on("it", (said: string) => log.note("server", said));
        socket.on("settle", (done: () => void) => done());
      });
      const here = world.client("/", { autoConnect: false });
      here.on("connect", () => here.emit("it", "from connect"));
      here.emit("it", "kept");
      here.connect();
      await world.happens(here, "connect");
      await here.emitWithAck("settle");
    },
  },
  {
    title: "what the server says in connection arrives after connect",
    async play(world) {
      const { log, io } = world;
      io.on("connection", (socket) => {
        socket.emit("hello", 1);
        socket.join("blue");
        io.to("blue").emit("hello", 2);
        socket.emit("last");
      });
      const here = world.client();
      here.on("connect", () => log.note("client", "connect", here.connected));
      world.hears("client", here, "hello");
      await world.happens(here, "last");
    },
  },
  {
    title:
      "namespaces of one address share a connection, unless they are told not to",
    async play(world) {
      const { log } = world;
      const shared = { forceNew: false, autoConnect: false };
      const a = world.client("/a", shared);
      const b = world.client("/b", shared);
      const again = world.client("/a", shared);
      const alone = world.client("/c", { autoConnect: false });
      const apart = world.client("/d", { ...shared, multiplex: false });
      log.note(
        "shared",
        a.io === b.io,
        a.io === again.io,
        a.io === alone.io,
        a.io === apart.io,
      );
      log.note("names", a.nsp, b.nsp);
      await Promise.resolve();
    },
  },
  {
    title: "a client that cannot reach the server tries on",
    async play(world) {
      const { log } = world;
      const { port } = new URL(world.origin);
      await world.io.close();
      const here = world.client("/", { reconnection: true });
      const [error] = await world.happens(here, "connect_error");
      log.note("client", error, here.connected, here.active, port !== "");
    },
  },
  {
    title: "a client that is not to come back does not",
    async play(world) {
      const { log } = world;
      const here = world.client("/", { reconnection: false });
      await world.happens(here, "connect");
      const gone = world.happens(here, "disconnect");
      here.io.on("reconnect_attempt", () => log.note("client", "tries"));
      world.cut();
      await gone;
      log.note("client", here.connected);
      const again = world.happens(here, "connect");
      here.disconnect().connect();
      await again;
      log.note("client", here.connected);
    },
  },
  {
    title:
      "whether a client is active that lost its connection, and is not to come back",
    difference: {
      row: "a client without `reconnection` is not `active` once it is lost",
      socketio: { client: [[false, true]] },
      parley: { client: [[false, false]] },
    },
    async play(world) {
      const here = world.client("/", { reconnection: false });
      await world.happens(here, "connect");
      const gone = world.happens(here, "disconnect");
      world.cut();
      await gone;
      world.log.note("client", here.connected, here.active);
    },
  },
  {
    title: "what a connection tells when the server goes away and comes back",
    async play(world) {
      const { log } = world;
      const manager = world.manager();
      watch(world, manager);
      const here = manager.socket("/");
      here.on("connect", () => log.note("socket", "connect"));
      here.on(
        "disconnect",
        (reason) => log.note("socket", "disconnect", reason),
      );
      await world.happens(here, "connect");
      const failed = world.happens(manager, "reconnect_error");
      const again = world.happens(here, "connect");
      await world.io.close();
      await failed;
      await world.restart();
      await again;
      const gone = world.happens(manager, "close");
      here.disconnect();
      await gone;
    },
  },
  {
    title: "what a connection tells when it gives up",
    async play(world) {
      const manager = world.manager({
        reconnectionAttempts: 2,
        reconnectionDelayMax: 5,
      });
      const here = manager.socket("/");
      await world.happens(here, "connect");
      watch(world, manager);
      manager.on("reconnect_attempt", (n) => world.log.note("attempts", n));
      const failed = world.happens(manager, "reconnect_failed");
      const last = new Promise<void>((resolve) => {
        manager.on("reconnect_error", () => failed.then(() => resolve()));
      });
      await world.io.close();
      await last;
      world.log.note("socket", here.connected);
      manager.off();
      here.disconnect();
    },
  },
  {
    title: "manager.open tells that it is open, or why not",
    async play(world) {
      const { log } = world;
      const manager = world.manager({ autoConnect: false });
      const opened = Promise.withResolvers<void>();
      manager.open((error) => {
        log.note("open", error);
        opened.resolve();
      });
      await opened.promise;
      const here = manager.socket("/");
      here.connect();
      await world.happens(here, "connect");
      log.note("socket", here.io === manager);
      here.disconnect();
      await world.io.close();
      const other = world.manager({ autoConnect: false, reconnection: false });
      const failed = Promise.withResolvers<void>();
      other.open((error) => {
        log.note("open", error);
        failed.resolve();
      });
      await failed.promise;
    },
  },
  {
    title: "the ways of a connection can be read and changed",
    async play(world) {
      const { log } = world;
      const manager = world.manager({
        autoConnect: false,
        reconnectionDelay: 1,
        reconnectionDelayMax: 2,
        reconnectionAttempts: 3,
        randomizationFactor: 0.4,
        timeout: 5,
      });
      const read = () =>
        log.note(
          "ways",
          manager.reconnection(),
          manager.reconnectionAttempts(),
          manager.reconnectionDelay(),
          manager.reconnectionDelayMax(),
          manager.randomizationFactor(),
          manager.timeout(),
        );
      read();
      log.note("returned", manager.reconnection(false) === manager);
      manager.reconnectionAttempts(10).reconnectionDelay(20)
        .reconnectionDelayMax(30).randomizationFactor(0.5).timeout(60);
      read();
      await Promise.resolve();
    },
  },
  {
    title: "when a manager opens",
    difference: {
      row: "a `Manager` opens with its first socket, or with `open()`",
      socketio: { manager: [["open"]] },
      parley: { manager: [["not open"], ["open"]] },
    },
    async play(world) {
      const manager = world.manager();
      const ada = world.happens(manager, "open");
      if (world.library === "parley") {
        await world.meet("bob"); // Long enough for a connection.
        world.log.note("manager", "not open");
        manager.open();
      }
      await ada;
      world.log.note("manager", "open");
      manager.socket("/").connect().disconnect();
    },
  },
  {
    title: "when the connection breaks and comes back",
    difference: {
      row: "what was missed is sent again, both ways, from the first event on",
      socketio: {
        client: [["disconnect", "transport close"], [
          "connect",
          "another id",
          false,
        ]],
        server: [["disconnect", "transport close"]],
      },
      parley: {
        client: [
          ["disconnect", "transport close"],
          ["connect", "same id", true],
          ["missed", 1],
        ],
        server: [["away", "transport close"], ["back"]],
      },
    },
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      const { here, there } = ada;
      here.on(
        "disconnect",
        (reason) => log.note("client", "disconnect", reason),
      );
      here.on("connect", () =>
        log.note(
          "client",
          "connect",
          here.id === there.id ? "same id" : "another id",
          here.recovered || false,
        ));
      world.hears("client", here, "missed");
      there.on("disconnect", (reason) => {
        if (there.connected) return;
        log.note("server", "disconnect", reason);
      });
      there.on("away", (reason) => {
        log.note("server", "away", reason);
        there.emit("missed", 1);
      });
      there.on("back", () => log.note("server", "back"));
      const again = world.happens(here, "connect");
      const noticed = world.happens(there, "disconnect", "away");
      world.cut();
      await noticed;
      await again;
      if (there.connected) await world.settle(ada);
      there.removeAllListeners("disconnect");
    },
  },
];
