import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import type { Json } from "../../lib/parlance/mod.ts";
import { Pair, PAIR_LIMITS, type PairConnection } from "../../lib/sdk/pair.ts";
import { NEGOTIATION_LIMITS } from "../../lib/sdk/negotiation.ts";
import { settle } from "./fakes/settle.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeConnection } from "./fakes/connection.ts";
import { FakeTrack } from "./fakes/media.ts";
import { FakePaths } from "./fakes/network.ts";

type Sent = [connectionId: string, payload: Record<string, Json>];

/** One end of a pair, and what it has sent that nobody has carried yet. */
class Side {
  readonly connections: FakeConnection[] = [];
  readonly outbox: Sent[] = [];
  readonly errors: unknown[] = [];
  readonly pair: Pair<PairConnection>;
  /** What is lost on its way. */
  loses: (payload: Record<string, Json>) => boolean = () => false;
  #ids = 0;

  constructor(
    name: string,
    polite: boolean,
    clock: FakeClock,
    paths: FakePaths,
  ) {
    this.pair = new Pair<PairConnection>({
      polite,
      clock,
      fixedOfferer: false,
      rollback: true,
      createId: () => `${name}-${++this.#ids}`,
      createConnection: () => {
        const connection = new FakeConnection(name, paths);
        this.connections.push(connection);
        return connection;
      },
      onConnection: () => {},
      fill: () => {
        const { last } = this;
        if (last.getSenders().some(({ track }) => track)) return;
        last.addTrack(new FakeTrack("audio"));
      },
      send: (connectionId, payload) => {
        const copy = JSON.parse(JSON.stringify(payload));
        const isLost = this.loses(copy);
        if (!isLost) this.outbox.push([connectionId, copy]);
        return Promise.resolve(!isLost);
      },
      onError: (error) => this.errors.push(error),
    });
  }

  get last(): FakeConnection {
    const last = this.connections.at(-1);
    ok(last);
    return last;
  }
}

