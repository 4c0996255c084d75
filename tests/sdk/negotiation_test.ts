import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { NEGOTIATION_LIMITS } from "../../lib/sdk/negotiation.ts";
import type { Signal } from "../../lib/sdk/signal.ts";
import { settle } from "./fakes/settle.ts";
import { agreed, carry, converse, count, end, kinds } from "./fakes/ends.ts";
import { FakeTrack } from "./fakes/media.ts";

Deno.test("Negotiation answers an offer", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await converse(ada, bob);
  agreed(ada, bob);
  match(bob.connection.remoteDescription?.sdp ?? "", /^offer of ada/);
  equal(ada.clock.pending, 0, "nothing is left to wait for");
});

for (const first of ["polite", "impolite"] as const) {
  Deno.test(`Negotiation keeps a stack to its part in DTLS that forgets it, where the ${first} peer has offered first`, async () => {
    const [polite, impolite] = [end("ada", true), end("bob", false)];
    const [server, client] = first === "polite"
      ? [polite, impolite]
      : [impolite, polite];
    server.connection.forgets = true;
    server.connection.addMedia();
    await converse(server, client);
    for (const one of [client, server, client]) {
      const before = one.connection.fragment;
      one.negotiation.restart();
      await settle();
      const [sent] = one.sent;
      ok(sent?.kind === "description");
      match(sent.description.sdp, /^a=setup:actpass/m, "as RFC 8842 has it");
      await converse(server, client);
      agreed(server, client);
      notEqual(one.connection.fragment, before);
    }
    server.negotiation.restart();
    client.negotiation.restart();
    await converse(server, client);
    agreed(server, client);
  });
}

Deno.test("Negotiation says what was refused of the descriptions, and nothing of a connection that is closed", async () => {
  let refusals = 0;
  const ada = end("ada", true, () => ({ onRefusal: () => refusals++ }));
  const bob = end("bob", false);
  ada.connection.addMedia();
  await converse(ada, bob);
  ada.connection.faults.set("addIceCandidate", new Error("bad candidate"));
  bob.connection.gather("one");
  bob.connection.gather(null);
  await converse(ada, bob);
  equal(ada.errors.length, 1);
  equal(refusals, 0);
  for (const operation of ["setRemoteDescription", "setLocalDescription"]) {
    ada.connection.faults.set(operation, new Error("bad SDP"));
    bob.negotiation.restart();
    await converse(ada, bob);
  }
  equal(refusals, 2);
  ada.errors.length = 0;
  ada.connection.close();
  bob.negotiation.restart();
  await converse(ada, bob);
  equal(ada.errors.length, 1);
  equal(refusals, 2);
});

// -- Glare --

for (const first of ["polite", "impolite"] as const) {
  Deno.test(`Negotiation settles glare when the ${first} peer's offer is first`, async () => {
    const [polite, impolite] = [end("ada", true), end("bob", false)];
    polite.connection.addMedia();
    impolite.connection.addMedia();
    await settle();
    deepEqual(kinds(polite.sent), ["offer"]);
    deepEqual(kinds(impolite.sent), ["offer"]);
    if (first === "polite") carry(polite, impolite);
    else carry(impolite, polite);
    await converse(polite, impolite);
    agreed(polite, impolite);
    match(polite.connection.remoteDescription?.sdp ?? "", /^offer of ada|bob/);
    equal(polite.clock.pending + impolite.clock.pending, 0);
  });
}

Deno.test("Negotiation offers what is due again after its offer was withdrawn", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  polite.connection.addTrack(new FakeTrack("video"));
  impolite.connection.addTrack(new FakeTrack("audio"));
  await converse(polite, impolite);
  agreed(polite, impolite);
  deepEqual(
    impolite.connection.getTransceivers().map(({ kind }) => kind).sort(),
    ["audio", "video"],
  );
});

