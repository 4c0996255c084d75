import { deepEqual, equal, notEqual, ok, rejects } from "node:assert/strict";
import { joinRoom, Refusal } from "../../lib/sdk/mod.ts";
import { ROOMS_NAMESPACE } from "../../lib/parlance/mod.ts";
import { MOST_WAITING } from "../../lib/sdk/posts.ts";
import {
  type Guard,
  speakTutorial,
  type TutorialServer,
} from "../../lib/signaling/mod.ts";
import { meet } from "../support/peer.ts";
import { FakeConnection } from "./fakes/connection.ts";
import { FakeStream } from "./fakes/media.ts";
import { type Person, World } from "./fakes/world.ts";

/** How many offers and answers a person's pages have made. */
function descriptions(...people: Person[]): number {
  return people.flatMap(({ connections }) => connections)
    .flatMap(({ log }) => log)
    .filter((line) => line === "setLocalDescription begins").length;
}

function states(person: Person): string[] {
  const heard: string[] = [];
  person.room.on("state", ({ name }) => heard.push(name));
  return heard;
}

/** What someone hears, of one peer and of the room. */
function hears({ room }: Person): unknown[] {
  const heard: unknown[] = [];
  room.on("message", (payload, { name }, everyone) => {
    heard.push([payload, name, everyone]);
  });
  room.peers[0]?.on("message", (payload) => heard.push(payload));
  return heard;
}

/** Why someone is not in the room any more, and that a removal says so in words. */
function reasonOf({ room: { state } }: Person): string | undefined {
  if (state.name !== "left") return undefined;
  ok(state.error instanceof Refusal && state.error.message.length > 0);
  return state.reason;
}

// -- Joining --

Deno.test("joinRoom() resolves in the room, and one offer and one answer connect two", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  deepEqual(ada.told, ["peer bob", "stream bob"]);
  deepEqual(bob.told, ["stream ada"]);
  equal(descriptions(ada, bob), 2);
  equal(ada.room.name, "blue");
  equal(ada.room.self.role, "host");
  equal(ada.room.info.capacity, 8);
  equal(bob.room.peers[0]?.name, "ada");
});

Deno.test("joinRoom() rejects with what the server refuses it with", async () => {
  await using world = new World({ capacity: 2 });
  await world.pair();
  const eve = world.person("eve");
  await rejects(
    eve.join(),
    (error) => error instanceof Refusal && error.code === "room-full",
  );
});

Deno.test("joinRoom() asks again where the server could not find out in time who may come in", async () => {
  let asked = 0;
  const guard: Guard = {
    admit() {
      asked += 1;
      return asked === 1
        ? new Promise(() => {})
        : Promise.resolve({ maySignal: true, mayBroadcast: true });
    },
    onRevoked: () => () => {},
  };
  await using world = new World({ guard });
  const joining = world.person("ada").join();
  await world.until("the second request", () => asked === 2);
  equal((await joining).state.name, "joined");
});

Deno.test("joinRoom() rejects who the server took too long to let in at all", async () => {
  await using world = new World();
  world.server.of(ROOMS_NAMESPACE).use(() => new Promise(() => {}));
  let isOver = false;
  const joining = world.person("ada").join().finally(() => isOver = true);
  const late = rejects(joining, { code: "middleware-timeout" });
  await world.until("the refusal", () => isOver);
  await late;
});

Deno.test("joinRoom() rejects what is no address at once", async () => {
  await rejects(async () => await joinRoom("mailto:ada", "blue"), TypeError);
});

Deno.test("joinRoom() tries a server that cannot be reached until it is told to stop", async () => {
  await using world = new World();
  world.kill();
  const ada = world.person("ada");
  const stop = new AbortController();
  const joining = ada.join({ signal: stop.signal });
  await world.pass(30_000);
  stop.abort(new Error("enough"));
  await rejects(joining, /enough/);
  equal(world.clock.pending, 0, "nothing is left to wait for");
});

Deno.test("joinRoom() joins once the server can be reached", async () => {
  await using world = new World();
  world.kill();
  const ada = world.person("ada");
  const heard: string[] = [];
  const joining = ada.join({ onState: ({ name }) => heard.push(name) });
  await world.pass(5_000);
  world.start();
  await world.until("the seat", () => heard.length > 0);
  await joining;
  deepEqual(heard, ["joined"]);
});

