/**
 * What a client sent: frame → envelopes. Nothing about it is trusted: this takes anything, copies the
 * fields that it knows, and never throws.
 *
 * @module
 */

import { unpack } from "./binary.ts";
import { isObject } from "./bytes.ts";
import { parse } from "./frames.ts";
import type {
  AckEnvelope,
  ClientEnvelope,
  DisconnectEnvelope,
  ErrorCode,
  EventEnvelope,
  Limits,
  Once,
  ReceiptEnvelope,
  SessionClaim,
} from "./protocol.ts";

/** What was in a frame, or why it cannot be read. */
export type Decoded =
  | { ok: true; envelopes: ClientEnvelope[] }
  | { ok: false; code: FrameFault; message: string };

/** What can be wrong with a frame. */
export type FrameFault = Extract<
  ErrorCode,
  "frame-invalid" | "frame-too-large"
>;

/** The limits that concern a single frame. */
export type FrameLimits = Pick<
  Limits,
  | "frameChars"
  | "batchEnvelopes"
  | "eventChars"
  | "namespaceChars"
  | "args"
  | "jsonDepth"
  | "jsonKeys"
>;

type Fields = Readonly<Record<string, unknown>>;

/** Reads what a client sent. */
export function decodeFromClient(
  data: unknown,
  limits: FrameLimits,
): Decoded {
  const raw = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  const isText = typeof raw === "string";
  if (!isText && !(raw instanceof Uint8Array)) {
    return invalid("it is neither text nor bytes");
  }
  if (raw.length > limits.frameChars) {
    const unit = isText ? "characters" : "bytes";
    const message =
      `Cannot read the frame: it is longer than ${limits.frameChars} ${unit}`;
    return { ok: false, code: "frame-too-large", message };
  }
  const value = isText ? parseWithin(raw, limits) : unpackWithin(raw, limits);
  if (value === TOO_DEEP) {
    const { jsonDepth, jsonKeys } = limits;
    return invalid(
      `it is deeper than ${jsonDepth}, or has an object of more than ${jsonKeys} keys`,
    );
  }
  if (!Array.isArray(value)) {
    const envelope = read(value, limits);
    return envelope ? { ok: true, envelopes: [envelope] } : NO_ENVELOPE;
  }
  if (value.length > limits.batchEnvelopes) {
    return invalid(`it holds more than ${limits.batchEnvelopes} envelopes`);
  }
  const envelopes: ClientEnvelope[] = [];
  for (const item of value) {
    const envelope = read(item, limits);
    if (!envelope) return NO_ENVELOPE;
    envelopes.push(envelope);
  }
  return { ok: true, envelopes };
}

function read(value: unknown, limits: FrameLimits): ClientEnvelope | undefined {
  return isFields(value) ? readFromClient(value, limits) : undefined;
}

function readFromClient(
  fields: Fields,
  limits: FrameLimits,
): ClientEnvelope | undefined {
  switch (fields.type) {
    case "hello": {
      const { version, session } = fields;
      if (!isId(version)) return undefined;
      if (session === undefined) return { type: "hello", version };
      const claim = readClaim(session);
      return claim && { type: "hello", version, session: claim };
    }
    case "ping": {
      const { rtt } = fields;
      return isNumber(rtt) ? { type: "ping", rtt } : { type: "ping" };
    }
    case "connect": {
      const { ns, auth } = fields;
      return isName(ns, limits.namespaceChars)
        ? { type: "connect", ns, auth }
        : undefined;
    }
    default:
      return readFromEither(fields, limits);
  }
}

/** Reads what a server may say, too. */
function readFromEither(
  fields: Fields,
  limits: FrameLimits,
):
  | EventEnvelope
  | AckEnvelope
  | DisconnectEnvelope
  | ReceiptEnvelope
  | undefined {
  const { ns } = fields;
  // An absent one is the main namespace; one that is not a name makes the envelope unreadable.
  if (ns !== undefined && !isName(ns, limits.namespaceChars)) return undefined;
  switch (fields.type) {
    case "event":
      return readEvent(fields, ns, limits);
    case "ack": {
      const { id, args, error } = fields;
      if (!isId(id)) return undefined;
      const where = ns === undefined ? {} : { ns };
      if (isArgs(args, limits)) return { type: "ack", ...where, id, args };
      if (!isFields(error)) return undefined;
      const { code, message } = error;
      return isString(code) && isString(message)
        ? { type: "ack", ...where, id, error: { code, message } }
        : undefined;
    }
    case "receipt": {
      const { received } = fields;
      return isCount(received) ? { type: "receipt", received } : undefined;
    }
    case "disconnect":
      return ns === undefined ? undefined : { type: "disconnect", ns };
    default:
      return undefined;
  }
}