Deno.test("Negotiation lets a media section change its name when its offer is withdrawn", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  polite.connection.addTrack(new FakeTrack("audio"));
  await settle();
  const [one] = polite.connection.getTransceivers();
  const before = one?.mid;
  impolite.connection.addTrack(new FakeTrack("audio"));
  await converse(polite, impolite);
  agreed(polite, impolite);
  ok(before && one?.mid && before !== one.mid);
  equal(polite.connection.getTransceivers().length, 1, "both share a section");
});

Deno.test("Negotiation takes an offer that follows right behind an answer", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  impolite.connection.addMedia();
  await settle();
  carry(impolite, polite);
  await settle();
  polite.connection.addMedia();
  await settle();
  deepEqual(kinds(polite.sent), ["answer", "offer"]);
  carry(polite, impolite);
  await converse(polite, impolite);
  agreed(polite, impolite);
  match(impolite.connection.remoteDescription?.sdp ?? "", /^offer of ada/);
});

Deno.test("Negotiation lets no operation begin before the one before it has ended", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await settle();
  ada.connection.gather("one");
  ada.connection.gather("two");
  ada.connection.gather(null);
  bob.connection.addMedia();
  carry(ada, bob);
  await converse(ada, bob);
  for (const { connection } of [ada, bob]) {
    connection.log.forEach((line, index) => {
      equal(line.endsWith(index % 2 === 0 ? "begins" : "ends"), true, line);
    });
  }
});

Deno.test("Negotiation makes one offer of all that is added in one task", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  for (const kind of ["audio", "video", "video"] as const) {
    ada.connection.addTrack(new FakeTrack(kind));
  }
  ada.connection.createDataChannel();
  await settle();
  deepEqual(kinds(ada.sent), ["offer"]);
  await converse(ada, bob);
  agreed(ada, bob);
  equal(count(ada, "setLocalDescription"), 1);
});

Deno.test("Negotiation makes what is added while an offer comes a part of the answer", async () => {
  const ada = end("ada", true, (connection) => ({
    onOffer: () => connection.addTrack(new FakeTrack("audio")),
  }));
  const bob = end("bob", false);
  bob.connection.addTrack(new FakeTrack("audio"));
  await settle();
  carry(bob, ada);
  await settle();
  deepEqual(kinds(ada.sent), ["answer"]);
  await converse(ada, bob);
  agreed(ada, bob);
  equal(count(ada, "setLocalDescription"), 1, "no offer of its own follows");
});

// -- Faults --

Deno.test("Negotiation goes on after setRemoteDescription threw at an answer", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  impolite.connection.addMedia();
  await settle();
  impolite.connection.faults.set("setRemoteDescription", new Error("bad SDP"));
  await converse(polite, impolite);
  equal(impolite.errors.splice(0).length, 1);
  equal(impolite.negotiation.awaitsAnswer, true);
  impolite.clock.advance(NEGOTIATION_LIMITS.answerMs);
  await settle();
  await converse(polite, impolite);
  agreed(polite, impolite);
});

Deno.test("Negotiation offers anew as soon as it is offered something by who has taken its offer, and whose answer was lost", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  impolite.connection.addMedia();
  await settle();
  carry(impolite, polite);
  await settle();
  polite.sent.length = 0;
  polite.connection.addMedia();
  await converse(polite, impolite);
  agreed(polite, impolite);
  equal(impolite.clock.now(), 0);
});

Deno.test("Negotiation goes on after setRemoteDescription threw at an offer", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  bob.connection.faults.set("setRemoteDescription", new Error("bad SDP"));
  ada.connection.addMedia();
  await converse(ada, bob);
  equal(bob.errors.length, 1);
  bob.errors.length = 0;
  ada.clock.advance(NEGOTIATION_LIMITS.answerMs);
  await settle();
  await converse(ada, bob);
  agreed(ada, bob);
});

Deno.test("Negotiation goes on after no answer could be made", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  bob.connection.faults.set("setLocalDescription", new Error("no memory"));
  ada.connection.addMedia();
  await converse(ada, bob);
  equal(bob.errors.splice(0).length, 1);
  ada.clock.advance(NEGOTIATION_LIMITS.answerMs);
  await converse(ada, bob);
  agreed(ada, bob);
});

