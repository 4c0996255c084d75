/**
 * What may happen in a schedule. It is not everything in each: what is left out makes room for the
 * rest to meet itself.
 */

import type { Limits } from "../../lib/wire/mod.ts";
import type { Chance } from "./chance.ts";

/** Small, so that a schedule of a few dozen steps gets to the edge of each. */
export const LIMITS = {
  windowEnvelopes: 12,
  windowChars: 2_000,
  sessionMs: 20_000,
  connectMs: 15_000,
  awaySessions: 2,
  backlogBytes: 4_000,
  pendingAcks: 6,
} satisfies Partial<Limits>;

export interface Shape {
  readonly limits: typeof LIMITS;
  readonly clients: number;
  readonly namespaces: readonly string[];
  /** How many events a client keeps for later. */
  readonly bufferSize: number;
  /** Whether clients and namespaces take their time to say what they show, and whom they let in. */
  readonly thinks: boolean;
  /** Whether somebody else reads along, and claims what is not theirs. */
  readonly thieves: boolean;
  /** Whether either side leaves on purpose. */
  readonly partings: boolean;
  /** Whether clients read slowly. */
  readonly slow: boolean;
  /** How often something goes wrong, compared with the worst of times. */
  readonly storm: number;
  /** How much is said at a time. */
  readonly burst: number;
}

export function shapeFrom(chance: Chance): Shape {
  return {
    // Less than the window is more than who comes back can be told.
    limits: { ...LIMITS, backlogBytes: chance.pick([1_500, 3_000, 4_000]) },
    clients: chance.happens(0.25) ? 2 : 1,
    namespaces: chance.happens(0.4) ? ["/", "/side"] : ["/"],
    bufferSize: chance.happens(0.1) ? 8 : 10_000,
    thinks: chance.happens(0.2),
    thieves: chance.happens(0.25),
    partings: chance.happens(0.3),
    slow: chance.happens(0.2),
    storm: chance.pick([0.1, 0.4, 1, 1]),
    burst: chance.pick([1, 1, 2, 4]),
  };
}
