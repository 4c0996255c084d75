/** Who is let in, and what is let through. */

import type { Scenario } from "../scenario.ts";

/** An error with something beside its message. */
function no(message: string, data?: unknown): Error {
  return Object.assign(new Error(message), data === undefined ? {} : { data });
}

export const MIDDLEWARES: readonly Scenario[] = [
  {
    title: "middlewares are asked in their order, before connection",
    async play(world) {
      const { io, log } = world;
      io.use((socket, next) => {
        log.note("order", 1, socket.connected, io.of("/").sockets.size);
        next();
      });
      io.use((_, next) => {
        log.note("order", 2);
        queueMicrotask(() => next());
      });
      io.on(
        "connection",
        (socket) => log.note("order", "connection", socket.connected),
      );
      await world.meet("ada");
    },
  },
  {
    title: "next(error) is connect_error, with its message and its data",
    async play(world) {
      const { io, log } = world;
      io.use((_, next) => next(no("not you", { code: 7 })));
      io.use(() => log.note("second", "asked"));
      io.on("connection", () => log.note("server", "connection"));
      const here = world.client();
      here.on("connect", () => log.note("client", "connect"));
      const [error] = await world.happens(here, "connect_error");
      if (!(error instanceof Error)) return;
      log.note("client", error.message, "data" in error && error.data);
      log.note("client", here.connected, here.active, here.id);
      log.note("server", io.of("/").sockets.size);
    },
  },
  {
    title: "who was refused may connect again, with something else to show",
    async play(world) {
      const { io, log } = world;
      io.use(({ handshake: { auth } }, next) => {
        const said: unknown = Object(auth).token;
        log.note("asked", said);
        next(said === "good" ? undefined : no("bad"));
      });
      const here = world.client("/", { auth: { token: "bad" } });
      await world.happens(here, "connect_error");
      here.auth = { token: "good" };
      here.connect();
      await world.happens(here, "connect");
      log.note("client", here.connected, here.active);
    },
  },
  {
    title: "each namespace has its own middlewares",
    async play(world) {
      const { io, log } = world;
      io.use((_, next) => {
        log.note("asked", "/");
        next();
      });
      io.of("/other").use((_, next) => {
        log.note("asked", "/other");
        next(no("closed"));
      });
      const here = world.client("/other");
      const [error] = await world.happens(here, "connect_error");
      log.note("client", error instanceof Error && error.message);
      await world.meet("ada");
    },
  },
  {
    title: "what a middleware puts into data is there later",
    async play(world) {
      const { io, log } = world;
      io.use((socket, next) => {
        socket.data.user = Object(socket.handshake.auth).user;
        next();
      });
      const { there } = await world.meet("ada", "/", { auth: { user: "Ada" } });
      log.note("data", there.data, there.handshake.auth);
    },
  },
  {
    title:
      "rooms that are joined while a middleware thinks are left when it refuses",
    async play(world) {
      const { io, log } = world;
      io.use((socket, next) => {
        socket.join("blue");
        next(no("no"));
      });
      const here = world.client();
      await world.happens(here, "connect_error");
      log.note("rooms", io.of("/").adapter.rooms.size);
    },
  },
  {
    title:
      "rooms that are joined while a middleware thinks are kept when it does not",
    async play(world) {
      world.io.use((socket, next) => {
        socket.join("blue");
        next();
      });
      const ada = await world.meet("ada");
      world.log.note("rooms", ada.there.rooms);
    },
  },
  {
    title:
      "socket.use hears each event with its arguments, before its listeners",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      ada.there.on("it", (n: number) => log.note("order", "listener", n));
      ada.there.use(([event, ...args], next) => {
        if (event !== "settle") log.note("order", "first", event, ...args);
        next();
      });
      ada.there.use(([event], next) => {
        if (event !== "settle") log.note("order", "second");
        next();
      });
      ada.there.onAny((event) =>
        event !== "settle" && log.note("order", "any")
      );
      ada.here.emit("it", 1);
      await world.settle(ada);
    },
  },
  {
    title: "socket.use may change an event",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      world.hears("server", ada.there, "it", "renamed");
      ada.there.use((event, next) => {
        if (event[0] === "change") event[1] = "changed";
        if (event[0] === "rename") event[0] = "renamed";
        if (event[0] === "change") event[0] = "it";
        next();
      });
      ada.here.emit("change", "said");
      ada.here.emit("rename", 2);
      await world.settle(ada);
      log.note("played", true);
    },
  },
  {
    title: "socket.use may refuse an event",
    difference: {
      row: "a refusal by `socket.use` is told to the client; order stays",
      socketio: {
        server: [["error", "(error)"]],
        "client's other": [["came"]],
      },
      parley: { client: [["error", "(error)"]], "client's other": [["came"]] },
    },
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      const { here, there } = ada;
      there.on("no", () => log.note("server", "heard"));
      there.on("other", () => log.note("client's other", "came"));
      there.use(([event], next) => next(event === "no" ? no("no") : undefined));
      // Both have an event `error`, of which Parley's types know the client's alone.
      world.hears("server", there, "error");
      world.hears("client", here, "error");
      here.emit("no");
      here.emit("other");
      await world.settle(ada);
    },
  },
  {
    title: "a question that socket.use refuses",
    difference: {
      row: "a refusal by `socket.use` is told to the client; order stays",
      socketio: { client: [["timed out"]] },
      parley: { client: [["refused at once"]] },
    },
    async play(world) {
      const ada = await world.meet("ada");
      ada.there.on("error", () => {});
      ada.there.use(([event], next) =>
        next(event === "no" ? no("no") : undefined)
      );
      const isOurs = world.library === "parley";
      await ada.here.timeout(isOurs ? 60_000 : 20).emitWithAck("no").catch(() =>
        world.log.note("client", isOurs ? "refused at once" : "timed out")
      );
    },
  },
  {
    title: "a listener that rejects",
    difference: {
      row: "a handler may be `async`; what it throws costs one event",
      socketio: { client: [["not tried: the process would end"]] },
      parley: { client: [["refused"], ["still there", true]] },
    },
    async play(world) {
      if (world.library === "socketio") {
        return world.log.note("client", "not tried: the process would end");
      }
      const ada = await world.meet("ada");
      ada.there.on("it", () => Promise.reject(new Error("a mistake")));
      await ada.here.emitWithAck("it").catch(() =>
        world.log.note("client", "refused")
      );
      await world.settle(ada);
      world.log.note("client", "still there", ada.here.connected);
    },
    ways: { parley: { onFault() {} } },
  },
  {
    title: "allowRequest keeps who is not wanted out",
    async play(world) {
      const { log } = world;
      const here = world.client("/", { reconnection: false });
      const [error] = await world.happens(here, "connect_error");
      log.note("client", error, here.connected);
    },
    ways: { both: { allowRequest: (_, answer) => answer("no", false) } },
  },
  {
    title: "what the engine tells of a request that was refused",
    difference: {
      row:
        "`io.path` is a property, and `io.engine`'s errors have HTTP's codes",
      socketio: { engine: [[4]] },
      parley: { engine: [[403]] },
    },
    async play(world) {
      const { log, io } = world;
      io.engine.on("connection_error", ({ code }) => log.note("engine", code));
      const here = world.client("/", { reconnection: false });
      await world.happens(here, "connect_error");
    },
    ways: { both: { allowRequest: (_, answer) => answer("no", false) } },
  },
];
