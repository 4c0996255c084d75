import { deepEqual, equal, ok } from "node:assert/strict";
import type { Json } from "../../lib/parlance/mod.ts";
import { FakeStream, unplug } from "../sdk/fakes/media.ts";
import { World } from "../sdk/fakes/world.ts";
import {
  twoInCall,
  type Visitor,
  Visitor as Somebody,
} from "./fakes/visitor.ts";

/** A screen that somebody has chosen to share. */
function chosenScreen(): Parameters<Visitor["call"]["share"]>[0] {
  const stream = FakeStream.of("video");
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    resolve();
  };
  stream.getVideoTracks()[0]?.addEventListener("ended", stop);
  return { stream, ended: promise, stop };
}

/** What was written, in the order in which it is shown. */
function texts({ call }: Visitor): string[] {
  return call.chat.entries.value.map((entry) =>
    `${entry.author.isSelf ? "I" : entry.author.name}: ${
      entry.is === "text" ? entry.text : entry.name
    }`
  );
}

// -- Who is there --

Deno.test("who comes and goes is a member, and is told of", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  deepEqual(ada.told, ["notice.joined bob"]);
  deepEqual(bob.call.members.value.map(({ facts }) => facts.value.name), [
    "ada",
  ]);
  equal(bob.see("ada").facts.value.isHost, true);
  ada.call.pin(bob.call.self.value.id);
  bob.app.leave();
  await world.settle();
  equal(ada.state, "alone");
  equal(ada.call.pinned.value, null);
  deepEqual(ada.told.slice(-1), ["notice.left bob"]);
});

Deno.test("what somebody is at is seen: muted, hand, name, away", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  const facts = () => ada.see("bob").facts.value;
  equal(facts().isMuted, false);
  equal(facts().isSeen, true);
  await bob.app.own.toggle("microphone");
  await bob.app.own.toggle("camera");
  bob.call.toggleHand();
  await world.settle();
  deepEqual([facts().isMuted, facts().isSeen], [true, false]);
  equal(facts().hand, bob.call.hand.value);
  deepEqual(ada.told.slice(-2).sort(), [
    "notice.hand bob",
    "notice.muted bob",
  ]);
  bob.call.toggleHand();
  await bob.app.own.toggle("microphone");
  await world.settle();
  equal(facts().hand, null);
  deepEqual(ada.told.slice(-1), ["notice.unmuted bob"]);

  bob.call.rename("Robert");
  await world.settle();
  equal(ada.call.members.value[0]?.facts.value.name, "Robert");
});

Deno.test("while the server is gone the call goes on, and when it is back everyone is told", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  world.kill();
  await world.settle();
  deepEqual([ada.call.isAway.value, ada.state], [true, "connected"]);
  // What is said meanwhile goes from page to page.
  await ada.call.chat.say("still here");
  await world.settle();
  deepEqual(texts(bob), ["ada: still here"]);
  world.start();
  await world.until("the server", () => !ada.call.isAway.value);
  ok(ada.told.includes("notice.server-back"));
  equal(ada.state, "connected");
});

Deno.test("a camera that is opened after joining is sent, and another one takes its place", async () => {
  await using world = new World();
  const ada = new Somebody(world, "ada");
  ada.preferences.choose({ camera: false, microphone: false });
  await ada.enter(world);
  const bob = new Somebody(world, "bob");
  await bob.enter(world);
  await world.until("the connection", () => bob.state === "connected");
  equal(bob.see("ada").facts.value.isSeen, false);
  await ada.app.own.toggle("camera");
  await world.settle();
  const { isSeen, stream } = bob.see("ada").facts.value;
  equal(isSeen, true);
  equal(stream?.id, ada.app.own.stream.id);
  const sent = () =>
    ada.person.open.flatMap((connection) => connection.getSenders())
      .map(({ track }) => track);
  const first = ada.app.own.track("camera").value;
  ok(first && sent().includes(first));
  await ada.app.own.choose("camera", "c1");
  await world.settle();
  const second = ada.app.own.track("camera").value;
  ok(second && second !== first && sent().includes(second));
  equal(first.readyState, "ended");
});

