import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  type ClientEnvelope,
  decodeFromClient,
  decodeFromServer,
  DEFAULT_LIMITS,
  frame,
  type ServerEnvelope,
} from "../../lib/wire/mod.ts";
import { anyFrame, MALFORMED, TRICKY_NAMES } from "../support/frames.ts";

const WELCOME = {
  type: "welcome",
  version: 1,
  session: { id: "s", key: "k", ttl: 1, resumed: true, received: 2 },
  heartbeat: { interval: 3, timeout: 4 },
  limits: { frameChars: 1, batchEnvelopes: 2 },
} as const;

const CLAIM = {
  id: "s",
  key: "k",
  attempt: 3,
  received: 1,
  auth: { "/": { token: 1 } },
};

const FROM_EITHER: (ClientEnvelope & ServerEnvelope)[] = [
  { type: "disconnect", ns: "/chat" },
  { type: "receipt", received: 0 },
  { type: "event", event: "say", args: [] },
  { type: "event", event: "say", args: [], volatile: true },
  { type: "event", ns: "/chat", event: "say", args: [null, [{}], 1.5, "é"] },
  { type: "event", event: "say", args: ["hello"], id: 0 },
  { type: "event", event: "say", args: [], id: Number.MAX_SAFE_INTEGER },
  { type: "ack", id: 1, args: ["yes", 2] },
  { type: "ack", ns: "/chat", id: 1, args: [] },
  { type: "ack", id: 1, error: { code: "no", message: "Cannot" } },
  {
    type: "ack",
    ns: "/chat",
    id: 1,
    error: { code: "no", message: "Cannot" },
  },
];

const FROM_CLIENT: ClientEnvelope[] = [
  ...FROM_EITHER,
  { type: "hello", version: 1 },
  { type: "hello", version: 1, session: CLAIM },
  { type: "ping" },
  { type: "ping", rtt: 1.5 },
  { type: "connect", ns: "/", auth: undefined },
  { type: "connect", ns: "/chat", auth: { token: [1, null] } },
];

const REFUSAL = { code: "no", message: "Cannot", retryable: true };

const FROM_SERVER: ServerEnvelope[] = [
  ...FROM_EITHER,
  WELCOME,
  ...(["unknown", "gap", "claim", "revoked"] as const).map((reason) => (
    { ...WELCOME, session: { ...WELCOME.session, resumed: false, reason } }
  )),
  { type: "fatal", code: "no", message: "Cannot" },
  { type: "pong" },
  { type: "connected", ns: "/", id: "ada" },
  { type: "refused", ns: "/", ...REFUSAL },
  { type: "error", ...REFUSAL },
  { type: "error", ns: "/chat", ...REFUSAL, retryable: false },
  { type: "go-away", reason: "lunch", retryAfter: 1_000 },
];

Deno.test("decodeFromClient() reads every envelope", () => {
  for (const envelope of FROM_CLIENT) {
    const decoded = decodeFromClient(
      JSON.stringify(envelope),
      DEFAULT_LIMITS,
    );
    deepEqual(decoded, { ok: true, envelopes: [envelope] });
  }
});

Deno.test("decodeFromServer() reads every envelope", () => {
  for (const envelope of FROM_SERVER) {
    const decoded = decodeFromServer(
      JSON.stringify(envelope),
      DEFAULT_LIMITS,
    );
    deepEqual(decoded, { ok: true, envelopes: [envelope] });
  }
});

Deno.test("decodeFromClient() reads a batch in its order [FR1]", () => {
  const text = frame(FROM_CLIENT.map((envelope) => JSON.stringify(envelope)));
  const decoded = decodeFromClient(text, DEFAULT_LIMITS);
  deepEqual(decoded, { ok: true, envelopes: FROM_CLIENT });
});

Deno.test("frame() puts one envelope on the wire as it is, and several as an array [FR1]", () => {
  equal(frame(["{}"]), "{}");
  equal(frame(["{}", "{}"]), "[{},{}]");
});

Deno.test("decodeFromClient() reads an empty batch as nothing", () => {
  deepEqual(decodeFromClient("[]", DEFAULT_LIMITS), {
    ok: true,
    envelopes: [],
  });
});

Deno.test("decodeFromClient() and decodeFromServer() drop the fields they do not know [FR3]", () => {
  const more = { from: "eve", extra: {}, hasOwnProperty: 1 };
  for (const envelope of FROM_CLIENT) {
    const text = JSON.stringify({ ...more, ...envelope });
    deepEqual(decodeFromClient(text, DEFAULT_LIMITS), {
      ok: true,
      envelopes: [envelope],
    });
  }
  for (const envelope of FROM_SERVER) {
    const text = JSON.stringify({ ...more, ...envelope });
    deepEqual(decodeFromServer(text, DEFAULT_LIMITS), {
      ok: true,
      envelopes: [envelope],
    });
  }
});

Deno.test("decodeFromClient() says what it cannot read, for each malformed frame [FR4]", () => {
  ok(MALFORMED.length >= 40);
  for (const { what, frame } of MALFORMED) {
    const decoded = decodeFromClient(frame, DEFAULT_LIMITS);
    ok(!decoded.ok, what);
    equal(decoded.code, "frame-invalid", what);
  }
});

