/**
 * The answer to an event: there is one, and a refusal is one, too.
 *
 * @module
 */

import type { FailureEnvelope, Result } from "./protocol.ts";
import { Refusal } from "./refusal.ts";

/** Takes what a handler says to an event. Whatever comes after the first word is ignored. */
export type Settle = (result: Result) => void;

/**
 * Sees to it that an event is answered once.
 *
 * @param answer Takes the one answer. What it throws has not been said: there may be another.
 */
export function settler(answer: Settle): Settle {
  let settled = false;
  return (result) => {
    if (settled) return;
    answer(result);
    // Not before: what JSON has no words for has not been said, and the handler has failed.
    settled = true;
  };
}

/** A refusal as an answer carries it. */
export function no(
  { code, message }: Refusal,
): Pick<FailureEnvelope, "error"> {
  return { error: { code, message } };
}

/** What a peer learns of an error that was not made for it: that there was one. */
export const HANDLER_FAILED: Refusal = new Refusal(
  "handler-failed",
  "Cannot finish: the handler failed",
);
