/**
 * What someone who wants to rule a room asks for.
 *
 * @module
 */

import { type Action, ROOM_LIMITS } from "../parlance/mod.ts";
import {
  type Fields,
  invalid,
  readBoolean,
  readId,
  readJson,
  readObject,
} from "./fields.ts";
import { readCapacity, readPassword } from "./read_join.ts";

/**
 * Reads an `Action`.
 *
 * @param value What came.
 * @param most How many seats a room may have.
 * @throws {Refusal} `request-invalid`, or what is wrong with a field that has a code of its own.
 */
export function readAction(value: unknown, most: number): Action {
  const fields = readObject(value);
  const { do: name, password, data, kind } = fields;
  switch (name) {
    case "lock":
      return { do: name, locked: readBoolean(fields, "locked") };
    case "password":
      return {
        do: name,
        password: password === null ? null : readPassword(password),
      };
    case "lobby":
      return { do: name, lobby: readBoolean(fields, "lobby") };
    case "admit":
    case "deny":
    case "hand-over":
      return { do: name, peer: readId(fields, "peer") };
    case "kick":
      return { do: name, peer: readId(fields, "peer"), banMs: readBan(fields) };
    case "ask-to-mute":
      if (kind !== "audio" && kind !== "video") {
        throw invalid("kind", '"audio" or "video"');
      }
      return { do: name, peer: readId(fields, "peer"), kind };
    case "capacity":
      return { do: name, capacity: readCapacity(fields, most) };
    case "data":
      return {
        do: name,
        data: readJson(data, ROOM_LIMITS.dataChars, "data").json,
      };
    case "end":
      return { do: name };
    default:
      throw invalid("do", "the name of an action");
  }
}

function readBan({ banMs = ROOM_LIMITS.banMs }: Fields): number {
  const { longestBanMs } = ROOM_LIMITS;
  if (typeof banMs === "number" && banMs >= 0 && banMs <= longestBanMs) {
    return banMs;
  }
  throw invalid("banMs", `a number from 0 to ${longestBanMs}`);
}
