/** What an adapter, or a transport, does wrong costs whoever it was done for, and nobody else. */

import { deepEqual, equal } from "node:assert/strict";
import {
  type Fault,
  MemoryAdapter,
  Refusal,
  type Server,
} from "../../lib/mod.ts";
import { enter, meet } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

const MISTAKE = new Error("a mistake of the adapter's");

/** A server whose adapter fails at what is named in `broken`. */
function brittle() {
  const broken = new Set<"join" | "leaveAll">();
  const faults: Fault[] = [];
  const io = stillServer({
    onFault: (fault) => void faults.push(fault),
    adapter: (host) =>
      new class extends MemoryAdapter {
        override join(id: string, room: string): void {
          if (broken.has("join")) throw MISTAKE;
          super.join(id, room);
        }

        override leaveAll(id: string): void {
          super.leaveAll(id);
          if (broken.has("leaveAll")) throw MISTAKE;
        }
      }(host),
  });
  return { io, broken, faults };
}

for (const how of ["at once", "after a while"]) {
  Deno.test(`Namespace refuses ${how} whom the adapter fails to take [NS7]`, async () => {
    const { io, broken, faults } = brittle();
    if (how !== "at once") io.use(() => Promise.resolve());
    broken.add("join");
    const peer = meet(io);
    peer.send({ type: "hello", version: 1 }, { type: "connect", ns: "/" });
    equal((await peer.next()).type, "welcome");
    const { type, code } = await peer.next();
    deepEqual([type, code], ["refused", "middleware-failed"]);
    deepEqual(faults.map(({ error, event }) => [error, event]), [
      [MISTAKE, "join"],
    ]);
    equal(io.sockets.sockets.size, 0);
    broken.clear();
    peer.send({ type: "connect", ns: "/" });
    equal((await peer.next()).type, "connected");
  });
}

Deno.test("Namespace outlives an adapter that fails to let go of whom it does not let in", async () => {
  const { io, broken, faults } = brittle();
  io.use(() => Promise.reject(new Refusal("no", "Cannot connect")));
  broken.add("leaveAll");
  const peer = meet(io);
  peer.send({ type: "hello", version: 1 }, { type: "connect", ns: "/" });
  equal((await peer.next()).type, "welcome");
  equal((await peer.next()).code, "no");
  deepEqual(faults.map(({ error }) => error), [MISTAKE]);
});

Deno.test("Connection closes with 1011 over a fault that is not the client's, which may come back [CL6]", async () => {
  const io = forgetful();
  let isBroken = false;
  const peer = meet(io, { backlog: () => backlog(isBroken) });
  await peer.connect();
  isBroken = true;
  peer.send({ type: "ping" });
  equal(await peer.closed, 1011);
  const back = meet(io);
  equal((await back.resume(peer.claim)).resumed, true);
  deepEqual(await back.settled(), []);
});

Deno.test("Connection closes with 1011 over a fault while its client comes back [CL6]", async () => {
  const io = forgetful();
  io.use(() => Promise.resolve());
  const peer = meet(io);
  await peer.connect();
  peer.breaks();
  for (let n = 0; n < 10; n++) io.emit("missed", "x".repeat(50));
  const back = meet(io, { backlog: () => backlog(true) });
  const session = { ...peer.claim, attempt: 1_000_000 };
  back.send({ type: "hello", version: 1, session });
  equal(await back.closed, 1011);
});

Deno.test("Connection closes with 1011 if its transport cannot send, and nobody else waits [CL6]", async () => {
  const io = stillServer();
  let isBroken = false;
  const closed = Promise.withResolvers<number>();
  const request = { headers: {}, address: "", url: "/ws", query: {} };
  const receiver = io.accept({
    backlog: 0,
    send() {
      if (isBroken) throw new Error("a mistake of the transport's");
    },
    close: closed.resolve,
  }, { ...request, secure: false });
  receiver.receive(
    '[{"type":"hello","version":1},{"type":"connect","ns":"/"}]',
  );
  const { peer } = await enter(io);
  isBroken = true;
  io.emit("say");
  equal((await peer.next()).event, "say");
  equal(await closed.promise, 1011);
  io.emit("again");
  equal((await peer.next()).event, "again");
});

/** A server that holds so little that it asks its transports all the time how much they hold. */
function forgetful(): Server {
  return stillServer({ limits: { backlogBytes: 800 } });
}

/** What a transport of the application's own says of itself. */
function backlog(isBroken: boolean): number {
  if (isBroken) throw new Error("a mistake of the transport's");
  return 0;
}