Deno.test("a camera that is switched off is given back, and comes again for those who are there and who came meanwhile", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  ada.devices.permissions.set("camera", "granted");
  const { own } = ada.app;
  const first = own.track("camera").value;
  await own.toggle("camera");
  await world.settle();
  equal(first?.readyState, "ended");
  equal(own.track("camera").value, undefined);
  equal(own.trouble("camera").value, undefined);
  equal(bob.see("ada").facts.value.isSeen, false);

  const cleo = new Somebody(world, "cleo");
  await cleo.enter(world);
  await world.until("the connection", () => cleo.state === "connected");
  await own.toggle("camera");
  await world.settle();
  const second = own.track("camera").value;
  ok(second && second !== first);
  for (const connection of ada.person.open) {
    ok(connection.getSenders().some(({ track }) => track === second));
  }
  for (const other of [bob, cleo]) {
    equal(other.see("ada").facts.value.isSeen, true);
  }
});

Deno.test("a camera that the person would be asked about again is kept, and so is the microphone", async () => {
  await using world = new World();
  const [ada] = await twoInCall(world);
  const { own } = ada.app;
  for (const state of [undefined, "prompt", "denied"] as const) {
    if (state) ada.devices.permissions.set("camera", state);
    await own.toggle("camera");
    equal(own.track("camera").value?.readyState, "live");
    await own.toggle("camera");
  }
  ada.devices.permissions.set("microphone", "granted");
  await own.toggle("microphone");
  equal(own.track("microphone").value?.readyState, "live");
});

Deno.test("a camera that is on again before the browser has said what it may is not given back", async () => {
  await using world = new World();
  const [ada] = await twoInCall(world);
  const { own } = ada.app;
  ada.devices.permissions.set("camera", "granted");
  const resting = own.toggle("camera");
  await own.toggle("camera");
  await resting;
  equal(own.state("camera").value, "on");
  equal(own.track("camera").value?.readyState, "live");
  // Asked by the host to hide, it goes out as well.
  await own.silence("camera");
  equal(own.track("camera").value, undefined);
});

Deno.test("who joins before the camera is open sends it once it is", async () => {
  await using world = new World();
  const ada = new Somebody(world, "ada");
  const { promise, resolve } = Promise.withResolvers<MediaStream>();
  ada.devices.getUserMedia = () => promise;
  await ada.enter(world);
  equal(ada.state, "alone");
  const bob = new Somebody(world, "bob");
  await bob.enter(world);
  resolve(FakeStream.of("audio", "video"));
  await world.until(
    "the picture",
    () => bob.see("ada").facts.value.stream !== undefined,
  );
  equal(bob.see("ada").facts.value.isSeen, true);
  equal(bob.see("ada").facts.value.isMuted, false);
});

Deno.test("a camera that is unplugged is off, and the others know", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  unplug(ada.app.own.track("camera").value);
  await world.settle();
  equal(ada.app.own.state("camera").value, "off");
  equal(ada.app.own.trouble("camera").value, "not-found");
  equal(bob.see("ada").facts.value.isSeen, false);
});

// -- What they say --

Deno.test("what is written arrives once, as text, and counts until it is looked at", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  await ada.call.chat.say("<b>hello</b>");
  await ada.call.chat.say("there");
  await world.settle();
  deepEqual(texts(bob), ["ada: <b>hello</b>", "ada: there"]);
  deepEqual(texts(ada), ["I: <b>hello</b>", "I: there"]);
  equal(bob.call.chat.unread.value, 2);
  equal(ada.call.chat.unread.value, 0);
  bob.call.chat.show(true);
  equal(bob.call.chat.unread.value, 0);
  await ada.call.chat.say("again");
  await world.settle();
  equal(bob.call.chat.unread.value, 0);
  bob.call.chat.show(false);
  await ada.call.chat.say("and again");
  await world.settle();
  equal(bob.call.chat.unread.value, 1);
  // Who writes much is told of once.
  deepEqual(bob.told.filter((it) => it.startsWith("notice.said")), [
    "notice.said ada",
  ]);
});

Deno.test("what is no remark of the page's does nothing", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  const hostile: Json[] = [
    null,
    5,
    "say",
    [],
    [{ say: "x" }],
    {},
    { say: 5 },
    { say: " " },
    { say: "x".repeat(4_001) },
    { react: "<b>" },
    { react: ["👍"] },
  ];
  for (const payload of hostile) await ada.person.room.broadcast(payload);
  await ada.person.room.update({ metadata: { hand: "up", screen: 7 } });
  await world.settle();
  deepEqual(texts(bob), []);
  deepEqual(bob.call.reactions.shown.value, []);
  const { hand, screen } = bob.see("ada").facts.value;
  deepEqual([hand, screen], [null, undefined]);
});

