import { deepEqual, equal, throws } from "node:assert/strict";
import { BroadcastAcks } from "../../lib/engine/broadcast_acks.ts";
import type { Reach } from "../../lib/engine/mod.ts";
import { Audience, MemoryAdapter } from "../../lib/engine/mod.ts";
import { type AnyEvents, RESERVED_FROM_SERVER } from "../../lib/wire/mod.ts";
import { adapterHost } from "../support/adapter_host.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { twoNodes } from "../support/nodes.ts";
import { enter, type Guest } from "../support/peer.ts";
import { stillServer } from "../support/still_server.ts";

/** Ada in blue, Bob in blue and green, Eve in green. */
async function three() {
  const io = stillServer();
  const ada = await enter(io, "blue");
  const bob = await enter(io, "blue", "green");
  const eve = await enter(io, "green");
  return { io, ada, bob, eve };
}

/** How often each has heard `hello`. */
async function heard(...guests: Guest[]): Promise<number[]> {
  const counts = [];
  for (const { peer } of guests) {
    const events = await peer.events();
    deepEqual(events.filter(([name]) => name !== "hello"), []);
    counts.push(events.length);
  }
  return counts;
}

Deno.test("Audience.to() adds up rooms, and each hears once [BC1]", async () => {
  const { io, ada, bob, eve } = await three();
  io.to("blue").emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 1, 0]);
  io.to("blue").to("green").emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 1, 1]);
  io.in(["blue", "green"]).emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 1, 1]);
  io.to("green").in("green").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 1]);
});

Deno.test("Audience.to() of no rooms, or of an empty one, is nobody [BC2]", async () => {
  const { io, ada, bob, eve } = await three();
  io.to([]).emit("hello");
  io.to("red").emit("hello");
  io.to([]).except("blue").emit("hello");
  ada.socket.to([]).emit("hello");
  ada.socket.broadcast.to([]).emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 0, 0]);
  io.to([]).to("green").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 1]);
});

Deno.test("Socket.to() and its like leave out the sender [BC3]", async () => {
  const { ada, bob, eve } = await three();
  ada.socket.to("blue").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 0]);
  ada.socket.in("green").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 1]);
  ada.socket.broadcast.emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 1]);
  ada.socket.to(ada.id).emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 0, 0]);
  ada.socket.to([ada.id, bob.id]).to("blue").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 0]);
  ada.socket.except("green").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 0, 0]);
});

Deno.test("Audience.except() goes before to() [BC4]", async () => {
  const { io, ada, bob, eve } = await three();
  io.except("green").emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 0, 0]);
  io.except(["green", ada.id]).emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 0, 0]);
  io.to("blue").except("green").to("blue").emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 0, 0]);
  io.except(ada.id).except(bob.id).in("blue").in("green").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 0, 1]);
  io.except([]).emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 1, 1]);
});

Deno.test("Audience.to() reaches a socket by its id [BC5]", async () => {
  const { io, ada, bob, eve } = await three();
  io.to(eve.id).emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 0, 1]);
  ada.socket.to(bob.id).emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 0]);
});

Deno.test("Audience is a value: what is made of it does not change it", () => {
  const reaches: Reach[] = [];
  const adapter = new MemoryAdapter(adapterHost());
  adapter.broadcast = (reach) => void reaches.push(reach);
  const place = {
    adapter,
    where: {},
    acks: new BroadcastAcks(new FakeClock()),
    clock: new FakeClock(),
    ackMs: 1_000,
    socket: () => undefined,
    fault() {},
  };
  const reach: Reach = { rooms: "everyone", except: [] };
  const all = new Audience<AnyEvents>([place], reach);
  const rooms = ["blue"];
  const blue = all.to(rooms);
  rooms.push("red");
  blue.to("green");
  blue.except("green");
  equal(reaches.length, 0, "nothing is sent before emit()");
  blue.emit("hello");
  all.emit("hello");
  deepEqual(reaches, [
    { rooms: ["blue"], except: [] },
    { rooms: "everyone", except: [] },
  ]);
});

Deno.test("Audience.emit() encodes an event once, for however many", async () => {
  const { io } = await three();
  let asked = 0;
  const encoded = { toJSON: () => ++asked };
  equal(io.emit("hello", encoded), true);
  equal(asked, 1);
});

Deno.test("Audience.emit() throws when the name is reserved", async () => {
  const { io, ada, bob, eve } = await three();
  for (const name of RESERVED_FROM_SERVER) {
    throws(() => io.emit(name), { name: "TypeError", message: /reserved/ });
    throws(() => ada.socket.to("blue").emit(name), TypeError);
  }
  deepEqual(await heard(ada, bob, eve), [0, 0, 0]);
});

