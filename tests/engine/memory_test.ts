/** What a server keeps of clients of every kind when they have gone: nothing, or what is bounded. */

import { deepEqual, equal } from "node:assert/strict";
import { Server } from "../../lib/mod.ts";
import type { Namespace, Socket } from "../../lib/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { meet, type Peer } from "../support/peer.ts";
import { SlowBlob } from "../support/slow_blob.ts";

const HELLO = { type: "hello", version: 1 };
const NAMESPACES = ["/", "/chat", "/child-1", "/thinks"] as const;

/** What clients do, one kind after the other. Each is in all namespaces, and leaves afterwards. */
const KINDS: Record<string, (peer: Peer, n: number) => unknown> = {
  "says nothing": () => {},
  "says much": (peer, n) => peer.emit("say", "x".repeat(n)),
  "asks, and is never answered": (peer) =>
    peer.send({ type: "event", event: "never", args: [], id: 1 }),
  "asks once": (peer, n) => {
    const once = { by: `client ${n}`.padEnd(16, "."), n: 1 };
    peer.send({ type: "event", event: "count", args: [], id: 1, once });
  },
  "asks once, and is never answered": (peer, n) => {
    const once = { by: `patient ${n}`.padEnd(16, "."), n: 1 };
    peer.send({ type: "event", event: "never", args: [], id: 1, once });
  },
  "has to wait for a middleware": (peer) => {
    for (let i = 0; i < 5; i++) peer.emit("think");
  },
  "waits for a blob": (peer) => peer.emit("blob"),
  "leaves a namespace, and comes back": (peer) =>
    peer.send(
      { type: "disconnect", ns: "/chat" },
      { type: "connect", ns: "/chat" },
      { type: "disconnect", ns: "/child-1" },
    ),
  "asks for what there is not": (peer) =>
    peer.send({ type: "connect", ns: "/nowhere" }),
  "waits to be let in": (peer) =>
    peer.send({ type: "connect", ns: "/waits-1" }, {
      type: "connect",
      ns: "/rule",
    }),
  "says too much": (peer) => {
    for (let i = 0; i < 20; i++) peer.send(Array(150).fill({ type: "ping" }));
  },
  "says what cannot be read": (peer) => peer.sendFrame("{"),
  "is ended by the server": (peer) => peer.emit("end me"),
};

/** How clients go. */
const ENDS: Record<string, (peer: Peer) => void> = {
  "hangs up": (peer) => peer.hangUp(),
  "breaks": (peer) => peer.breaks(),
};

function makeServer(clock: FakeClock): Server {
  const io = new Server({
    clock,
    onFault() {},
    cleanupEmptyChildNamespaces: true,
    limits: { onceClients: 10 },
  });
  let count = 0;
  const greet = (socket: Socket) => {
    socket.join(["everyone", `only ${socket.id}`]);
    socket.data.friends = [socket];
    socket.onAny(() => {}).onAnyOutgoing(() => {});
    socket.use(([event], next) => {
      if (event !== "think") next();
    });
    socket.on("never", () => {});
    socket.on("count", (done: (count: number) => void) => done(++count));
    socket.on("blob", () => void socket.emit("blob", new SlowBlob("a")));
    socket.on("end me", () => void socket.disconnect(true));
    socket.emit("ask", () => {});
    socket.timeout(60_000).emit("ask", () => {});
    socket.nsp.timeout(60_000).emit("ask all", () => {});
    socket.nsp.emit("hello", socket.id);
  };
  io.of("/", greet);
  io.of("/chat", greet);
  io.of(/^\/child-/, greet);
  io.of(/^\/waits-/).use(() => new Promise(() => {}));
  io.of((ns, _auth, next) => {
    if (ns !== "/rule") next(null, ns === "/thinks");
  }, greet);
  return io;
}

/** What is left of a namespace. */
function remains({ sockets, adapter: { rooms, sids }, place }: Namespace) {
  return {
    sockets: sockets.size,
    rooms: rooms.size,
    sids: sids.size,
    questions: place.acks.size,
  };
}

Deno.test("Server keeps nothing of a thousand clients of every kind that have gone", async () => {
  const clock = new FakeClock();
  const io = makeServer(clock);
  const children = new Set<Namespace>();
  io.on("new_namespace", (namespace) => void children.add(namespace));
  let n = 0;
  while (n < 1_000) {
    for (const act of Object.values(KINDS)) {
      for (const end of Object.values(ENDS)) {
        const peer = meet(io);
        peer.send(
          HELLO,
          ...NAMESPACES.map((ns) => ({ type: "connect", ns })),
        );
        act(peer, ++n);
        io.emit("say", n);
        io.volatile.emit("say", n);
        if (n % 7 === 0) await peer.next(); // Some stay for longer.
        end(peer);
      }
    }
    // Not all of a thousand are away at once.
    clock.advance(30_000);
  }
  // Those who may come back, those who were let in too late, and all answers are given up.
  clock.advance(300_000);
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  clock.advance(300_000);
  equal(io.engine.clientsCount, 0);
  const none = { sockets: 0, rooms: 0, sids: 0, questions: 0 };
  for (const namespace of [io.sockets, io.of("/chat"), ...children]) {
    deepEqual(remains(namespace), none, namespace.name);
  }
  equal(clock.pending, 0, "nothing is waited for");
});
