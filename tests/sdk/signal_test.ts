import { deepEqual, equal } from "node:assert/strict";
import {
  END_OF_CANDIDATES,
  parseSignal,
  SIGNAL_LIMITS,
} from "../../lib/sdk/signal.ts";

Deno.test("parseSignal() takes what a peer sends and copies only what it knows", () => {
  const description = { type: "offer", sdp: "v=0" };
  const signal = { kind: "description", offer: 1, taken: 0 };
  deepEqual(
    parseSignal({ ...signal, description: { ...description, x: 1 }, y: 2 }),
    { ...signal, description },
  );
  deepEqual(
    parseSignal({
      kind: "candidates",
      candidates: [{ candidate: "candidate:1", sdpMid: "0" }, null],
    }),
    {
      kind: "candidates",
      candidates: [
        { ...END_OF_CANDIDATES, candidate: "candidate:1", sdpMid: "0" },
        END_OF_CANDIDATES,
      ],
    },
  );
  const ask = { kind: "ask", taken: 0, media: ["audio"] };
  deepEqual(parseSignal({ ...ask, restart: 1 }), {
    kind: "ask",
    taken: 0,
    media: ["audio"],
    restart: false,
  });
  deepEqual(parseSignal({ kind: "fresh", more: 1 }), { kind: "fresh" });
});

const description = { type: "offer", sdp: "v=0" };
const refused: Record<string, unknown> = {
  "null": null,
  "a string": "description",
  "an array": [],
  "an unknown kind": { kind: "constructor" },
  "no number": { kind: "description", description },
  "a negative number": {
    kind: "description",
    offer: -1,
    taken: 0,
    description,
  },
  "a rollback": {
    kind: "description",
    offer: 1,
    taken: 0,
    description: { type: "rollback", sdp: "" },
  },
  "a long description": {
    kind: "description",
    offer: 1,
    taken: 0,
    description: { type: "offer", sdp: "x".repeat(SIGNAL_LIMITS.sdp + 1) },
  },
  "no number of what was taken": { kind: "description", offer: 1, description },
  "no description": { kind: "description", offer: 1, taken: 0 },
  "no candidates": { kind: "candidates" },
  "candidates that are no list": { kind: "candidates", candidates: {} },
  "too many candidates": {
    kind: "candidates",
    candidates: Array.from(
      { length: SIGNAL_LIMITS.candidates + 1 },
      () => null,
    ),
  },
  "a candidate that is no object": { kind: "candidates", candidates: [1] },
  "a candidate that is no text": {
    kind: "candidates",
    candidates: [{ candidate: 1 }],
  },
  "a section that is no number": {
    kind: "candidates",
    candidates: [{ candidate: "", sdpMLineIndex: "0" }],
  },
  "a fragment that is no text": {
    kind: "candidates",
    candidates: [{ candidate: "", usernameFragment: [] }],
  },
  "a long mid": {
    kind: "candidates",
    candidates: [{ candidate: "", sdpMid: "x".repeat(257) }],
  },
  "media of an unknown kind": { kind: "ask", taken: 0, media: ["smell"] },
  "too much media": { kind: "ask", taken: 0, media: Array(17).fill("audio") },
  "what asks without a number": { kind: "ask", media: [] },
};

for (const [what, value] of Object.entries(refused)) {
  Deno.test(`parseSignal() refuses ${what}`, () => {
    equal(parseSignal(value), undefined);
  });
}
