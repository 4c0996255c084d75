/**
 * A room's name: a suggestion that can be read out over a telephone, and what was typed instead.
 *
 * @module
 */

import { pick, randomFraction } from "./random.ts";

/** The longest name that the field takes, as on the server. */
export const ROOM_NAME_CHARS = 64;

/** Suggests a name such as `quiet-river-42`: about 90,000 of them. */
export function suggestRoomName(random: () => number = randomFraction): string {
  const number = 10 + Math.floor(random() * 90);
  return `${pick(ADJECTIVES, random())}-${pick(NOUNS, random())}-${number}`;
}

/** What was typed as a name, or `undefined` if that was nothing. Whether it will do, the server says. */
export function cleanRoomName(text: string): string | undefined {
  return text.trim().normalize() || undefined;
}

const ADJECTIVES = [
  "amber",
  "bold",
  "brave",
  "bright",
  "calm",
  "clear",
  "cosy",
  "crisp",
  "early",
  "gentle",
  "golden",
  "green",
  "happy",
  "kind",
  "light",
  "little",
  "lively",
  "lucky",
  "mellow",
  "merry",
  "misty",
  "open",
  "patient",
  "proud",
  "quick",
  "quiet",
  "silver",
  "snowy",
  "sunny",
  "swift",
  "warm",
  "wise",
] as const;

const NOUNS = [
  "beach",
  "bridge",
  "brook",
  "cedar",
  "cloud",
  "coast",
  "comet",
  "creek",
  "dune",
  "falcon",
  "field",
  "forest",
  "garden",
  "harbor",
  "heron",
  "hill",
  "island",
  "lake",
  "lantern",
  "maple",
  "meadow",
  "moon",
  "orchard",
  "otter",
  "pebble",
  "river",
  "robin",
  "sparrow",
  "stone",
  "valley",
  "willow",
  "window",
] as const;
