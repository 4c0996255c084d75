/**
 * What a frame of a client's is, by the document alone: written apart from the codec, as tables, so
 * that a mistake in one of them is not in the other.
 */

/** What becomes of a frame: it is read, or refused as `frame-invalid` or `frame-too-large`. */
export type Verdict = "ok" | "invalid" | "too large";

type Test = (value: unknown) => boolean;

/** The limits of a server that was told nothing else, in the document's words. */
const FRAME = 65_536;
const BATCH = 256;
const DEPTH = 16;
const KEYS = 256;

const anything: Test = () => true;
const object: Test = (value) =>
  Object.prototype.toString.call(value) === "[object Object]";
const text: Test = (value) => typeof value === "string";
const whole: Test = (value) => Number.isSafeInteger(value);
const count: Test = (value) => whole(value) && Number(value) >= 0;
const name = (most: number, least = 1): Test => (value) =>
  text(value) && String(value).length >= least && String(value).length <= most;
const args: Test = (value) => Array.isArray(value) && value.length <= 32;
const optional = (test: Test): Test => (value) =>
  value === undefined || test(value);
const shape = (fields: Record<string, Test>): Test => (value) =>
  object(value) &&
  Object.entries(fields).every(([key, test]) => test(field(value, key)));
const either = (...tests: Test[]): Test => (value) =>
  tests.some((test) => test(value));

/** What each envelope of a client's has to have. */
const ENVELOPES: ReadonlyMap<unknown, Test> = new Map([
  [
    "hello",
    shape({
      version: whole,
      session: optional(shape({
        id: text,
        key: text,
        attempt: count,
        received: count,
        auth: object,
      })),
    }),
  ],
  ["ping", anything],
  ["connect", shape({ ns: name(128) })],
  ["disconnect", shape({ ns: name(128) })],
  ["receipt", shape({ ns: optional(name(128)), received: count })],
  [
    "event",
    shape({
      ns: optional(name(128)),
      event: name(128),
      args,
      id: optional(whole),
      once: optional(shape({ by: name(64, 16), n: count })),
    }),
  ],
  [
    "ack",
    shape({ ns: optional(name(128)), id: whole }),
  ],
]);

/** An answer has arguments, or says why there are none. */
const ANSWER = either(
  shape({ args }),
  shape({ error: shape({ code: text, message: text }) }),
);

/** How many bytes an element of each kind has. */
const SIZES: ReadonlyMap<unknown, number> = new Map([
  ["ArrayBuffer", 1],
  ["Blob", 1],
  ["Int8Array", 1],
  ["Uint8Array", 1],
  ["Uint8ClampedArray", 1],
  ["Int16Array", 2],
  ["Uint16Array", 2],
  ["Int32Array", 4],
  ["Uint32Array", 4],
  ["Float32Array", 4],
  ["Float64Array", 8],
  ["BigInt64Array", 8],
  ["BigUint64Array", 8],
]);

const HOLE = shape({
  at: (value) =>
    Array.isArray(value) && value.length > 0 &&
    value.every((key) => text(key) || whole(key)),
  length: count,
  type: optional(text),
});

/** Judges a frame. */
export function judge(frame: string | Uint8Array<ArrayBuffer>): Verdict {
  if (frame.length > FRAME) return "too large";
  const value = typeof frame === "string" ? json(frame) : envelope(frame);
  if (value === undefined || !fits(value, DEPTH)) return "invalid";
  const batch = Array.isArray(value) ? value : [value];
  if (batch.length > BATCH) return "invalid";
  return batch.every(isEnvelope) ? "ok" : "invalid";
}

function isEnvelope(value: unknown): boolean {
  const type = field(value, "type");
  const test = ENVELOPES.get(type);
  if (!test || !object(value) || !test(value)) return false;
  return type !== "ack" || ANSWER(value);
}

/** The envelope of a binary frame, if all its bytes have a place. */
function envelope(frame: Uint8Array<ArrayBuffer>): unknown {
  const [a = NaN, b = NaN, c = NaN, d = NaN] = frame;
  const end = 4 + ((a * 256 + b) * 256 + c) * 256 + d;
  if (!(end <= frame.length)) return undefined;
  const value = utf8(frame.subarray(4, end));
  const holes = field(value, "bytes");
  if (!object(value) || !fits(value, DEPTH)) return undefined;
  if (!Array.isArray(holes) || holes.length === 0) return undefined;
  const places = new Set<string>();
  let sum = 0;
  for (const hole of holes) {
    if (!HOLE(hole)) return undefined;
    const { at, kind, length } = Object(hole);
    const size = SIZES.get(kind);
    if (size === undefined || length % size !== 0) return undefined;
    if (reach(field(value, "args"), at) !== null) return undefined;
    places.add(at.map(String).join("\u0000"));
    sum += length;
  }
  if (places.size < holes.length || end + sum !== frame.length) {
    return undefined;
  }
  return value;
}

function reach(value: unknown, way: readonly (string | number)[]): unknown {
  return way.reduce<unknown>((inner, key) => field(inner, key), value);
}

function field(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function utf8(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    const read = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return json(read.decode(bytes));
  } catch {
    return undefined;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it is no deeper, and no object in it wider, than is allowed. */
function fits(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  const inside = Object.values(value);
  if (depth === 0 || !Array.isArray(value) && inside.length > KEYS) {
    return false;
  }
  return inside.every((item) => fits(item, depth - 1));
}