Deno.test("a reaction is shown by all for a moment, and so many at most", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  const { id } = ada.call.self.value;
  ada.call.react("🎉");
  await world.settle();
  const shown = ({ call }: Visitor) =>
    call.reactions.shown.value.map(({ from, reaction }) => [from, reaction]);
  deepEqual(shown(bob), [[id, "🎉"]]);
  deepEqual(shown(ada), [[undefined, "🎉"]]);
  deepEqual(bob.told, ["notice.reacted ada 🎉"]);
  await world.pass(5_000);
  deepEqual([shown(ada), shown(bob)], [[], []]);
  for (let time = 0; time < 50; time++) ada.call.react("👍");
  await world.settle();
  equal(shown(bob).length, 12);
});

Deno.test("a chat keeps what was said last", async () => {
  await using world = new World();
  const ada = new Somebody(world, "ada");
  await ada.enter(world);
  for (let line = 1; line <= 302; line++) ada.call.chat.hear(`${line}`, "bob");
  equal(texts(ada).length, 300);
  equal(texts(ada)[0], "bob: 3");
});

// -- What they show --

Deno.test("a screen is told from the camera, each time, and ends", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  const seen = () => bob.see("ada").facts.value;
  for (let time = 0; time < 3; time++) {
    const screen = chosenScreen();
    const sharing = ada.call.share(screen);
    await world.settle();
    equal(seen().screen?.id, ada.call.screen.stream.id);
    equal(seen().stream?.id, ada.app.own.stream.id);
    // Once by the page, once by the browser's own bar.
    if (time === 1) unplug(screen.stream.getVideoTracks()[0]);
    else ada.call.screen.stop();
    await sharing;
    await world.settle();
    equal(seen().screen, undefined);
    equal(seen().stream?.id, ada.app.own.stream.id);
    equal(screen.stream.getVideoTracks()[0]?.readyState, "ended");
  }
});

Deno.test("who hides their face goes on showing their screen", async () => {
  await using world = new World();
  const [ada] = await twoInCall(world);
  const screen = chosenScreen();
  ada.call.share(screen);
  await ada.app.own.toggle("camera");
  equal(screen.stream.getVideoTracks()[0]?.enabled, true);
  equal(ada.app.own.track("camera").value?.enabled, false);
});

Deno.test("who leaves shares no screen any more", async () => {
  await using world = new World();
  const [ada] = await twoInCall(world);
  const screen = chosenScreen();
  ada.call.share(screen);
  ada.app.leave();
  equal(screen.stream.getVideoTracks()[0]?.readyState, "ended");
});

// -- The host --

Deno.test("who is asked to mute is muted, and told by whom", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  const { id } = ada.see("bob");
  ada.call.rule((room) => room.askToMute(id, "audio"));
  ada.call.rule((room) => room.askToMute(id, "video"));
  await world.settle();
  equal(bob.app.own.state("microphone").value, "off");
  equal(bob.app.own.state("camera").value, "off");
  deepEqual(bob.told.slice(-2), [
    "notice.muted-by ada",
    "notice.hidden-by ada",
  ]);
  // What they chose for the next call is their own.
  equal(bob.preferences.choices.value.microphone, true);
});

Deno.test("a room that is locked and opened is told of, and so is a new host", async () => {
  await using world = new World();
  const [ada, bob] = await twoInCall(world);
  ada.call.rule((room) => room.lock());
  await world.settle();
  equal(bob.call.info.value.locked, true);
  ada.call.rule((room) => room.lock(false));
  const { id } = ada.see("bob");
  ada.call.rule((room) => room.handOver(id));
  await world.settle();
  deepEqual(bob.told, ["notice.locked", "notice.unlocked", "notice.host"]);
  deepEqual([ada.call.isHost.value, bob.call.isHost.value], [false, true]);
});

Deno.test("what is refused is said to have been in vain, with its code", async () => {
  await using world = new World();
  const [, bob] = await twoInCall(world);
  bob.call.rule((room) => room.lock());
  await world.settle();
  deepEqual(bob.told, ["notice.in-vain not-allowed"]);
});

// -- What it was like --

Deno.test("what a call was like is measured as long as it lasts", async () => {
  await using world = new World();
  const [ada] = await twoInCall(world);
  await world.pass(30_000);
  ada.app.leave();
  const { met, rating } = ada.at("after").summary;
  equal(met, 1);
  ok(rating && rating.stars >= 1);
});

Deno.test("who cannot be reached is looked into: the reason is there after a while", async () => {
  await using world = new World();
  world.paths.blocked = true;
  const ada = new Somebody(world, "ada");
  await ada.enter(world);
  const bob = new Somebody(world, "bob");
  await bob.enter(world);
  equal(ada.state, "connecting");
  await world.until("a reason", () => ada.state === "no-path");
  ok(ada.see("bob").diagnosis.value?.cause);
});
