/** Nobody keeps more for the other end than the limits say: what all sessions keep is watched. */

import {
  type Encoded,
  SessionEnd,
  type WindowLimits,
} from "../../lib/wire/mod.ts";

/**
 * What may be over the limits: a client's `connect` and `disconnect`, which are kept whether they
 * fit or not. A client of ours enters and leaves two namespaces at most, and not often.
 */
const SLACK = { envelopes: 6, chars: 600 };

const touched = new Set<SessionEnd>();
const { keep } = SessionEnd.prototype;
SessionEnd.prototype.keep = function (
  this: SessionEnd,
  encoded: Encoded,
): void {
  touched.add(this);
  keep.call(this, encoded);
};

/** Looks at what has been kept since it was asked the last time; what is too much, in words. */
export function overCaps(limits: WindowLimits): string | undefined {
  let over: string | undefined;
  for (const { unconfirmed } of touched) {
    const chars = unconfirmed.reduce((sum, { length }) => sum + length, 0);
    if (
      unconfirmed.length > limits.windowEnvelopes + SLACK.envelopes ||
      chars > limits.windowChars + SLACK.chars
    ) over = `${unconfirmed.length} envelopes of ${chars} characters are kept`;
  }
  touched.clear();
  return over;
}
