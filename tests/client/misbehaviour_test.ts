/** Each of an application's functions does wrong in every way: the client goes on. */

import { deepEqual, ok } from "node:assert/strict";
import type { Socket } from "../../lib/client/mod.ts";
import { fakeClient } from "../support/fake_line.ts";
import { type Victim, WAYS } from "../support/misbehaviour.ts";
import { nextTurn } from "../support/next_turn.ts";
import { catchRejections, catchUncaught } from "../support/uncaught.ts";

/** The function that does wrong. */
type Wrong = (victim: Victim, args: unknown[]) => unknown;

/** The functions of an application that the client calls, and how it is given them. */
const FUNCTIONS: Readonly<
  Record<string, (socket: Socket, wrong: Wrong) => unknown>
> = {
  "a handler": (socket, wrong) =>
    socket.on("do", (...args: unknown[]) => wrong(socket, args)),
  "a listener of all events": (socket, wrong) =>
    socket.onAny((...args: unknown[]) => wrong(socket, args)),
  "a listener of all that is sent": (socket, wrong) =>
    socket.onAnyOutgoing((...args: unknown[]) => wrong(socket, args)),
  "a callback": (socket, wrong) =>
    socket.emit("ask", (...args: unknown[]) => wrong(socket, args)),
  "a listener of connect": (socket, wrong) =>
    socket.on("connect", () => wrong(socket, [])),
  "a listener of error": (socket, wrong) =>
    socket.on("error", (...args) => wrong(socket, args)),
  "auth": (socket, wrong) =>
    socket.auth = (done: unknown) => wrong(socket, [done]),
  "auth that takes no callback": (socket, wrong) =>
    socket.auth = () => wrong(socket, []),
};

/** What nobody can look at cannot be shown either: the platform itself fails at it. */
const SHOWN = Object.entries(WAYS).filter(([how]) =>
  how !== "throws what cannot be looked at"
);

/** Lets everything happen that was promised. */
async function turn(): Promise<void> {
  await nextTurn();
}

for (const [what, install] of Object.entries(FUNCTIONS)) {
  Deno.test(`Socket goes on whatever ${what} does wrong`, async (t) => {
    for (const [how, way] of SHOWN) {
      await t.step(`it ${how}`, async () => {
        // What the application threw is shown to it, in a task of its own.
        using _ = catchUncaught();
        using rejections = catchRejections();
        const { network, clock, socket } = fakeClient({ random: () => 0 });
        let isArmed = true;
        let called = 0;
        install(socket, (victim, args) => {
          if (!isArmed) {
            for (const one of args) if (typeof one === "function") one();
            return;
          }
          called += 1;
          return way(args, victim);
        });
        socket.connect();
        await turn();
        const hears = async () => {
          if (network.calls === 0) return;
          network.line.welcome();
          await turn();
          network.line.say(
            { type: "event", event: "do", args: [{}], id: 1 },
            { type: "event", event: "do", args: [[]] },
            { type: "ack", id: 1, args: [1] },
            { type: "error", code: "no", message: "no", retryable: false },
          );
          await turn();
        };
        await hears();
        if (socket.connected) socket.emit("say");
        ok(called > 0, "it was called");
        isArmed = false;
        // Whatever has become of the connection, there can be another one.
        socket.disconnect();
        const heard: unknown[] = [];
        socket.on("after", (word: unknown) => void heard.push(word));
        socket.connect();
        await turn();
        clock.advance(5_000);
        await turn();
        network.line.welcome();
        await turn();
        network.line.say({ type: "event", event: "after", args: ["all"] });
        deepEqual(heard, ["all"]);
        deepEqual(rejections.all, []);
        socket.disconnect();
      });
    }
  });
}
