import { deepEqual, equal, match } from "node:assert/strict";
import {
  Negotiation,
  NEGOTIATION_LIMITS,
} from "../../lib/client/negotiation.ts";
import {
  END_OF_CANDIDATES,
  parseSignal,
  type Signal,
} from "../../lib/client/signal.ts";
import { FakeConnection } from "../page/fakes/connection.ts";
import { settle } from "../page/fakes/settle.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** One end of a pair, with what it sent and what went wrong. */
interface End {
  readonly connection: FakeConnection;
  readonly negotiation: Negotiation;
  readonly sent: Signal[];
  readonly errors: unknown[];
  readonly clock: FakeClock;
}

function end(name: string, polite: boolean, connectionId = "first"): End {
  const connection = new FakeConnection(name);
  const sent: Signal[] = [];
  const errors: unknown[] = [];
  const clock = new FakeClock();
  const negotiation = new Negotiation(connection, {
    polite,
    connectionId,
    clock,
    send: (signal) => sent.push(signal),
    onError: (error) => errors.push(error),
  });
  return { connection, negotiation, sent, errors, clock };
}

/** Carries what `from` has sent so far to `to`, as JSON does. */
function carry(from: End, to: End): void {
  for (const signal of from.sent.splice(0)) {
    const parsed = parseSignal(JSON.parse(JSON.stringify(signal)));
    if (parsed) to.negotiation.receive(parsed);
  }
}

/** Carries signals both ways until neither has anything to say. */
async function converse(ada: End, bob: End): Promise<void> {
  await settle();
  while (ada.sent.length + bob.sent.length > 0) {
    carry(ada, bob);
    carry(bob, ada);
    await settle();
  }
}

function agreed(ada: End, bob: End): void {
  equal(ada.connection.signalingState, "stable");
  equal(bob.connection.signalingState, "stable");
  equal(
    ada.connection.remoteDescription?.sdp,
    bob.connection.localDescription?.sdp,
  );
  equal(
    bob.connection.remoteDescription?.sdp,
    ada.connection.localDescription?.sdp,
  );
  deepEqual([...ada.errors, ...bob.errors], []);
}

function kinds(signals: readonly Signal[]): string[] {
  return signals.map((signal) =>
    signal.kind === "description" ? signal.description.type : signal.kind
  );
}

Deno.test("Negotiation answers an offer", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await converse(ada, bob);
  agreed(ada, bob);
  match(bob.connection.remoteDescription?.sdp ?? "", /^offer of ada/);
  equal(ada.clock.pending, 0, "nothing is left to wait for");
});

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
    match(polite.connection.remoteDescription?.sdp ?? "", /^offer of bob/);
    equal(polite.clock.pending + impolite.clock.pending, 0);
  });
}

Deno.test("Negotiation drops the candidates of an offer that it ignored, and only those", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  polite.connection.addMedia();
  await converse(polite, impolite);
  polite.connection.restartIce();
  impolite.connection.addMedia();
  await settle();
  polite.connection.gather("of the ignored offer");
  carry(polite, impolite);
  await settle();
  deepEqual(impolite.errors, []);
  await converse(polite, impolite);
  await impolite.negotiation.receive({
    kind: "candidate",
    connectionId: "first",
    candidate: { ...END_OF_CANDIDATES, usernameFragment: "nonsense" },
  });
  equal(impolite.errors.length, 1, "after glare, a bad candidate is a fault");
  deepEqual(impolite.connection.candidates, []);
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
  bob.connection.addMedia();
  carry(ada, bob);
  await converse(ada, bob);
  for (const { connection } of [ada, bob]) {
    connection.log.forEach((line, index) => {
      equal(line.endsWith(index % 2 === 0 ? "begins" : "ends"), true, line);
    });
  }
});

Deno.test("Negotiation keeps candidates that come before the description", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await settle();
  ada.connection.gather("early");
  ada.connection.gather(null);
  ada.sent.reverse();
  await converse(ada, bob);
  agreed(ada, bob);
  deepEqual(bob.connection.candidates, ["", "early"]);
});

Deno.test("Negotiation keeps a bounded number of early candidates", async () => {
  const bob = end("bob", false);
  for (let n = 0; n < NEGOTIATION_LIMITS.earlyCandidates + 50; n++) {
    await bob.negotiation.receive({
      kind: "candidate",
      connectionId: "first",
      candidate: { ...END_OF_CANDIDATES, usernameFragment: "ada1" },
    });
  }
  const ada = end("ada", true);
  ada.connection.addMedia();
  await converse(ada, bob);
  equal(bob.connection.candidates.length, NEGOTIATION_LIMITS.earlyCandidates);
});

Deno.test("Negotiation ends a generation's candidates with the empty string, never null", async () => {
  const ada = end("ada", true);
  ada.connection.addMedia();
  await settle();
  ada.sent.length = 0;
  ada.connection.gather(null);
  deepEqual(ada.sent, [{
    kind: "candidate",
    connectionId: "first",
    candidate: { ...END_OF_CANDIDATES, usernameFragment: "ada1" },
  }]);
});

Deno.test("Negotiation drops signals of another incarnation of the connection", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false, "second")];
  ada.connection.addMedia();
  await converse(ada, bob);
  equal(bob.connection.signalingState, "stable");
  deepEqual(bob.connection.log, []);
  deepEqual(bob.errors, []);
});

