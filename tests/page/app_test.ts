import { deepEqual, equal, ok } from "node:assert/strict";
import { Refusal } from "../../lib/sdk/mod.ts";
import { FakeStorage, World } from "../sdk/fakes/world.ts";
import { fault } from "../sdk/fakes/devices.ts";
import { twoInCall, Visitor } from "./fakes/visitor.ts";

/** What a visitor's devices are at: each track that was ever given, whether it is live. */
function tracks({ devices }: Visitor): string[] {
  return devices.streams.flatMap((stream) => stream.getTracks())
    .map(({ kind, readyState }) => `${kind} ${readyState}`);
}

Deno.test("the way: a name, a look in the mirror, a call, and what it was like", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  ada.app.follow();
  equal(ada.state, "landing");
  ada.app.enter("blue");
  deepEqual(ada.address.visited, ["blue"]);
  equal(ada.state, "checking");
  await world.settle();
  const { check } = ada.at("preparing");
  deepEqual(check, { ok: true, state: "joined", room: null });
  deepEqual(tracks(ada), ["audio live", "video live"]);

  ada.app.join();
  equal(ada.state, "joining");
  await world.settle();
  equal(ada.state, "alone");
  deepEqual(ada.preferences.choices.value.rooms, ["blue"]);
  await world.pass(61_000);
  ada.app.leave();
  const { summary } = ada.at("after");
  deepEqual(summary, { ms: 61_000, met: 0, rating: undefined });
  ok(tracks(ada).every((track) => track.endsWith("ended")));
});

Deno.test("who joins is as they chose: name, what is muted, seats and token of the link", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  ada.address.link = { room: "blue", token: "t0ken", seats: 3 };
  ada.app.follow();
  await world.settle();
  await ada.app.own.toggle("microphone");
  ada.app.join();
  await world.settle();
  const [options] = ada.joined;
  equal(options?.name, "ada");
  equal(options?.token, "t0ken");
  equal(options?.capacity, 3);
  deepEqual(options?.muted, { audio: true, video: false });
  equal(ada.call.info.value.capacity, 3);
  deepEqual(ada.call.self.value.muted, { audio: true, video: false });
});

Deno.test("who has no name is a guest", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  ada.preferences.choose({ name: "" });
  await ada.enter(world);
  equal(ada.call.self.value.name, "Guest");
});

Deno.test("who wants neither camera nor microphone is asked for none", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  ada.preferences.choose({ camera: false, microphone: false });
  await ada.enter(world);
  equal(ada.state, "alone");
  deepEqual(ada.devices.asked, []);
  deepEqual(ada.call.self.value.muted, { audio: true, video: true });
});

Deno.test("a camera that is refused keeps nobody out", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  ada.devices.permissions.set("camera", "denied");
  ada.devices.permissions.set("microphone", "denied");
  ada.devices.refuse = () => fault("NotAllowedError");
  ada.app.enter("blue");
  await world.settle();
  equal(ada.app.own.trouble("camera").value, "denied");
  ada.app.join();
  await world.settle();
  equal(ada.state, "alone");
});

// -- What keeps one out --

Deno.test("a room that is full says so before the camera is asked for, and is tried again", async () => {
  await using world = new World();
  const eve = new Visitor(world, "eve");
  const [ada] = await twoInCall(world);
  ada.call.rule((room) => room.setCapacity(2));
  await world.settle();
  eve.app.enter("blue");
  await world.settle();
  equal(eve.state, "room-full");
  deepEqual(eve.devices.asked, []);
  ada.app.leave();
  await world.settle();
  eve.app.retry();
  await world.settle();
  equal(eve.state, "preparing");
});

Deno.test("a server that does not answer is told from a network that is not there", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  ada.check = () => Promise.reject(new Refusal("disconnected", "", true));
  ada.app.enter("blue");
  await world.settle();
  equal(ada.state, "server-unreachable");
  ada.isOnline.value = false;
  ada.app.retry();
  await world.settle();
  equal(ada.state, "offline");
  // It goes on by itself.
  ada.check = undefined;
  ada.isOnline.value = true;
  await world.settle();
  equal(ada.state, "preparing");
});

Deno.test("what is not understood is shown in the server's own words", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  ada.check = () => Promise.reject(new Refusal("moon-phase", "Come at night"));
  ada.app.enter("blue");
  await world.settle();
  const { code, said } = ada.at("stopped");
  deepEqual([code, said], ["unknown", "Come at night"]);
});

Deno.test("a password is asked for until it is right, and is joined with", async () => {
  await using world = new World();
  const [ada, bob] = [new Visitor(world, "ada"), new Visitor(world, "bob")];
  await ada.enter(world);
  ada.call.rule((room) => room.setPassword("sesame"));
  await ada.until(world, () => ada.call.info.value.password);
  bob.app.enter("blue");
  await bob.until(world, () => bob.state === "password");
  equal(bob.at("password").isWrong, false);
  bob.app.answer("open");
  await bob.until(world, () => bob.state !== "checking");
  equal(bob.at("password").isWrong, true);
  deepEqual(bob.devices.asked, []);
  bob.app.answer("sesame");
  await bob.until(world, () => bob.state === "preparing");
  bob.app.join();
  await bob.until(world, () => bob.app.stage.value.at === "calling");
  equal(bob.joined[0]?.password, "sesame");
});