Deno.test("joinRoom() tells each change of where it is, and not that it begins", async () => {
  await using world = new World();
  const ada = world.person("ada");
  const heard: string[] = [];
  const tokens = [Promise.withResolvers<string>()];
  const joining = ada.join({
    onState: ({ name }) => heard.push(name),
    token: () => tokens[0]?.promise ?? "",
  });
  await world.settle();
  equal(heard.length, 0);
  world.lines.cut(ada.line);
  await world.pass(5_000);
  deepEqual(heard, ["away", "connecting"]);
  tokens.shift()?.resolve("");
  await world.until("the seat", () => heard.includes("joined"));
  await joining;
  deepEqual(heard, ["away", "connecting", "joined"]);
});

Deno.test("joinRoom() waits until the host admits, and tells that it waits", async () => {
  await using world = new World();
  const ada = await world.enter("ada");
  await ada.room.setLobby(true);
  const bob = world.person("bob");
  const heard: string[] = [];
  const joining = bob.join({
    onWaiting: ({ room }) => heard.push(`waits for ${room.name}`),
    onState: ({ name }) => heard.push(name),
  });
  await world.until("a knock", () => ada.room.lobby.length > 0);
  deepEqual(ada.room.lobby.map(({ name }) => name), ["bob"]);
  await ada.room.admit(ada.room.lobby[0]?.id ?? "");
  await joining;
  deepEqual(heard, ["waits for blue", "waiting", "joined"]);
  await world.meshed(ada, bob);
  deepEqual(ada.room.lobby, []);
});

Deno.test("joinRoom() rejects who is denied", async () => {
  await using world = new World();
  const ada = await world.enter("ada");
  await ada.room.setLobby(true);
  const joining = world.person("bob").join();
  joining.catch(() => {});
  await world.until("a knock", () => ada.room.lobby.length > 0);
  await ada.room.deny(ada.room.lobby[0]?.id ?? "");
  await rejects(joining, { code: "denied" });
});

Deno.test("joinRoom() asks for a token at each attempt, and rejects with what that throws", async () => {
  await using world = new World();
  const ada = world.person("ada");
  await rejects(
    ada.join({ token: () => Promise.reject(new Error("no token")) }),
    /no token/,
  );
  await rejects(
    ada.join({
      token: () => {
        throw new Error("no token at all");
      },
    }),
    /no token at all/,
  );
});

Deno.test("joinRoom() rejects, and leaves, if no connection can be made", async () => {
  await using world = new World();
  const ada = await world.enter("ada");
  const bob = world.person("bob");
  const createConnection = () => {
    throw new TypeError("no such server");
  };
  await rejects(bob.join({ createConnection }), /no such server/);
  await world.settle();
  deepEqual(ada.room.peers, []);
});

Deno.test("as many as a room may have are all connected with each other, whoever came first", async () => {
  await using world = new World({ capacity: 16 });
  const people: Person[] = [];
  for (let n = 0; n < 16; n++) people.push(world.person(`p${n}`));
  await Promise.all(people.map((person) => person.join()));
  await world.meshed(...people);
  equal(descriptions(...people), 16 * 15);
});

// -- What is sent --

Deno.test("Room.publish() reaches those who are there, and those who come", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const screen = FakeStream.of("video");
  ada.room.publish(screen);
  await world.until(
    "the screen",
    () => bob.room.peers[0]?.streams.length === 2,
  );
  const eve = await world.enter("eve");
  await world.until(
    "both",
    () => eve.room.peers.some(({ streams }) => streams.length === 2),
  );
  ada.room.unpublish(screen);
  await world.until("its end", () => bob.room.peers[0]?.streams.length === 1);
  await world.meshed(ada, bob, eve);
});

Deno.test("Room.publish() uses the media section again that another stream had", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  for (let n = 0; n < 3; n++) {
    const screen = FakeStream.of("video");
    ada.room.publish(screen);
    await world.settle();
    equal(bob.room.peers[0]?.streams.length, 2);
    ada.room.unpublish(screen);
    await world.settle();
    equal(bob.room.peers[0]?.streams.length, 1);
  }
  equal(ada.connections[0]?.getTransceivers().length, 3);
  equal(bob.connections[0]?.getTransceivers().length, 3);
});

