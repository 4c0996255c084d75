/**
 * Names of rooms and of peers: what people can read, and nothing that hides.
 *
 * @module
 */

/** Letters of any script, marks, digits, `_`, `-`, `.` and spaces within. */
const ROOM_NAME_REGEXP =
  /^(?=.{1,64}$)[\p{L}\p{N}_.-][\p{L}\p{M}\p{N}_. -]*(?<! )$/u;

/**
 * Anything that is seen, and spaces within. What joins two characters is between such: several scripts
 * and emoji need it.
 */
const PEER_NAME_REGEXP =
  /^(?=.{1,64}$)(?![\p{M} ])(?:[\p{L}\p{M}\p{N}\p{P}\p{S}]|(?<=[\p{L}\p{M}\p{S}])[\u200C\u200D](?=[\p{L}\p{S}])| (?! ))+(?<! )$/u;

/** What is wrong with a name of a room that is none. */
export const ROOM_NAME_RULE =
  "its name must be 1 to 64 letters, digits, spaces or any of _ . -";

/** Whether rooms may have that name. */
export function isRoomName(name: unknown): name is string {
  return typeof name === "string" && ROOM_NAME_REGEXP.test(name);
}

/** Whether peers may have that name. */
export function isPeerName(name: unknown): name is string {
  return typeof name === "string" && PEER_NAME_REGEXP.test(name);
}
