import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  type ClientEnvelope,
  decodeFromClient,
  DEFAULT_LIMITS,
  frame,
} from "../../lib/wire/mod.ts";
import { FROM_EITHER } from "../support/either.ts";
import { anyFrame, MALFORMED, TRICKY_NAMES } from "../support/frames.ts";

const CLAIM = {
  id: "s",
  key: "k",
  attempt: 3,
  received: 1,
  auth: { "/": { token: 1 } },
};

const FROM_CLIENT: ClientEnvelope[] = [
  ...FROM_EITHER,
  { type: "hello", version: 1 },
  { type: "hello", version: 1, session: CLAIM },
  { type: "ping" },
  { type: "ping", rtt: 1.5 },
  { type: "connect", ns: "/", auth: undefined },
  { type: "connect", ns: "/chat", auth: { token: [1, null] } },
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

Deno.test("decodeFromClient() reads a batch in its order [FR1]", () => {
  const text = frame(FROM_CLIENT.map((envelope) => JSON.stringify(envelope)));
  const decoded = decodeFromClient(text, DEFAULT_LIMITS);
  deepEqual(decoded, { ok: true, envelopes: FROM_CLIENT });
});

Deno.test("decodeFromClient() reads an empty batch as nothing", () => {
  deepEqual(decodeFromClient("[]", DEFAULT_LIMITS), {
    ok: true,
    envelopes: [],
  });
});

Deno.test("decodeFromClient() drops the fields that it does not know [FR3]", () => {
  const more = { from: "eve", extra: {}, hasOwnProperty: 1 };
  for (const envelope of FROM_CLIENT) {
    const text = JSON.stringify({ ...more, ...envelope });
    deepEqual(decodeFromClient(text, DEFAULT_LIMITS), {
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

Deno.test("decodeFromClient() never throws", () => {
  const check = (data: unknown) => {
    const decoded = decodeFromClient(data, DEFAULT_LIMITS);
    ok(decoded.ok ? decoded.envelopes : decoded.message);
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
