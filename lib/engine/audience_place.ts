/**
 * A namespace as its audiences see it: where events are encoded, once for however many hear them.
 *
 * @module
 */

import {
  type Clock,
  contain,
  type Encoding,
  type EventEnvelope,
  type EventMap,
  pack,
  type Refusal,
  RESERVED_FROM_SERVER,
} from "../wire/mod.ts";
import type { Adapter, Reach, Reply } from "./adapter.ts";
import type { BroadcastAcks } from "./broadcast_acks.ts";
import { Gathering } from "./gathering.ts";
import type { RemoteSocket } from "./remote_socket.ts";

/** What an audience needs to know of its namespace. */
export interface AudiencePlace<
  Emit extends EventMap<Emit>,
  Data extends object,
> {
  /** Reaches the members. */
  readonly adapter: Adapter;
  /** The namespace as an envelope names it. */
  readonly where: { ns?: string };
  /** The broadcasts that wait for answers. */
  readonly acks: BroadcastAcks;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** Milliseconds that an answer may take if nothing else is said. */
  readonly ackMs: number;
  /** The socket of that id, if it is one of this node. */
  socket(id: string): RemoteSocket<Emit, Data> | undefined;
  /** Hears of what a callback threw. */
  fault(error: unknown, event: string): void;
}

/** Any place, whatever its events are: to reach its members they need not be known. */
export type AnyPlace = Omit<
  AudiencePlace<Record<never, never>, object>,
  "socket"
>;

/**
 * Sends an event to everyone in `reach` of each place.
 *
 * @throws {TypeError} If the event's name is reserved.
 */
export function tellAll(
  places: Iterable<AnyPlace>,
  reach: Reach,
  event: string,
  args: unknown[],
  volatile: boolean,
): void {
  requireFree(event);
  for (const place of places) {
    const sent: Sent = { event, args };
    if (volatile) sent.volatile = true;
    place.adapter.broadcast(reach, encodeEvent(place, sent), volatile);
  }
}

/**
 * Sends an event to everyone in `reach` of each place, and waits for their replies.
 *
 * @param ms Milliseconds that they may take.
 * @param done Hears all replies, or an error and those that came in time.
 * @throws {TypeError} If the event's name is reserved.
 */
export function askAll(
  places: Iterable<AnyPlace>,
  reach: Reach,
  event: string,
  args: unknown[],
  ms: number,
  done: (error: Refusal | null, replies: Reply[]) => void,
): void {
  requireFree(event);
  // All are encoded first: what cannot be sent is not waited for.
  const questions = [...places].map((place) => {
    const id = place.acks.nextId();
    const encoded = encodeEvent(place, { event, args, id });
    return { place, id, encoded };
  });
  const [first] = questions;
  if (!first) return done(null, []);
  const gathering = new Gathering<Reply>(first.place.clock, ms, done);
  for (const { place, id, encoded } of questions) {
    place.adapter.broadcastWithAck(reach, encoded, {
      id,
      ms,
      expect: (count) => gathering.expect(count),
      reply: (reply) => gathering.add(reply),
    });
  }
  countNodes(
    questions.map(({ place }) => reach.local ? 1 : place.adapter.serverCount()),
    (count) => gathering.setNodes(count),
    (error) => first.place.fault(error, event),
  );
}

/** Adds up counts of nodes: at once, if all are known already. */
export function countNodes(
  counts: (number | Promise<number>)[],
  use: (count: number) => void,
  fault: (error: unknown) => void,
): void {
  const known = counts.filter((count) => typeof count === "number");
  if (known.length === counts.length) return use(sum(known));
  contain(async () => use(sum(await Promise.all(counts))), fault);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((before, count) => before + count, 0);
}

function requireFree(event: string): void {
  if (!RESERVED_FROM_SERVER.has(event)) return;
  throw new TypeError(`Cannot emit "${event}": the name is reserved`);
}

/** An event, wherever it belongs. */
type Sent = Omit<EventEnvelope, "type" | "ns">;

function encodeEvent(
  { where: { ns }, fault }: AnyPlace,
  { event, args, id, volatile }: Sent,
): Encoding {
  // Most have none of the rest: to spread it in would cost more than to encode the event.
  const envelope: EventEnvelope = { type: "event", event, args };
  if (ns !== undefined) envelope.ns = ns;
  if (id !== undefined) envelope.id = id;
  if (volatile) envelope.volatile = true;
  const encoding = pack(envelope);
  if (encoding instanceof Promise) {
    encoding.catch((error) => fault(error, event));
  }
  return encoding;
}
