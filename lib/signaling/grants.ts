/**
 * What a token says about rooms: the claim `parley`, of which nothing is taken on trust but that its
 * issuer has signed it.
 *
 * @module
 */

import { type Json, type Role, ROOM_LIMITS } from "../parlance/mod.ts";
import type { Grants } from "./admission.ts";
import { readJson } from "./fields.ts";
import { isPeerName } from "./names.ts";
import { fits, PATTERN_CHARS } from "./room_pattern.ts";

/** The name of the claim, and so of all that Parley has in a token. */
export const GRANTS_CLAIM = "parley";

/** The claim, as whoever makes a token writes it. */
export interface GrantsClaim {
  /** The rooms that the token is for: a name or a pattern with stars, or several. */
  readonly room: string | readonly string[];
  /** The role on arrival; by arrival unless given. */
  readonly role?: Role;
  /** Whether signals may be sent; `true` unless given. */
  readonly signal?: boolean;
  /** Whether messages to all may be sent; `true` unless given. */
  readonly broadcast?: boolean;
  /** Seats of a room that is opened by it. */
  readonly capacity?: number;
  /** What others are told in place of what the peer says of itself. */
  readonly name?: string;
  /** The same for metadata. */
  readonly metadata?: Json;
}

/** What was read of the claim. */
export interface ReadGrants {
  /** What the token grants, wherever it is good. */
  readonly grants: Omit<Grants, "token">;
  /** Whether it is good in a room. */
  isFor(room: string): boolean;
}

/** All that the claim may have in it. */
const NAMES: ReadonlySet<string> = new Set(
  [
    "room",
    "role",
    "signal",
    "broadcast",
    "capacity",
    "name",
    "metadata",
  ] satisfies (keyof GrantsClaim)[],
);

/** Rooms that one token names. Whoever needs more has a pattern for them. */
const ROOMS = 64;

/**
 * Reads the claim; `undefined` if it is not one. So it is with a name that is not known here: it may
 * be meant to take something away, and what is not understood must not be granted.
 */
export function readGrants(claim: unknown): ReadGrants | undefined {
  if (!isRecord(claim)) return undefined;
  if (!Object.keys(claim).every((name) => NAMES.has(name))) return undefined;
  const rooms = roomsOf(claim.room);
  const { role, signal = true, broadcast = true, capacity, name } = claim;
  if (
    rooms === undefined ||
    !(role === undefined || role === "host" || role === "member") ||
    typeof signal !== "boolean" || typeof broadcast !== "boolean" ||
    !(capacity === undefined || isCapacity(capacity)) ||
    !(name === undefined || isPeerName(name)) ||
    !(claim.metadata === undefined || isMetadata(claim.metadata))
  ) return undefined;
  return {
    grants: {
      maySignal: signal,
      mayBroadcast: broadcast,
      ...role !== undefined && { role },
      ...capacity !== undefined && { capacity },
      ...name !== undefined && { name },
      ...claim.metadata !== undefined && { metadata: claim.metadata },
    },
    isFor: (room) => rooms.some((pattern) => fits(pattern, room)),
  };
}

function roomsOf(value: unknown): readonly string[] | undefined {
  const rooms: unknown = typeof value === "string" ? [value] : value;
  if (!Array.isArray(rooms) || rooms.length > ROOMS) return undefined;
  return rooms.every(isPattern) ? rooms : undefined;
}

function isPattern(value: unknown): value is string {
  return typeof value === "string" && value !== "" &&
    value.length <= PATTERN_CHARS;
}

function isCapacity(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 2 &&
    Number(value) <= ROOM_LIMITS.capacity;
}

/** By the rule for what peers say of themselves, since it takes the place of that. */
function isMetadata(value: unknown): value is Json {
  try {
    readJson(value, ROOM_LIMITS.metadataChars, "metadata");
    return true;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
