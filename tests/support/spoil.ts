/** Frames of the protocol in which chance has changed something. */

const CLAIM = {
  id: "5J4pFztOS8PuFwjIt5KBCA",
  key: "k-V62H21VedYUJC_V9pNTQeQ3XtZjYKZo_0W6bJ5zU8",
  attempt: 1,
  received: 3,
  auth: { "/": { token: "t" } },
};

/** Frames that nothing is wrong with. */
const GOOD: readonly unknown[] = [
  { type: "hello", version: 1 },
  { type: "hello", version: 1, session: CLAIM },
  { type: "ping" },
  { type: "ping", rtt: 12.5 },
  { type: "receipt", received: 1 },
  { type: "connect", ns: "/chat", auth: { token: ["a", 1, null] } },
  { type: "connect", ns: "/" },
  { type: "disconnect", ns: "/" },
  { type: "disconnect", ns: "/chat" },
  { type: "event", event: "say", args: ["hello", { to: ["everyone"] }] },
  { type: "event", event: "echo", args: [1, "é\u2028", {}], id: 7 },
  { type: "event", ns: "/chat", event: "echo", args: [], id: 0 },
  { type: "event", event: "say", args: [], volatile: true },
  { type: "event", event: "enter", args: ["blue"] },
  { type: "ack", id: 1, args: ["done", 2] },
  {
    type: "ack",
    ns: "/chat",
    id: -3,
    error: { code: "no", message: "Cannot" },
  },
  [
    { type: "event", event: "say", args: [1] },
    { type: "event", event: "echo", args: [2], id: 3 },
    { type: "ping" },
  ],
];

/** What takes the place of another value. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e300,
  "",
  "/",
  "say",
  "__proto__",
  "constructor",
  "\u0000",
  "\ud800",
  "x".repeat(129),
  "x".repeat(70_000),
  [],
  [[]],
  [null],
  Array.from({ length: 33 }, () => 0),
  {},
  { length: 1 },
  { toString: "x" },
  { type: "event", event: "say", args: [] },
];

/** What takes the place of a number in the text. */
const NUMBERS = [
  "1e999",
  "-1e999",
  "9007199254740993",
  "-0",
  "1E1",
  "00",
  "1e",
];

/** Characters that mean something to a reader of JSON, or to nobody. */
const CHARACTERS = [
  ...'{}[]",:\\/ 0-9eE.tfn\n\t\u0000\u0007\u00ff\u2028\ud83d',
];

type Random = () => number;

function pick<T>(from: readonly T[], random: Random): T | undefined {
  return from[Math.floor(random() * from.length)];
}

/** The next frame: spoiled in one way or several, or, now and then, in none. */
export function spoil(random: Random): string {
  let value = pick(GOOD, random);
  for (let times = random() * 3; times > 1; times--) {
    value = spoilValue(value, random);
  }
  let text = JSON.stringify(value);
  for (let times = random() * 2.5; times > 1; times--) {
    text = pick(SPOIL_TEXT, random)?.(text, random) ?? text;
  }
  return text;
}

// -- The value --

/** Changes one of the values within, or the whole. */
function spoilValue(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random() < 0.1) {
    return replace(value, random);
  }
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    if (random() < 0.2) return [...value, ...value];
    return value.map((item, i) => i === at ? spoilValue(item, random) : item);
  }
  const entries = Object.entries(value);
  const chosen = pick(entries, random);
  if (!chosen) return replace(value, random);
  const [name, item] = chosen;
  const others = entries.filter((entry) => entry !== chosen);
  const how = random();
  if (how < 0.15) return Object.fromEntries(others); // It is left out.
  if (how < 0.3) return Object.fromEntries([...others, [`${name}s`, item]]);
  if (how < 0.4) return { ...value, more: pick(VALUES, random) };
  // Computed, so that __proto__ is a name like any other.
  return Object.fromEntries([...others, [name, spoilValue(item, random)]]);
}

/** Another value, of the same type or of another. */
function replace(value: unknown, random: Random): unknown {
  const how = random();
  if (how < 0.1) return [value];
  if (how < 0.2) return { value };
  if (how < 0.3) return JSON.stringify(value);
  if (how < 0.4 && typeof value === "string") return Number(value);
  if (how < 0.5 && typeof value === "number") {
    return value + (random() - 0.5) * 10;
  }
  return pick(VALUES, random);
}

// -- The text --

const SPOIL_TEXT: readonly ((text: string, random: Random) => string)[] = [
  /** A bit of a character flips. */
  (text, random) =>
    changed(text, random, (letter) =>
      String.fromCharCode(
        letter.charCodeAt(0) ^ (1 << Math.floor(random() * 8)),
      )),
  /** Another character stands there. */
  (text, random) => changed(text, random, () => pick(CHARACTERS, random) ?? ""),
  /** A character is missing. */
  (text, random) => changed(text, random, () => ""),
  /** A character comes in. */
  (text, random) =>
    changed(
      text,
      random,
      (letter) => letter + (pick(CHARACTERS, random) ?? ""),
    ),
  /** The end is missing. */
  (text, random) => text.slice(0, Math.floor(random() * text.length)),
  /** The beginning is missing. */
  (text, random) => text.slice(Math.floor(random() * text.length)),
  /** A part is missing. */
  (text, random) => {
    const at = Math.floor(random() * text.length);
    return text.slice(0, at) + text.slice(at + Math.floor(random() * 20));
  },
  /** A part comes twice, or many times. */
  (text, random) => {
    const at = Math.floor(random() * text.length);
    const part = text.slice(at, at + Math.floor(random() * 20));
    const times = random() < 0.05 ? 3_000 : 2;
    return text.slice(0, at) + part.repeat(times) + text.slice(at);
  },
  /** It ends as another frame does. */
  (text, random) => {
    const other = JSON.stringify(pick(GOOD, random));
    return text.slice(0, Math.floor(random() * text.length)) +
      other.slice(Math.floor(random() * other.length));
  },
  /** Another frame follows. */
  (text, random) =>
    text + (pick(["", ",", "\n", " "], random) ?? "") +
    JSON.stringify(pick(GOOD, random)),
  /** A field comes twice. */
  (text, random) => {
    const fields = [...text.matchAll(/"[a-z]+":(?:"[^"]*"|-?\d+|true|null)/g)];
    const [field = '"type":"ping"'] = pick(fields, random) ?? [];
    const other = field.replace(
      /:.*/,
      () => `:${JSON.stringify(pick(VALUES, random))}`,
    );
    return text.replace(
      field,
      random() < 0.5 ? `${field},${other}` : `${other},${field}`,
    );
  },
  /** A number is a monster. */
  (text, random) =>
    text.replace(/-?\d+(\.\d+)?/, () => pick(NUMBERS, random) ?? "0"),
  /** It is deep. */
  (text, random) => {
    const depth = Math.floor(random() * 2_000);
    return text.replace("[", "[".repeat(depth)).replace("]", "]".repeat(depth));
  },
  /** It is in an array, or in several. */
  (text, random) => {
    const depth = Math.floor(random() * 3);
    return "[".repeat(depth) + text + "]".repeat(depth);
  },
  /** A text is written in another way. */
  (text) =>
    text.replaceAll(
      /[a-z]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
];

/** The text with one of its characters changed. */
function changed(
  text: string,
  random: Random,
  change: (letter: string) => string,
): string {
  const at = Math.floor(random() * text.length);
  return text.slice(0, at) + change(text[at] ?? " ") + text.slice(at + 1);
}