Deno.test("a room that is locked is not entered", async () => {
  await using world = new World();
  const [ada, bob] = [new Visitor(world, "ada"), new Visitor(world, "bob")];
  await ada.enter(world);
  ada.call.rule((room) => room.lock());
  await world.settle();
  bob.app.enter("blue");
  await world.settle();
  equal(bob.state, "room-locked");
});

Deno.test("who knocks waits, and is let in or sent away", async () => {
  await using world = new World();
  const [ada, bob] = [new Visitor(world, "ada"), new Visitor(world, "bob")];
  await ada.enter(world);
  ada.call.rule((room) => room.setLobby(true));
  await world.settle();
  bob.app.enter("blue");
  await world.settle();
  equal(bob.at("preparing").check.state, "waiting");
  bob.app.join();
  await world.settle();
  equal(bob.state, "waiting");
  deepEqual(ada.told.slice(-1), ["notice.knock bob"]);
  const [knock] = ada.call.lobby.value;
  ada.call.rule((room) => room.deny(knock?.id ?? ""));
  await world.settle();
  equal(bob.state, "denied");
  ok(tracks(bob).every((track) => track.endsWith("ended")));

  const eve = new Visitor(world, "eve");
  await eve.enter(world);
  equal(eve.state, "waiting");
  const [other] = ada.call.lobby.value;
  ada.call.rule((room) => room.admit(other?.id ?? ""));
  await world.settle();
  equal(eve.app.stage.value.at, "calling");
});

Deno.test("who gives up waiting is at the landing, and knocks no more", async () => {
  await using world = new World();
  const [ada, bob] = [new Visitor(world, "ada"), new Visitor(world, "bob")];
  await ada.enter(world);
  ada.call.rule((room) => room.setLobby(true));
  await world.settle();
  await bob.enter(world);
  bob.app.cancel();
  await world.settle();
  equal(bob.state, "landing");
  equal(bob.address.read().room, undefined);
  deepEqual(ada.call.lobby.value, []);
});

Deno.test("a browser that cannot do calls is told at once", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada", { isSupported: false });
  ada.app.enter("blue");
  equal(ada.state, "browser-unsupported");
});

// -- What ends a call --

Deno.test("who is removed is told so, and cannot come back yet", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  const { id } = ada.see("bob");
  ada.call.rule((room) => room.kick(id));
  await world.settle();
  equal(bob.state, "kicked");
  ok(tracks(bob).every((track) => track.endsWith("ended")));
  bob.check = () => Promise.reject(new Refusal("banned", "Not yet"));
  bob.app.enter("blue");
  await world.settle();
  equal(bob.state, "banned");
});

Deno.test("a room that is ended ends for all", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  ada.call.rule((room) => room.end());
  await world.settle();
  deepEqual([ada.state, bob.state], ["ended", "ended"]);
});

Deno.test("a seat that another tab has taken can be taken back", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  await ada.enter(world);
  const { id } = ada.call.self.value;
  // The same proof, as somebody has copied it.
  const tab = world.person("tab");
  const seat = ada.person.storage.getItem("parley seat ws://server blue");
  ok(seat);
  tab.storage.setItem("parley seat ws://server blue", seat);
  await tab.join();
  await world.settle();
  equal(ada.state, "replaced");
  equal(tab.room.self.id, id);
  ada.person.storage.setItem("parley seat ws://server blue", seat);
  ada.app.retry();
  await world.settle();
  equal(ada.app.stage.value.at, "calling");
  equal(ada.call.self.value.id, id);
});

// -- Coming back --

Deno.test("who comes back after leaving is in at once", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  bob.app.leave();
  await world.settle();
  equal(ada.state, "alone");
  bob.app.retry();
  await world.until("both", () => ada.state === "connected");
  equal(bob.state, "connected");
});

Deno.test("a tab that is loaded again in a call is in it at once, and one that has left is not", async () => {
  await using world = new World();
  const tab = new FakeStorage();
  const ada = new Visitor(world, "ada", { tab });
  await ada.enter(world);
  ada.person.vanish();
  const again = new Visitor(world, "ada", { tab, person: ada.person });
  again.address.link = ada.address.link;
  again.app.follow();
  await again.until(world, () => again.app.stage.value.at === "calling");

  again.app.leave();
  const later = new Visitor(world, "ada", { tab, person: ada.person });
  later.address.link = ada.address.link;
  later.app.follow();
  await world.settle();
  equal(later.state, "preparing");
});

Deno.test("Back leaves the call, and gives the devices back", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  bob.address.link = { ...bob.address.link, room: undefined };
  bob.app.follow();
  await world.settle();
  equal(bob.state, "landing");
  equal(ada.state, "alone");
  ok(tracks(bob).every((track) => track.endsWith("ended")));
});

Deno.test("an answer that comes too late changes nothing", async () => {
  await using world = new World();
  const ada = new Visitor(world, "ada");
  const { promise, resolve } = Promise.withResolvers<
    { state: "joined"; room: null }
  >();
  ada.check = () => promise;
  ada.app.enter("blue");
  ada.app.goHome();
  resolve({ state: "joined", room: null });
  await world.settle();
  equal(ada.state, "landing");
  deepEqual(ada.devices.asked, []);
});