Deno.test("Room.publish() of several at once sends each once, whatever was sent before", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  for (let n = 0; n < 3; n++) {
    const screens = [FakeStream.of("video", "video"), FakeStream.of("video")];
    for (const screen of screens) ada.room.publish(screen);
    if (n === 1) { for (const screen of screens) ada.room.publish(screen); }
    await world.settle();
    const tracks = bob.room.peers[0]?.streams.map((it) =>
      it.getTracks().length
    );
    deepEqual(tracks?.toSorted(), [1, 2, 2]);
    equal(
      ada.connections[0]?.getSenders().filter(({ track }) => track).length,
      5,
    );
    for (const screen of screens) ada.room.unpublish(screen);
    await world.settle();
    equal(bob.room.peers[0]?.streams.length, 1);
  }
  equal(ada.connections[0]?.getTransceivers().length, 5);
});

Deno.test("Room.replaceTrack() sends another track, and negotiates nothing", async () => {
  await using world = new World();
  const stream = FakeStream.of("audio", "video");
  const ada = await world.enter("ada", { stream });
  const bob = await world.enter("bob");
  await world.meshed(ada, bob);
  const [former] = stream.getVideoTracks();
  const [camera] = FakeStream.of("video").getTracks();
  ok(former && camera);
  await ada.room.replaceTrack(former, camera);
  ok(ada.connections[0]?.getSenders().some(({ track }) => track === camera));
  equal(descriptions(ada, bob), 2);
  await rejects(ada.room.replaceTrack(former, camera), TypeError);
  const eve = await world.enter("eve");
  await world.meshed(ada, bob, eve);
  ok(ada.connections[1]?.getSenders().some(({ track }) => track === camera));
});

Deno.test("Room.mute() silences what is sent, what will be, and tells the others", async () => {
  await using world = new World();
  const stream = FakeStream.of("audio", "video");
  const ada = await world.enter("ada", { stream });
  const bob = await world.enter("bob");
  await ada.room.mute("audio");
  await world.settle();
  deepEqual(stream.getTracks().map(({ enabled }) => enabled), [false, true]);
  deepEqual(bob.room.peers[0]?.info.muted, { audio: true, video: false });
  deepEqual(ada.room.self.muted, { audio: true, video: false });
  const other = FakeStream.of("audio");
  ada.room.publish(other);
  equal(other.getTracks()[0]?.enabled, false);
  await ada.room.mute("audio", false);
  equal(other.getTracks()[0]?.enabled, true);
  await world.meshed;
});

Deno.test("Room.mute() leaves a screen alone, whenever it is shared, and with another track", async () => {
  await using world = new World();
  const camera = FakeStream.of("audio", "video");
  const ada = await world.enter("ada", { stream: camera });
  const [before, after] = [
    FakeStream.of("audio", "video"),
    FakeStream.of("audio", "video"),
  ];
  ada.room.publish(before, { screen: true });
  await ada.room.mute("audio");
  await ada.room.mute("video");
  ada.room.publish(after, { screen: true });
  const enabled = (stream: FakeStream) =>
    stream.getTracks().map(({ enabled }) => enabled);
  deepEqual([before, after].map(enabled), [[true, true], [true, true]]);
  deepEqual(enabled(camera), [false, false]);

  const [track] = after.getVideoTracks();
  const [window] = FakeStream.of("video").getTracks();
  ok(track && window);
  await ada.room.replaceTrack(track, window);
  await ada.room.mute("video");
  equal(window.enabled, true);

  // Published as anything else, it is silenced as that.
  ada.room.publish(before);
  deepEqual(enabled(before), [false, false]);
});

Deno.test("Room.broadcast() and Peer.send() take messages to all, and to one, over the server at first", async () => {
  await using world = new World();
  world.paths.blocked = true;
  const [ada, bob] = [await world.enter("ada"), await world.enter("bob")];
  const heard = hears(bob);
  equal(await ada.room.broadcast({ text: "hello" }), "delivered");
  equal(await ada.room.peers[0]?.send("psst"), "delivered");
  await world.settle();
  deepEqual(heard, [
    { text: "hello" },
    [{ text: "hello" }, "ada", true],
    "psst",
    ["psst", "ada", false],
  ]);
});

Deno.test("Room.broadcast() reaches nobody in an empty room, and says so", async () => {
  await using world = new World();
  const ada = await world.enter("ada");
  equal(await ada.room.broadcast("hello"), "unreachable");
  // Who has come is known to the server first.
  world.lines.delay = () => 500;
  const said = ada.room.broadcast("hello");
  await world.settle();
  world.lines.delay = () => 0;
  const bob = await world.enter("bob");
  const heard: unknown[] = [];
  bob.room.on("message", (payload, { name }) => heard.push([payload, name]));
  await world.pass(1_000);
  equal(await said, "delivered");
  deepEqual(heard, [["hello", "ada"]]);
  await world.meshed(ada, bob);
});

