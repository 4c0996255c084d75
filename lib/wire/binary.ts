/**
 * A binary frame: one event or answer whose arguments hold bytes. Four bytes say how long the JSON
 * is, the JSON follows, with `null` where bytes belong, and then the bytes, one after the other.
 *
 * @module
 */

import {
  fillHole,
  holdsBytes,
  isObject,
  type Part,
  takeBytes,
} from "./bytes.ts";
import { parse } from "./frames.ts";
import type { AckEnvelope, EventEnvelope, Hole } from "./protocol.ts";

/** An envelope as it travels: text, which may share a frame, or a binary frame of its own. */
export type Encoded = string | Uint8Array<ArrayBuffer>;

/** An envelope that is encoded, or will be once its blobs have been read. */
export type Encoding = Encoded | Promise<Encoded>;

/** Bytes that say how long the JSON is: an unsigned number, the highest byte first. */
const HEAD = 4;

/**
 * Encodes an event or an answer.
 *
 * @returns Text, unless there are bytes among the arguments; a promise, if some are in a `Blob`.
 * @throws {TypeError} If an argument cannot be sent: a circle, a `bigint`, a `DataView`.
 */
export function pack(envelope: EventEnvelope | AckEnvelope): Encoding {
  if (!("args" in envelope && holdsBytes(envelope.args))) {
    return JSON.stringify(envelope);
  }
  const { args, holes, parts } = takeBytes(envelope.args);
  const head = JSON.stringify({ ...envelope, args, bytes: holes });
  if (parts.every(isRead)) return join(head, parts);
  return Promise.all(parts.map(read)).then((parts) => join(head, parts));
}

/**
 * Reads a binary frame.
 *
 * @param parse Reads the JSON; `undefined` if it is none.
 * @returns The envelope that is in it, not looked at yet, with the bytes where they belong; or
 * `undefined` if it is no such frame.
 */
export function unpack(
  frame: Uint8Array,
  parse: (text: string) => unknown,
): unknown {
  if (frame.length < HEAD) return undefined;
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
  const head = frame.subarray(HEAD, HEAD + length);
  const text = head.length < length ? undefined : decode(head);
  const value = text === undefined ? undefined : parse(text);
  if (!isObject(value)) return undefined;
  const { bytes, ...envelope } = value;
  if (!Array.isArray(bytes) || bytes.length === 0) return undefined;
  let at = HEAD + length;
  for (const hole of bytes) {
    if (!isHole(hole) || at + hole.length > frame.length) return undefined;
    const part = frame.slice(at, at + hole.length);
    if (!fillHole(envelope.args, hole, part)) return undefined;
    at += hole.length;
  }
  return at === frame.length ? envelope : undefined;
}

/**
 * Reads a binary frame that need not be one.
 *
 * @returns As {@linkcode unpack} does.
 */
export function unpackAny(data: unknown): unknown {
  const frame = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  return frame instanceof Uint8Array ? unpack(frame, parse) : undefined;
}

const ENCODER = /* @__PURE__ */ new TextEncoder();
/** It reads what a text frame could hold, and nothing else: no mark of the order of bytes. */
const DECODER = /* @__PURE__ */ new TextDecoder("utf-8", {
  fatal: true,
  ignoreBOM: true,
});

/** `undefined` if it is not UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}

function join(
  head: string,
  parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const json = ENCODER.encode(head);
  const length = parts.reduce((sum, { length }) => sum + length, json.length);
  const frame = new Uint8Array(HEAD + length);
  new DataView(frame.buffer).setUint32(0, json.length);
  let at = HEAD;
  for (const part of [json, ...parts]) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

function isRead(part: Part): part is Uint8Array {
  return part instanceof Uint8Array;
}

async function read(part: Part): Promise<Uint8Array> {
  return isRead(part) ? part : new Uint8Array(await part.arrayBuffer());
}

function isHole(value: unknown): value is Hole {
  if (!isObject(value)) return false;
  const { at, kind, length, type } = value;
  return Array.isArray(at) && at.every(isKey) && typeof kind === "string" &&
    typeof length === "number" && Number.isSafeInteger(length) && length >= 0 &&
    (type === undefined || typeof type === "string");
}

function isKey(value: unknown): value is string | number {
  return typeof value === "string" || Number.isSafeInteger(value);
}
