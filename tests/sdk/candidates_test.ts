import { deepEqual, equal } from "node:assert/strict";
import { CANDIDATE_LIMITS } from "../../lib/sdk/candidates.ts";
import {
  type Candidate,
  END_OF_CANDIDATES,
  type Signal,
  SIGNAL_LIMITS,
} from "../../lib/sdk/signal.ts";
import { settle } from "./fakes/settle.ts";
import { agreed, carry, converse, type End, end } from "./fakes/ends.ts";

function candidate(text: string, usernameFragment: string | null): Candidate {
  return { ...END_OF_CANDIDATES, candidate: text, usernameFragment };
}

function batches(signals: readonly Signal[]): string[][] {
  return signals.flatMap((signal) =>
    signal.kind === "candidates"
      ? [signal.candidates.map(({ candidate }) => candidate)]
      : []
  );
}

/** Two that have agreed, ada on bob's offer. */
async function pair(): Promise<[ada: End, bob: End]> {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  bob.connection.addMedia();
  await converse(ada, bob);
  return [ada, bob];
}

Deno.test("Negotiation sends the candidates of a short time as one signal", async () => {
  const [ada] = await pair();
  ada.connection.gather("one");
  ada.connection.gather("two");
  ada.clock.advance(CANDIDATE_LIMITS.sliceMs - 1);
  deepEqual(ada.sent, []);
  ada.clock.advance(1);
  ada.connection.gather("three");
  ada.clock.advance(CANDIDATE_LIMITS.sliceMs);
  deepEqual(batches(ada.sent), [["one", "two"], ["three"]]);
  equal(ada.clock.pending, 0);
});

Deno.test("Negotiation does not wait once the last candidate has been found", async () => {
  const [ada] = await pair();
  ada.connection.gather("one");
  ada.connection.gather(null);
  deepEqual(batches(ada.sent), [["one", ""]]);
  equal(ada.clock.pending, 0);
});

Deno.test("Negotiation sends no more candidates at once than a signal may have", async () => {
  const [ada] = await pair();
  for (let n = 0; n <= SIGNAL_LIMITS.candidates; n++) {
    ada.connection.gather("x");
  }
  ada.clock.advance(CANDIDATE_LIMITS.sliceMs);
  deepEqual(
    batches(ada.sent).map(({ length }) => length),
    [SIGNAL_LIMITS.candidates, 1],
  );
});

Deno.test("Negotiation ends a generation's candidates with the empty string, never null", async () => {
  const [ada] = await pair();
  ada.connection.gather(null);
  deepEqual(ada.sent, [{
    kind: "candidates",
    candidates: [candidate("", ada.connection.fragment ?? "")],
  }]);
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
  deepEqual(bob.connection.candidates, ["early", ""]);
});

Deno.test("Negotiation keeps a bounded number of early candidates", async () => {
  const [ada, bob] = [end("ada", true), end("bob", false)];
  ada.connection.addMedia();
  await settle();
  const ours = /ufrag:(\S+)/.exec(ada.connection.localDescription?.sdp ?? "");
  for (let n = 0; n < CANDIDATE_LIMITS.early + 50; n++) {
    await bob.negotiation.receive({
      kind: "candidates",
      candidates: [candidate("x", ours?.[1] ?? "")],
    });
  }
  await converse(ada, bob);
  equal(bob.connection.candidates.length, CANDIDATE_LIMITS.early);
});

Deno.test("Negotiation drops the candidates of an offer that it ignored, and only those", async () => {
  const [polite, impolite] = await pair();
  polite.connection.restartIce();
  impolite.connection.addMedia();
  await settle();
  polite.connection.gather("of the ignored offer");
  polite.connection.gather("of what holds", polite.connection.fragment);
  polite.connection.gather(null);
  carry(polite, impolite);
  await converse(polite, impolite);
  deepEqual(impolite.errors, []);
  deepEqual(impolite.connection.candidates, ["of what holds"]);
});

Deno.test("Negotiation drops the candidates of a generation that is over", async () => {
  const [ada, bob] = await pair();
  const former = bob.connection.fragment ?? "";
  bob.negotiation.restart();
  await converse(ada, bob);
  await ada.negotiation.receive({
    kind: "candidates",
    candidates: [
      candidate("old", former),
      candidate("new", bob.connection.fragment ?? ""),
    ],
  });
  deepEqual(ada.connection.candidates, ["new"]);
  deepEqual(ada.errors, []);
});

Deno.test("Negotiation reports a candidate that the connection refuses, and takes the next", async () => {
  const [ada, bob] = await pair();
  bob.connection.faults.set("addIceCandidate", new Error("nonsense"));
  await bob.negotiation.receive({
    kind: "candidates",
    candidates: [candidate("bad", null), candidate("good", null)],
  });
  equal(bob.errors.length, 1);
  deepEqual(bob.connection.candidates, ["good"]);
  deepEqual(ada.errors, []);
});
