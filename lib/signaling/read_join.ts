/**
 * A request for a seat, of which everything is feared.
 *
 * @module
 */

import { type Feature, ROOM_LIMITS } from "../parlance/mod.ts";
import type { Application } from "./applicant.ts";
import {
  type Fields,
  invalid,
  readBoolean,
  readId,
  readObject,
} from "./fields.ts";
import { isRoomName, ROOM_NAME_RULE } from "./names.ts";
import type { Arrival } from "./peer.ts";
import { readProfile } from "./read_profile.ts";
import { refusal } from "./refusals.ts";
import { seatIdOf } from "./seat_id.ts";

/** What a request says. */
export type JoinAsked =
  & Omit<Application, "address">
  & Omit<Arrival, "port">;

/** 32 bytes in base64url. */
const SEAT_REGEXP = /^[A-Za-z0-9_-]{43}$/;

/** How many features a request may name; those that nobody knows are passed over. */
const FEATURES = 16;

/**
 * Reads a `JoinRequest`.
 *
 * @throws {Refusal} `request-invalid`, or what is wrong with a field that has a code of its own.
 */
export function readJoin(value: unknown): JoinAsked {
  const fields = readObject(value);
  const { password, token, capacity, ready } = fields;
  const room = readRoomName(fields.room);
  return {
    room,
    id: seatIdOf(room, readSeat(fields.seat)),
    page: readId(fields, "page"),
    profile: readProfile(fields),
    features: readFeatures(fields.features),
    isReady: ready === undefined || readBoolean(fields, "ready"),
    ...password !== undefined && { password: readPassword(password) },
    ...token !== undefined && { token: readToken(token) },
    ...capacity !== undefined && { capacity: readCapacity(fields, Infinity) },
  };
}

/**
 * Reads a number of seats.
 *
 * @throws {Refusal} `capacity-invalid` if it is none from 2 to `most`.
 */
export function readCapacity({ capacity }: Fields, most: number): number {
  if (
    typeof capacity === "number" && Number.isSafeInteger(capacity) &&
    capacity >= 2 && capacity <= most
  ) return capacity;
  throw capacityInvalid(most);
}

/** A refusal of a number of seats. */
export function capacityInvalid(most: number): Error {
  const bound = Number.isFinite(most) ? `from 2 to ${most}` : "2 or more";
  return refusal(
    "capacity-invalid",
    `Cannot have so many seats: it must be a whole number, ${bound}`,
  );
}

/**
 * Reads a password.
 *
 * @throws {Refusal} `password-invalid`.
 */
export function readPassword(value: unknown): string {
  const { passwordChars } = ROOM_LIMITS;
  if (
    typeof value === "string" && value !== "" && value.length <= passwordChars
  ) return value;
  throw refusal(
    "password-invalid",
    `Cannot take the password: it must have 1 to ${passwordChars} characters`,
  );
}

/**
 * Reads what may be a token.
 *
 * @throws {Refusal} `token-invalid`.
 */
export function readToken(value: unknown): string {
  const { tokenChars } = ROOM_LIMITS;
  if (typeof value === "string" && value.length <= tokenChars) return value;
  throw refusal(
    "token-invalid",
    `Cannot read the token: it must be text of at most ${tokenChars} characters`,
  );
}

function readRoomName(name: unknown): string {
  if (isRoomName(name)) return name;
  throw refusal(
    "room-name-invalid",
    `Cannot enter the room: ${ROOM_NAME_RULE}`,
  );
}

function readSeat(seat: unknown): string {
  if (typeof seat === "string" && SEAT_REGEXP.test(seat)) return seat;
  throw refusal(
    "seat-invalid",
    "Cannot take the seat: its proof must be 32 bytes in base64url",
  );
}

function readFeatures(value: unknown): readonly Feature[] {
  if (value === undefined) return ["rollback"];
  if (!Array.isArray(value) || value.length > FEATURES) {
    throw invalid("features", `a list of at most ${FEATURES}`);
  }
  return value.includes("rollback") ? ["rollback"] : [];
}
