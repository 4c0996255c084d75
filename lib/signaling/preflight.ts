/**
 * What a request for a seat would be answered, for who asks over HTTP: before a camera is asked for,
 * and before a WebSocket is opened.
 *
 * @module
 */

import type { PreflightAnswer } from "../parlance/mod.ts";
import { Refusal } from "../wire/mod.ts";

/** Who knows it: the rooms. */
export interface PreflightSource {
  /**
   * Decides on a request as if it were made, and takes no seat.
   *
   * @param request Anything.
   * @param address Where it comes from.
   * @throws {Refusal} (as a rejection) What the request would be refused with.
   */
  preflight(
    request: unknown,
    address: string,
  ): Promise<Omit<PreflightAnswer & { ok: true }, "ok">>;
}

/** Asks the rooms; a refusal is an answer. */
export async function answerPreflight(
  rooms: PreflightSource,
  request: unknown,
  address: string,
): Promise<PreflightAnswer> {
  try {
    const { state, room } = await rooms.preflight(request, address);
    return { ok: true, state, room };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, retryable } = error;
    return { ok: false, code, message, retryable };
  }
}
