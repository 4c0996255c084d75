/**
 * Envelopes → frames, which is the same at both ends, and the first step back.
 *
 * @module
 */

import type { Encoded } from "./binary.ts";
import type {
  AnswerEnvelope,
  ClientEnvelope,
  EventEnvelope,
  Limits,
  ServerEnvelope,
} from "./protocol.ts";

/** An envelope without arguments: text, whatever is in it. */
export type PlainEnvelope = Exclude<
  ClientEnvelope | ServerEnvelope,
  EventEnvelope | AnswerEnvelope
>;

/** The text of an envelope without arguments; those of the others may hold bytes: see `pack`. */
export function encode(envelope: PlainEnvelope): string {
  return JSON.stringify(envelope);
}

/** The frame that carries `texts`: an envelope alone goes as it is, several as an array. */
export function frame(texts: readonly string[]): string {
  return texts.length === 1 ? `${texts}` : `[${texts}]`;
}

/** Puts encoded envelopes into as few frames as the limits allow, in order. */
export function framesOf(
  encoded: readonly Encoded[],
  { frameChars, batchEnvelopes }: Pick<Limits, "frameChars" | "batchEnvelopes">,
): readonly Encoded[] {
  if (encoded.length === 1) return encoded; // Most are alone.
  const frames: Encoded[] = [];
  let batch: string[] = [];
  let chars = 2; // The brackets.
  const finish = () => {
    if (batch.length > 0) frames.push(frame(batch));
    batch = [];
    chars = 2;
  };
  for (const envelope of encoded) {
    const full = batch.length >= batchEnvelopes ||
      chars + envelope.length + 1 > frameChars;
    if (full || typeof envelope !== "string") finish();
    if (typeof envelope !== "string") frames.push(envelope);
    else {
      batch.push(envelope);
      chars += envelope.length + 1; // The comma.
    }
  }
  finish();
  return frames;
}

/** What a text says in JSON; `undefined` if it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
