/**
 * The rooms that a token is for: names, or patterns in which `*` stands for any characters.
 *
 * @module
 */

/** Characters of a pattern: a room's name has 64, and may be named with some stars in between. */
export const PATTERN_CHARS = 128;

/**
 * Whether `pattern` fits all of `room`. No room's name has a star in it.
 *
 * It goes through both once, and never back: whoever writes patterns cannot make it slow.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 *
 * equal(fits("class-*", "class-7b"), true);
 * equal(fits("class-*", "staff"), false);
 * equal(fits("*", "staff"), true);
 * ```
 */
export function fits(pattern: string, room: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === room;
  const end = room.length - last.length;
  if (!room.startsWith(first) || !room.endsWith(last)) return false;
  // The leftmost place is as good as any other: what follows a star may be as long as it likes.
  let at = first.length;
  for (const part of rest) {
    const found = room.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
