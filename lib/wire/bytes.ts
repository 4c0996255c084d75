/**
 * Bytes in arguments: taken out, so that JSON can carry the rest, and put back as they were.
 *
 * Where they belong is said beside the arguments, not in them: nothing that an application sends
 * can be taken for a place that is to be filled.
 *
 * @module
 */

import type { Hole } from "./protocol.ts";

/** Bytes that were taken out: those of a `Blob` are still to be read. */
export type Part = Uint8Array | Blob;

/** Arguments without their bytes. */
export interface Hollow {
  /** The arguments, with `null` where bytes were. */
  readonly args: readonly unknown[];
  /** Where that is, in order. */
  readonly holes: readonly Hole[];
  /** The bytes, in the same order. */
  readonly parts: readonly Part[];
}

type Bytes = ArrayBuffer | ArrayBufferView | Blob;
type Path = Hole["at"];

interface View {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): ArrayBufferView;
}

/** The views that typed arrays are, by the name which each bears itself. */
const VIEWS: ReadonlyMap<string, View> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((view) => [view.name, view]),
);

/** From this depth on, what was looked at is remembered: it may be a circle. */
const SUSPICIOUS = 16;
/** Nobody keeps bytes deeper than this, and the stack has an end. */
const DEEPEST = 1_000;

/** Whether there are bytes anywhere in `value`. Most often there are none: this has to be quick. */
export function holdsBytes(
  value: object,
  depth: number = 0,
  seen: Set<object> | undefined = undefined,
): boolean {
  if (depth >= SUSPICIOUS) {
    seen ??= new Set();
    if (seen.has(value) || depth > DEEPEST) return false;
    seen.add(value);
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      if (isObject(item) && holdsBytes(item, depth + 1, seen)) return true;
    }
    return false;
  }
  if (!isObject(value) || !isOrdinary(value)) return isBytes(value);
  for (const key in value) {
    const item = value[key];
    if (!isObject(item) || !Object.hasOwn(value, key)) continue;
    if (holdsBytes(item, depth + 1, seen)) return true;
  }
  return false;
}

/**
 * Takes the bytes out of `args`, which stay as they are.
 *
 * @throws {TypeError} If there is a view of a kind that cannot be sent.
 */
export function takeBytes(args: readonly unknown[]): Hollow {
  const holes: Hole[] = [];
  const parts: Part[] = [];
  const without = (value: unknown, at: Path): unknown => {
    if (!isObject(value)) return value;
    if (isBytes(value)) {
      const { part, ...what } = describe(value);
      holes.push({ at, ...what });
      parts.push(part);
      return null;
    }
    if (!isOrdinary(value)) return value;
    if (Array.isArray(value)) {
      return value.map((item, index) => without(item, [...at, index]));
    }
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, without(item, [...at, key])]),
    );
  };
  return {
    args: args.map((arg, index) => without(arg, [index])),
    holes,
    parts,
  };
}

/**
 * Puts `bytes` back where they were taken out.
 *
 * @param args The arguments, which are changed.
 * @param bytes As many as the hole says; a copy of their own.
 * @returns `false` if there is no such place in `args`.
 */
export function fillHole(
  args: unknown,
  { at, kind, type }: Hole,
  bytes: Uint8Array<ArrayBuffer>,
): boolean {
  const value = restore(kind, bytes, type);
  const last = at.at(-1);
  if (!value || last === undefined) return false;
  const parent = at.slice(0, -1).reduce<unknown>(own, args);
  if (own(parent, last) !== null) return false;
  return Reflect.set(Object(parent), last, value);
}

function describe(
  bytes: Bytes,
): { part: Part; kind: string; length: number; type?: string } {
  if (bytes instanceof Blob) {
    const { size: length, type } = bytes;
    return { part: bytes, kind: "Blob", length, ...type !== "" && { type } };
  }
  const { byteLength: length } = bytes;
  if (bytes instanceof ArrayBuffer) {
    return { part: new Uint8Array(bytes), kind: "ArrayBuffer", length };
  }
  const kind: unknown = Object(bytes)[Symbol.toStringTag];
  if (typeof kind !== "string" || !VIEWS.has(kind)) {
    throw new TypeError(`Cannot send a ${kind}: send its buffer`);
  }
  const part = new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  return { part, kind, length };
}

function restore(
  kind: string,
  bytes: Uint8Array<ArrayBuffer>,
  type: string | undefined,
): Bytes | undefined {
  if (kind === "ArrayBuffer") return bytes.buffer;
  if (kind === "Blob") {
    return new Blob([bytes], type === undefined ? {} : { type });
  }
  const view = VIEWS.get(kind);
  if (!view || bytes.length % view.BYTES_PER_ELEMENT !== 0) return undefined;
  return new view(bytes.buffer);
}

/** What `value` itself has under that key; nothing that it inherits. */
function own(value: unknown, key: string | number): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether JSON looks into `value`: an array, or an object that has no words of its own for it. */
function isOrdinary(value: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(value) ||
    !isBytes(value) && typeof value.toJSON !== "function";
}

function isBytes(value: object): value is Bytes {
  // The first question settles it for almost everything there is.
  return Object.getPrototypeOf(value) !== Object.prototype &&
    (ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
      value instanceof Blob);
}

/** Whether `value` is an object of whatever kind, so that one can ask for what it has. */
export function isObject(value: unknown): value is Record<
  string | number,
  unknown
> {
  return typeof value === "object" && value !== null;
}