Deno.test("Negotiation offers anew, in a new generation, if no answer comes in time", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await settle();
  const [lost] = ada.sent.splice(0);
  ada.clock.advance(NEGOTIATION_LIMITS.answerMs - 1);
  await settle();
  deepEqual(ada.sent, []);
  ada.clock.advance(1);
  await settle();
  deepEqual(kinds(ada.sent), ["offer"]);
  ok(fragment(lost) !== fragment(ada.sent[0]));
  await converse(ada, bob);
  agreed(ada, bob);
  equal(ada.clock.pending, 0);
});

Deno.test("Negotiation of the impolite peer offers anew if the polite one has died at glare", async () => {
  const impolite = end("bob", false);
  impolite.connection.addMedia();
  await settle();
  const dying = end("ada", true);
  dying.connection.addMedia();
  await settle();
  carry(dying, impolite);
  await settle();
  impolite.sent.length = 0;
  impolite.clock.advance(NEGOTIATION_LIMITS.answerMs);
  await settle();
  deepEqual(kinds(impolite.sent), ["offer"]);
  impolite.negotiation.close();
});

Deno.test("Negotiation drops an answer to an offer that has been made anew, and a replayed one", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await settle();
  carry(ada, bob);
  await settle();
  const late = bob.sent.splice(0);
  ada.clock.advance(NEGOTIATION_LIMITS.answerMs);
  await settle();
  for (const signal of late) await ada.negotiation.receive(signal);
  equal(ada.negotiation.awaitsAnswer, true);
  carry(ada, bob);
  await settle();
  const answer = [...bob.sent];
  await converse(ada, bob);
  for (const signal of answer) await ada.negotiation.receive(signal);
  agreed(ada, bob);
});

Deno.test("Negotiation drops an offer that is replayed", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await settle();
  const offer = [...ada.sent];
  await converse(ada, bob);
  ada.negotiation.restart();
  await converse(ada, bob);
  for (const signal of offer) await bob.negotiation.receive(signal);
  deepEqual(bob.sent, []);
  agreed(ada, bob);
});

Deno.test("Negotiation drops an answer to an offer that was withdrawn", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  polite.connection.addMedia();
  impolite.connection.addMedia();
  await converse(polite, impolite);
  polite.errors.length = 0;
  await polite.negotiation.receive({
    kind: "description",
    offer: 1,
    taken: 0,
    description: { type: "answer", sdp: "answer to what was withdrawn" },
  });
  agreed(polite, impolite);
});

// -- Restarts --

Deno.test("Negotiation.restart() offers at once, and takes glare as any offer does", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await converse(ada, bob);
  const before = bob.connection.fragment;
  ada.negotiation.restart();
  bob.negotiation.restart();
  await converse(ada, bob);
  agreed(ada, bob);
  ok(before !== bob.connection.fragment);
});

Deno.test("Negotiation.hold() keeps offers and restarts for later, and answers all the same", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await converse(ada, bob);
  ada.negotiation.hold();
  const before = ada.connection.fragment;
  ada.connection.addTrack(new FakeTrack("audio"));
  ada.negotiation.restart();
  await settle();
  deepEqual(ada.sent, []);
  equal(ada.connection.signalingState, "stable", "no offer is burnt");
  bob.connection.addMedia();
  await settle();
  carry(bob, ada);
  await settle();
  deepEqual(kinds(ada.sent), ["answer"]);
  ada.negotiation.release();
  await converse(ada, bob);
  agreed(ada, bob);
  ok(before !== ada.connection.fragment);
});

Deno.test("Negotiation.release() makes the offer that became due meanwhile, and none else", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.negotiation.hold();
  ada.negotiation.release();
  await settle();
  deepEqual(ada.sent, []);
  ada.negotiation.hold();
  ada.connection.addMedia();
  await settle();
  ada.negotiation.release();
  await converse(ada, bob);
  agreed(ada, bob);
  equal(count(ada, "setLocalDescription"), 1);
});

