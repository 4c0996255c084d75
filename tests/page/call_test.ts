import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { NEGOTIATION_LIMITS } from "../../lib/sdk/negotiation.ts";
import { Call, CALL_LIMITS } from "../../lib/page/call.ts";
import { LocalMedia } from "../../lib/page/media.ts";
import { MESH_LIMITS } from "../../lib/page/mesh.ts";
import { PEER_LIMITS } from "../../lib/page/peer.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeConnection } from "./fakes/connection.ts";
import { FakeServer, type FakeSocket } from "./fakes/server.ts";
import { settle } from "./fakes/settle.ts";
import { FakeStream } from "./fakes/stream.ts";

/** One page, and all the connections that it has ever made. */
interface Page {
  readonly call: Call;
  readonly socket: FakeSocket;
  readonly stream: FakeStream;
  readonly connections: FakeConnection[];
  /** The one in use. */
  readonly connection: FakeConnection;
}

class World implements Disposable {
  readonly server = new FakeServer();
  readonly clock = new FakeClock();
  #ids = 0;

  /** Opens a page; of two, the one whose id comes later in the alphabet is impolite. */
  open(
    self: string,
    room = "blue",
    stream = new FakeStream("audio", "video"),
  ): Page {
    const connections: FakeConnection[] = [];
    const socket = this.server.dial();
    const call = new Call({
      room,
      self,
      socket,
      media: new LocalMedia(stream),
      clock: this.clock,
      createId: () => `connection-${++this.#ids}`,
      createConnection: () => {
        const connection = new FakeConnection(self);
        connections.push(connection);
        return connection;
      },
    });
    return {
      call,
      socket,
      stream,
      connections,
      get connection() {
        const last = connections.at(-1);
        ok(last, `${self} has no connection`);
        return last;
      },
    };
  }

  /** Opens two pages and lets media flow between them. */
  async connect(): Promise<[ada: Page, bob: Page]> {
    const [ada, bob] = [this.open("ada"), this.open("bob")];
    await settle();
    turn("connected", ada, bob);
    return [ada, bob];
  }

  /** Lets time pass, and all that follows from it. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle();
  }

  /** No page may leave anything behind that still waits. */
  [Symbol.dispose](): void {
    equal(this.clock.pending, 0, "nothing is left to wait for");
  }
}

function turn(state: RTCPeerConnectionState, ...pages: Page[]): void {
  for (const { connection } of pages) connection.turn(state);
}

function states(...pages: Page[]): string[] {
  return pages.map(({ call }) =>
    `${call.state.value.name}/${call.server.value}`
  );
}

function close(...pages: Page[]): void {
  for (const { call } of pages) call.leave();
}

Deno.test("Call goes from joining to waiting, connecting, connected and left", async () => {
  using world = new World();
  const ada = world.open("ada");
  deepEqual(states(ada), ["joining/idle"]);
  await settle();
  deepEqual(states(ada), ["waiting/up"]);
  const bob = world.open("bob");
  await settle();
  deepEqual(states(ada, bob), ["connecting/up", "connecting/up"]);
  turn("connected", ada, bob);
  deepEqual(states(ada, bob), ["connected/up", "connected/up"]);
  bob.call.leave();
  await settle();
  deepEqual(states(ada), ["left/up"]);
  deepEqual(ada.call.peers.value, []);
  equal(ada.connection.connectionState, "closed");
  deepEqual(bob.stream.getTracks().map((it) => it.readyState), [
    "ended",
    "ended",
  ]);
  close(ada);
});

for (const [first, second] of [["ada", "bob"], ["bob", "ada"]] as const) {
  Deno.test(`Call needs one offer if ${first} is in the room before ${second}`, async () => {
    using world = new World();
    const pages = [world.open(first)];
    await settle();
    pages.push(world.open(second));
    await settle();
    for (const { connection, connections } of pages) {
      equal(connections.length, 1);
      equal(connection.signalingState, "stable");
      deepEqual(connection.media, ["audio both ways", "video both ways"]);
      match(connection, "offer of bob", "answer of ada");
    }
    close(...pages);
  });
}

