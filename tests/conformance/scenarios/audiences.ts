/** Who hears what is said to many. */

import type { Scenario } from "../scenario.ts";
import type { Pair, World } from "../world.ts";

/** Ada is in blue, Bob in blue and green, Eve in green; each hears `hello` and `message`. */
async function three(world: World): Promise<[Pair, Pair, Pair]> {
  const ada = await world.meet("ada");
  const bob = await world.meet("bob");
  const eve = await world.meet("eve");
  ada.there.join("blue");
  bob.there.join(["blue", "green"]);
  eve.there.join("green");
  for (const { name, here } of [ada, bob, eve]) {
    world.hears(name, here, "hello", "message");
  }
  return [ada, bob, eve];
}

/** Says something to many, numbered, and waits until everyone who is to hear it has. */
function saying(
  title: string,
  say: (world: World, ada: Pair, bob: Pair, eve: Pair) => unknown,
): Scenario {
  return {
    title,
    async play(world) {
      const all = await three(world);
      await say(world, ...all);
      await world.settle(...all);
    },
  };
}

export const AUDIENCES: readonly Scenario[] = [
  saying("io.emit reaches everyone", ({ io, log }) => {
    log.note("returned", io.emit("hello", 1, "two", { three: [3] }));
  }),
  saying("io.send and io.write are the event message", ({ io, log }) => {
    log.note("returned", io.send("a") === io, io.write("b") === io);
  }),
  saying("io.to reaches a room, and io.in is the same", ({ io }) => {
    io.to("blue").emit("hello", 1);
    io.in("green").emit("hello", 2);
  }),
  saying("a union of rooms reaches everyone once", ({ io }) => {
    io.to("blue").to("green").emit("hello", 1);
    io.to(["blue", "green"]).emit("hello", 2);
    io.in("blue").in(["blue", "green"]).emit("hello", 3);
  }),
  saying("a room that nobody is in reaches nobody", ({ io, log }) => {
    log.note("returned", io.to("red").emit("hello", 1));
  }),
  saying("except goes before to, and takes rooms and ids", ({ io }, ada) => {
    io.except("green").emit("hello", 1);
    io.to("blue").except("green").emit("hello", 2);
    io.except(["blue", "red"]).emit("hello", 3);
    io.except(ada.there.id).emit("hello", 4);
    io.to("green").except("blue").except("green").emit("hello", 5);
  }),
  saying(
    "the id of a socket is a room with only it in it",
    ({ io }, ada, bob) => {
      io.to(ada.there.id).emit("hello", 1);
      io.to([ada.there.id, bob.there.id]).emit("hello", 2);
    },
  ),
  saying("an audience is a value: to adds to another one", ({ io }) => {
    const blue = io.to("blue");
    const both = blue.to("green");
    blue.emit("hello", 1);
    both.emit("hello", 2);
    blue.except("green");
    blue.emit("hello", 3);
  }),
  saying("socket.to leaves its own socket out", (_, ada, bob, eve) => {
    ada.there.to("blue").emit("hello", 1);
    bob.there.in(["blue", "green"]).emit("hello", 2);
    eve.there.to("blue").emit("hello", 3); // Eve is not in it.
  }),
  saying("a socket never hears what it says to its own room", ({ io }, ada) => {
    ada.there.to(ada.there.id).emit("hello", 1);
    io.to(ada.there.id).emit("hello", 2);
  }),
  saying("socket.broadcast is everyone else", (_, ada, bob) => {
    ada.there.broadcast.emit("hello", 1);
    bob.there.broadcast.to("green").emit("hello", 2);
    bob.there.broadcast.except("green").emit("hello", 3);
  }),
  saying("socket.except is everyone else but some", (_, ada, bob, eve) => {
    ada.there.except(eve.there.id).emit("hello", 1);
    bob.there.except("green").emit("hello", 3);
    ada.there.to("blue").except("green").emit("hello", 2);
  }),
  saying("socket.local is everyone else on this server", ({ io }, ada) => {
    ada.there.local.emit("hello", 1);
    ada.there.local.to("blue").emit("hello", 2);
    io.local.emit("hello", 3);
    io.to("blue").local.emit("hello", 4);
  }),
  saying("socket.emit, send and write reach one", ({ log }, ada) => {
    log.note("returned", ada.there.emit("hello", 1));
    log.note("returned", ada.there.send(2) === ada.there);
    log.note("returned", ada.there.write(3) === ada.there);
  }),
  saying("compress changes nothing about who hears", ({ io }, ada) => {
    io.compress(true).emit("hello", 1);
    io.to("blue").compress(false).emit("hello", 2);
    ada.there.compress(true).emit("hello", 3);
    ada.there.compress(true).to("blue").emit("hello", 4);
    ada.there.to("blue").compress(true).emit("hello", 5);
  }),
  saying(
    "volatile reaches those who are connected and idle",
    async (world, ...all) => {
      const [ada, bob, eve] = all;
      const { io } = world;
      io.volatile.emit("hello", 1);
      await world.settle(...all);
      io.to("blue").volatile.emit("hello", 2);
      await world.settle(...all);
      ada.there.volatile.emit("hello", 3);
      await world.settle(...all);
      bob.there.volatile.broadcast.emit("hello", 4);
      await world.settle(...all);
      eve.there.volatile.to("blue").emit("hello", 5);
      await world.settle(...all);
      io.volatile.to("blue").except("green").emit("hello", 6);
    },
  ),
  saying("an audience without rooms that a list had is", ({ io }) => {
    io.to([]).to("blue").emit("hello", 1);
    io.to("blue").to([]).emit("hello", 2);
    io.except([]).emit("hello", 3);
  }),
  {
    title: "an empty list of rooms",
    difference: {
      row: "`io.to([]).emit(…)` reaches nobody",
      socketio: { ada: [["hello", 1], ["hello", 2]] },
      parley: { ada: [["hello", 2]] },
    },
    async play(world) {
      const ada = await world.meet("ada");
      world.hears("ada", ada.here, "hello");
      world.io.to([]).emit("hello", 1);
      world.io.emit("hello", 2);
      await world.settle(ada);
    },
  },
  {
    title: "sockets that are fetched, made to join, to leave, and to go",
    async play(world) {
      const { io, log } = world;
      const [ada, bob, eve] = await three(world);
      const ids = async (audience: Pick<typeof io, "fetchSockets">) =>
        (await audience.fetchSockets()).map(({ id }) => id).sort();
      const names = [ada, bob, eve].map(({ there }) => there.id).sort();
      log.note("all", (await ids(io)).join() === names.join());
      log.note("blue", (await ids(io.in("blue"))).length);
      log.note("green alone", ...await ids(io.in("green").except("blue")));
      log.note("but ada", (await ids(io.except(ada.there.id))).length);
      log.note("others", (await ids(ada.there.broadcast)).length);
      log.note("nobody", ...await ids(io.in("red")));
      io.in("green").except("blue").socketsJoin(["red", "white"]);
      log.note("eve", eve.there.rooms);
      log.note("red", ...await ids(io.in("red")));
      io.in("red").socketsLeave("green");
      log.note("eve", eve.there.rooms);
      io.socketsJoin("all");
      io.socketsLeave(["blue", "green"]);
      log.note("bob", bob.there.rooms);
      const gone = world.happens(ada.here, "disconnect");
      ada.here.on("disconnect", (reason) => log.note("ada", reason));
      io.in(ada.there.id).disconnectSockets();
      await gone;
      log.note("left", (await ids(io)).length);
    },
  },
  {
    title: "a fetched socket can be spoken to, moved and ended",
    async play(world) {
      const { io, log } = world;
      const ada = await world.meet("ada", "/", { auth: { token: "t" } });
      Object.assign(ada.there.data, { user: "Ada" });
      world.hears("ada", ada.here, "hello");
      ada.here.on("disconnect", (reason) => log.note("ada", reason));
      ada.here.on("name?", (answer: (name: string) => void) => answer("Ada"));
      const [fetched] = await io.fetchSockets();
      if (!fetched) throw new Error("Cannot go on without a socket");
      log.note("it", fetched.id, fetched.data, fetched.handshake.auth);
      log.note("emits", fetched.emit("hello", 1));
      log.note("answers", await fetched.timeout(5_000).emitWithAck("name?"));
      fetched.join("blue");
      fetched.join(["green", "red"]);
      fetched.leave("green");
      log.note("rooms", ada.there.rooms);
      const gone = world.happens(ada.here, "disconnect");
      fetched.disconnect();
      await gone;
    },
  },
  {
    title: "disconnectSockets(true) ends the sockets of all namespaces",
    async play(world) {
      const { io } = world;
      io.of("/other");
      const manager = world.manager();
      const coming = [io, io.of("/other")].map((nsp) =>
        world.happens(nsp, "connection")
      );
      const main = manager.socket("/");
      const other = manager.socket("/other");
      main.on("disconnect", (reason) => world.log.note("main", reason));
      other.on("disconnect", (reason) => world.log.note("other", reason));
      await Promise.all(coming);
      await Promise.all(
        [main, other].map((one) =>
          one.connected || world.happens(one, "connect")
        ),
      );
      const gone = [main, other].map((one) => world.happens(one, "disconnect"));
      io.disconnectSockets(true);
      await Promise.all(gone);
    },
  },
  {
    title: "names that are reserved cannot be emitted",
    async play(world) {
      const { io, log } = world;
      const ada = await world.meet("ada");
      const names = [
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
      ];
      const throwing = (what: string, emit: (name: string) => unknown) => {
        for (const name of names) {
          try {
            emit(name);
            log.note(what, name, "emitted");
          } catch {
            log.note(what, name, "thrown");
          }
        }
      };
      throwing("io", (name) => io.emit(name));
      throwing("audience", (name) => io.to("blue").emit(name));
      throwing("socket", (name) => ada.there.emit(name));
      throwing("client", (name) => ada.here.emit(name));
    },
  },
  {
    title: "serverSideEmit on the only server is heard by nobody",
    async play(world) {
      const { io, log } = world;
      io.on("load?", () => log.note("server", "heard"));
      // Socket.IO prints that its adapter cannot do this.
      log.note("returned", io.serverSideEmit("load?", 1));
      await world.meet("ada");
    },
  },
];