Deno.test("Audience.emit() throws when an acknowledgement is asked for", async () => {
  const { io, ada, bob, eve } = await three();
  throws(() => io.to("blue").emit("hello", () => {}), {
    name: "TypeError",
    message: /acknowledgement/,
  });
  deepEqual(await heard(ada, bob, eve), [0, 0, 0]);
});

Deno.test("Socket.volatile, compress() and timeout() go before the room, too [BC3]", async () => {
  const { ada, bob, eve } = await three();
  ada.socket.volatile.to("blue").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 0]);
  eve.socket.volatile.in(["blue", "green"]).emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 1, 0]);
  ada.socket.volatile.broadcast.emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 1]);
  ada.socket.compress(true).volatile.except("blue").emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 0, 1]);
  ada.socket.volatile.compress(true).local.emit("hello");
  deepEqual(await heard(ada, bob, eve), [0, 1, 1]);
  ada.socket.volatile.emit("hello");
  deepEqual(await heard(ada, bob, eve), [1, 0, 0]);
  ada.socket.volatile.to("blue").emit("hello");
  ada.socket.timeout(1_000).volatile.emitWithAck("hello").catch(() => {});
  const told = [...await bob.peer.settled(), ...await ada.peer.settled()];
  deepEqual(told.map(({ volatile }) => volatile), [true, true]);
});

Deno.test("Socket.local is everyone else on its node [BC3]", async () => {
  const { one, ada, bob, heard, two } = await twoNodes();
  const { socket } = await enter(one, "blue");
  socket.local.emit("hello");
  deepEqual(await heard(), [["hello"], [], []]);
  ada.socket.volatile.local.to("blue").emit("hello");
  bob.socket.local.emit("hello");
  deepEqual(await heard(), [[], [], ["hello"]]);
  socket.broadcast.emit("hello");
  deepEqual(await heard(), [["hello"], ["hello"], ["hello"]]);
  equal(socket.nsp.server, one);
  equal(bob.socket.nsp.server, two);
});

/** Who is asked by an audience, in the order of the three. */
async function asked(
  audience: { emitWithAck(event: string): Promise<unknown> },
  ...guests: Guest[]
): Promise<number[]> {
  audience.emitWithAck("hello").catch(() => {});
  return await heard(...guests);
}

Deno.test("TimedAudience is a value, too: to(), in(), except(), local, timeout() [BC1] [BC4]", async () => {
  const { io, ada, bob, eve } = await three();
  const all = [ada, bob, eve] as const;
  const timed = io.timeout(1_000);
  deepEqual(await asked(timed.to("blue"), ...all), [1, 1, 0]);
  deepEqual(await asked(timed.in(["green"]), ...all), [0, 1, 1]);
  deepEqual(await asked(timed.to([]), ...all), [0, 0, 0]);
  deepEqual(await asked(timed.except("blue"), ...all), [0, 0, 1]);
  deepEqual(await asked(timed.local.compress(true), ...all), [1, 1, 1]);
  deepEqual(await asked(io.to("blue").timeout(5).except("green"), ...all), [
    1,
    0,
    0,
  ]);
  const own = ada.socket.timeout(1_000);
  deepEqual(await asked(own.to("blue"), ...all), [0, 1, 0]);
  deepEqual(await asked(own.in("green"), ...all), [0, 1, 1]);
  deepEqual(await asked(own.except("green"), ...all), [0, 0, 0]);
  deepEqual(await asked(own.broadcast, ...all), [0, 1, 1]);
  deepEqual(await asked(own.volatile.local, ...all), [0, 1, 1]);
  deepEqual(await asked(own.volatile, ...all), [1, 0, 0]);
});

Deno.test("TimedAudience.timeout() is what counts at last", async () => {
  const clock = new FakeClock();
  const io = stillServer({ clock });
  await enter(io);
  const told: string[] = [];
  io.timeout(1).timeout(1_000).emit("hello", () => told.push("all"));
  io.timeout(500).to("red").in("green").emit(
    "hello",
    () => told.push("nobody"),
  );
  io.timeout(500).except("red").emit("hello", () => told.push("but red"));
  deepEqual(told, ["nobody"], "where nobody is, there is nobody to wait for");
  clock.advance(499);
  equal(told.length, 1);
  clock.advance(1);
  deepEqual(told, ["nobody", "but red"]);
  clock.advance(499);
  equal(told.length, 2);
  clock.advance(1);
  deepEqual(told, ["nobody", "but red", "all"]);
});
