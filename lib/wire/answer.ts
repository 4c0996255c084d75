/**
 * The answer to an event: there is one, and a refusal is one, too.
 *
 * @module
 */

import type { FailureEnvelope, Result } from "./protocol.ts";
import { Refusal } from "./refusal.ts";

/** What a handler may say to an event. Whatever comes after the first word is ignored. */
export interface Settler {
  /** Answers. */
  answer(args: unknown[]): void;
  /** Refuses. */
  refuse(refusal: Refusal): void;
}

/**
 * Sees to it that an event is answered once.
 *
 * @param answer Takes the one answer. What it throws has not been said: there may be another.
 */
export function settler(answer: (result: Result) => void): Settler {
  let settled = false;
  const once = (result: Result) => {
    if (settled) return;
    answer(result);
    // Not before: what JSON has no words for has not been said, and the handler has failed.
    settled = true;
  };
  return {
    answer: (args) => once({ args }),
    refuse: (refusal) => once(no(refusal)),
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
