import { deepEqual, equal } from "node:assert/strict";
import {
  MESSAGE_LIMITS,
  parseCallMessage,
} from "../../lib/page/call_message.ts";

const head = { room: "blue", from: "ada" };
const link = { peer: "bob", connectionId: "c", fresh: true };

Deno.test("parseCallMessage() takes each kind, and copies only what it knows", () => {
  const messages = [
    { ...head, kind: "here", seat: "s", links: [link] },
    {
      ...head,
      kind: "signal",
      to: "bob",
      connectionId: "c",
      signal: {
        kind: "description",
        offer: 1,
        taken: 0,
        description: { type: "offer", sdp: "v=0" },
      },
    },
    { ...head, kind: "leave" },
  ];
  for (const message of messages) {
    deepEqual(parseCallMessage({ ...message, extra: 1 }), message);
  }
});

const here = { ...head, kind: "here", seat: "s", links: [link] };
const signal = {
  ...head,
  kind: "signal",
  to: "bob",
  connectionId: "c",
  signal: { kind: "candidates", candidates: [] },
};
const REFUSED: Record<string, unknown> = {
  "null": null,
  "undefined": undefined,
  "a string": "here",
  "an array": [here],
  "the tutorial's own words": "got user media",
  "an unknown kind": { ...head, kind: "__proto__" },
  "no room": { ...here, room: undefined },
  "no sender": { ...here, from: undefined },
  "an empty sender": { ...here, from: "" },
  "a sender that is no text": { ...here, from: { toString: 1 } },
  "a long sender": { ...here, from: "a".repeat(MESSAGE_LIMITS.idChars + 1) },
  "no seat": { ...here, seat: 1 },
  "no links": { ...here, links: undefined },
  "links that are no list": { ...here, links: { length: 1 } },
  "a link that is none": { ...here, links: [null] },
  "a link without a connection": {
    ...here,
    links: [{ peer: "bob", fresh: true }],
  },
  "a link that may be fresh": { ...here, links: [{ ...link, fresh: 1 }] },
  "too many links": {
    ...here,
    links: Array.from({ length: MESSAGE_LIMITS.links + 1 }, () => link),
  },
  "a signal for nobody": { ...signal, to: undefined },
  "a signal of no connection": { ...signal, connectionId: undefined },
  "a signal that is none": { ...signal, signal: {} },
};

for (const [what, value] of Object.entries(REFUSED)) {
  Deno.test(`parseCallMessage() refuses ${what}`, () => {
    equal(parseCallMessage(value), undefined);
  });
}