/** Brings a client of the tutorial's dialect into the room. */
async function enterTutorial(world: World): Promise<() => void> {
  // The main namespace is the tutorial's.
  const io = world.server as object as TutorialServer;
  const { rooms } = world.spoken;
  speakTutorial(io, { capacity: 2, messageScope: "room", rooms });
  const client = meet(world.server);
  await client.connect();
  client.emit("create or join", "blue");
  await world.settle();
  return () => client.emit("bye", "blue");
}

Deno.test("a peer of another dialect is unreachable, and nothing waits for it", async () => {
  await using world = new World();
  const addressees = new Set<unknown>();
  world.server.of("/rooms").on("connection", (socket) => {
    socket.onAny((event, request) => {
      if (event === "signal") addressees.add(Object(request).to);
    });
  });
  const ada = await world.enter("ada");
  const leave = await enterTutorial(world);
  const bob = await world.enter("bob");
  const [stranger] = ada.room.peers;
  ok(stranger);
  const same = bob.room.peers.find(({ id }) => id === stranger.id);
  deepEqual([stranger.state, same?.state], ["unreachable", "unreachable"]);
  equal(stranger.info.dialect, "tutorial");
  await world.until(
    "a way",
    () =>
      bob.room.peers[0]?.state === "connected" &&
      bob.room.peers[0].direct.isOpen,
  );
  equal(await ada.room.broadcast("hello"), "sent", "to whom it can reach");
  ada.room.publish(FakeStream.of("video"));
  await world.settle();
  for (let n = 0; n < 12; n++) await world.pass(5_000);
  equal(await stranger.send("hello"), "unreachable");
  await rejects(stranger.sendFile(new Blob(["a"])), { code: "closed" });
  deepEqual([stranger.state, same?.state], ["unreachable", "unreachable"]);
  const unused = [stranger, same].map((peer) =>
    peer?.connection.localDescription ?? null
  );
  deepEqual(unused, [null, null]);
  deepEqual(addressees, new Set([ada.room.self.id, bob.room.self.id]));
  leave();
  await world.settle();
  deepEqual([stranger.state, ada.room.peers.length], ["left", 1]);
  deepEqual([ada.errors, bob.errors], [[], []]);
});

Deno.test("Room.broadcast() reaches nobody where all are of another dialect", async () => {
  await using world = new World();
  const ada = await world.enter("ada");
  await enterTutorial(world);
  equal(ada.room.peers.length, 1);
  equal(await ada.room.broadcast("hello"), "unreachable");
});

Deno.test("Room.broadcast() and Peer.send() take messages directly once there is a way, in order", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const heard = hears(bob);
  equal(await ada.room.broadcast([1]), "sent");
  equal(await ada.room.peers[0]?.send(null), "sent");
  await world.settle();
  deepEqual(heard, [[1], [[1], "ada", true], null, [null, "ada", false]]);
  const frames = world.lines.arrived;
  await ada.room.broadcast("without the server");
  await world.settle();
  equal(world.lines.arrived, frames);
});

Deno.test("Peer.send() does not overtake what is still on its way over the server", async () => {
  await using world = new World();
  world.lines.delay = () => 500;
  const ada = world.person("ada");
  const bob = world.person("bob");
  const joining = [ada.join(), bob.join()];
  await world.until("both", () => ada.isIn && bob.isIn);
  await Promise.all(joining);
  const heard: unknown[] = [];
  bob.room.on("message", (payload) => heard.push(payload));
  let n = 0;
  const became: string[] = [];
  await world.until("all", () => {
    const [peer] = ada.room.peers;
    if (peer && n < 100) peer.send(++n).then((status) => became.push(status));
    return became.length === 100;
  });
  deepEqual(heard, Array.from({ length: 100 }, (_, index) => index + 1));
  deepEqual(new Set(became), new Set(["delivered", "sent"]));
});

Deno.test("Peer.sendFile() takes a file to who hears of it, and is refused by who does not", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const [peer] = ada.room.peers;
  ok(peer);
  await rejects(peer.sendFile(new Blob(["x"])), { code: "refused" });
  const received: Promise<string>[] = [];
  bob.room.on("file", (file, { name }) => {
    received.push(
      file.blob().then(async (blob) =>
        `${file.name} of ${name}: ${await blob.text()}`
      ),
    );
  });
  await peer.sendFile(new Blob(["hello"]), { name: "hello.txt" });
  deepEqual(await Promise.all(received), ["hello.txt of ada: hello"]);
});

