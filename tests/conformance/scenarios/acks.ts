/** Questions and answers. */

import type { Scenario } from "../scenario.ts";

type Answer = (...args: unknown[]) => void;

/** The names that were answered, in an order that does not depend on who was faster. */
async function sorted(asked: Promise<unknown[]>): Promise<unknown[]> {
  return (await asked).sort();
}

export const ACKS: readonly Scenario[] = [
  {
    title: "a client asks, and a server answers with any arguments",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      ada.there.on("add", (a: number, b: number, answer: Answer) => {
        answer(a + b, { more: true });
      });
      ada.here.emit(
        "add",
        1,
        2,
        (...args: unknown[]) => log.note("answer", ...args),
      );
      await world.settle(ada);
    },
  },
  {
    title: "a server asks, and a client answers",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      ada.here.on("name?", (answer: Answer) => answer("Ada", 7));
      log.note(
        "returned",
        ada.there.emit(
          "name?",
          (...args: unknown[]) => log.note("answer", ...args),
        ),
      );
      await world.settle(ada);
    },
  },
  {
    title: "only the first answer counts",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      ada.there.on("ask", (answer: Answer) => {
        answer(1);
        answer(2);
      });
      ada.here.on("ask", (answer: Answer) => {
        answer(3);
        answer(4);
      });
      ada.here.emit("ask", (n: number) => log.note("client", n));
      ada.there.emit("ask", (n: number) => log.note("server", n));
      await world.settle(ada);
    },
  },
  {
    title: "emitWithAck resolves to the first argument of the answer",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      ada.there.on("two", (answer: Answer) => answer(1, 2));
      ada.there.on("none", (answer: Answer) => answer());
      ada.here.on("two", (answer: Answer) => answer(3, 4));
      log.note("client", await ada.here.emitWithAck("two"));
      log.note("client", await ada.here.emitWithAck("none"));
      log.note("server", await ada.there.emitWithAck("two"));
    },
  },
  {
    title: "with timeout a callback gets null first, and the answer",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      ada.there.on("ask", (answer: Answer) => answer(1, 2));
      ada.here.on("ask", (answer: Answer) => answer(3, 4));
      ada.here.timeout(5_000).emit(
        "ask",
        (...args: unknown[]) => log.note("client", ...args),
      );
      ada.there.timeout(5_000).emit(
        "ask",
        (...args: unknown[]) => log.note("server", ...args),
      );
      await world.settle(ada);
      log.note("client", await ada.here.timeout(5_000).emitWithAck("ask"));
    },
  },
  {
    title:
      "with timeout a callback gets an error when no answer comes, and nothing later",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      const late: Answer[] = [];
      ada.there.on("ask", (answer: Answer) => late.push(answer));
      ada.here.on("ask", (answer: Answer) => late.push(answer));
      const told = Promise.withResolvers<void>();
      ada.here.timeout(20).emit("ask", (...args: unknown[]) => {
        log.note("client", ...args);
        told.resolve();
      });
      await told.promise;
      const toldToo = Promise.withResolvers<void>();
      ada.there.timeout(20).emit("ask", (...args: unknown[]) => {
        log.note("server", ...args);
        toldToo.resolve();
      });
      await toldToo.promise;
      log.note("asked", late.length);
      for (const answer of late) answer("late");
      await world.settle(ada);
    },
  },
  {
    title: "with timeout emitWithAck rejects when no answer comes",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada");
      ada.there.on("ask", () => {});
      ada.here.on("ask", () => {});
      const outcome = (promise: Promise<unknown>) =>
        promise.then(() => "answered", (error) => error instanceof Error);
      log.note(
        "client",
        await outcome(ada.here.timeout(20).emitWithAck("ask")),
      );
      log.note(
        "server",
        await outcome(ada.there.timeout(20).emitWithAck("ask")),
      );
    },
  },
  {
    title: "a question that nobody listens to has no answer before its time",
    difference: {
      row: "an acknowledgement settles: answer, refusal, timeout, disconnected",
      socketio: { asked: [["timed out"]] },
      parley: { asked: [["refused at once"]] },
    },
    async play(world) {
      const ada = await world.meet("ada");
      const outcome = await ada.here.timeout(
        world.library === "socketio" ? 20 : 60_000,
      ).emitWithAck("nobody listens").catch(() => undefined);
      if (outcome !== undefined) return;
      world.log.note(
        "asked",
        world.library === "socketio" ? "timed out" : "refused at once",
      );
    },
  },
  {
    title: "a server's question to a client that goes",
    difference: {
      row: "an acknowledgement settles: answer, refusal, timeout, disconnected",
      socketio: { question: [["waits"]] },
      parley: { question: [["rejected"]] },
    },
    async play(world) {
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      ada.here.on("ask", () => ada.here.disconnect());
      let state = "waits";
      ada.there.emitWithAck("ask").then(
        () => state = "answered",
        () => state = "rejected",
      );
      await world.happens(ada.there, "disconnect");
      await world.settle(bob);
      world.log.note("question", state);
    },
  },
  {
    title: "a client's emitWithAck is rejected when it disconnects",
    async play(world) {
      const ada = await world.meet("ada");
      const asked = world.happens(ada.there, "ask");
      const outcome = ada.here.emitWithAck("ask").then(
        () => "answered",
        (error) => error instanceof Error,
      );
      await asked;
      ada.here.disconnect();
      world.log.note("client", await outcome);
    },
  },
  {
    title: "a client's callback without timeout is dropped when it disconnects",
    async play(world) {
      const ada = await world.meet("ada");
      const asked = world.happens(ada.there, "ask");
      ada.here.emit("ask", () => world.log.note("client", "called"));
      await asked;
      const gone = world.happens(ada.there, "disconnect");
      ada.here.disconnect();
      await gone;
      world.log.note("client", ada.here.connected);
    },
  },
  {
    title: "a client's callback with timeout gets an error when it disconnects",
    async play(world) {
      const ada = await world.meet("ada");
      const asked = world.happens(ada.there, "ask");
      const told = Promise.withResolvers<void>();
      ada.here.timeout(60_000).emit("ask", (...args: unknown[]) => {
        world.log.note("client", ...args);
        told.resolve();
      });
      await asked;
      ada.here.disconnect();
      await told.promise;
    },
  },
  {
    title: "a broadcast gathers the answers of all",
    async play(world) {
      const { io, log } = world;
      const all = [];
      for (const name of ["ada", "bob", "eve"]) {
        const pair = await world.meet(name);
        pair.there.join("blue");
        pair.here.on("name?", (answer: Answer) => answer(name, "more"));
        all.push(pair);
      }
      const told = Promise.withResolvers<void>();
      io.timeout(5_000).emit("name?", (error: unknown, answers: string[]) => {
        log.note("io", error, answers.sort());
        told.resolve();
      });
      await told.promise;
      log.note(
        "blue",
        await sorted(
          io.to("blue").timeout(5_000).emitWithAck(
            "name?",
          ),
        ),
      );
      const [ada] = all;
      if (!ada) return;
      log.note(
        "others",
        await sorted(
          ada.there.broadcast.timeout(5_000)
            .emitWithAck("name?"),
        ),
      );
    },
  },
  {
    title: "timeout may come before the rooms",
    async play(world) {
      const { io, log } = world;
      for (const name of ["ada", "bob", "eve"]) {
        const { here, there } = await world.meet(name);
        if (name !== "eve") there.join("blue");
        if (name === "bob") there.join("green");
        here.on("name?", (answer: Answer) => answer(name));
      }
      log.note(
        "blue",
        await sorted(io.timeout(5_000).to("blue").emitWithAck("name?")),
      );
      log.note(
        "blue but green",
        await sorted(
          io.timeout(5_000).in("blue").except("green").emitWithAck("name?"),
        ),
      );
      log.note(
        "local",
        await sorted(
          io.timeout(5_000).local.compress(true).emitWithAck("name?"),
        ),
      );
    },
  },
  {
    title: "a socket may say timeout before whom it asks",
    async play(world) {
      const { log } = world;
      const pairs = [];
      for (const name of ["ada", "bob", "eve"]) {
        const pair = await world.meet(name);
        if (name !== "eve") pair.there.join("blue");
        pair.here.on("name?", (answer: Answer) => answer(name));
        pairs.push(pair);
      }
      const ada = pairs[0]?.there;
      if (!ada) return;
      for (
        const [who, audience] of [
          ["blue", ada.timeout(5_000).to("blue")],
          ["others", ada.timeout(5_000).broadcast],
          ["but blue", ada.timeout(5_000).except("blue")],
        ] as const
      ) {
        log.note(who, await sorted(audience.emitWithAck("name?")));
      }
    },
  },
  {
    title: "a broadcast to nobody has its answers at once",
    async play(world) {
      const { io, log } = world;
      await world.meet("ada");
      const told = Promise.withResolvers<void>();
      io.to("red").timeout(60_000).emit("name?", (...args: unknown[]) => {
        log.note("red", ...args);
        told.resolve();
      });
      await told.promise;
      log.note("red", await io.to("red").timeout(60_000).emitWithAck("name?"));
    },
  },
  {
    title:
      "a broadcast that not all answer has an error, and the answers that came",
    async play(world) {
      const { io, log } = world;
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      ada.here.on("name?", (answer: Answer) => answer("ada"));
      bob.here.on("name?", () => {});
      const told = Promise.withResolvers<void>();
      io.timeout(500).emit("name?", (error: unknown, answers: unknown[]) => {
        log.note("io", error, answers);
        told.resolve();
      });
      await told.promise;
    },
  },
  {
    title: "the answers that came are with the rejection",
    difference: {
      row: "the answers that came in time are in the error's `data`",
      socketio: { responses: [[["ada"]]], data: [["(undefined)"]] },
      parley: { responses: [["(undefined)"]], data: [[["ada"]]] },
    },
    async play(world) {
      const { io, log } = world;
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      ada.here.on("name?", (answer: Answer) => answer("ada"));
      bob.here.on("name?", () => {});
      const error = await io.timeout(500).emitWithAck("name?").catch((error) =>
        error
      );
      log.note("responses", error.responses);
      log.note("data", error.data);
    },
  },
  {
    title: "a broadcast waits for one who goes",
    difference: {
      row: "a broadcast does not wait for one who has gone",
      socketio: { io: [["(error)", ["ada"]]] },
      parley: { io: [[null, ["ada"]]] },
    },
    async play(world) {
      const { io, log } = world;
      const ada = await world.meet("ada");
      const bob = await world.meet("bob");
      ada.here.on("name?", (answer: Answer) => answer("ada"));
      bob.here.on("name?", () => bob.here.disconnect());
      const told = Promise.withResolvers<void>();
      io.timeout(500).emit("name?", (error: unknown, answers: unknown[]) => {
        log.note("io", error, answers);
        told.resolve();
      });
      await told.promise;
    },
  },
  {
    title: "a broadcast that asks for answers without timeout",
    difference: {
      row: "a broadcast that asks for answers without `timeout` throws",
      socketio: { io: [["(error)", []]] },
      parley: { io: [["thrown"]] },
    },
    async play(world) {
      const { io, log } = world;
      const ada = await world.meet("ada");
      ada.here.on("name?", () => {});
      const told = Promise.withResolvers<void>();
      const hear = (...args: unknown[]) => {
        log.note("io", ...args);
        told.resolve();
      };
      try {
        io.emit("name?", hear);
      } catch {
        hear("thrown");
      }
      await told.promise;
    },
  },
  {
    title: "a callback, with ackTimeout",
    difference: {
      row: "a callback hears an error first with `timeout()` alone",
      socketio: { client: [[null, 1]] },
      parley: { client: [[1]] },
    },
    async play(world) {
      const ada = await world.meet("ada", "/", { ackTimeout: 5_000 });
      ada.there.on("ask", (answer: Answer) => answer(1));
      ada.here.emit(
        "ask",
        (...args: unknown[]) => world.log.note("client", ...args),
      );
      await world.settle(ada);
    },
  },
  {
    title: "with retries, each event waits until the one before is answered",
    async play(world) {
      const { log } = world;
      const ada = await world.meet("ada", "/", {
        retries: 2,
        ackTimeout: 5_000,
      });
      const waiting: Answer[] = [];
      const asked: (() => void)[] = [];
      const next = () => new Promise<void>((resolve) => asked.push(resolve));
      ada.there.on("n", (n: number, answer: Answer) => {
        log.note("server", n);
        waiting.push(answer);
        asked.shift()?.();
      });
      const first = next();
      ada.here.emit("n", 1);
      ada.here.emit("n", 2);
      await first;
      const second = next();
      log.note("waits", waiting.length);
      waiting.shift()?.();
      await second;
      waiting.shift()?.();
      await world.settle(ada);
    },
  },
  {
    title: "with retries, an event that was not answered in time",
    difference: {
      row: "with `retries`, the server handles an event once",
      socketio: { server: [["handled"], ["handled"]], client: [["answered"]] },
      parley: { server: [["handled"]], client: [["not answered"]] },
    },
    async play(world) {
      const { log } = world;
      const { here, there } = await world.meet("ada", "/", {
        retries: 1,
        ackTimeout: 100,
      });
      let times = 0;
      there.on("n", (answer: Answer) => {
        log.note("server", "handled");
        if (++times > 1) answer();
      });
      await here.emitWithAck("n").then(
        () => log.note("client", "answered"),
        () => log.note("client", "not answered"),
      );
    },
  },
];
