import { equal, match } from "node:assert/strict";
import {
  sentenceOf,
  SERVER_GONE_SENTENCE,
  type State,
  type StateName,
} from "../../lib/page/state.ts";

/** One of each; a state that is missing here does not compile. */
const STATES: { [N in StateName]: State } = {
  landing: { name: "landing" },
  starting: { name: "starting" },
  "camera-refused": { name: "camera-refused" },
  "no-camera": { name: "no-camera" },
  "device-busy": { name: "device-busy" },
  insecure: { name: "insecure" },
  joining: { name: "joining" },
  waiting: { name: "waiting" },
  connecting: { name: "connecting", blocked: false },
  connected: { name: "connected" },
  left: { name: "left" },
  full: { name: "full" },
  refused: { name: "refused", reason: "" },
  ended: { name: "ended" },
};

Deno.test("sentenceOf() has one sentence for each state, and no two alike", () => {
  const sentences = Object.values(STATES).map(sentenceOf);
  sentences.push(sentenceOf({ name: "connecting", blocked: true }));
  sentences.push(SERVER_GONE_SENTENCE);
  for (const sentence of sentences) match(sentence, /^[A-Z].*\.$/);
  equal(new Set(sentences).size, sentences.length);
});