Deno.test("Negotiation goes on after setRemoteDescription threw at an answer", async () => {
  const [polite, impolite] = [end("ada", true), end("bob", false)];
  impolite.connection.addMedia();
  await settle();
  impolite.connection.faults.set("setRemoteDescription", new Error("bad SDP"));
  await converse(polite, impolite);
  equal(impolite.errors.length, 1);
  polite.connection.addMedia();
  await converse(polite, impolite);
  equal(
    impolite.connection.log.filter((line) =>
      line === "setRemoteDescription begins"
    ).length,
    1,
    "its own offer is still out, so the polite peer's offer is glare",
  );
  impolite.clock.advance(NEGOTIATION_LIMITS.answerMs);
  await settle();
  impolite.errors.length = 0;
  await converse(polite, impolite);
  agreed(polite, impolite);
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

Deno.test("Negotiation offers anew, in a new generation, if no answer comes in time", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await settle();
  ada.sent.length = 0; // The network lost it.
  ada.clock.advance(NEGOTIATION_LIMITS.answerMs - 1);
  await settle();
  deepEqual(ada.sent, []);
  ada.clock.advance(1);
  await settle();
  deepEqual(kinds(ada.sent), ["offer"]);
  await converse(ada, bob);
  agreed(ada, bob);
  match(bob.connection.remoteDescription?.sdp ?? "", /ice-ufrag:ada2/);
  equal(ada.clock.pending, 0);
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

Deno.test("Negotiation.restart() offers at once, and takes glare as any offer does", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await converse(ada, bob);
  ada.negotiation.restart();
  bob.negotiation.restart();
  await converse(ada, bob);
  agreed(ada, bob);
  match(ada.connection.remoteDescription?.sdp ?? "", /ice-ufrag:bob2/);
});

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
  ada.negotiation.close();
  await settle();
  deepEqual(ada.sent, []);
  equal(ada.clock.pending, 0);
});

Deno.test("Negotiation holds a bounded number of signals that wait for their turn", async () => {
  const bob = end("bob", false);
  const flood = 2 * NEGOTIATION_LIMITS.waitingSignals;
  for (let n = 0; n < flood; n++) {
    bob.negotiation.receive({
      kind: "description",
      connectionId: "first",
      offerNumber: n,
      description: { type: "offer", sdp: "offer of ada" },
    });
  }
  await settle();
  equal(kinds(bob.sent).length, NEGOTIATION_LIMITS.waitingSignals);
});

Deno.test("parseSignal() takes what a peer sends and copies only what it knows", () => {
  const description = { type: "offer", sdp: "v=0" };
  const signal = { kind: "description", connectionId: "c", offerNumber: 1 };
  deepEqual(
    parseSignal({ ...signal, description: { ...description, x: 1 }, y: 2 }),
    { ...signal, description },
  );
  deepEqual(
    parseSignal({
      kind: "candidate",
      connectionId: "c",
      candidate: { candidate: "candidate:1", sdpMid: "0" },
    }),
    {
      kind: "candidate",
      connectionId: "c",
      candidate: {
        ...END_OF_CANDIDATES,
        candidate: "candidate:1",
        sdpMid: "0",
      },
    },
  );
  deepEqual(
    parseSignal({ kind: "candidate", connectionId: "c", candidate: null }),
    { kind: "candidate", connectionId: "c", candidate: END_OF_CANDIDATES },
  );
});

const description = { type: "offer", sdp: "v=0" };
const candidate = { candidate: "" };
const refused: Record<string, unknown> = {
  "null": null,
  "a string": "description",
  "an array": [],
  "an unknown kind": { kind: "constructor", connectionId: "c" },
  "no connection": { kind: "candidate", candidate },
  "a connection that is no text": {
    kind: "candidate",
    connectionId: {},
    candidate,
  },
  "a long connection id": {
    kind: "candidate",
    connectionId: "c".repeat(65),
    candidate,
  },
  "no number": { kind: "description", connectionId: "c", description },
  "a negative number": {
    kind: "description",
    connectionId: "c",
    offerNumber: -1,
    description,
  },
  "a rollback": {
    kind: "description",
    connectionId: "c",
    offerNumber: 1,
    description: { type: "rollback", sdp: "" },
  },
  "a long description": {
    kind: "description",
    connectionId: "c",
    offerNumber: 1,
    description: { type: "offer", sdp: "x".repeat(256 * 1024 + 1) },
  },
  "no description": {
    kind: "description",
    connectionId: "c",
    offerNumber: 1,
  },
  "no candidate": { kind: "candidate", connectionId: "c" },
  "a candidate that is no text": {
    kind: "candidate",
    connectionId: "c",
    candidate: { candidate: 1 },
  },
  "a section that is no number": {
    kind: "candidate",
    connectionId: "c",
    candidate: { candidate: "", sdpMLineIndex: "0" },
  },
  "a fragment that is no text": {
    kind: "candidate",
    connectionId: "c",
    candidate: { candidate: "", usernameFragment: [] },
  },
};

for (const [what, value] of Object.entries(refused)) {
  Deno.test(`parseSignal() refuses ${what}`, () => {
    equal(parseSignal(value), undefined);
  });
}
