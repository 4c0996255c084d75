/** The WebSocket under a connection: what goes over it for real, and what Deno does with it. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { nextTurn } from "../support/next_turn.ts";
import { patiently } from "../support/patience.ts";
import { call, type Peer } from "../support/peer.ts";
import { serve } from "../support/serve.ts";
import { stillServer } from "../support/still_server.ts";

/** What a client does, what it is told, and the number that it is closed with. */
const ENDS: [code: string, number: number, offend: (peer: Peer) => void][] = [
  ["frame-invalid", 4500, (peer) => peer.sendFrame("{")],
  ["frame-invalid", 4500, (peer) => peer.sendFrame(new Uint8Array(8))],
  ["frame-too-large", 4501, (peer) => peer.sendFrame("x".repeat(100_000))],
  ["hello-expected", 4500, (peer) => peer.emit("say")],
  [
    "version-unsupported",
    4502,
    (peer) => peer.send({ type: "hello", version: 2 }),
  ],
];

Deno.test("Transport says why it closes, and closes with a number of our own [FR4] [FR5] [HE2] [HE3]", async () => {
  await using server = serve();
  await using bob = await call(server.url);
  await bob.connect();
  for (const [code, number, offend] of ENDS) {
    await using peer = await call(server.url);
    offend(peer);
    equal((await peer.next()).code, code);
    equal(await peer.closed, number, code);
    deepEqual(await bob.settled(), []);
  }
  equal(server.io.engine.clientsCount, 1);
});

Deno.test("Transport carries a conversation between two peers", async () => {
  await using server = serve();
  server.io.on("connection", (socket) => {
    socket.join("blue");
    socket.on("say", (words: string, done: () => void) => {
      socket.to("blue").emit("said", socket.id, words);
      done();
    });
  });
  await using ada = await call(server.url);
  await using bob = await call(server.url);
  const [id] = [await ada.connect(), await bob.connect()];
  deepEqual((await ada.ask("say", "Grüße, 世界 🌍")).args, []);
  deepEqual(await bob.event("said"), [id, "Grüße, 世界 🌍"]);
});

Deno.test("Transport tells the others when a client hangs up", async () => {
  await using server = serve();
  const left = Promise.withResolvers<string>();
  server.io.on("connection", (socket) => {
    socket.on("disconnect", (reason) => left.resolve(reason));
  });
  await using ada = await call(server.url);
  await ada.connect();
  ada.hangUp();
  equal(
    await patiently(left.promise, "the end of the socket"),
    "transport close",
  );
  equal(server.io.engine.clientsCount, 0);
});

Deno.test("Transport closes with 4503 when the application disconnects a client", async () => {
  await using server = serve();
  server.io.on("connection", (socket) => void socket.disconnect(true));
  await using ada = await call(server.url);
  await ada.connect();
  deepEqual(await ada.next(), { type: "disconnect", ns: "/" });
  equal(await ada.closed, 4503);
});

/** A WebSocket that does what a test says, in place of the one that Deno would make. */
class FakeWebSocket extends EventTarget {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly closes: (number | undefined)[] = [];

  opens(): void {
    this.dispatchEvent(new Event("open"));
  }

