/** What a socket shows of who connects, in each of the ways to say it. */

import { deepEqual, equal } from "node:assert/strict";
import type { SessionSocket } from "../../lib/client/mod.ts";
import { connectedEither, eitherClient } from "../support/either_client.ts";
import { WELCOME } from "../support/fake_line.ts";

/** Lets what was promised happen. */
async function soon(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

const TOKEN = { token: 1 };

for (
  const [what, auth] of Object.entries({
    "a value": TOKEN,
    "a function": () => TOKEN,
    "an async function": () => Promise.resolve(TOKEN),
    "a function with a callback": (done: (auth: unknown) => void) =>
      done(TOKEN),
    "a function with a callback for later": (done: (auth: unknown) => void) =>
      queueMicrotask(() => done(TOKEN)),
    "an async function with a callback": async (
      done: (auth: unknown) => void,
    ) => done(await TOKEN),
  })
) {
  Deno.test(`Socket shows what its auth stands for: ${what} [NS1]`, async () => {
    const { network, socket } = eitherClient({}, auth);
    socket.connect();
    await soon();
    network.line.open();
    const [, connect] = network.line.heard();
    deepEqual(connect, { type: "connect", ns: "/", auth: TOKEN });
  });
}

for (
  const [what, fail] of Object.entries({
    "throws": (error: Error) => {
      throw error;
    },
    "rejects": (error: Error) => Promise.reject(error),
  })
) {
  Deno.test(`Socket tells of an auth with a callback that ${what}, and tries again`, async () => {
    const mistake = new Error("no token");
    const { network, socket, told } = eitherClient(
      {},
      (_done: unknown) => fail(mistake),
    );
    socket.connect();
    await soon();
    deepEqual(told, [["connect_error", mistake]]);
    deepEqual([network.calls, socket.active], [0, true]);
  });
}

Deno.test("Manager brings in once whoever has to think, and nobody who has gone meanwhile", async () => {
  const { also, network } = connectedEither();
  const thought = Promise.withResolvers<unknown>();
  const auth = () => thought.promise;
  const [gone, late] = ["/gone", "/late"].map((ns) =>
    also(ns, { auth }).connect()
  );
  gone?.disconnect();
  also("/quick").connect();
  thought.resolve(TOKEN);
  await soon();
  deepEqual(network.line.heard(), [
    { type: "connect", ns: "/quick" },
    { type: "connect", ns: "/late", auth: TOKEN },
  ]);
  equal(late?.active, true);
});

Deno.test("Manager asks again whoever came late and could not say what to show", async () => {
  const { also, network, socket } = eitherClient();
  const answers = [Promise.reject(new Error("no token")), TOKEN];
  socket.connect();
  also("/late", { auth: () => answers.shift() }).connect();
  network.line.open();
  await soon();
  network.line.heard();
  network.line.say(WELCOME);
  deepEqual(network.line.heard(), [
    { type: "connect", ns: "/late", auth: TOKEN },
  ]);
});

Deno.test("Socket that left before it could say what to show is asked again when it comes back [NS1]", async () => {
  const { also, network } = connectedEither();
  const answers = [Promise.resolve("old"), Promise.resolve("new")];
  const side = also("/side", { auth: () => answers.shift() }).connect();
  side.disconnect();
  await soon();
  side.connect();
  await soon();
  deepEqual(network.line.heard(), [
    { type: "connect", ns: "/side", auth: "new" },
  ]);
});

for (
  const [how, ends] of [
    ["left", (socket) => void socket.disconnect()],
    ["was sent away", (_, say) => say({ type: "disconnect", ns: "/side" })],
    ["was refused on its return", (_, say, breaks) => {
      const refusal = { code: "no", message: "Cannot", retryable: false };
      breaks();
      say({ type: "refused", ns: "/side", id: "side", ...refusal });
    }],
  ] satisfies [
    string,
    (
      socket: SessionSocket,
      say: (envelope: unknown) => void,
      breaks: () => void,
    ) => void,
  ][]
) {
  Deno.test(`Socket that ${how} is asked what to show when it comes again [NS5]`, () => {
    const { also, network, clock } = connectedEither();
    let asked = 0;
    const side = also("/side", { auth: () => ++asked }).connect();
    network.line.say({ type: "connected", ns: "/side", id: "side" });
    ends(side, (envelope) => network.line.say(envelope), () => {
      network.line.drop();
      clock.advance(0);
      network.line.resume(2);
    });
    network.line.heard();
    const before = asked;
    side.connect();
    deepEqual(network.line.heard().at(-1), {
      type: "connect",
      ns: "/side",
      auth: before + 1,
    });
  });
}

Deno.test("Manager says nothing before hello for whoever thought while it called again [HE2]", async () => {
  const { also, network, clock } = connectedEither();
  const thought = Promise.withResolvers<unknown>();
  const answers = [thought.promise];
  const auth = () => answers.shift() ?? TOKEN;
  also("/late", { auth }).connect();
  network.line.drop();
  clock.advance(0);
  equal(network.calls, 2);
  thought.resolve(TOKEN);
  await soon();
  deepEqual(network.line.heard(), []);
  network.line.open();
  equal(network.line.heard()[0]?.type, "hello");
});

Deno.test("Socket shows from the next attempt on what it is told to", () => {
  const { network, clock, socket } = eitherClient({}, TOKEN);
  socket.connect();
  socket.auth = { token: 2 };
  network.line.drop();
  clock.advance(0);
  network.line.open();
  deepEqual(network.line.heard()[1]?.auth, { token: 2 });
  network.line.say(WELCOME, { type: "connected", ns: "/", id: "ada" });
  equal(socket.connected, true);
});

for (
  const [how, auth] of [
    ["is given", 1n],
    ["is found", () => 1n],
    ["is found later", () => Promise.resolve(1n)],
  ] as const
) {
  Deno.test(`Socket tells of auth that JSON has no words for, when it ${how}, and tries again`, async () => {
    const { clock, network, socket, told } = eitherClient({}, auth);
    socket.connect();
    await soon();
    equal(network.calls, 0, "nobody is called for nothing");
    deepEqual(told.map(([event]) => event), ["connect_error"]);
    socket.auth = TOKEN;
    clock.advance(5_000); // As long as the first wait can be.
    network.line.open();
    deepEqual(network.line.heard()[1]?.auth, TOKEN);
  });
}