class Two {
  readonly clock = new FakeClock();
  readonly #paths = new FakePaths();
  readonly polite = new Side("ada", true, this.clock, this.#paths);
  impolite = this.bob();

  bob(): Side {
    return new Side("bob", false, this.clock, this.#paths);
  }

  carry(from: Side, to: Side): void {
    for (const [id, payload] of from.outbox.splice(0)) {
      to.pair.receive(id, payload);
    }
  }

  /** Carries signals until neither has anything to say. */
  async converse(): Promise<void> {
    const { polite, impolite } = this;
    await settle();
    for (let n = 0; polite.outbox.length + impolite.outbox.length > 0; n++) {
      ok(n < 100, "the two come to an end");
      this.carry(polite, impolite);
      this.carry(impolite, polite);
      await settle();
    }
  }

  async connect(): Promise<void> {
    for (const { pair } of [this.polite, this.impolite]) pair.release();
    await this.pass(100);
  }

  async pass(ms: number): Promise<void> {
    await this.converse();
    this.clock.advance(ms);
    await this.converse();
  }

  connected(): void {
    for (const { last, errors } of [this.polite, this.impolite]) {
      equal(last.connectionState, "connected");
      equal(last.signalingState, "stable");
      deepEqual(errors, []);
    }
  }

  close(): void {
    for (const { pair } of [this.polite, this.impolite]) pair.close();
    equal(this.clock.pending, 0, "nothing is left to wait for");
  }
}

function kinds(side: Side): unknown[] {
  return side.outbox.map(([, { kind }]) => kind);
}

Deno.test("Pair holds what it has to say until the other peer can be reached", async () => {
  const two = new Two();
  await settle();
  deepEqual([...kinds(two.polite), ...kinds(two.impolite)], []);
  await two.connect();
  two.connected();
  two.close();
});

Deno.test("Pair of the polite peer greets, and the impolite one offers, so that both begin with one offer", async () => {
  const two = new Two();
  two.polite.pair.release();
  two.impolite.pair.release();
  await settle();
  deepEqual(kinds(two.polite), ["fresh"]);
  deepEqual(kinds(two.impolite), ["description", "candidates"]);
  await two.pass(100);
  two.connected();
  equal(
    [two.polite.last, two.impolite.last].flatMap(({ log }) => log)
      .filter((line) => line === "setLocalDescription begins").length,
    2,
  );
  two.close();
});

for (const who of ["polite", "impolite"] as const) {
  Deno.test(`Pair makes a new connection when the ${who} peer has one, and not a third`, async () => {
    const two = new Two();
    await two.connect();
    two[who].pair.renew();
    await two.pass(100);
    two.connected();
    equal(two.polite.connections.length, 2);
    equal(two.impolite.connections.length, 2);
    two.close();
  });
}

Deno.test("Pair keeps to one new connection each when both make one at the same time", async () => {
  const two = new Two();
  await two.connect();
  two.polite.pair.renew();
  two.impolite.pair.renew();
  await two.pass(100);
  two.connected();
  equal(two.polite.connections.length, 2);
  equal(two.impolite.connections.length, 2);
  two.close();
});

Deno.test("Pair says that it has a new end to who speaks to the former one, which then makes one too", async () => {
  const two = new Two();
  await two.connect();
  const former = two.impolite.last;
  // The polite end forgets all, and its greeting is lost for good.
  two.polite.loses = () => true;
  two.polite.pair.renew();
  await settle();
  two.polite.loses = () => false;
  two.polite.pair.hold();
  // What the other end says next is meant for an end that is no more.
  two.impolite.pair.restart();
  await two.converse();
  notEqual(two.impolite.last, former);
  two.polite.pair.release();
  await two.pass(100);
  two.connected();
  two.close();
});

Deno.test("Pair drops what was meant for a former end, candidates and answers alike", async () => {
  const two = new Two();
  await two.connect();
  two.impolite.pair.restart();
  await settle();
  two.polite.pair.renew();
  const taken = two.polite.last.log.length;
  two.carry(two.impolite, two.polite);
  await settle();
  equal(two.polite.last.log.length, taken);
  await two.pass(100);
  two.connected();
  two.close();
});

Deno.test("Pair offers anew to a new end what it had offered to the former one in vain", async () => {
  const two = new Two();
  two.polite.pair.release();
  await two.converse();
  two.impolite.pair.release();
  await settle();
  // The offer goes to an end that is no more by the time.
  two.polite.pair.renew();
  await two.pass(PAIR_LIMITS.lostMs);
  two.connected();
  ok(two.clock.now() < NEGOTIATION_LIMITS.answerMs);
  two.close();
});

for (const kind of ["offer", "answer", "candidates"] as const) {
  Deno.test(`Pair makes up for ${kind} that ${kind === "candidates" ? "were" : "was"} lost, well before an answer is given up`, async () => {
    const two = new Two();
    let lost = 0;
    for (const side of [two.polite, two.impolite]) {
      side.loses = (payload) => {
        const { type } = Object(payload.description);
        const isMeant = (type ?? payload.kind) === kind && lost < 2;
        if (isMeant) lost++;
        return isMeant;
      };
    }
    await two.connect();
    await two.pass(PAIR_LIMITS.lostMs);
    await two.pass(PAIR_LIMITS.lostMs);
    await two.pass(100);
    ok(lost > 0);
    two.connected();
    two.close();
  });
}

Deno.test("Pair gives nothing up for candidates that are lost once media flows", async () => {
  const two = new Two();
  await two.connect();
  const before = two.impolite.last.fragment;
  two.impolite.loses = ({ kind }) => kind === "candidates";
  two.impolite.last.gather("late");
  await two.pass(PAIR_LIMITS.lostMs * 2);
  equal(two.impolite.last.fragment, before);
  two.connected();
  two.close();
});

Deno.test("Pair is deaf to what is no signal, and to a flood of them", async () => {
  const two = new Two();
  await two.connect();
  for (const payload of [null, [], "offer", { kind: "constructor" }]) {
    two.polite.pair.receive("bob-1", payload);
  }
  for (let n = 0; n < 3 * NEGOTIATION_LIMITS.waitingSignals; n++) {
    two.polite.pair.receive("bob-1", {
      kind: "candidates",
      candidates: [null],
    });
  }
  await two.pass(100);
  ok(
    two.polite.last.candidates.length <= NEGOTIATION_LIMITS.waitingSignals + 9,
  );
  two.connected();
  two.close();
});

for (
  const [what, who, operation] of [
    ["an answer", "impolite", "setRemoteDescription"],
    ["an offer", "polite", "setRemoteDescription"],
    ["to make an offer", "impolite", "setLocalDescription"],
    ["to make an answer", "polite", "setLocalDescription"],
  ] as const
) {
  Deno.test(`Pair makes a new connection where one has refused ${what}, well before an answer is given up`, async () => {
    const two = new Two();
    await two.connect();
    // As soon as before, since media has flowed meanwhile.
    for (const made of [2, 3]) {
      two[who].last.faults.set(operation, new Error("Failed to set SSL role"));
      two.impolite.pair.restart();
      await two.converse();
      equal(two[who].errors.splice(0).length, 1);
      await two.pass(PAIR_LIMITS.refusedMs);
      await two.pass(100);
      two.connected();
      equal(two.polite.connections.length, made);
      equal(two.impolite.connections.length, made);
    }
    ok(two.clock.now() < NEGOTIATION_LIMITS.answerMs);
    two.close();
  });
}

Deno.test("Pair makes new connections ever more seldom for who never says anything that it can take", async () => {
  const { clock, impolite } = new Two();
  impolite.pair.release();
  for (let second = 0; second < 300; second++) {
    await settle();
    const [id = ""] = impolite.outbox.splice(0).at(-1) ?? [];
    for (const type of ["answer", "offer"]) {
      for (let offer = 1; offer < 3; offer++) {
        impolite.pair.receive("mallory", {
          kind: "description",
          offer,
          taken: 0,
          description: { type, sdp: "nonsense" },
          remoteId: id || null,
        });
      }
    }
    await settle();
    clock.advance(1_000);
  }
  const count = impolite.connections.length;
  ok(count > 10 && count < 30, `${count} were made`);
  const open = impolite.connections.filter(({ signalingState }) =>
    signalingState !== "closed"
  );
  equal(open.length, 1);
  impolite.pair.close();
  equal(clock.pending, 0);
});

Deno.test("Pair makes no new connection for what was refused by one that is closed since", async () => {
  const two = new Two();
  await two.connect();
  two.impolite.last.faults.set("setRemoteDescription", new Error("bad SDP"));
  two.impolite.pair.restart();
  await two.converse();
  two.impolite.pair.renew();
  await two.pass(100);
  await two.pass(PAIR_LIMITS.refusedMs);
  two.impolite.errors.length = 0;
  two.connected();
  equal(two.impolite.connections.length, 2);
  two.impolite.last.faults.set("setRemoteDescription", new Error("bad SDP"));
  two.impolite.pair.restart();
  await two.converse();
  two.close();
  equal(two.impolite.connections.length, 2);
});

Deno.test("Pair.close() ends it, whatever comes later", async () => {
  const two = new Two();
  await two.connect();
  two.impolite.pair.restart();
  await settle();
  two.polite.pair.close();
  two.polite.pair.renew();
  two.carry(two.impolite, two.polite);
  await settle();
  deepEqual(two.polite.outbox, []);
  equal(two.polite.connections.length, 1);
  equal(two.polite.last.connectionState, "closed");
  two.close();
});