/** Whether `connection` has the one and the other description. */
function match(
  { localDescription, remoteDescription }: FakeConnection,
  ...wanted: string[]
) {
  const found = [localDescription, remoteDescription]
    .map((it) => it?.sdp.split("\n")[0]).sort().reverse();
  deepEqual(found, wanted);
}

Deno.test("Call shows the other's stream", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  const stream = new FakeStream("video");
  ada.connection.hear(stream);
  equal(ada.call.peers.value[0]?.stream.value, stream);
  close(ada, bob);
});

Deno.test("Call without camera and microphone asks for the other's", async () => {
  using world = new World();
  const bob = world.open("bob", "blue", new FakeStream());
  const ada = world.open("ada", "blue", new FakeStream("audio"));
  await settle();
  deepEqual(bob.connection.media, ["audio recvonly", "video recvonly"]);
  deepEqual(ada.connection.media, ["audio both ways"]);
  close(ada, bob);
});

Deno.test("Call ends when the room is full, and gives the devices back", async () => {
  using world = new World();
  const pages = [world.open("ada"), world.open("bob")];
  await settle();
  const eve = world.open("eve");
  await settle();
  deepEqual(states(eve), ["full/idle"]);
  equal(eve.socket.active, false);
  equal(eve.stream.getTracks()[0]?.readyState, "ended");
  deepEqual(states(...pages), ["connecting/up", "connecting/up"]);
  close(...pages);
});

Deno.test("Call ends with the server's reason when it refuses the name", async () => {
  using world = new World();
  const ada = world.open("ada", "<b>");
  await settle();
  deepEqual(ada.call.state.value, {
    name: "refused",
    reason: "Cannot enter the room: it is not blue",
  });
  equal(ada.socket.active, false);
});

Deno.test("Call goes on with the same connection while the server is gone and after it is back", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  const offers = ada.connection.log.length;
  world.server.stop();
  await settle();
  deepEqual(states(ada, bob), ["connected/gone", "connected/gone"]);
  await world.pass(60_000);
  deepEqual(states(ada, bob), ["connected/gone", "connected/gone"]);
  world.server.start(bob.socket);
  await world.pass(60_000);
  deepEqual(states(ada, bob), ["connected/gone", "connected/up"]);
  world.server.start(ada.socket);
  await settle();
  deepEqual(states(ada, bob), ["connected/up", "connected/up"]);
  deepEqual([ada.connections.length, bob.connections.length], [1, 1]);
  equal(ada.connection.log.length, offers, "nothing had to be negotiated");
  close(ada, bob);
});

Deno.test("Call makes up for an offer that was lost with the server", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  world.server.stop();
  ada.connection.addMedia(); // As a second camera would.
  await settle();
  equal(ada.connection.signalingState, "have-local-offer");
  world.server.start(ada.socket, bob.socket);
  await settle();
  equal(ada.connection.signalingState, "stable");
  match(bob.connection, "offer of ada", "answer of bob");
  close(ada, bob);
});

Deno.test("Call makes up for a first offer that was lost with the server", async () => {
  using world = new World();
  const [ada, bob] = [world.open("ada"), world.open("bob")];
  world.server.loses = () => bob.connections.length > 0;
  await settle();
  deepEqual([ada.connections.length, bob.connections.length], [0, 1]);
  world.server.stop();
  await settle();
  world.server.loses = () => false;
  world.server.start(ada.socket, bob.socket);
  await settle();
  match(ada.connection, "offer of bob", "answer of ada");
  equal(bob.connections.length, 1);
  close(ada, bob);
});

Deno.test("Call does not hope for those who did not come back with the server", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  world.server.stop();
  await settle();
  close(bob);
  turn("disconnected", ada);
  await world.pass(60_000);
  deepEqual(states(ada), ["connecting/gone"], "it may be our own network");
  world.server.start(ada.socket);
  await settle();
  await world.pass(PEER_LIMITS.giveUpMs - 1);
  deepEqual(states(ada), ["connecting/up"]);
  await world.pass(1);
  deepEqual(states(ada), ["left/up"]);
  close(ada);
});

