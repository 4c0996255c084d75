/** Frames to throw at a reader. */

import fc from "fast-check";

const EVENT = { type: "event", event: "say", args: [] };
const HELLO = { type: "hello", version: 1 };
const CLAIM = { id: "session", key: "key", received: 0, auth: {} };
const CONNECT = { type: "connect", ns: "/" };
const ACK = { type: "ack", id: 1, args: [] };

/** A frame that is not of the protocol, and what is wrong with it. */
export interface MalformedFrame {
  what: string;
  frame: string | Uint8Array<ArrayBuffer>;
}

/** What is not even JSON, or not of the shape of an envelope. */
const SHAPELESS: [what: string, frame: string | Uint8Array<ArrayBuffer>][] = [
  ["a binary frame", new Uint8Array([123, 125])],
  ["an empty frame", ""],
  ["a word", "hello"],
  ["half an object", '{"type":"event"'],
  ["two objects", '{"type":"ack"}{"type":"ack"}'],
  ["a byte order mark", `\uFEFF${JSON.stringify(EVENT)}`],
  ["a trailing comma", '{"type":"event","event":"say","args":[],}'],
  ["null", "null"],
  ["true", "true"],
  ["a number", "1e400"],
  ["a string", '"event"'],
  ["thirty thousand brackets", "[".repeat(30_000)],
  ["a deep array", "[".repeat(30_000) + "]".repeat(30_000)],
  ["an object without fields", "{}"],
  ["an array in an array", "[[]]"],
  ["null in an array", "[null]"],
];

/** Envelopes with a field that is not what it must be. */
const MISSHAPEN: [what: string, envelope: unknown][] = [
  ["no type", { event: "say", args: [] }],
  ["a type that is null", { ...EVENT, type: null }],
  ["a type that is an array", { ...EVENT, type: ["event"] }],
  ["a type that nobody knows", { ...EVENT, type: "events" }],
  ["a type of Object's", { ...EVENT, type: "constructor" }],
  ["a type of the prototype's", { ...EVENT, type: "__proto__" }],
  ["a type that only servers send", { type: "connected", ns: "/", id: "me" }],
  ["a type in capitals", { ...EVENT, type: "EVENT" }],
  ["an event without a name", { type: "event", args: [] }],
  ["an event whose name is a number", { ...EVENT, event: 1 }],
  ["an event whose name is null", { ...EVENT, event: null }],
  ["an event whose name is an array", { ...EVENT, event: ["say"] }],
  ["an event whose name is an object", { ...EVENT, event: { toString: "x" } }],
  ["an event whose name is empty", { ...EVENT, event: "" }],
  ["an event without arguments", { type: "event", event: "say" }],
  ["arguments that are null", { ...EVENT, args: null }],
  ["arguments that are text", { ...EVENT, args: "hello" }],
  ["arguments that are an object", { ...EVENT, args: { length: 1 } }],
  ["an id that is text", { ...EVENT, id: "1" }],
  ["an id that is null", { ...EVENT, id: null }],
  ["an id that is no integer", { ...EVENT, id: 1.5 }],
  ["an id that is too large to count with", { ...EVENT, id: 2 ** 53 }],
  ["an id that is an object", { ...EVENT, id: { valueOf: 1 } }],
  ["an id that is true", { ...EVENT, id: true }],
  ...[
    null,
    "once",
    {},
    { by: "x".repeat(16) },
    { n: 1 },
    { by: "x".repeat(15), n: 1 },
    { by: "x".repeat(65), n: 1 },
    { by: 1, n: 1 },
    { by: "x".repeat(16), n: -1 },
    { by: "x".repeat(16), n: 1.5 },
    { by: "x".repeat(16), n: "1" },
  ].map((once): [string, unknown] => [
    `once that is ${JSON.stringify(once)}`,
    { ...EVENT, id: 1, once },
  ]),
  ["a namespace that is null", { ...EVENT, ns: null }],
  ["a namespace that is a number", { ...EVENT, ns: 1 }],
  ["a namespace that is empty", { ...EVENT, ns: "" }],
  ["a namespace that is an array", { ...EVENT, ns: ["/"] }],
  ["an answer without an id", { type: "ack", args: [] }],
  ["an answer with an id that is text", { ...ACK, id: "1" }],
  ["an answer with neither arguments nor error", { type: "ack", id: 1 }],
  ["an answer whose error is null", { type: "ack", id: 1, error: null }],
  ["an answer whose error is text", { type: "ack", id: 1, error: "no" }],
  ["an answer whose error has no code", {
    type: "ack",
    id: 1,
    error: { message: "no" },
  }],
  ["an answer whose error's message is a number", {
    type: "ack",
    id: 1,
    error: { code: "no", message: 1 },
  }],
  ["an answer in no namespace", { ...ACK, ns: {} }],
  ["a hello without a version", { type: "hello" }],
  ["a hello whose version is text", { ...HELLO, version: "1" }],
  ["a hello whose version is no integer", { ...HELLO, version: 1.5 }],
  ["a hello with a session that is null", { ...HELLO, session: null }],
  ["a claim without an id", { ...HELLO, session: { ...CLAIM, id: undefined } }],
  ["a claim whose key is a number", {
    ...HELLO,
    session: { ...CLAIM, key: 1 },
  }],
  ["a claim that counts backwards", {
    ...HELLO,
    session: { ...CLAIM, received: -1 },
  }],
  ["a claim that counts halves", {
    ...HELLO,
    session: { ...CLAIM, received: 0.5 },
  }],
  ["a claim that shows null", { ...HELLO, session: { ...CLAIM, auth: null } }],
  ["a claim that shows a list", { ...HELLO, session: { ...CLAIM, auth: [] } }],
  ["a receipt for nothing", { type: "receipt" }],
  ["a receipt for less than nothing", { type: "receipt", received: -1 }],
  ["a receipt for too much to count", { type: "receipt", received: 2 ** 53 }],
  ["a receipt for text", { type: "receipt", received: "1" }],
  ["a pong, which only servers send", { type: "pong" }],
  ["a connect without a namespace", { type: "connect" }],
  ["a connect to a number", { ...CONNECT, ns: 7 }],
  ["a connect to nowhere", { ...CONNECT, ns: "" }],
  ["a disconnect without a namespace", { type: "disconnect" }],
  ["a disconnect from null", { type: "disconnect", ns: null }],
];

