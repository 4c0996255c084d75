/**
 * A question to the application, such as who may come in: it may think, but not for ever.
 *
 * @module
 */

import { type Clock, Refusal } from "../wire/mod.ts";

/** How long the application may think. */
export interface AskOptions {
  /** Where the time comes from. */
  clock: Clock;
  /** Milliseconds for each question. */
  ms: number;
}

/** What came of a question. */
export type Decision<T> =
  | { ok: true; value: T }
  | Refused;

/** A no: `fault` is what the application threw that was not meant for the client. */
export interface Refused {
  /** That it is one. */
  ok: false;
  /** What the client is told. */
  refusal: Refusal;
  /** What the application did wrong, if it did. */
  fault?: unknown;
}

/**
 * Asks the application.
 *
 * @param put Puts the question, and hands on the answer; only the first one counts. A
 * {@linkcode Refusal} that it answers, or throws, refuses, and so does any other error.
 * @typeParam T The answer.
 */
export async function decide<T>(
  put: (answer: (value: T | Refusal) => void) => unknown,
  { clock, ms }: AskOptions,
): Promise<Decision<T>> {
  const { promise, resolve } = Promise.withResolvers<Decision<T>>();
  const stopTimer = clock.after(ms, () => {
    resolve({ ok: false, refusal: TIMEOUT });
  });
  const answer = (value: T | Refusal) => {
    resolve(value instanceof Refusal ? refused(value) : { ok: true, value });
  };
  const work = async () => {
    await put(answer);
  };
  work().catch((error) => {
    if (error instanceof Refusal) answer(error);
    else resolve({ ok: false, refusal: FAILED, fault: error });
  });
  const decision = await promise;
  stopTimer();
  return decision;
}

/** The application's no. One that JSON has no words for is a mistake of the application's. */
export function refused(refusal: Refusal): Refused {
  try {
    JSON.stringify(refusal.data);
    return { ok: false, refusal };
  } catch (fault) {
    return { ok: false, refusal: FAILED, fault };
  }
}

/** What a client learns of the application's mistakes. */
export const FAILED: Refusal = new Refusal(
  "middleware-failed",
  "Cannot connect: the server failed to decide",
  true,
);

/** What a client learns of an application that thinks for too long. */
export const TIMEOUT: Refusal = new Refusal(
  "middleware-timeout",
  "Cannot connect: the server took too long to decide",
  true,
);