Deno.test("Peer.sendFile() waits for a way, and ends with the peer", async () => {
  await using world = new World();
  world.paths.blocked = true;
  const [ada, bob] = [await world.enter("ada"), await world.enter("bob")];
  const sending = ada.room.peers[0]?.sendFile(new Blob(["x"]));
  await world.settle();
  bob.room.leave();
  await rejects(sending ?? Promise.resolve(), { code: "closed" });
});

Deno.test("Peer.quality() and Peer.diagnose() say how the connection fares, and why there is none", async () => {
  await using world = new World();
  const [ada] = await world.pair();
  const [peer] = ada.room.peers;
  ok(peer);
  equal((await peer.diagnose()).cause, "connected");
  equal((await peer.quality()).path?.local, "host");
  world.kill();
  ada.connections[0]?.turn("failed");
  equal((await peer.diagnose()).cause, "signaling-lost");
});

// -- What the host does --

Deno.test("Room of a host rules, and everyone hears of it", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const asked: unknown[] = [];
  bob.room.on("mute-asked", (kind, by) => asked.push([kind, by?.name]));
  const id = bob.room.self.id;
  await ada.room.lock();
  await ada.room.setData({ topic: "cats" });
  await ada.room.setCapacity(4);
  await ada.room.setPassword("secret");
  await ada.room.askToMute(id, "audio");
  await world.settle();
  const { locked, data, capacity, password } = bob.room.info;
  deepEqual([locked, data, capacity, password], [
    true,
    { topic: "cats" },
    4,
    true,
  ]);
  deepEqual(asked, [["audio", "ada"]]);
  await rejects(bob.room.lock(false), { code: "not-allowed" });
  await ada.room.handOver(id);
  await world.settle();
  equal(bob.room.self.role, "host");
  equal(ada.room.info.host, id);
});

Deno.test("Room of who is removed has left, and says why", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const heard = states(bob);
  await ada.room.kick(bob.room.self.id);
  await world.settle();
  deepEqual(heard, ["left"]);
  equal(reasonOf(bob), "kicked");
  deepEqual([bob.open.length, ada.open.length], [0, 0]);
  deepEqual(ada.told.at(-1), "peer-left bob");
  await rejects(bob.join(), { code: "banned" });
});

Deno.test("Room of who is removed while it cannot be reached has left for the same reason", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  world.lines.cut(bob.line);
  await ada.room.kick(bob.room.self.id);
  await world.pass(5_000);
  await world.until("the end", () => bob.room.state.name === "left");
  equal(reasonOf(bob), "kicked");
  deepEqual([bob.open.length, ada.open.length], [0, 0]);
});

Deno.test("Room.end() ends the room for all", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  await ada.room.end();
  await world.settle();
  deepEqual([reasonOf(ada), reasonOf(bob)], ["ended", "ended"]);
});

// -- Leaving, and coming back --

Deno.test("Room.leave() ends the connections, and leaves nothing to wait for", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  bob.room.leave();
  deepEqual(bob.room.state, { name: "left", reason: "left" });
  await world.settle();
  deepEqual(ada.room.peers, []);
  equal(ada.told.at(-1), "peer-left bob");
  ada.room.leave();
  await world.settle();
  equal(ada.open.length + bob.open.length, 0);
});

Deno.test("a page that is loaded again takes over its own seat, and everyone has one connection", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const { id } = bob.room.self;
  await bob.reload();
  await world.meshed(ada, bob);
  equal(bob.room.self.id, id);
  equal(ada.told.filter((line) => line.startsWith("peer")).length, 1);
  equal(ada.connections.length, 2);
});

Deno.test("a page that is loaded again hears what was kept for it, in order, if it listens once it is in", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  bob.vanish();
  await world.settle();
  const became: Promise<unknown>[] = [];
  for (let n = 0; n < 3; n++) became.push(ada.room.broadcast(n));
  const [peer] = ada.room.peers;
  ok(peer);
  became.push(peer.send(3));
  await bob.join();
  const heard: unknown[] = [];
  bob.room.on("message", (payload) => heard.push(payload));
  bob.room.on("peer-left", ({ name }) => heard.push(name));
  await world.settle();
  deepEqual(heard, [0, 1, 2, 3]);
  deepEqual(await Promise.all(became), [
    ...["delivered", "delivered", "delivered"],
    "queued",
  ]);
  await world.meshed(ada, bob);
});

