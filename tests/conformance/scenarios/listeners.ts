/** Who listens to what. */

import type { Scenario } from "../scenario.ts";
import type { Pair, World } from "../world.ts";

/** Everything but the event by which a scenario waits. */
const heard = (
  { log }: World,
  who: string,
) =>
(event: string, ...args: unknown[]) => {
  if (event !== "settle") log.note(who, event, ...args);
};

/** The same with each end of a pair as the one who hears. */
function onEitherEnd(
  title: string,
  play: (
    world: World,
    end: Pair["here"] | Pair["there"],
    say: (event: string, ...args: unknown[]) => Promise<void>,
  ) => Promise<void>,
): Scenario[] {
  return [
    {
      title: `${title}, on the server`,
      async play(world) {
        const ada = await world.meet("ada");
        await play(world, ada.there, async (...said) => {
          ada.here.emit(...said);
          await world.settle(ada);
        });
        world.log.note("played", true);
      },
    },
    {
      title: `${title}, on the client`,
      async play(world) {
        const ada = await world.meet("ada");
        await play(world, ada.here, async (...said) => {
          ada.there.emit(...said);
          await world.settle(ada);
        });
        world.log.note("played", true);
      },
    },
  ];
}

export const LISTENERS: readonly Scenario[] = [
  ...onEitherEnd(
    "on hears each time, once the next time",
    async ({ log }, end, say) => {
      end.on("it", (n: number) => log.note("on", n));
      end.once("it", (n: number) => log.note("once", n));
      await say("it", 1);
      await say("it", 2);
    },
  ),
  ...onEitherEnd(
    "listeners are called in their order",
    async ({ log }, end, say) => {
      end.on("it", () => log.note("called", 1));
      end.once("it", () => log.note("called", 2));
      end.on("it", () => log.note("called", 3));
      await say("it");
      await say("it");
    },
  ),
  ...onEitherEnd(
    "off forgets one, removeAllListeners all of an event",
    async ({ log }, end, say) => {
      const one = () => log.note("one");
      const other = () => log.note("other");
      end.on("it", one);
      end.on("it", other);
      end.once("it", one);
      await say("it");
      end.off("it", one);
      await say("it");
      end.removeAllListeners("it");
      end.off("it", one);
      await say("it");
      end.once("it", one);
      end.removeListener("it", one);
      await say("it");
      log.note("left", end.listeners("it").length);
    },
  ),
  ...onEitherEnd(
    "a listener that is removed meanwhile is called for the last time",
    async ({ log }, end, say) => {
      const second = () => log.note("second");
      end.on("it", () => {
        log.note("first");
        end.off("it", second);
        end.on("it", () => log.note("third"));
      });
      end.on("it", second);
      await say("it");
    },
  ),
  ...onEitherEnd("listeners are as they were added", async ({ log }, end) => {
    const one = () => {};
    end.on("it", one);
    end.once("it", one);
    const [first] = end.listeners("it");
    log.note("listeners", end.listeners("it").length, first === one);
    log.note("none", end.listeners("another").length);
    await Promise.resolve();
  }),
  {
    title: "the same listener twice, and off",
    difference: {
      row: "`off(event, listener)` forgets it, however often it was added",
      socketio: { server: [[1]] },
      parley: {},
    },
    async play(world) {
      const ada = await world.meet("ada");
      const listener = (n: number) => world.log.note("server", n);
      ada.there.on("it", listener);
      ada.there.on("it", listener);
      ada.there.off("it", listener);
      ada.here.emit("it", 1);
      await world.settle(ada);
    },
  },
  {
    title: "the server's socket has the names of Node's emitter",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      const { there } = ada;
      there.addListener("it", () => log.note("called", "added"));
      there.prependListener("it", () => log.note("called", "before"));
      there.prependOnceListener("it", () => log.note("called", "before, once"));
      log.note(
        "count",
        there.listenerCount("it"),
        there.eventNames().includes("it"),
      );
      ada.here.emit("it");
      ada.here.emit("it");
      await world.settle(ada);
      log.note("count", there.listenerCount("it"));
      there.removeAllListeners("it");
      log.note(
        "count",
        there.listenerCount("it"),
        there.eventNames().includes("it"),
      );
    },
  },
  {
    title: "the server listens as its main namespace does",
    async play(world) {
      const { io, log } = world;
      io.on("connection", () => log.note("heard", "io"));
      io.of("/").on("connection", () => log.note("heard", "namespace"));
      io.on("connect", () => log.note("heard", "connect"));
      await world.meet("ada");
      log.note(
        "same",
        io.sockets === io.of("/"),
        io.listeners("connection").length,
      );
    },
  },
  {
    title: "the client says whether it has listeners",
    async play(world) {
      const { here } = await world.meet("ada");
      const listener = () => {};
      here.on("it", listener);
      world.log.note("has", here.hasListeners("it"), here.hasListeners("that"));
      here.off("it");
      world.log.note("has", here.hasListeners("it"));
    },
  },
  ...onEitherEnd(
    "onAny hears every event before its own listeners do",
    async (world, end, say) => {
      end.on(
        "it",
        (...args: unknown[]) => world.log.note("heard", "it", ...args),
      );
      end.onAny(heard(world, "heard"));
      await say("it", 1, { two: 2 });
      await say("another");
      await say("asking", () => {});
    },
  ),
  ...onEitherEnd(
    "prependAny, offAny and listenersAny",
    async (world, end, say) => {
      const one = (event: string) =>
        event !== "settle" && world.log.note("heard", "one");
      const other = (event: string) =>
        event !== "settle" && world.log.note("heard", "other");
      end.onAny(one);
      end.prependAny(other);
      await say("it");
      world.log.note(
        "are",
        end.listenersAny().length,
        end.listenersAny()[0] === other,
      );
      end.offAny(one);
      await say("it");
      end.offAny();
      await say("it");
      world.log.note("are", end.listenersAny().length);
    },
  ),
  ...onEitherEnd(
    "onAny hears the function that answers",
    async (world, end, say) => {
      end.onAny((event: string, ...args: unknown[]) => {
        const last = args.at(-1);
        if (event === "ask" && typeof last === "function") {
          last("answered by any");
        }
      });
      await say("ask", (answer: string) => world.log.note("answer", answer));
    },
  ),
  ...onEitherEnd(
    "onAnyOutgoing hears what is sent, and not the answers",
    async (world, end) => {
      end.onAnyOutgoing(heard(world, "sent"));
      end.volatile.emit("it", 1, { two: 2 });
      end.send("three");
      end.emit("four", () => {});
      world.log.note("are", end.listenersAnyOutgoing().length);
      await Promise.resolve();
    },
  ),
  ...onEitherEnd(
    "prependAnyOutgoing and offAnyOutgoing",
    async (world, end) => {
      const one = () => world.log.note("sent", "one");
      const other = () => world.log.note("sent", "other");
      end.onAnyOutgoing(one);
      end.prependAnyOutgoing(other);
      end.emit("it");
      end.offAnyOutgoing(one);
      end.emit("it");
      end.offAnyOutgoing();
      end.emit("it");
      await Promise.resolve();
    },
  ),
  {
    title: "onAnyOutgoing hears a broadcast that reaches its socket",
    async play(world) {
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      bob.there.join("blue");
      for (const { name, there } of [ada, bob]) {
        there.onAnyOutgoing(heard(world, name));
      }
      world.io.emit("all", 1);
      world.io.to("blue").emit("blue", 2);
      ada.there.broadcast.emit("others", 3);
      await world.settle(ada, bob);
    },
  },
  {
    title: "onAnyOutgoing of a client without a connection",
    difference: {
      row: "`onAnyOutgoing` on the client hears what is kept for later at once",
      socketio: { order: [["connected"], ["sent", "it"]] },
      parley: { order: [["sent", "it"], ["connected"]] },
    },
    async play(world) {
      const here = world.client("/", { autoConnect: false });
      here.onAnyOutgoing((event) => world.log.note("order", "sent", event));
      here.emit("it");
      world.io.on("connection", () => world.log.note("order", "connected"));
      here.connect();
      await world.happens(here, "connect");
    },
  },
];
