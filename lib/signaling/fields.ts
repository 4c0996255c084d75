/**
 * Fields of requests, each of which may be anything: what is not as it has to be is refused.
 *
 * @module
 */

import type { Json } from "../parlance/mod.ts";
import { refusal } from "./refusals.ts";

/** An object whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The characters of ids that others make: no spaces, nothing that hides. */
const ID_REGEXP = /^[\x21-\x7E]{1,64}$/;

/** Reads an object. */
export function readObject(value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { ...value };
  }
  throw refusal("request-invalid", "Cannot read the request: it is no object");
}

/** Reads an id of a peer, of a page, or of a connection: 1 to 64 characters. */
export function readId(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && ID_REGEXP.test(value)) return value;
  throw invalid(name, "1 to 64 visible characters of ASCII");
}

/** Reads yes or no. */
export function readBoolean(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === "boolean") return value;
  throw invalid(name, "true or false");
}

/** JSON, and how long it is as text. */
export interface Measured {
  /** The value. */
  readonly json: Json;
  /** Its UTF-16 code units. */
  readonly chars: number;
}

/** Reads what is JSON and has at most `most` characters as text. */
export function readJson(
  value: unknown,
  most: number,
  name: string,
): Measured {
  if (!isJson(value)) throw invalid(name, "JSON");
  const chars = JSON.stringify(value).length;
  if (chars <= most) return { json: value, chars };
  throw refusal(
    "data-too-large",
    `Cannot take "${name}": it has ${chars} characters, and may have ${most}`,
  );
}

/** How deep JSON may be: as deep as the engine takes it. Recursion ends there. */
const DEPTH = 16;

function isJson(value: unknown, depth = 0): value is Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      if (depth >= DEPTH || !isPlain(value)) return false;
      return Object.values(value).every((item) => isJson(item, depth + 1));
    default:
      return false;
  }
}

/** Bytes are no JSON, nor is anything else that is more than its fields. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A refusal of a field that is not as it has to be. */
export function invalid(name: string, needed: string): Error {
  return refusal(
    "request-invalid",
    `Cannot read the request: "${name}" has to be ${needed}`,
  );
}