/** Frames of a client's that no server may take. */
export const MALFORMED: readonly MalformedFrame[] = [
  ...SHAPELESS.map(([what, frame]) => ({ what, frame })),
  ...MISSHAPEN.map(([what, envelope]) => ({
    what,
    frame: JSON.stringify(envelope),
  })),
  {
    what: "one bad envelope among good ones",
    frame: JSON.stringify([EVENT, { ...EVENT, id: "1" }, EVENT]),
  },
];

/** Names that mean something to JavaScript, and nothing to us. */
export const TRICKY_NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "prototype",
  "then",
  "toJSON",
  "toString",
  "valueOf",
  "\u0000",
  "\uD800",
  "é\u202Ee",
];

const TYPES = [
  "hello",
  "welcome",
  "connect",
  "connected",
  "refused",
  "disconnect",
  "event",
  "ack",
  "error",
  "fatal",
  "receipt",
  "ping",
  "pong",
  "go-away",
];

/** Any JSON value, with a leaning towards those that look like envelopes. */
export const anyFrame: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.json(),
  fc.oneof(looksLikeEnvelope(), fc.array(looksLikeEnvelope())).map((value) =>
    JSON.stringify(value)
  ),
);

function looksLikeEnvelope() {
  const json = fc.jsonValue();
  const name = fc.oneof(fc.constantFrom(...TRICKY_NAMES, "/", "say"), json);
  return fc.record({
    type: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...TYPES) },
      { weight: 1, arbitrary: json },
    ),
    ns: fc.oneof(fc.constant("/"), name),
    event: name,
    args: fc.oneof(fc.array(json), json),
    id: fc.oneof(fc.nat(), json),
    version: fc.oneof(fc.constant(1), json),
    error: fc.oneof(fc.record({ code: name, message: name }), json),
    code: name,
    message: name,
    retryable: fc.oneof(fc.boolean(), json),
    reason: name,
    retryAfter: fc.oneof(fc.nat(), json),
    session: fc.oneof(
      fc.record({ id: name, key: name, received: json, auth: json }),
      json,
    ),
    received: fc.oneof(fc.nat(), json),
    rtt: json,
    volatile: fc.oneof(fc.boolean(), json),
    limits: fc.oneof(
      fc.record({ frameChars: json, batchEnvelopes: json }),
      json,
    ),
    auth: json,
  }, { requiredKeys: [] });
}
