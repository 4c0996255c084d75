/** Several conversations beside each other. */

import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

/** Why a client is not let into a namespace, or that it is. */
async function tryOut(world: World, ns: string): Promise<void> {
  const here = world.client(ns);
  await world.happens(here, "connect", "connect_error");
  world.log.note(ns, here.connected, here.active);
}

export const NAMESPACES: readonly Scenario[] = [
  {
    title: "events and ids of two namespaces are apart",
    async play(world) {
      const { io, log } = world;
      const ada = await world.meet("ada");
      const bob = await world.meet("bob", "/chat");
      world.hears("ada", ada.here, "hello");
      world.hears("bob", bob.here, "hello");
      io.emit("hello", 1);
      io.of("/chat").emit("hello", 2);
      log.note("names", ada.there.nsp.name, bob.there.nsp.name, bob.here.nsp);
      log.note("sizes", io.of("/").sockets.size, io.of("/chat").sockets.size);
      log.note("has", io.of("/chat").sockets.has(bob.there.id));
      log.note("nsp", bob.there.nsp === io.of("/chat"));
      log.note(
        "server",
        io.of("/chat").server === io,
        io.sockets.server === io,
      );
      await world.settle(ada, bob);
    },
  },
  {
    title: "io.of takes a name with or without its slash, and makes it once",
    async play(world) {
      const { io, log } = world;
      log.note(
        "same",
        io.of("chat") === io.of("/chat"),
        io.of("") === io.of("/"),
      );
      log.note("name", io.of("chat").name);
      io.of("/greeting", (socket) => log.note("greeted", socket.nsp.name));
      await world.meet("ada", "/greeting");
    },
  },
  {
    title: "two namespaces of one connection",
    async play(world) {
      const { io, log } = world;
      const manager = world.manager();
      const coming = [io, io.of("/chat")].map((nsp) =>
        world.happens(nsp, "connection")
      );
      const main = manager.socket("/");
      const chat = manager.socket("/chat");
      const [[first], [second]] = await Promise.all(coming) as [
        [typeof main],
        [typeof chat],
      ];
      log.note("ids", first.id === second.id);
      await Promise.all(
        [main, chat].map((one) =>
          one.connected || world.happens(one, "connect")
        ),
      );
      log.note(
        "same",
        manager.socket("/chat") === chat,
        chat.io === manager,
        main.io === manager,
      );
      const gone = world.happens(second, "disconnect");
      chat.disconnect();
      await gone;
      log.note(
        "others",
        main.connected,
        chat.connected,
        io.of("/chat").sockets.size,
      );
      log.note("count", io.engine.clientsCount);
      chat.connect();
      await world.happens(chat, "connect");
      log.note("again", chat.connected);
      main.disconnect();
      chat.disconnect();
    },
  },
  {
    title: "a namespace that is not there",
    async play(world) {
      const { log } = world;
      const here = world.client("/nowhere");
      here.on("connect", () => log.note("client", "connect"));
      const [error] = await world.happens(here, "connect_error");
      log.note("client", error, here.connected, here.active);
    },
  },
  {
    title: "the words for a namespace that is not there",
    difference: {
      row: "errors have sentences of their own, and a `code`",
      socketio: { client: [["Invalid namespace", "(undefined)"]] },
      parley: {
        client: [[
          "Cannot connect: there is no such namespace",
          "namespace-unknown",
        ]],
      },
    },
    async play(world) {
      const here = world.client("/nowhere");
      const [error] = await world.happens(here, "connect_error");
      if (!(error instanceof Error)) return;
      world.log.note(
        "client",
        error.message,
        "code" in error ? error.code : undefined,
      );
    },
  },
  {
    title: "new_namespace tells of each, but not of the main one",
    async play(world) {
      const { io, log } = world;
      io.on("new_namespace", ({ name }) => log.note("new", name));
      io.of("/");
      io.of("/chat");
      io.of("/chat");
      io.of(/^\/tenant-/);
      await tryOut(world, "/tenant-1");
      await tryOut(world, "/tenant-1");
    },
  },
  {
    title: "a pattern makes namespaces as clients ask for them",
    async play(world) {
      const { io, log } = world;
      const tenants = io.of(/^\/tenant-\d+$/);
      tenants.use((socket, next) => {
        log.note("asked", socket.nsp.name);
        next();
      });
      tenants.on("connection", ({ nsp }) => {
        log.note("came", nsp.name, nsp === io.of(nsp.name), nsp.sockets.size);
      });
      await tryOut(world, "/tenant-1");
      await tryOut(world, "/tenant-2");
      await tryOut(world, "/tenant-x");
    },
  },
  {
    title: "a parent speaks to all of its children",
    async play(world) {
      const { io } = world;
      const tenants = io.of(/^\/tenant-\d+$/);
      const clients = [];
      for (const ns of ["/tenant-1", "/tenant-2"]) {
        const coming = world.happens(tenants, "connection");
        const here = world.client(ns);
        world.hears(ns, here, "hello");
        await coming;
        clients.push(here);
      }
      const main = await world.meet("ada");
      world.hears("main", main.here, "hello");
      const last = clients.map((here) => world.happens(here, "last"));
      tenants.emit("hello", 1);
      tenants.to("nobody's room").emit("hello", 2);
      tenants.except("nobody's room").emit("hello", 3);
      tenants.emit("last");
      await Promise.all(last);
    },
  },
  {
    title: "a function decides which namespaces there are",
    async play(world) {
      const { io, log } = world;
      io.of((name, auth, next) => {
        log.note("asked", name, auth);
        next(null, name === "/yes");
      });
      await tryOut(world, "/yes");
      await tryOut(world, "/no");
    },
  },
  {
    title: "the first of several parents that says yes has the namespace",
    async play(world) {
      const { io, log } = world;
      io.of((name, _, next) => {
        log.note("asked", 1, name);
        next(null, name === "/a");
      }).on("connection", () => log.note("came", 1));
      io.of((name, _, next) => {
        log.note("asked", 2, name);
        next(null, true);
      }).on("connection", () => log.note("came", 2));
      await tryOut(world, "/a");
      await tryOut(world, "/b");
    },
  },
  {
    title:
      "a name that the server names is a child of the pattern that it matches",
    async play(world) {
      const { io, log } = world;
      io.of(/^\/tenant-/).on(
        "connection",
        ({ nsp }) => log.note("parent", nsp.name),
      );
      io.of("/tenant-1").on(
        "connection",
        ({ nsp }) => log.note("own", nsp.name),
      );
      await tryOut(world, "/tenant-1");
    },
  },
  {
    title: "a child without sockets goes, if it is told to",
    async play(world) {
      const { io, log } = world;
      const made: string[] = [];
      io.on("new_namespace", ({ name }) => made.push(name));
      const tenants = io.of(/^\/tenant-/);
      for (let n = 0; n < 2; n++) {
        const coming = world.happens(tenants, "connection");
        const here = world.client("/tenant-1");
        await coming;
        if (!here.connected) await world.happens(here, "connect");
        const ada = await world.meet("ada");
        const gone = world.happens(ada.there, "disconnect");
        here.disconnect();
        ada.here.disconnect();
        await gone;
        await world.settle(await world.meet("bob"));
      }
      log.note("made", ...made);
    },
    ways: { both: { cleanupEmptyChildNamespaces: true } },
  },
  {
    title: "a parent fetches the sockets of its children",
    difference: {
      row: "a parent namespace fetches the sockets of its children",
      socketio: { sockets: [["thrown"]] },
      parley: { sockets: [[1]] },
    },
    async play(world) {
      const tenants = world.io.of(/^\/tenant-/);
      const coming = world.happens(tenants, "connection");
      world.client("/tenant-1");
      await coming;
      try {
        const sockets = await tenants.fetchSockets();
        world.log.note("sockets", sockets.length);
      } catch {
        world.log.note("sockets", "thrown");
      }
    },
  },
];