Deno.test("who leaves as soon as it is in hears nothing any more, and is connected with nobody", async () => {
  await using world = new World();
  const ada = world.person("ada");
  const joining = ada.join();
  const eve = world.person("eve");
  const both = Promise.all([joining, eve.join()]);
  await joining;
  ada.room.leave();
  await both;
  await world.settle();
  deepEqual([ada.told, ada.connections.length], [[], 0]);
});

Deno.test("a page that does not keep its seat is somebody new", async () => {
  await using world = new World({ capacity: 4 });
  const ada = await world.enter("ada");
  const bob = await world.enter("bob", { storage: null });
  const { id } = bob.room.self;
  await bob.reload({ storage: null });
  notEqual(bob.room.self.id, id);
  await world.until("the end of the ghost", () => ada.room.peers.length === 1);
  await world.meshed(ada, bob);
});

Deno.test("the former page hears that another one has its seat", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const again = world.person("bob");
  await again.join({ storage: bob.storage });
  await world.settle();
  equal(reasonOf(bob), "replaced");
  await world.meshed(ada, again);
});

Deno.test("a call goes on while the server is gone, and without a new connection after it was started anew", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const eve = await world.enter("eve");
  await world.meshed(ada, bob, eve);
  const before = [ada, bob, eve].map(({ room }) => room.self.id);
  const made = descriptions(ada, bob, eve);
  const heard = states(ada);
  world.kill();
  await world.pass(5_000);
  equal(ada.room.state.name, "away");
  for (const { room } of [ada, bob, eve]) {
    deepEqual(room.peers.map(({ state }) => state), ["connected", "connected"]);
  }
  world.start();
  await world.meshed(ada, bob, eve);
  deepEqual([ada, bob, eve].map(({ room }) => room.self.id), before);
  equal(descriptions(ada, bob, eve), made, "nothing is negotiated");
  deepEqual(heard, ["away", "resuming", "joined"]);
  for (const { told, connections } of [ada, bob, eve]) {
    equal(connections.length, 2);
    equal(told.filter((line) => line.startsWith("peer-left")).length, 0);
  }
  equal(world.clock.pending > 0, true);
});

Deno.test("who does not come back to a server that was started anew is dropped in the end", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  world.kill();
  bob.vanish();
  world.start();
  await world.until("ada's return", () => ada.isIn);
  equal(ada.room.peers.length, 1);
  await world.until("bob's end", () => ada.room.peers.length === 0);
  equal(ada.told.at(-1), "peer-left bob");
  equal(ada.open.length, 0);
});

Deno.test("who was away for too long joins again", async () => {
  await using world = new World({ graceMs: 5_000 });
  const [ada, bob] = await world.pair();
  world.lines.unreachable.add(bob.line);
  world.lines.cut(bob.line);
  await world.until("bob's end", () => ada.room.peers.length === 0);
  world.lines.unreachable.delete(bob.line);
  await world.meshed(ada, bob);
});

Deno.test("what is published while the server is gone is negotiated when it is back", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  world.lines.unreachable.add(ada.line);
  world.lines.cut(ada.line);
  await world.pass(1_000);
  ada.room.publish(FakeStream.of("video"));
  await world.pass(1_000);
  equal(ada.connections[0]?.signalingState, "stable", "no offer is burnt");
  world.lines.unreachable.delete(ada.line);
  await world.until(
    "the screen",
    () => bob.room.peers[0]?.streams.length === 2,
  );
});

// -- What is said and changed while the server is away --

/** Cuts someone off. Returns the undo. */
function cutOff(world: World, { line }: Person): () => void {
  world.lines.unreachable.add(line);
  world.lines.cut(line);
  return () => world.lines.unreachable.delete(line);
}

/** Kills the server. Returns what starts another one. */
function kill(world: World): () => void {
  world.kill();
  return () => world.start();
}

/** How someone loses the server, and for how long. */
const LOSSES: readonly (readonly [
  what: string,
  ms: number,
  lose: (world: World, person: Person) => () => void,
])[] = [
  ["after a blink", 5_000, cutOff],
  ["after its seat was given up", 30_000, cutOff],
  ["after its session was over", 200_000, cutOff],
  ["after the server was started anew", 30_000, kill],
];

