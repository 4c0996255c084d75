/** Each of an application's functions does wrong in every way: it costs one event, or one client. */

import { deepEqual, equal } from "node:assert/strict";
import type { Server, Socket } from "../../lib/engine/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { type Victim, WAYS } from "../support/misbehaviour.ts";
import { nextTurn } from "../support/next_turn.ts";
import { enter, meet, type Peer } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";
import { catchRejections } from "../support/uncaught.ts";

/** The function that does wrong. */
type Wrong = (victim: Victim | undefined, args: unknown[]) => unknown;

/** The functions of an application that the engine calls, and how it is given them. */
const FUNCTIONS: Readonly<
  Record<string, (io: Server, wrong: Wrong) => void>
> = {
  "a handler": withSocket((socket, wrong) =>
    socket.on("do", (...args: unknown[]) => wrong(socket, args))
  ),
  "a handler that is called once": withSocket((socket, wrong) =>
    socket.once("do", (...args: unknown[]) => wrong(socket, args))
  ),
  "a listener of all events": withSocket((socket, wrong) =>
    socket.onAny((...args: unknown[]) => wrong(socket, args))
  ),
  "a listener of all that is sent": withSocket((socket, wrong) => {
    socket.onAnyOutgoing((...args: unknown[]) => wrong(socket, args));
    socket.on("do", () => void socket.emit("done"));
  }),
  "a listener of what is broadcast": withSocket((socket, wrong, io) => {
    socket.onAnyOutgoing((...args: unknown[]) => wrong(socket, args));
    socket.on("do", () => void io.emit("done"));
  }),
  "a socket's middleware": withSocket((socket, wrong) =>
    socket.use((event, next) => wrong(socket, [event, next]))
  ),
  "a socket's middleware that takes no next": withSocket((socket, wrong) =>
    socket.use((event) => wrong(socket, [event]))
  ),
  "a callback": withSocket((socket, wrong) =>
    socket.emit("ask", (...args: unknown[]) => wrong(socket, args))
  ),
  "a callback with a time": withSocket((socket, wrong) =>
    socket.timeout(500).emit("ask", (...args: unknown[]) => wrong(socket, args))
  ),
  "the callback of a broadcast": withSocket((socket, wrong, io) =>
    io.to(socket.id).timeout(500).emit(
      "ask",
      (...args: unknown[]) => wrong(socket, args),
    )
  ),
  "a listener of disconnecting": withSocket((socket, wrong) =>
    socket.on("disconnecting", (...args) => wrong(socket, args))
  ),
  "a listener of disconnect": withSocket((socket, wrong) =>
    socket.on("disconnect", (...args) => wrong(socket, args))
  ),
  "a listener of away": withSocket((socket, wrong) =>
    socket.on("away", (...args) => wrong(socket, args))
  ),
  "a listener of back": withSocket((socket, wrong) =>
    socket.on("back", (...args) => wrong(socket, args))
  ),
  "a listener of connection": (io, wrong) =>
    void io.on("connection", (socket) => wrong(socket, [socket])),
  "a namespace's middleware": (io, wrong) =>
    void io.use((socket, next) => wrong(socket, [socket, next])),
  "a namespace's middleware that takes no next": (io, wrong) =>
    void io.use((socket) => wrong(socket, [socket])),
  "a rule for namespaces": (io, wrong) =>
    void io.of((name, auth, next) => wrong(undefined, [name, auth, next])),
  "a rule for namespaces that takes no next": (io, wrong) =>
    void io.of((name: string) => wrong(undefined, [name])),
  "a listener of new_namespace": (io, wrong) => {
    io.of(/^\/new$/);
    io.on("new_namespace", (namespace) => wrong(undefined, [namespace.name]));
  },
  ...Object.fromEntries(
    (["create-room", "join-room", "leave-room", "delete-room"] as const).map((
      event,
    ) => [`a listener of ${event}`, (io: Server, wrong: Wrong) => {
      io.sockets.adapter.on(
        event,
        (room: string, id?: string) =>
          wrong(io.sockets.sockets.get(id ?? room), [room, id]),
      );
    }]),
  ),
};

function withSocket(
  install: (socket: Socket, wrong: Wrong, io: Server) => unknown,
): (io: Server, wrong: Wrong) => void {
  return (io, wrong) =>
    void io.on("connection", (socket) => void install(socket, wrong, io));
}

/** Lets everything happen that was promised, or written. */
async function turn(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

for (const [what, install] of Object.entries(FUNCTIONS)) {
  Deno.test(`Server survives all that ${what} can do wrong [AC4] [FR6]`, async (t) => {
    for (const [how, way] of Object.entries(WAYS)) {
      await t.step(`it ${how}`, async () => {
        const clock = new FakeClock();
        const io = stillServer({ clock, onFault() {} });
        const bob = await enter(io);
        bob.socket.on(
          "echo",
          (what: unknown, done: (what: unknown) => void) => done(what),
        );
        const echoes = async () =>
          deepEqual((await bob.peer.ask("echo", how)).args, [how]);
        let isArmed = true;
        let called = 0;
        install(io, (victim, args) => {
          if (!isArmed) return answerPlainly(args);
          called += 1;
          return way(args, victim);
        });
        using rejections = catchRejections();
        const ada = meet(io);
        ada.send({ type: "hello", version: 1 }, { type: "connect", ns: "/" });
        await turn();
        ada.send(
          { type: "connect", ns: "/new" },
          { type: "event", event: "do", args: [{}], id: 1 },
          { type: "event", event: "do", args: [[]] },
          { type: "ack", id: 1, args: [1] },
        );
        answerAll(ada);
        await turn();
        await echoes();
        ada.breaks();
        await echoes();
        const back = meet(io);
        const session = { ...ada.claim, attempt: 1_000_000 };
        back.send({ type: "hello", version: 1, session });
        await turn();
        await echoes();
        back.hangUp();
        await turn();
        await echoes();
        // Whoever never answers is waited for no longer.
        for (let second = 0; second < 200; second++) clock.advance(1_000);
        await turn();
        await echoes();
        equal(called > 0, true, "it was called");
        isArmed = false;
        const eve = await enter(io);
        eve.socket.join("blue");
        eve.peer.hangUp();
        await turn();
        deepEqual([...io.sockets.sockets.keys()], [bob.id]);
        deepEqual([...io.sockets.adapter.sids.keys()], [bob.id]);
        equal(io.engine.clientsCount, 1);
        deepEqual(rejections.all, []);
      });
    }
  });
}

function answerPlainly(args: unknown[]): void {
  for (const one of args) if (typeof one === "function") one();
}

/** Answers whatever the server has asked. */
function answerAll(
  peer: Peer,
): void {
  for (const frame of peer.frames) {
    for (const { type, id } of [JSON.parse(`${frame}`)].flat()) {
      if (type === "event" && id !== undefined) {
        peer.send({ type: "ack", id, args: [] });
      }
    }
  }
}