function readEvent(
  { event, args, id, volatile, once: given }: Fields,
  ns: string | undefined,
  limits: FrameLimits,
): EventEnvelope | undefined {
  if (!isName(event, limits.eventChars) || !isArgs(args, limits)) {
    return undefined;
  }
  const once = readOnce(given);
  if (id !== undefined && !isId(id) || once === undefined) return undefined;
  // Nearly all that comes is events, most of them without the rest: to spread that in is slow.
  const envelope: EventEnvelope = { type: "event", event, args };
  if (ns !== undefined) envelope.ns = ns;
  if (id !== undefined) envelope.id = id;
  if (volatile === true) envelope.volatile = true;
  if (once) envelope.once = once;
  return envelope;
}

/** `false` if there is none; `undefined` if it cannot be read. */
function readOnce(value: unknown): Once | false | undefined {
  if (value === undefined) return false;
  if (!isFields(value)) return undefined;
  const { by, n } = value;
  return isName(by, 64) && by.length >= 16 && isCount(n)
    ? { by, n }
    : undefined;
}

function readClaim(value: unknown): SessionClaim | undefined {
  if (!isFields(value)) return undefined;
  const { id, key, attempt, received, auth } = value;
  return isString(id) && isString(key) && isCount(attempt) &&
      isCount(received) && isFields(auth)
    ? { id, key, attempt, received, auth }
    : undefined;
}

/** What is read of a text that is deeper or wider than is allowed. */
const TOO_DEEP = /* @__PURE__ */ Symbol();

/** What a text says in JSON; `undefined` if it is none. */
function parseWithin(
  text: string,
  { jsonDepth, jsonKeys }: FrameLimits,
): unknown {
  const value = parse(text);
  if (jsonDepth === Infinity || !isObject(value)) return value;
  return isWithin(value, jsonDepth, jsonKeys) ? value : TOO_DEEP;
}

/** The same of a binary frame, of which the bytes themselves are neither deep nor wide. */
function unpackWithin(frame: Uint8Array, limits: FrameLimits): unknown {
  let isTooDeep = false;
  const value = unpack(frame, (text) => {
    const value = parseWithin(text, limits);
    isTooDeep = value === TOO_DEEP;
    return value;
  });
  return isTooDeep ? TOO_DEEP : value;
}

/** Whether objects are no deeper in one another, and have no more keys, than is allowed. */
function isWithin(
  value: Readonly<Record<string | number, unknown>>,
  depth: number,
  keys: number,
): boolean {
  if (depth <= 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (isObject(item) && !isWithin(item, depth - 1, keys)) return false;
    }
    return true;
  }
  let count = 0;
  // Every frame is looked through: to make a list of the keys, or of the values, would cost more.
  for (const key in value) {
    count += 1;
    if (count > keys) return false;
    const item = value[key];
    if (isObject(item) && !isWithin(item, depth - 1, keys)) return false;
  }
  return true;
}

function invalid(why: string): {
  ok: false;
  code: FrameFault;
  message: string;
} {
  return {
    ok: false,
    code: "frame-invalid",
    message: `Cannot read the frame: ${why}`,
  };
}

function isFields(value: unknown): value is Fields {
  return isObject(value) && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && isNumber(value) && value >= 0;
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isName(value: unknown, limit: number): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= limit;
}

function isArgs(value: unknown, limits: FrameLimits): value is unknown[] {
  return Array.isArray(value) && value.length <= limits.args;
}

const NO_ENVELOPE = invalid(
  "it is not an envelope of this protocol, nor an array of them",
);
