/**
 * The "no" of a room: a refusal whose code is one of those that clients know.
 *
 * @module
 */

import type { RoomCode } from "../parlance/mod.ts";
import { Refusal } from "../wire/mod.ts";

/**
 * Codes of what may work a little later without anything being changed about the request.
 */
const RETRYABLE: ReadonlySet<RoomCode> = new Set([
  "room-full",
  "room-locked",
  "lobby-full",
  "too-many-rooms",
  "too-many-attempts",
  "token-not-yet-valid",
  "guard-timeout",
]);

/** A refusal, to be thrown. */
export function refusal(code: RoomCode, message: string): Refusal {
  return new Refusal(code, message, RETRYABLE.has(code));
}
