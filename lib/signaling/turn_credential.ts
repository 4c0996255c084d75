/**
 * What one peer may use a TURN server with, for a while: coturn's `use-auth-secret`, which is
 * draft-uberti-behave-turn-rest-00. The server keeps nothing of it, and nor does coturn.
 *
 * @module
 */

import { createHmac } from "node:crypto";

/** A name and the proof that it is good. */
export interface TurnCredential {
  /** When it ends, in seconds since 1970, and whose it is. */
  readonly username: string;
  /** The proof. */
  readonly credential: string;
}

/**
 * Makes a credential.
 *
 * @param secret One that the TURN server knows as well.
 * @param id Whose it is: it is in the TURN server's logs.
 * @param endsAtMs When it ends, in milliseconds since 1970; the next whole second counts.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(turnCredential("north", "alice", 1_700_000_000_000), {
 *   username: "1700000000:alice",
 *   credential: "Cd/49soE35ICqcJF/bCTn8Z4OyE=",
 * });
 * ```
 */
export function turnCredential(
  secret: string,
  id: string,
  endsAtMs: number,
): TurnCredential {
  const username = `${Math.ceil(endsAtMs / 1_000)}:${id}`;
  const credential = createHmac("sha1", secret).update(username)
    .digest("base64");
  return { username, credential };
}
