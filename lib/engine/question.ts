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
  /** `fault` is what the application threw that was not meant for the client. */
  | { ok: false; refusal: Refusal; fault?: unknown };

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
    resolve(
      value instanceof Refusal
        ? { ok: false, refusal: value }
        : { ok: true, value },
    );
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
