/**
 * What the pages in a room tell each other. It comes from another page, which may be anybody's: whatever
 * is not understood is nothing.
 *
 * @module
 */

import type { Json } from "/parley/parley.mjs";

/** The longest text that is said, in characters. A message of the room has 60,000 at most. */
export const SAID_CHARS = 4_000;

/** What can be shown to the others for a moment. */
export const REACTIONS = ["👍", "👏", "❤️", "😂", "😮", "🎉"] as const;

/** One of {@linkcode REACTIONS}. */
export type Reaction = typeof REACTIONS[number];

/** What a page tells the others, as a message. */
export type Remark =
  /** Something to be read, in the chat. */
  | { say: string }
  /** Something to be seen for a moment. */
  | { react: Reaction };

/** What a page tells of its person all the time, as the peer's metadata. */
export interface Presence {
  /** When the hand was raised, in milliseconds since 1970; `null` if it is not. */
  readonly hand: number | null;
  /** The id of the stream that is a screen; `null` if none is shared. */
  readonly screen: string | null;
}

/** Reads a message. */
export function readRemark(value: Json): Remark | undefined {
  const { say, react } = fieldsOf(value);
  if (typeof say === "string" && say.trim() && say.length <= SAID_CHARS) {
    return { say };
  }
  const reaction = REACTIONS.find((one) => one === react);
  return reaction && { react: reaction };
}

/** Reads a peer's metadata. */
export function readPresence(value: Json): Presence {
  const { hand, screen } = fieldsOf(value);
  return {
    hand: typeof hand === "number" ? hand : null,
    screen: typeof screen === "string" ? screen : null,
  };
}

function fieldsOf(value: Json): { readonly [field: string]: unknown } {
  return value instanceof Object ? { ...value } : {};
}
