/**
 * How two peers settle what both want at once.
 *
 * @module
 */

import type { PairRole, PeerInfo } from "../parlance/mod.ts";

/**
 * What `peer` is told about itself and `other`. It follows from ids and features alone: the two ends
 * hear the opposite, and the same after every reconnect.
 */
export function pairRole(
  peer: Pick<PeerInfo, "id" | "features">,
  other: Pick<PeerInfo, "id" | "features">,
): PairRole {
  const canRollBack = peer.features.includes("rollback");
  const otherCan = other.features.includes("rollback");
  return {
    // Who cannot withdraw an offer must not be asked to.
    polite: canRollBack === otherCan ? peer.id < other.id : canRollBack,
    fixedOfferer: !canRollBack && !otherCan,
  };
}
