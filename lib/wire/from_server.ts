/**
 * What a server sent: frame → envelopes. It was chosen by whoever reads, so that no more is asked than
 * whether it speaks this protocol; but this takes anything, and never throws.
 *
 * @module
 */

import { isObject } from "./bytes.ts";
import { parse } from "./frames.ts";
import type { ServerEnvelope } from "./protocol.ts";

/** Reads a binary frame, as `unpack` does; `parse` reads the JSON that is in it. */
export type Unpack = (
  frame: Uint8Array,
  parse: (text: string) => unknown,
) => unknown;

/**
 * Reads what a server sent, or what was said by oneself and is like it.
 *
 * @param unpack Reads a binary frame.
 * @returns The envelopes, with whatever else the fields hold that are not known; `undefined` if it is
 * not a frame of this protocol.
 */
export function decodeFromServer(
  data: unknown,
  unpack: Unpack,
): ServerEnvelope[] | undefined {
  const raw = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  const value = raw instanceof Uint8Array
    ? unpack(raw, parse)
    : typeof raw === "string" && parse(raw);
  const batch = [value].flat();
  return batch.every(isEnvelope) ? batch : undefined;
}

const REFUSAL = { code: "", message: "", retryable: true };

type Type = ServerEnvelope["type"];

/** Of each type, an envelope that has what has to be there, but for what an answer says. */
const EXAMPLES: ReadonlyMap<unknown, object> = new Map(Object.entries(
  {
    welcome: {
      version: 0,
      session: { id: "", key: "", ttl: 0, resumed: true, received: 0 },
      heartbeat: { interval: 0, timeout: 0 },
      limits: { frameChars: 0, batchEnvelopes: 0 },
    },
    connected: { ns: "", id: "" },
    refused: { ns: "", ...REFUSAL },
    disconnect: { ns: "" },
    event: { event: "", args: [] },
    ack: { id: 0 },
    error: REFUSAL,
    fatal: { code: "", message: "" },
    receipt: { received: 0 },
    pong: {},
    "go-away": { reason: "", retryAfter: 0 },
  } satisfies {
    [T in Type]: Partial<Extract<ServerEnvelope, { type: T }>>;
  },
));

/** What an answer says: one of these. */
const ANSWERS = [{ args: [] }, { error: { code: "", message: "" } }];

function isEnvelope(value: unknown): value is ServerEnvelope {
  if (!isObject(value)) return false;
  const { type, ns = "" } = value;
  const example = EXAMPLES.get(type);
  return example !== undefined && isLike(value, example) && isLike(ns, "") &&
    (type !== "ack" || ANSWERS.some((answer) => isLike(value, answer)));
}

/** Whether `value` has all that `example` has, each of the same kind. */
function isLike(value: unknown, example: unknown): boolean {
  // JSON has no word for infinity, but numbers that are read as it.
  if (example === 0) return Number.isFinite(value);
  if (!isObject(example)) return typeof value === typeof example;
  return isObject(value) && Array.isArray(value) === Array.isArray(example) &&
    Object.entries(example).every(([key, one]) => isLike(value[key], one));
}
