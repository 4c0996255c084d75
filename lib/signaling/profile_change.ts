/**
 * What a peer changes of itself.
 *
 * @module
 */

import type { ProfileChange } from "../parlance/mod.ts";
import type { Peer } from "./peer.ts";
import { refusal } from "./refusals.ts";

/**
 * Changes what a peer tells of itself, and tells all.
 *
 * @throws {Refusal} `not-allowed` for what its token says in its place.
 */
export function changeProfile(peer: Peer, change: ProfileChange): void {
  for (const field of ["name", "metadata"] as const) {
    if (change[field] !== undefined && peer.grants[field] !== undefined) {
      throw refusal(
        "not-allowed",
        `Cannot change "${field}": the token says what it is`,
      );
    }
  }
  peer.profile = { ...peer.profile, ...change };
  peer.room.tellOf(peer);
}
