/**
 * The two ends of a negotiation, and what carries signals between them when a test says so.
 *
 * @module
 */

import { deepEqual, equal } from "node:assert/strict";
import {
  Negotiation,
  type NegotiationOptions,
} from "../../../lib/sdk/negotiation.ts";
import { parseSignal, type Signal } from "../../../lib/sdk/signal.ts";
import { settle } from "./settle.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeConnection } from "./connection.ts";

/** One end of a pair, with what it sent and what went wrong. */
export interface End {
  readonly connection: FakeConnection;
  readonly negotiation: Negotiation;
  readonly sent: Signal[];
  readonly errors: unknown[];
  readonly clock: FakeClock;
}

export function end(
  name: string,
  polite: boolean,
  options: (connection: FakeConnection) => Partial<NegotiationOptions> = () => (
    {}
  ),
): End {
  const connection = new FakeConnection(name);
  connection.gathers = false;
  const sent: Signal[] = [];
  const errors: unknown[] = [];
  const clock = new FakeClock();
  const negotiation = new Negotiation(connection, {
    polite,
    clock,
    send: (signal) => sent.push(signal),
    onError: (error) => errors.push(error),
    ...options(connection),
  });
  return { connection, negotiation, sent, errors, clock };
}

/** Carries what `from` has sent so far to `to`, as JSON does. */
export function carry(from: End, to: End): void {
  for (const signal of from.sent.splice(0)) {
    const parsed = parseSignal(JSON.parse(JSON.stringify(signal)));
    if (parsed) to.negotiation.receive(parsed);
  }
}

/** Carries signals both ways until neither has anything to say. */
export async function converse(ada: End, bob: End): Promise<void> {
  await settle();
  while (ada.sent.length + bob.sent.length > 0) {
    carry(ada, bob);
    carry(bob, ada);
    await settle();
  }
}

/** Whether both have the same descriptions, but for what an offer leaves open. */
export function agreed(ada: End, bob: End): void {
  equal(ada.connection.signalingState, "stable");
  equal(bob.connection.signalingState, "stable");
  equal(
    open(ada.connection.remoteDescription),
    open(bob.connection.localDescription),
  );
  equal(
    open(bob.connection.remoteDescription),
    open(ada.connection.localDescription),
  );
  deepEqual([...ada.errors, ...bob.errors], []);
}

/** A description, with an offer's part in DTLS as its sender wrote it. */
function open(description: RTCSessionDescriptionInit | null): string {
  const { type, sdp = "" } = description ?? {};
  return type === "offer"
    ? sdp.replace(/^a=setup:\S+/m, "a=setup:actpass")
    : sdp;
}

export function kinds(signals: readonly Signal[]): string[] {
  return signals.map((signal) =>
    signal.kind === "description" ? signal.description.type : signal.kind
  );
}

/** How often a connection has begun an operation. */
export function count({ connection }: End, operation: string): number {
  return connection.log.filter((line) => line === `${operation} begins`).length;
}