Deno.test("Call takes its place back from its own ghost", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  world.server.breakOff(ada.socket);
  await settle();
  world.server.admit(ada.socket);
  await settle();
  await world.pass(5 * CALL_LIMITS.reenterMs);
  deepEqual(states(ada, bob), ["connected/gone", "connected/up"]);
  world.server.noticeGhosts();
  await settle();
  await world.pass(CALL_LIMITS.reenterMs);
  deepEqual(states(ada, bob), ["connected/up", "connected/up"]);
  deepEqual([ada.connections.length, bob.connections.length], [1, 1]);
  close(ada, bob);
});

Deno.test("Call says that the room is full if its place is not to be had back", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  world.server.breakOff(ada.socket);
  await settle();
  world.server.admit(ada.socket);
  await settle();
  for (let n = 0; n < CALL_LIMITS.reenters; n++) {
    deepEqual(states(ada), ["connected/gone"]);
    await world.pass(CALL_LIMITS.reenterMs);
  }
  deepEqual(states(ada), ["full/gone"]);
  close(bob);
});

Deno.test("Call connects again by itself when the server has ended its socket", async () => {
  using world = new World();
  const ada = world.open("ada");
  await settle();
  world.server.breakOff(ada.socket);
  world.server.noticeGhosts();
  ada.socket.active = false;
  await settle();
  deepEqual(states(ada), ["waiting/gone"]);
  await world.pass(CALL_LIMITS.reenterMs);
  deepEqual(states(ada), ["waiting/up"]);
  close(ada);
});

Deno.test("Call keeps the other's media when only their way to the server is lost", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  world.server.breakOff(bob.socket);
  world.server.noticeGhosts();
  await world.pass(60_000);
  deepEqual(states(ada, bob), ["connected/up", "connected/gone"]);
  turn("disconnected", ada);
  await world.pass(PEER_LIMITS.giveUpMs - 1);
  turn("connected", ada);
  await world.pass(60_000);
  deepEqual(states(ada), ["connected/up"]);
  world.server.admit(bob.socket);
  await settle();
  deepEqual(states(ada, bob), ["connected/up", "connected/up"]);
  deepEqual([ada.connections.length, bob.connections.length], [1, 1]);
  close(ada, bob);
});

Deno.test("Call takes the other for gone when neither media nor server knows of them", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  world.server.breakOff(bob.socket);
  world.server.noticeGhosts();
  turn("disconnected", ada, bob);
  await settle();
  await world.pass(PEER_LIMITS.giveUpMs);
  deepEqual(states(ada), ["left/up"]);
  // Bob had only fallen asleep: both begin anew, since Ada has forgotten the old connection.
  world.server.admit(bob.socket);
  await settle();
  deepEqual(states(ada, bob), ["connecting/up", "connecting/up"]);
  deepEqual([ada.connections.length, bob.connections.length], [2, 2]);
  equal(bob.connections[0]?.connectionState, "closed");
  match(ada.connection, "offer of bob", "answer of ada");
  close(ada, bob);
});

Deno.test("Call looks for a new path when media fails, or is interrupted for long", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  turn("disconnected", bob);
  await world.pass(PEER_LIMITS.healMs - 1);
  equal(
    /ice-ufrag:bob1/.test(ada.connection.remoteDescription?.sdp ?? ""),
    true,
  );
  await world.pass(1);
  equal(
    /ice-ufrag:bob2/.test(ada.connection.remoteDescription?.sdp ?? ""),
    true,
  );
  turn("failed", bob);
  await settle();
  equal(
    /ice-ufrag:bob3/.test(ada.connection.remoteDescription?.sdp ?? ""),
    true,
  );
  deepEqual(bob.call.state.value, { name: "connecting", blocked: true });
  turn("connected", bob);
  deepEqual(states(bob), ["connected/up"]);
  close(ada, bob);
});

Deno.test("Call does not look for a new path while nobody could hear of it", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  world.server.stop();
  await settle();
  turn("failed", ada, bob);
  await world.pass(NEGOTIATION_LIMITS.answerMs);
  equal(ada.connection.signalingState, "stable");
  equal(bob.connection.signalingState, "stable");
  world.server.start(ada.socket, bob.socket);
  await settle();
  match(ada.connection, "offer of bob", "answer of ada");
  equal(
    /ice-ufrag:bob2/.test(ada.connection.remoteDescription?.sdp ?? ""),
    true,
  );
  close(ada, bob);
});

