import { deepEqual, equal } from "node:assert/strict";
import {
  type Audible,
  loudnessOf,
  SPEECH,
  Speech,
} from "../../lib/page/loudness.ts";
import { FakeTrack } from "../sdk/fakes/media.ts";

/** A connection over which so much is heard. */
function heard(...levels: (number | undefined)[]): Audible {
  const receivers = levels.map((audioLevel) => ({
    track: new FakeTrack("audio"),
    getSynchronizationSources: () => [{
      timestamp: 0,
      source: 1,
      rtpTimestamp: 0,
      ...audioLevel !== undefined && { audioLevel },
    }],
  }));
  const picture = {
    track: new FakeTrack("video"),
    getSynchronizationSources: () => [],
  };
  return { getReceivers: () => [...receivers, picture] };
}

Deno.test("somebody is as loud as the loudest of what comes from them", () => {
  equal(loudnessOf(heard(0.1, 0.4, 0)), 0.4);
  equal(loudnessOf(heard(undefined)), 0);
  equal(loudnessOf(heard()), 0);
});

Deno.test("somebody speaks from the first sound on, and through a pause between two words", () => {
  const speech = new Speech();
  const levels: [at: number, level: number][] = [
    [0, SPEECH / 2],
    [200, SPEECH],
    [400, 0],
    [900, 0],
    [1_000, 0],
    [1_200, 1],
  ];
  deepEqual(levels.map(([at, level]) => speech.take(level, at)), [
    false,
    true,
    true,
    true,
    false,
    true,
  ]);
});