  hears(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  fails(message: string): void {
    this.dispatchEvent(new ErrorEvent("error", { message }));
  }

  ends(code: number, reason: string = ""): void {
    this.dispatchEvent(new CloseEvent("close", { code, reason }));
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code?: number): void {
    this.readyState = WebSocket.CLOSING;
    this.closes.push(code);
  }
}

/** A client in `/` over a WebSocket that is none; how Deno was asked for it, and why it ended. */
function upgraded() {
  const io = stillServer();
  const socket = new FakeWebSocket();
  const asked: Deno.UpgradeWebSocketOptions[] = [];
  const original = Object.getOwnPropertyDescriptor(Deno, "upgradeWebSocket");
  ok(original);
  Object.defineProperty(Deno, "upgradeWebSocket", {
    configurable: true,
    value(_: Request, options: Deno.UpgradeWebSocketOptions) {
      asked.push(options);
      return { socket, response: new Response() };
    },
  });
  const request = new Request("http://127.0.0.1/ws", {
    headers: {
      "connection": "upgrade",
      "upgrade": "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    },
  });
  const remoteAddr = { transport: "tcp", hostname: "::1", port: 1 } as const;
  try {
    io.handler(request, { remoteAddr, completed: Promise.resolve() });
  } finally {
    Object.defineProperty(Deno, "upgradeWebSocket", original);
  }
  const reasons: string[] = [];
  io.on("connection", (socket) => {
    socket.on("away", (reason) => void reasons.push(`away: ${reason}`));
    socket.on("disconnect", (reason) => void reasons.push(reason));
  });
  const frame = '[{"type":"hello","version":1},{"type":"connect","ns":"/"}]';
  socket.opens();
  socket.hears(frame);
  equal(io.sockets.sockets.size, 1);
  return { io, socket, asked, reasons };
}

Deno.test("Transport asks Deno to close a connection that is silent for 20 seconds [CL4]", () => {
  const { asked, socket, reasons } = upgraded();
  deepEqual(asked, [{ idleTimeout: 20 }]);
  const reason = "No response from ping frame.";
  socket.ends(1001, reason);
  socket.ends(1005); // Deno says it twice.
  deepEqual(reasons, ["away: ping timeout"]);
});

Deno.test("Transport that fails leaves its socket away, once", () => {
  const { io, socket, reasons } = upgraded();
  socket.fails("reset");
  deepEqual(reasons, [], "what counts is the close that follows");
  socket.ends(0);
  socket.ends(1005); // Deno says it twice.
  deepEqual(reasons, ["away: transport error"]);
  equal(io.engine.clientsCount, 0);
});

for (
  const [code, reason] of [
    [1000, "transport close"],
    [1001, "transport close"],
    [1005, "transport close"],
    [1006, "away: transport close"],
    [1011, "away: transport close"],
    [4499, "away: transport close"],
  ] as const
) {
  Deno.test(`Transport that the client closes with ${code} says "${reason}" [SE11]`, () => {
    const { socket, reasons } = upgraded();
    socket.ends(code);
    deepEqual(reasons, [reason]);
  });
}

Deno.test("Transport that fails is no farewell, whatever its number is [SE11]", () => {
  const { socket, reasons } = upgraded();
  socket.fails("reset");
  socket.ends(1000);
  deepEqual(reasons, ["away: transport error"]);
});

Deno.test("Transport that ends without a farewell is closed, and leaves its socket away [SE11]", () => {
  for (const code of [0, 1000]) {
    const { socket, reasons } = upgraded();
    const message = "Unexpected EOF"; // What Deno says of it.
    socket.fails(message);
    socket.ends(code);
    deepEqual(reasons, ["away: transport close"]);
  }
});

Deno.test("Transport looks at what Deno has not written yet [CL3]", async () => {
  const { io, socket, reasons } = upgraded();
  io.emit("say", "much".repeat(100 * 1024));
  await nextTurn();
  socket.bufferedAmount = 1024 * 1024;
  io.emit("say", "more");
  deepEqual(socket.closes, [4000]);
  deepEqual(reasons, ["away: transport close"]);
});

Deno.test("Transport writes nothing once it is closing", async () => {
  const { io, socket } = upgraded();
  socket.readyState = WebSocket.CLOSING;
  io.emit("say");
  await nextTurn();
  deepEqual(socket.sent, []);
});

Deno.test("Transport takes no more of what comes after its end", () => {
  const { io, socket, reasons } = upgraded();
  socket.hears("{");
  socket.hears('{"type":"hello","version":1}');
  socket.ends(1006);
  deepEqual(socket.closes, [4500]);
  deepEqual(reasons, ["parse error"]);
  equal(io.engine.clientsCount, 0);
});