Deno.test("Call makes a new connection with a page that was reloaded", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  // As a crash, and the same page id, which is harder than a reload.
  world.server.dismiss(bob.socket);
  bob.socket.id = undefined;
  const again = world.open("bob");
  await settle();
  equal(ada.call.peers.value.length, 1);
  equal(ada.connections.length, 2);
  match(ada.connection, "offer of bob", "answer of ada");
  turn("connected", ada, again);
  deepEqual(states(ada, again), ["connected/up", "connected/up"]);
  close(ada, bob, again);
});

Deno.test("Call is changed by no hostile message", async (t) => {
  using world = new World();
  const [ada, bob] = await world.connect();
  const connectionId = ada.call.peers.value[0]?.connectionId;
  const head = { room: "blue", from: "bob" };
  const offer = {
    kind: "description",
    connectionId,
    offerNumber: 9,
    description: { type: "offer", sdp: "offer of eve" },
  };
  const hostile: Record<string, unknown[]> = {
    "nothing": [],
    "null": [null],
    "a number": [7],
    "an own page's id": [{ ...head, from: "ada", kind: "leave" }],
    "a leave for another room": [{ ...head, room: "green", kind: "leave" }],
    "a leave of a stranger": [{ ...head, from: "eve", kind: "leave" }],
    "a prototype": [{ ...head, from: "__proto__", kind: "leave" }],
    "a signal for someone else": [
      { ...head, kind: "signal", to: "eve", signal: offer },
    ],
    "a signal of a stranger": [
      { ...head, from: "eve", kind: "signal", to: "ada", signal: offer },
    ],
    "a signal about a former connection": [{
      ...head,
      kind: "signal",
      to: "ada",
      signal: { ...offer, connectionId: "former" },
    }],
    "a rollback": [{
      ...head,
      kind: "signal",
      to: "ada",
      signal: { ...offer, description: { type: "rollback", sdp: "" } },
    }],
    "a deep one": [JSON.parse("[".repeat(500) + "]".repeat(500))],
  };
  const before = ada.connection.log.length;
  for (const [what, args] of Object.entries(hostile)) {
    await t.step(what, async () => {
      ada.socket.deliver("message", ...args);
      await settle();
      deepEqual(states(ada), ["connected/up"]);
      equal(ada.connections.length, 1);
      equal(ada.connection.log.length, before);
      equal(ada.call.peers.value.length, 1);
    });
  }
  for (const event of ["created", "joined", "full", "bye"]) {
    await t.step(`${event} without a room`, async () => {
      ada.socket.deliver(event, { room: 1 }, null);
      await settle();
      deepEqual(states(ada), ["connected/up"]);
    });
  }
  await t.step("a refusal that comes too late", async () => {
    ada.socket.deliver("refused", null);
    await settle();
    deepEqual(states(ada), ["connected/up"]);
  });
  close(ada, bob);
});

Deno.test("Call makes a bounded number of connections", async () => {
  using world = new World();
  const ada = world.open("ada");
  await settle();
  for (let n = 0; n < 3 * MESH_LIMITS.peers; n++) {
    const from = `b${n}`;
    const links = [{ peer: "ada", connectionId: `c${n}`, fresh: true }];
    ada.socket.deliver("message", {
      kind: "here",
      room: "blue",
      from,
      seat: `s${n}`,
      links,
    });
  }
  await settle();
  equal(ada.connections.length, MESH_LIMITS.peers);
  close(ada);
});

Deno.test("Call.leave() tells the others, and nothing is heard of it any more", async () => {
  using world = new World();
  const [ada, bob] = await world.connect();
  ada.call.leave();
  deepEqual(ada.socket.sent.at(-1), [
    "message",
    { kind: "leave", room: "blue", from: "ada" },
  ]);
  const { length } = ada.socket.sent;
  ada.socket.deliver("join", "blue", "seat-9");
  ada.socket.deliver("connect");
  await settle();
  equal(ada.socket.sent.length, length);
  notEqual(bob.call.state.value.name, "connected");
  close(bob);
});
