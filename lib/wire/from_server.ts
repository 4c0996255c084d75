/**
 * What a server sent: frame → envelopes. It was chosen by whoever reads, so that no more is asked than
 * whether it speaks this protocol; but this takes anything, and never throws.
 *
 * @module
 */

import type { ServerEnvelope } from "./protocol.ts";

/** Reads a frame that is no text: the envelope that is in it. What it throws means that it is none. */
export type Unpack = (frame: unknown) => unknown;

/**
 * Reads what a server sent, or what was said by oneself and is like it.
 *
 * @param unpack Reads a frame that is no text.
 * @returns The envelopes, with whatever else they hold; `undefined` if it is not a frame of this
 * protocol.
 */
export function decodeFromServer(
  data: unknown,
  unpack: Unpack,
): ServerEnvelope[] | undefined {
  try {
    const value: unknown = typeof data === "string"
      ? JSON.parse(data)
      : unpack(data);
    const batch = [value].flat();
    if (batch.every(isEnvelope)) return batch;
  } catch {
    // It is no JSON, or no binary frame.
  }
}

const REFUSAL = { code: "", message: "" };

type Type = ServerEnvelope["type"];

/** Of each type, an envelope that has what the client reads, and nothing that may be left out. */
const EXAMPLES: ReadonlyMap<unknown, object> = new Map(Object.entries(
  {
    welcome: {
      session: { id: "", key: "", resumed: true, received: 0 },
      heartbeat: { interval: 0, timeout: 0 },
      limits: { frameChars: 0 },
    },
    connected: { ns: "", id: "" },
    refused: { ns: "", ...REFUSAL },
    disconnect: { ns: "" },
    event: { event: "", args: [] },
    ack: { id: 0, args: [] },
    error: REFUSAL,
    fatal: REFUSAL,
    receipt: { received: 0 },
    pong: {},
    "go-away": { retryAfter: 0 },
  } satisfies Record<Type, object>,
));

/** An answer that is a refusal. */
const FAILURE = { id: 0, error: REFUSAL };

function isEnvelope(value: unknown): value is ServerEnvelope {
  const { type, ns = "", error }: Record<string, unknown> = Object(value);
  const hasFailed = type === "ack" && error !== undefined;
  const example = hasFailed ? FAILURE : EXAMPLES.get(type);
  return example !== undefined && isLike(value, example) && isLike(ns, "");
}

const { toString } = {};

/** Whether `value` has all that `example` has, each of the same kind. */
function isLike(value: unknown, example: unknown): boolean {
  return toString.call(value) === toString.call(example) &&
    // JSON has no word for infinity, but numbers that are read as it.
    (example !== 0 || Number.isFinite(value)) &&
    Object.entries(Object(example)).every(([key, one]) =>
      isLike(Object(value)[key], one)
    );
}
