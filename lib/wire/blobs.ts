/**
 * Envelopes with blobs, whose files perhaps are not there any more when they are read.
 *
 * @module
 */

import { HANDLER_FAILED, no } from "./answer.ts";
import { type Encoding, pack } from "./binary.ts";
import type { AckEnvelope, Result } from "./protocol.ts";
import { Refusal } from "./refusal.ts";
import type { SocketEnvelope } from "./base_socket.ts";

/**
 * What is to be told of an envelope that cannot be sent.
 *
 * @internal
 */
export interface Unsent {
  /** Hears why. */
  fault(error: unknown, event: string): void;
  /** Settles the event, in place of the other end. */
  settle(ack: AckEnvelope): void;
  /** Answers the other end, if this was to be an answer that is still wanted. */
  answer?: ((result: Result) => void) | undefined;
}

/**
 * Encodes an envelope of a socket's. If a blob of its cannot be read, nobody waits for an answer any
 * more: this end not for that to its event, nor the other end for this one.
 *
 * @param unsent Says who is to be told; asked at once, if there are blobs.
 */
export function packOrTell(
  envelope: SocketEnvelope,
  unsent: () => Unsent,
): Encoding {
  const encoding = pack(envelope);
  if (encoding instanceof Promise) {
    const { type, id } = envelope;
    const { fault, settle, answer } = unsent();
    encoding.catch((error) => {
      fault(error, type === "event" ? envelope.event : type);
      if (type === "ack") answer?.(no(HANDLER_FAILED));
      else if (id !== undefined) settle({ type: "ack", id, ...no(UNREADABLE) });
    });
  }
  return encoding;
}

/** What became of an event with a blob whose file, perhaps, is not there any more. */
const UNREADABLE = /* @__PURE__ */ new Refusal(
  "unreadable",
  "Cannot send: a blob among the arguments cannot be read",
);