Deno.test("decodeFromServer() takes nothing that a server would not send", () => {
  const { session, heartbeat, limits, ...welcome } = WELCOME;
  const whole = { ...welcome, session, heartbeat, limits };
  const without = (whole: object, name: string) => ({
    ...whole,
    [name]: undefined,
  });
  for (
    const value of [
      { type: "hello", version: 1 },
      { type: "connect", ns: "/" },
      { type: "ping" },
      welcome,
      { ...whole, version: "1" },
      { ...whole, version: -1 },
      ...["session", "heartbeat", "limits"].flatMap((part) => [
        without(whole, part),
        { ...whole, [part]: null },
        { ...whole, [part]: [] },
      ]),
      ...Object.keys(session).map((name) => (
        { ...whole, session: without(session, name) }
      )),
      { ...whole, session: { ...session, id: 1 } },
      { ...whole, session: { ...session, key: null } },
      { ...whole, session: { ...session, ttl: "1" } },
      { ...whole, session: { ...session, resumed: 1 } },
      { ...whole, session: { ...session, received: -1 } },
      { ...whole, session: { ...session, received: 1.5 } },
      { ...whole, heartbeat: { interval: 1 } },
      { ...whole, heartbeat: { interval: null, timeout: 1 } },
      { ...whole, limits: { frameChars: 1 } },
      { ...whole, limits: { frameChars: 1, batchEnvelopes: "2" } },
      { ...whole, limits: { frameChars: null, batchEnvelopes: 2 } },
      { type: "receipt" },
      { type: "receipt", received: -1 },
      { type: "fatal", code: "no" },
      { type: "fatal", message: "Cannot" },
      { type: "fatal", code: 1, message: "Cannot" },
      { type: "connected", ns: "/" },
      { type: "connected", id: "ada" },
      { type: "connected", ns: "/", id: 1 },
      { type: "refused", ...REFUSAL },
      { type: "refused", ns: "/", ...REFUSAL, code: 1 },
      { type: "refused", ns: "/", ...REFUSAL, message: null },
      { type: "refused", ns: "/", ...REFUSAL, retryable: 1 },
      { type: "error" },
      { type: "error", ...REFUSAL, ns: 1 },
      { type: "go-away", reason: "lunch" },
      { type: "go-away", reason: "lunch", retryAfter: "1000" },
      { type: "go-away", retryAfter: 1_000 },
    ]
  ) {
    const text = JSON.stringify(value);
    const decoded = decodeFromServer(text, DEFAULT_LIMITS);
    ok(!decoded.ok, text);
  }
});

Deno.test("decodeFromServer() reads a reason that it does not know as none", () => {
  const session = { ...WELCOME.session, reason: "lunch" };
  const text = JSON.stringify({ ...WELCOME, session });
  deepEqual(decodeFromServer(text, DEFAULT_LIMITS), {
    ok: true,
    envelopes: [WELCOME],
  });
});

Deno.test("decodeFromServer() takes no number that is infinite", () => {
  const welcome = JSON.stringify(WELCOME);
  for (
    const text of [
      '{"type":"go-away","reason":"lunch","retryAfter":1e400}',
      welcome.replace('"version":1', '"version":1e400'),
      welcome.replace(/"frameChars":\d+/, '"frameChars":-1e400'),
      welcome.replace(/"interval":\d+/, '"interval":1e400'),
    ]
  ) equal(decodeFromServer(text, DEFAULT_LIMITS).ok, false, text);
});

Deno.test("decodeFromClient() reads names that mean something to JavaScript", () => {
  for (const event of TRICKY_NAMES) {
    const envelope: ClientEnvelope = { type: "event", event, args: [event] };
    const decoded = decodeFromClient(
      JSON.stringify(envelope),
      DEFAULT_LIMITS,
    );
    deepEqual(decoded, { ok: true, envelopes: [envelope] });
  }
});

Deno.test("decodeFromClient() and decodeFromServer() never throw", () => {
  const check = (data: unknown) => {
    for (const decode of [decodeFromClient, decodeFromServer]) {
      const decoded = decode(data, DEFAULT_LIMITS);
      ok(decoded.ok ? decoded.envelopes : decoded.message);
    }
  };
  fc.assert(fc.property(anyFrame, check));
  fc.assert(fc.property(fc.anything(), check));
});

Deno.test("decodeFromClient() reads whatever a client can say with JSON", () => {
  const args = fc.array(fc.jsonValue(), { maxLength: DEFAULT_LIMITS.args });
  const event = fc.string({ minLength: 1, maxLength: 20 });
  fc.assert(fc.property(event, args, (event, args) => {
    const envelope = { type: "event", event, args };
    const text = JSON.stringify(envelope);
    const decoded = decodeFromClient(text, DEFAULT_LIMITS);
    ok(decoded.ok);
    deepEqual(JSON.stringify(decoded.envelopes[0]), text);
  }));
});