for (const [what, ms, lose] of LOSSES) {
  Deno.test(`what someone mutes and changes while away holds, and is told ${what}`, async () => {
    await using world = new World();
    const stream = FakeStream.of("audio", "video");
    const ada = await world.enter("ada", { stream });
    const bob = await world.enter("bob");
    await world.meshed(ada, bob);
    const back = lose(world, ada);
    await world.pass(1_000);
    await ada.room.mute("audio");
    await ada.room.mute("video");
    await ada.room.update({ name: "Ada", metadata: 1 });
    await ada.room.mute("video", false);
    await ada.room.update({ metadata: 2 });
    deepEqual(stream.getTracks().map(({ enabled }) => enabled), [false, true]);
    await world.pass(ms);
    back();
    await world.until("ada's return", () => ada.isIn);
    await world.settle();
    const { name, metadata, muted } = ada.room.self;
    const told = { name, metadata, muted };
    const silent = { audio: true, video: false };
    deepEqual(told, { name: "Ada", metadata: 2, muted: silent });
    await world.until("bob", () => bob.isIn);
    const info = bob.room.peers[0]?.info;
    deepEqual({ ...info, ...told }, info);
    deepEqual([ada.errors, bob.errors], [[], []]);
  });

  Deno.test(`what someone says while away waits, in order, and is heard ${what}`, async () => {
    await using world = new World();
    world.paths.blocked = true;
    const [ada, bob] = [await world.enter("ada"), await world.enter("bob")];
    const heard: unknown[] = [];
    bob.room.on("message", (payload) => heard.push(payload));
    // She may be back before him.
    const bobStays = lose !== kill;
    const back = lose(world, ada);
    await world.pass(1_000);
    const [peer] = ada.room.peers;
    ok(peer);
    const said = { n: 0 };
    const became: Promise<unknown>[] = [];
    for (; said.n < 10; said.n++) {
      became.push(said.n % 2 ? ada.room.broadcast(said) : peer.send(said));
    }
    ada.room.on("state", ({ name }) => {
      if (name === "joined") became.push(ada.room.broadcast(said));
    });
    await world.pass(ms);
    back();
    await world.until("both", () => ada.isIn && bob.isIn);
    await world.settle();
    const missed = (await Promise.all(became))
      .flatMap((status, n) => status === "unreachable" ? [n] : []);
    if (bobStays) deepEqual(missed, []);
    deepEqual(
      heard,
      Array.from({ length: 11 }, (_, n) => ({ n }))
        .filter(({ n }) => !missed.includes(n)),
    );
  });
}

Deno.test("what someone has changed before the server is started anew holds", async () => {
  await using world = new World();
  const ada = await world.enter("ada", { capacity: 2, metadata: 1 });
  await ada.room.update({ name: "Ada", metadata: 2 });
  await ada.room.setCapacity(3);
  kill(world)();
  await world.until("ada's return", () => ada.isIn);
  await world.settle();
  const { self: { name, metadata }, info: { capacity } } = ada.room;
  deepEqual([name, metadata, capacity], ["Ada", 2, 3]);
});

for (const what of ["is lost again", "is left"] as const) {
  Deno.test(`a room that ${what} before the server has answered is not joined`, async () => {
    await using world = new World();
    let isAsked = false;
    world.server.of("/rooms").on("connection", (socket) => {
      socket.on("ready", () => isAsked = true);
    });
    const ada = await world.enter("ada");
    const heard = states(ada);
    const back = cutOff(world, ada);
    await world.settle();
    world.lines.delay = () => 500;
    back();
    await world.until("the question", () => isAsked);
    if (what === "is left") ada.leave();
    else cutOff(world, ada);
    await world.pass(2_000);
    deepEqual(heard, what === "is left" ? ["away", "left"] : ["away"]);
  });
}

Deno.test("a change that the server refuses when it is back is told as an error", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  world.kill();
  await ada.room.update({ name: "" });
  world.start();
  await world.until("both", () => ada.isIn && bob.isIn);
  await world.settle();
  const [error] = ada.errors.splice(0);
  ok(error instanceof Refusal && error.code === "name-invalid");
  await world.meshed(ada, bob);
});

