/**
 * Frame ⇄ envelopes: the only reader of what comes from the other side. It takes anything, copies
 * the fields that it knows, and never throws.
 *
 * @module
 */

import type {
  AckEnvelope,
  ClientEnvelope,
  DisconnectEnvelope,
  ErrorCode,
  EventEnvelope,
  Limits,
  ServerEnvelope,
} from "./protocol.ts";

/** What was in a frame, or why it cannot be read. */
export type Decoded<Envelope> =
  | { ok: true; envelopes: Envelope[] }
  | { ok: false; code: FrameFault; message: string };

/** What can be wrong with a frame. */
export type FrameFault = Extract<
  ErrorCode,
  "frame-invalid" | "frame-too-large"
>;

/** The limits that concern a single frame. */
export type FrameLimits = Pick<
  Limits,
  "frameChars" | "batchEnvelopes" | "eventChars" | "namespaceChars" | "args"
>;

/** The text of one envelope. An argument that JSON has no words for throws the sender's mistake. */
export function encode(envelope: ClientEnvelope | ServerEnvelope): string {
  return JSON.stringify(envelope);
}

/** The frame that carries `texts`: an envelope alone goes as it is, several as an array. */
export function frame(texts: readonly string[]): string {
  return texts.length === 1 ? `${texts[0]}` : `[${texts.join(",")}]`;
}

/** Reads what a client sent. */
export function decodeFromClient(
  data: unknown,
  limits: FrameLimits,
): Decoded<ClientEnvelope> {
  return decode(data, limits, readFromClient);
}

/** Reads what a server sent. */
export function decodeFromServer(
  data: unknown,
  limits: FrameLimits,
): Decoded<ServerEnvelope> {
  return decode(data, limits, readFromServer);
}

type Fields = Readonly<Record<string, unknown>>;
type Reader<Envelope> = (
  fields: Fields,
  limits: FrameLimits,
) => Envelope | undefined;

function decode<Envelope>(
  data: unknown,
  limits: FrameLimits,
  read: Reader<Envelope>,
): Decoded<Envelope> {
  if (typeof data !== "string") return invalid("it is not text");
  if (data.length > limits.frameChars) {
    const message =
      `Cannot read the frame: it is longer than ${limits.frameChars} characters`;
    return { ok: false, code: "frame-too-large", message };
  }
  const value = parse(data);
  const batch = Array.isArray(value) ? value : [value];
  if (batch.length > limits.batchEnvelopes) {
    return invalid(`it holds more than ${limits.batchEnvelopes} envelopes`);
  }
  const envelopes: Envelope[] = [];
  for (const item of batch) {
    const envelope = isFields(item) ? read(item, limits) : undefined;
    if (!envelope) {
      return invalid(
        "it is not an envelope of this protocol, nor an array of them",
      );
    }
    envelopes.push(envelope);
  }
  return { ok: true, envelopes };
}

function readFromClient(
  fields: Fields,
  limits: FrameLimits,
): ClientEnvelope | undefined {
  switch (fields.type) {
    case "hello": {
      const { version } = fields;
      return Number.isInteger(version) && isNumber(version)
        ? { type: "hello", version }
        : undefined;
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

function readFromServer(
  fields: Fields,
  limits: FrameLimits,
): ServerEnvelope | undefined {
  switch (fields.type) {
    case "welcome": {
      const { version, limits: told } = fields;
      if (!isNumber(version) || !isFields(told)) return undefined;
      const { frameChars, batchEnvelopes } = told;
      return isNumber(frameChars) && isNumber(batchEnvelopes)
        ? { type: "welcome", version, limits: { frameChars, batchEnvelopes } }
        : undefined;
    }
    case "connected": {
      const { ns, id } = fields;
      return isString(ns) && isString(id)
        ? { type: "connected", ns, id }
        : undefined;
    }
    case "refused": {
      const { ns } = fields;
      const refusal = readRefusal(fields);
      return isString(ns) && refusal
        ? { type: "refused", ns, ...refusal }
        : undefined;
    }
    case "error": {
      const refusal = readRefusal(fields);
      const where = readWhere(fields, limits);
      return refusal && where
        ? { type: "error", ...where, ...refusal }
        : undefined;
    }
    case "go-away": {
      const { reason, retryAfter } = fields;
      return isString(reason) && isNumber(retryAfter)
        ? { type: "go-away", reason, retryAfter }
        : undefined;
    }
    default:
      return readFromEither(fields, limits);
  }
}

function readFromEither(
  fields: Fields,
  limits: FrameLimits,
): EventEnvelope | AckEnvelope | DisconnectEnvelope | undefined {
  const where = readWhere(fields, limits);
  if (!where) return undefined;
  switch (fields.type) {
    case "event": {
      const { event, args, id } = fields;
      if (!isName(event, limits.eventChars) || !isArgs(args, limits)) {
        return undefined;
      }
      if (id === undefined) return { type: "event", ...where, event, args };
      return isId(id)
        ? { type: "event", ...where, event, args, id }
        : undefined;
    }
    case "ack": {
      const { id, args, error } = fields;
      if (!isId(id)) return undefined;
      if (isArgs(args, limits)) return { type: "ack", ...where, id, args };
      if (!isFields(error)) return undefined;
      const { code, message } = error;
      return isString(code) && isString(message)
        ? { type: "ack", ...where, id, error: { code, message } }
        : undefined;
    }
    case "disconnect": {
      const { ns } = fields;
      return isName(ns, limits.namespaceChars)
        ? { type: "disconnect", ns }
        : undefined;
    }
    default:
      return undefined;
  }
}

function readRefusal(
  { code, message, retryable }: Fields,
): { code: string; message: string; retryable: boolean } | undefined {
  return isString(code) && isString(message) && typeof retryable === "boolean"
    ? { code, message, retryable }
    : undefined;
}

/** An absent `ns` is the main namespace; one that is not a name makes the envelope unreadable. */
function readWhere(
  { ns }: Fields,
  limits: FrameLimits,
): { ns?: string } | undefined {
  if (ns === undefined) return {};
  return isName(ns, limits.namespaceChars) ? { ns } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
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