// -- Stacks that cannot withdraw an offer --

Deno.test("Negotiation of a polite peer asks for offers, where only the other may make them", async () => {
  const ada = end("ada", true, (fixed) => ({ fixed, explicit: fixed }));
  const bob = end("bob", false, (fixed) => ({ fixed, explicit: fixed }));
  ada.connection.addTrack(new FakeTrack("video"));
  bob.connection.addTrack(new FakeTrack("audio"));
  await converse(ada, bob);
  agreed(ada, bob);
  ada.negotiation.restart();
  bob.negotiation.restart();
  ada.connection.addTrack(new FakeTrack("audio"));
  await converse(ada, bob);
  agreed(ada, bob);
  match(ada.connection.localDescription?.sdp ?? "", /^answer/);
  deepEqual(
    bob.connection.getTransceivers().map(({ kind }) => kind).sort(),
    ["audio", "video"],
  );
  equal(ada.clock.pending + bob.clock.pending, 0);
});

Deno.test("Negotiation of a polite peer asks again if no offer comes", async () => {
  const ada = end("ada", true, (fixed) => ({ fixed }));
  const bob = end("bob", false, (fixed) => ({ fixed }));
  ada.connection.addTrack(new FakeTrack("video"));
  await settle();
  deepEqual(kinds(ada.sent.splice(0)), ["ask"]);
  ada.clock.advance(NEGOTIATION_LIMITS.answerMs);
  await converse(ada, bob);
  agreed(ada, bob);
  equal(ada.clock.pending, 0);
});

Deno.test("Negotiation of a polite peer heeds nobody who asks for an offer", async () => {
  const ada = end("ada", true);
  await ada.negotiation.receive({
    kind: "ask",
    taken: 0,
    media: ["audio"],
    restart: true,
  });
  await settle();
  deepEqual(ada.sent, []);
});

// -- The end --

Deno.test("Negotiation.close() ends it: nothing is sent, taken or waited for", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  bob.connection.addMedia();
  await settle();
  bob.negotiation.close();
  carry(ada, bob);
  bob.sent.length = 0;
  bob.connection.gather("late");
  bob.connection.addMedia();
  bob.negotiation.restart();
  await settle();
  deepEqual(bob.sent, []);
  equal(bob.clock.pending, 0);
  equal(bob.connection.remoteDescription, null);
});

Deno.test("Negotiation.close() while an offer is being made sends nothing and leaves no timer", async () => {
  const ada = end("ada", true);
  ada.connection.addMedia();
  await Promise.resolve();
  await Promise.resolve();
  ada.negotiation.close();
  await settle();
  deepEqual(ada.sent, []);
  equal(ada.clock.pending, 0);
});

Deno.test("Negotiation.close() lets go of whoever waits for what a closed connection never ends", async () => {
  const ada = end("ada", true);
  const offer: Signal = {
    kind: "description",
    offer: 1,
    taken: 0,
    description: { type: "offer", sdp: "offer of bob" },
  };
  const taken = ada.negotiation.receive(offer);
  await Promise.resolve();
  ada.connection.close();
  ada.negotiation.close();
  await taken;
});

Deno.test("Negotiation holds a bounded number of signals that wait for their turn", async () => {
  const bob = end("bob", false);
  const flood = 2 * NEGOTIATION_LIMITS.waitingSignals;
  for (let n = 1; n <= flood; n++) {
    bob.negotiation.receive({
      kind: "description",
      offer: n,
      taken: 0,
      description: { type: "offer", sdp: "offer of ada" },
    });
  }
  await settle();
  equal(kinds(bob.sent).length, NEGOTIATION_LIMITS.waitingSignals);
});

function fragment(signal: Signal | undefined): string | undefined {
  if (signal?.kind !== "description") return undefined;
  return /ice-ufrag:(\S+)/.exec(signal.description.sdp)?.[1];
}
