/** How sockets end, and what both sides are told. */

import type { Scenario } from "../scenario.ts";
import type { Pair, World } from "../world.ts";

/** Logs the ends of both sides, and resolves when both have heard of them. */
function ending(world: World, { name, here, there }: Pair): Promise<unknown> {
  const { log } = world;
  const both = [here, there].map((end) => world.happens(end, "disconnect"));
  here.on(
    "disconnect",
    (reason) =>
      log.note(
        `${name} here`,
        "disconnect",
        reason,
        here.connected,
        here.id,
        here.active,
      ),
  );
  there.on(
    "disconnecting",
    (reason) => log.note(`${name} there`, "disconnecting", reason),
  );
  there.on(
    "disconnect",
    (reason) =>
      log.note(`${name} there`, "disconnect", reason, there.connected),
  );
  return Promise.all(both);
}

/** Someone's end, and the reasons that both sides are told. */
function reasons(
  title: string,
  end: (world: World, pair: Pair) => unknown,
  rest: Partial<Scenario> = {},
): Scenario {
  return {
    title: `the reasons, if ${title}`,
    ...rest,
    async play(world) {
      const ada = await world.meet("ada");
      const ended = ending(world, ada);
      await end(world, ada);
      await ended;
    },
  };
}

export const ENDINGS: readonly Scenario[] = [
  reasons("the client disconnects", (_, { here }) => here.disconnect()),
  reasons("the client closes", (_, { here }) => here.close()),
  reasons(
    "the server disconnects the socket",
    (_, { there }) => there.disconnect(),
  ),
  reasons(
    "the server closes the connection",
    (_, { there }) => there.disconnect(true),
  ),
  reasons(
    "the server disconnects all sockets",
    ({ io }) => io.disconnectSockets(),
  ),
  reasons("the server disconnects a room", ({ io }, { there }) => {
    there.join("blue");
    io.in("blue").disconnectSockets(true);
  }),
  {
    title: "the reasons, if the server closes",
    async play(world) {
      const ada = await world.meet("ada", "/", { reconnectionDelay: 60_000 });
      const { log } = world;
      const both = [ada.here, ada.there].map((end) =>
        world.happens(end, "disconnect")
      );
      ada.here.on("disconnect", (reason) => {
        log.note("here", reason, ada.here.connected, ada.here.active);
      });
      ada.there.on(
        "disconnecting",
        (reason) => log.note("there", "disconnecting", reason),
      );
      ada.there.on(
        "disconnect",
        (reason) => log.note("there", "disconnect", reason),
      );
      await world.io.close();
      await Promise.all(both);
      log.note("left", world.io.of("/").sockets.size);
    },
  },
  {
    title: "the reasons, if the connection breaks for good",
    async play(world) {
      const ada = await world.meet("ada", "/", { reconnection: false });
      const { log } = world;
      const both = [ada.here, ada.there].map((end) =>
        world.happens(end, "disconnect")
      );
      ada.there.on(
        "disconnecting",
        (reason) =>
          log.note("there", "disconnecting", reason, ada.there.rooms.size),
      );
      ada.there.on(
        "disconnect",
        (reason) =>
          log.note("there", "disconnect", reason, ada.there.rooms.size),
      );
      ada.here.on("disconnect", (reason) => log.note("here", reason));
      world.cut();
      await Promise.all(both);
    },
    // A session that is not kept: what Socket.IO does when it recovers nothing.
    ways: { parley: { limits: { sessionMs: 1 } } },
  },
  {
    title:
      "who was disconnected by the server does not come back by itself, but may",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      const gone = world.happens(ada.here, "disconnect");
      ada.here.io.on("reconnect_attempt", () => log.note("client", "tries"));
      ada.there.disconnect();
      await gone;
      log.note("client", ada.here.active, ada.here.connected);
      await world.meet("bob");
      const again = world.happens(ada.here, "connect");
      ada.here.connect();
      await again;
      log.note("client", ada.here.active, ada.here.connected);
    },
  },
  {
    title:
      "who was disconnected by the server, with its connection, may come back",
    async play(world) {
      const ada = await world.meet("ada");
      const gone = world.happens(ada.here, "disconnect");
      ada.there.disconnect(true);
      await gone;
      const again = world.happens(ada.here, "connect");
      ada.here.connect();
      await again;
      world.log.note("client", ada.here.active, ada.here.connected);
    },
  },
  {
    title: "a socket that is disconnected in connection has been connected",
    async play(world) {
      const { io, log } = world;
      io.on("connection", (socket) => {
        log.note("returned", socket.disconnect() === socket);
      });
      const here = world.client();
      here.on("connect", () => log.note("client", "connect"));
      here.on(
        "disconnect",
        (reason) => log.note("client", "disconnect", reason),
      );
      await world.happens(here, "disconnect");
    },
  },
  {
    title: "what was said before the end arrives before it",
    async play(world) {
      const ada = await world.meet("ada");
      const { log } = world;
      world.hears("here", ada.here, "last words");
      world.hears("there", ada.there, "last words");
      ada.here.on("disconnect", () => log.note("here", "disconnect"));
      ada.there.on("disconnect", () => log.note("there", "disconnect"));
      const gone = world.happens(ada.here, "disconnect");
      ada.there.emit("last words", 1);
      ada.there.disconnect();
      await gone;
    },
  },
  {
    title: "what a client said before it disconnects",
    difference: {
      row: "what a client emits just before it disconnects is heard",
      socketio: { there: [["disconnect"]] },
      parley: { there: [["last words", 2], ["disconnect"]] },
    },
    async play(world) {
      const { here, there } = await world.meet("ada");
      world.hears("there", there, "last words");
      there.on("disconnect", () => world.log.note("there", "disconnect"));
      const gone = world.happens(there, "disconnect");
      here.emit("last words", 2);
      here.disconnect();
      await gone;
    },
  },
  {
    title: "nothing is heard, and told, twice",
    async play(world) {
      const ada = await world.meet("ada");
      const { log } = world;
      ada.here.on("disconnect", () => log.note("here", "disconnect"));
      ada.there.on("disconnect", () => log.note("there", "disconnect"));
      const gone = world.happens(ada.there, "disconnect");
      ada.here.disconnect();
      ada.here.disconnect();
      await gone;
      ada.there.disconnect();
      ada.there.disconnect(true);
      const bob = await world.meet("bob");
      await world.settle(bob);
    },
  },
  {
    title: "one namespace ends, and the other does not",
    async play(world) {
      const { io, log } = world;
      const manager = world.manager();
      const coming = [io, io.of("/chat")].map((nsp) =>
        world.happens(nsp, "connection")
      );
      const main = manager.socket("/");
      const chat = manager.socket("/chat");
      await Promise.all(coming);
      await Promise.all(
        [main, chat].map((one) =>
          one.connected || world.happens(one, "connect")
        ),
      );
      main.on("disconnect", (reason) => log.note("main", reason));
      chat.on("disconnect", (reason) => log.note("chat", reason));
      const chatGone = world.happens(chat, "disconnect");
      io.of("/chat").disconnectSockets();
      await chatGone;
      log.note("are", main.connected, chat.connected);
      const mainGone = world.happens(main, "disconnect");
      io.disconnectSockets(true);
      await mainGone;
      log.note("are", main.connected, chat.connected);
    },
  },
  {
    title: "what is told with the reason",
    difference: {
      row: "`disconnect` and `disconnecting` tell a reason, and no description",
      socketio: {
        there: [["disconnecting", 2], ["disconnect", 2]],
        here: [["disconnect", 2]],
      },
      parley: {
        there: [["disconnecting", 1], ["disconnect", 1]],
        here: [["disconnect", 1]],
      },
    },
    async play(world) {
      const ada = await world.meet("ada");
      const { log } = world;
      ada.here.on(
        "disconnect",
        (...args) => log.note("here", "disconnect", args.length),
      );
      for (const event of ["disconnecting", "disconnect"] as const) {
        ada.there.on(event, (...args) => log.note("there", event, args.length));
      }
      const gone = world.happens(ada.there, "disconnect");
      ada.here.disconnect();
      await gone;
    },
  },
  {
    title: "a server that was closed listens again",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      const again = world.happens(ada.here, "connect");
      await world.restart((io) => {
        io.on("connection", () => log.note("server", "connection"));
      });
      await again;
      log.note("client", ada.here.connected, ada.here.recovered || false);
    },
  },
];
