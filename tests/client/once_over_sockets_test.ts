/** Events that are sent until they are answered, over real WebSockets that lose what they carry. */

import { deepEqual, equal, rejects } from "node:assert/strict";
import { type Dial, dial, io, type Socket } from "../../lib/client/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { patiently } from "../support/patience.ts";
import { serve, type Served } from "../support/serve.ts";

/** A client over WebSockets that can lose what is said over them. */
class Unlucky {
  readonly clock = new FakeClock();
  readonly socket: Socket;
  /** What is lost from now on. */
  loses: "nothing" | "what it says" | "what it is told" = "nothing";
  #cut = () => {};

  constructor({ origin }: Served) {
    const lossy: Dial = (url, events) => {
      const wire = dial(url, {
        opened: events.opened,
        closed: events.closed,
        received: (data) => {
          if (this.loses !== "what it is told") events.received(data);
        },
      });
      this.#cut = () => {
        wire.close(4_999);
        events.closed(1006);
      };
      return {
        send: (text) => {
          if (this.loses !== "what it says") wire.send(text);
        },
        close: (code) => wire.close(code),
      };
    };
    this.socket = io(origin, {
      dial: lossy,
      clock: this.clock,
      forceNew: true,
      retries: 3,
      ackTimeout: 1_000,
    });
  }

  /** The connection breaks. */
  cut(): void {
    this.#cut();
    this.loses = "nothing";
  }

  connects(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.socket.once("connect", resolve);
    return patiently(promise, "a connection");
  }

  /** Comes back; `true` if its session went on. */
  async back(): Promise<boolean> {
    const connected = this.connects();
    this.clock.advance(500);
    await connected;
    return this.socket.recovered;
  }
}

/** A shop with one customer. */
async function shop() {
  const clock = new FakeClock();
  const server = serve({ clock });
  const paid: number[] = [];
  let opened = Promise.resolve();
  let arrived = Promise.withResolvers<void>();
  server.io.on("connection", (socket) => {
    socket.on("pay", async (n: number, done: (thanks: string) => void) => {
      paid.push(n);
      arrived.resolve();
      await opened;
      done(`thanks for ${n}`);
    });
  });
  const ada = new Unlucky(server);
  await ada.connects();
  return {
    ada,
    paid,
    /** The next payment has come in. */
    arrives: () => patiently(arrived.promise, "a payment"),
    /** Nobody is answered until what this returns is called. */
    hold() {
      const gate = Promise.withResolvers<void>();
      opened = gate.promise;
      arrived = Promise.withResolvers();
      return gate.resolve;
    },
    /** The server has noticed that the client is away, and gives its session up. */
    async giveUp() {
      const [peer] = server.io.sockets.sockets.values();
      if (peer && !peer.away) {
        const away = new Promise((resolve) => peer.on("away", resolve));
        await patiently(away, "the end of the connection");
      }
      clock.advance(200_000);
    },
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) =>
        ada.socket.once("disconnect", resolve)
      );
      await server.io.close();
      await patiently(gone, "the end");
      ada.socket.disconnect();
    },
  };
}

const answer = (answer: Promise<unknown>) => patiently(answer, "an answer");

Deno.test("Socket with retries is answered once when the answer was lost, and the session with it [AC8]", async () => {
  await using market = await shop();
  const { ada, paid } = market;
  ada.loses = "what it is told";
  const release = market.hold();
  const paying = ada.socket.emitWithAck("pay", 1);
  await market.arrives();
  release();
  ada.cut();
  await market.giveUp();
  equal(await ada.back(), false);
  equal(await answer(paying), "thanks for 1");
  equal(await answer(ada.socket.emitWithAck("pay", 2)), "thanks for 2");
  deepEqual(paid, [1, 2]);
});

Deno.test("Socket with retries is answered once when the event was lost, and the session with it [AC8]", async () => {
  await using market = await shop();
  const { ada, paid } = market;
  ada.loses = "what it says";
  const paying = ada.socket.emitWithAck("pay", 1);
  const next = ada.socket.emitWithAck("pay", 2);
  ada.cut();
  await market.giveUp();
  equal(await ada.back(), false);
  equal(await answer(paying), "thanks for 1");
  equal(await answer(next), "thanks for 2");
  deepEqual(paid, [1, 2]);
});

Deno.test("Socket with retries is answered once when its session ends while it is served [AC8]", async () => {
  await using market = await shop();
  const { ada, paid } = market;
  const release = market.hold();
  const paying = ada.socket.emitWithAck("pay", 1);
  await market.arrives();
  ada.cut();
  await market.giveUp();
  equal(await ada.back(), false);
  release();
  equal(await answer(paying), "thanks for 1");
  deepEqual(paid, [1]);
});

Deno.test("Socket with retries is answered once when the session goes on [AC8] [SE5]", async () => {
  await using market = await shop();
  const { ada, paid } = market;
  ada.loses = "what it says";
  const paying = ada.socket.emitWithAck("pay", 1);
  ada.cut();
  ada.clock.advance(400); // Not yet the end of its time.
  equal(await ada.back(), true);
  equal(await answer(paying), "thanks for 1");
  deepEqual(paid, [1]);
});

Deno.test("Socket with retries is answered once when the answer is late [AC8]", async () => {
  await using market = await shop();
  const { ada, paid } = market;
  const release = market.hold();
  const paying = ada.socket.emitWithAck("pay", 1);
  await market.arrives();
  ada.clock.advance(1_000);
  ada.clock.advance(1_000);
  release();
  equal(await answer(paying), "thanks for 1");
  deepEqual(paid, [1]);
});

Deno.test("Socket with retries gives up on an answer that never comes, and goes on [AC9]", async () => {
  await using market = await shop();
  const { ada, paid } = market;
  const release = market.hold();
  const paying = rejects(ada.socket.emitWithAck("pay", 1), { code: "timeout" });
  const next = ada.socket.emitWithAck("pay", 2);
  await market.arrives();
  for (let n = 0; n < 4; n++) ada.clock.advance(1_000);
  await paying;
  release();
  equal(await answer(next), "thanks for 2");
  deepEqual(paid, [1, 2]);
});
