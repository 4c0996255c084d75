/** What a network, a bug or an enemy makes of a good frame. */

import type { Chance } from "../simulation/chance.ts";

/** A frame as it travels. */
export type Frame = string | Uint8Array<ArrayBuffer>;

/** Values of every type, and of every size that means something, as JSON. */
const VALUES = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "-1",
  "1",
  "0.5",
  "1e400",
  "-1e400",
  "9007199254740991",
  "9007199254740992",
  "4294967296",
  '""',
  '"1"',
  '"/"',
  '"__proto__"',
  '"constructor"',
  '"event"',
  '"hello"',
  '"error"',
  '"\\ud800"',
  '"\\u0000"',
  JSON.stringify("x".repeat(128)),
  JSON.stringify("x".repeat(129)),
  "[]",
  "[null]",
  "[[]]",
  "{}",
  '{"toString":"x"}',
  '{"__proto__":{"polluted":1}}',
  '{"length":1}',
  "[".repeat(17) + "]".repeat(17),
  `{${Array.from({ length: 257 }, (_, n) => `"${n}":0`)}}`,
  `[${Array(33).fill(0)}]`,
] as const;

const CHARACTERS = '{}[]",:\\0123456789.eE+-tfnu \n\u0000\u2028\uFEFFxé\uD800';

/** A value, or a key with its colon, in JSON without spaces. */
const VALUE_REGEXP = /"(?:[^"\\]|\\.)*":?|-?\d+(?:\.\d+)?|true|false|null/g;

type TextMutation = (text: string, chance: Chance, other: string) => string;

/** A place in something of that length, its end among them. */
function at(chance: Chance, length: number): number {
  return Math.floor(chance.number() * (length + 1));
}

/** One of the values or keys in a text, and where it is. */
function token(text: string, chance: Chance, isKey: boolean) {
  const found = [...text.matchAll(VALUE_REGEXP)]
    .filter(([one]) => one.endsWith(":") === isKey);
  const match = chance.pick(found);
  if (!match) return undefined;
  const [one] = match;
  return {
    one,
    before: text.slice(0, match.index),
    after: text.slice(match.index + one.length),
  };
}

const TEXT: readonly TextMutation[] = [
  // A character more, less, or another.
  (text, chance) => {
    const place = at(chance, text.length);
    const more = CHARACTERS[at(chance, CHARACTERS.length - 1)] ?? "";
    const taken = chance.pick([0, 1, 1, 2]);
    const put = chance.pick(["", more, more]);
    return text.slice(0, place) + put + text.slice(place + taken);
  },
  (text, chance) => text.slice(0, at(chance, text.length)),
  (text, chance) => text.slice(at(chance, text.length)),
  // Two frames that have become one.
  (text, chance, other) =>
    text.slice(0, at(chance, text.length)) +
    other.slice(at(chance, other.length)),
  (text, _, other) => `[${text},${other}]`,
  (text, _, other) => text + other,
  (text, chance) =>
    `[${
      Array(chance.happens(0.02) ? 257 : chance.pick([0, 1, 2, 2, 3])).fill(
        text,
      )
    }]`,
  // A value of another type, and one that is not there.
  (text, chance) => {
    const found = token(text, chance, false);
    return found
      ? found.before + chance.pick(VALUES) + found.after
      : chance.pick(VALUES);
  },
  (text, chance) => {
    const found = token(text, chance, true);
    return found ? `${found.before}"gone":${found.after}` : text;
  },
  // A key that comes twice: the last one counts.
  (text, chance) => {
    const found = token(text, chance, true);
    if (!found) return text;
    const { before, one, after } = found;
    return `${before}${one}${chance.pick(VALUES)},${one}${after}`;
  },
  (text, chance) => {
    const found = token(text, chance, true);
    if (!found) return text;
    return text.replace(/}$/, `,${found.one}${chance.pick(VALUES)}}`);
  },
  // A field more, wherever an object begins.
  (text, chance) => {
    const key = chance.pick(["once", "bytes", "session", "ns", "__proto__"]);
    return text.replace("{", `{"${key}":${chance.pick(VALUES)},`);
  },
  // The same, in other letters: what it means does not change.
  (text, chance) => {
    const place = at(chance, text.length - 1);
    const code = text.charCodeAt(place);
    if (!/\w/.test(text[place] ?? "")) return text;
    const hex = code.toString(16).padStart(4, "0");
    return `${text.slice(0, place)}\\u${hex}${text.slice(place + 1)}`;
  },
  (text, chance) => {
    const depth = chance.pick([1, 1, 13, 14, 15, 16, 20, 500]);
    const found = token(text, chance, false);
    if (!found) return text;
    const { before, one, after } = found;
    return before + "[".repeat(depth) + one + "]".repeat(depth) + after;
  },
];

function mutateText(text: string, chance: Chance, other: string): string {
  const mutation = chance.pick(TEXT);
  return mutation ? mutation(text, chance, other) : text;
}

/** A binary frame of that JSON and those bytes; `length` is what it says of the JSON. */
function binary(
  json: Uint8Array,
  bytes: Uint8Array,
  length: number = json.length,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(4 + json.length + bytes.length);
  new DataView(frame.buffer).setUint32(0, length);
  frame.set(json, 4);
  frame.set(bytes, 4 + json.length);
  return frame;
}

function mutateBytes(
  frame: Uint8Array<ArrayBuffer>,
  chance: Chance,
  other: Frame,
): Frame {
  const end = 4 + new DataView(frame.buffer).getUint32(0);
  const [json, bytes] = [frame.subarray(4, end), frame.subarray(end)];
  const place = Math.min(at(chance, frame.length), frame.length - 1);
  switch (chance.pick([0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 6])) {
    case 0: {
      const flipped = frame.slice();
      flipped[place] = (flipped[place] ?? 0) ^ (1 << at(chance, 7));
      return flipped;
    }
    case 1:
      return frame.slice(0, place);
    case 2:
      return binary(json, bytes, chance.pick([0, 1, place, 2 ** 32 - 1]));
    case 3:
      return binary(json, frame.subarray(place));
    case 4: {
      const tail = typeof other === "string"
        ? new TextEncoder().encode(other)
        : other;
      return new Uint8Array([...frame.subarray(0, place), ...tail]);
    }
    case 5: {
      const text = new TextDecoder().decode(json);
      const mutated = mutateText(text, chance, text);
      return binary(new TextEncoder().encode(mutated), bytes);
    }
    default:
      return new TextDecoder().decode(json);
  }
}

/** Makes something else of a frame; `other` is a frame that it may get mixed up with. */
export function mutate(frame: Frame, chance: Chance, other: Frame): Frame {
  if (typeof frame !== "string") return mutateBytes(frame, chance, other);
  if (chance.happens(0.01)) return new TextEncoder().encode(frame);
  const text = typeof other === "string" ? other : frame;
  const once = mutateText(frame, chance, text);
  return chance.happens(0.2) ? mutateText(once, chance, text) : once;
}