Deno.test("what waits for the server is given up when the room is left, and past a bound", async () => {
  await using world = new World();
  world.paths.blocked = true;
  const [ada] = [await world.enter("ada"), await world.enter("bob")];
  world.kill();
  const gone = { name: "Refusal", code: "disconnected" };
  const waiting = Array.from(
    { length: MOST_WAITING },
    () => ada.room.broadcast("hello"),
  );
  await rejects(ada.room.lock(), gone);
  const given = waiting.map((one) => rejects(one, gone));
  await world.pass(60_000);
  ada.room.leave();
  await Promise.all(given);
  await rejects(ada.room.broadcast("hello"), gone);
  await rejects(ada.room.mute("audio"), gone);
  world.start();
});

Deno.test("joinRoom() can join muted: nothing is heard of it, and the others know", async () => {
  await using world = new World();
  const bob = await world.enter("bob");
  const stream = FakeStream.of("audio", "video");
  const ada = world.person("ada");
  const joining = ada.join({ stream, muted: { audio: true } });
  const enabled = () => stream.getTracks().map(({ enabled }) => enabled);
  deepEqual(enabled(), [false, true], "before there is a room");
  await joining;
  await world.meshed(ada, bob);
  const muted = { audio: true, video: false };
  deepEqual(bob.room.peers[0]?.info.muted, muted);
  deepEqual(ada.room.self.muted, muted);
  await ada.room.mute("audio", false);
  deepEqual(enabled(), [true, true]);
});

Deno.test("a path that is lost is looked for again, and no connection is given up for it", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  for (const { connections: [connection] } of [ada, bob]) {
    connection?.turn("disconnected");
  }
  equal(ada.room.peers[0]?.state, "interrupted");
  await world.meshed(ada, bob);
  equal(ada.connections.length + bob.connections.length, 2);
});

Deno.test("a connection that fails over a path that is there is replaced, at both ends", async () => {
  await using world = new World();
  const [ada, bob] = await world.pair();
  const [connection] = ada.connections;
  ok(connection);
  connection.fail();
  await world.meshed(ada, bob);
  deepEqual([ada.connections.length, bob.connections.length], [2, 2]);
});

Deno.test("an offer that is too large for the server is reported, and not sent for ever", async () => {
  await using world = new World();
  const ada = await world.enter("ada", {
    createConnection: () => largeConnection(world),
  });
  const bob = await world.enter("bob", {
    createConnection: () => largeConnection(world),
  });
  await world.pass(5_000);
  const frames = world.lines.arrived;
  await world.pass(5_000);
  ok(world.lines.arrived - frames < 10);
  const errors = [...ada.errors, ...bob.errors];
  ok(errors.length > 0);
  for (const error of errors) {
    ok(error instanceof Refusal && error.code === "data-too-large");
  }
  await rejects(ada.room.broadcast("x".repeat(100_000)), {
    code: "data-too-large",
  });
  equal(ada.room.state.name, "joined");
});

function largeConnection(world: World): RTCPeerConnection {
  const connection = new FakeConnection("x".repeat(61_000), world.paths);
  // As much of one as the SDK uses.
  return connection as unknown as RTCPeerConnection;
}

// -- ICE servers --

Deno.test("the connections use the servers that the room says, and the application's own", async () => {
  const ice = {
    iceServers: [{ urls: "turn:turn.test", username: "u", credential: "c" }],
    ttlMs: 600_000,
  };
  await using world = new World({ ice: { serversFor: () => ice } });
  const ada = await world.enter("ada", {
    rtc: { iceTransportPolicy: "relay", iceServers: [{ urls: "stun:own" }] },
  });
  const bob = await world.enter("bob");
  await world.meshed(ada, bob);
  deepEqual(ada.connections[0]?.configuration, {
    iceTransportPolicy: "relay",
    iceServers: [
      { urls: "stun:own" },
      { urls: "turn:turn.test", username: "u", credential: "c" },
    ],
  });
});

Deno.test("newer servers are used at once, and a relayed path is looked for again", async () => {
  let n = 0;
  const ice = () => ({
    iceServers: [{ urls: "turn:t", username: `${++n}`, credential: "c" }],
    ttlMs: 60_000,
  });
  await using world = new World({ ice: { serversFor: ice } });
  const [ada, bob] = await world.pair();
  const [connection] = ada.connections;
  ok(connection);
  connection.path = "relay";
  const before = connection.fragment;
  const made = descriptions(ada, bob);
  const first = JSON.stringify(connection.configuration);
  await world.until(
    "newer ones",
    () => JSON.stringify(connection.configuration) !== first,
    70_000,
  );
  await world.meshed(ada, bob);
  notEqual(connection.fragment, before);
  ok(descriptions(ada, bob) > made);
});
