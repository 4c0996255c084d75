import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  decodeFromServer,
  frame,
  type ServerEnvelope,
  unpackAny,
} from "../../lib/wire/mod.ts";
import { FROM_EITHER } from "../support/either.ts";
import { anyFrame } from "../support/frames.ts";

const WELCOME = {
  type: "welcome",
  version: 1,
  session: { id: "s", key: "k", ttl: 1, resumed: true, received: 2 },
  heartbeat: { interval: 3, timeout: 4 },
  limits: { frameChars: 1, batchEnvelopes: 2 },
} as const;

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

Deno.test("decodeFromServer() reads every envelope", () => {
  for (const envelope of FROM_SERVER) {
    const text = JSON.stringify(envelope);
    deepEqual(decodeFromServer(text, unpackAny), [envelope]);
  }
});

Deno.test("decodeFromServer() reads a batch in its order [FR1]", () => {
  const text = frame(FROM_SERVER.map((envelope) => JSON.stringify(envelope)));
  deepEqual(decodeFromServer(text, unpackAny), FROM_SERVER);
  deepEqual(decodeFromServer("[]", unpackAny), []);
});

Deno.test("decodeFromServer() reads an envelope with fields that it does not know [FR3]", () => {
  const more = { from: "eve", extra: {}, hasOwnProperty: 1 };
  for (const envelope of FROM_SERVER) {
    const text = JSON.stringify({ ...more, ...envelope });
    const [read] = decodeFromServer(text, unpackAny) ?? [];
    deepEqual(read, { ...more, ...envelope });
  }
});

Deno.test("decodeFromServer() takes nothing that lacks what the client reads of it", () => {
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
      ...["session", "heartbeat", "limits"].flatMap((part) => [
        without(whole, part),
        { ...whole, [part]: null },
        { ...whole, [part]: [] },
      ]),
      ...["id", "key", "resumed", "received"].map((name) => (
        { ...whole, session: without(session, name) }
      )),
      { ...whole, session: { ...session, id: 1 } },
      { ...whole, session: { ...session, key: null } },
      { ...whole, session: { ...session, resumed: 1 } },
      { ...whole, heartbeat: { interval: 1 } },
      { ...whole, heartbeat: { interval: null, timeout: 1 } },
      { ...whole, limits: { frameChars: "many", batchEnvelopes: 1 } },
      { type: "receipt" },
      { type: "ack", args: [] },
      { type: "ack", id: 1 },
      { type: "ack", id: 1, args: {} },
      { type: "ack", id: 1, error: { code: "no" } },
      { type: "event", event: "say" },
      { type: "event", event: 1, args: [] },
      { type: "event", event: "say", args: {} },
      { type: "event", ns: 1, event: "say", args: [] },
      { type: "disconnect" },
      { type: "constructor" },
      { type: "__proto__" },
      {},
      null,
      1,
      [[]],
      "pong",
      { type: "fatal", code: "no" },
      { type: "fatal", message: "Cannot" },
      { type: "fatal", code: 1, message: "Cannot" },
      { type: "connected", ns: "/" },
      { type: "connected", id: "ada" },
      { type: "connected", ns: "/", id: 1 },
      { type: "refused", ...REFUSAL },
      { type: "refused", ns: "/", ...REFUSAL, code: 1 },
      { type: "refused", ns: "/", ...REFUSAL, message: null },
      { type: "error" },
      { type: "error", ...REFUSAL, ns: 1 },
      { type: "go-away", reason: "lunch" },
      { type: "go-away", reason: "lunch", retryAfter: "1000" },
    ]
  ) {
    const text = JSON.stringify(value);
    equal(decodeFromServer(text, unpackAny), undefined, text);
  }
});

Deno.test("decodeFromServer() takes no number that is infinite", () => {
  const welcome = JSON.stringify(WELCOME);
  for (
    const text of [
      '{"type":"go-away","reason":"lunch","retryAfter":1e400}',
      welcome.replace(/"received":\d+/, '"received":-1e400'),
      welcome.replace(/"interval":\d+/, '"interval":1e400'),
    ]
  ) equal(decodeFromServer(text, unpackAny), undefined, text);
});

Deno.test("decodeFromServer() never throws", () => {
  const check = (data: unknown) => {
    const envelopes = decodeFromServer(data, unpackAny);
    ok(envelopes === undefined || Array.isArray(envelopes));
  };
  fc.assert(fc.property(anyFrame, check));
  fc.assert(fc.property(fc.anything(), check));
});
