/** Conversations that are kept as data: docs/transcripts/README.md says what the lines mean. */

import { join } from "node:path";
import type { Limits } from "../../lib/wire/mod.ts";
import { ROOT } from "../support/program.ts";

export const FOLDER: string = join(ROOT, "docs/transcripts");

/** The first line: what the conversation is about. */
export interface Head {
  title: string;
  /** The rules of docs/PROTOCOL.md that it shows. */
  rules: string[];
  /** What runs on the server. */
  application: "plain" | "tutorial" | "rooms";
  /** What the server is told to bound in another way than by default. */
  limits?: Partial<Limits>;
  /** Whether it can be played to a client, too. */
  client?: true;
}

/** A line after the first. */
export type Step =
  | { note: string }
  | { open: string }
  | {
    from: "client" | "server";
    socket: string;
    send: unknown;
    /** Base64 of the bytes that follow the envelope in a binary frame. */
    bytes?: string;
    arrives?: false;
  }
  | { from: "client" | "server"; socket: string; close: number }
  | { from: "client"; socket: string; text: string }
  | { from: "client"; socket: string; binary: string }
  | { lost: string }
  | { stall: string }
  | { pass: number }
  | { stop: "server" }
  | { client: string; ns?: string; calls: [string, ...unknown[]] }
  | { client: string; ns?: string; hears: [string, ...unknown[]] };

/** The forms of a line, as the names of its fields. */
const FORMS: ReadonlySet<string> = new Set([
  "note",
  "open",
  "from send socket",
  "bytes from send socket",
  "arrives from send socket",
  "close from socket",
  "from socket text",
  "binary from socket",
  "lost",
  "stall",
  "pass",
  "stop",
  "calls client",
  "calls client ns",
  "client hears",
  "client hears ns",
]);

export interface Transcript {
  /** The file's name, without its ending. */
  name: string;
  head: Head;
  steps: Step[];
}

/** Every conversation, by the name of its file. */
export async function transcripts(): Promise<Transcript[]> {
  const found: Transcript[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".jsonl")) continue;
    const text = await Deno.readTextFile(join(FOLDER, name));
    found.push(parse(name.replace(".jsonl", ""), text));
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

function parse(name: string, text: string): Transcript {
  const [head, ...steps] = text.trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  for (const step of steps) {
    const form = Object.keys(step).sort().join(" ");
    if (!FORMS.has(form)) {
      throw new SyntaxError(`${name}: no line is "${form}"`);
    }
  }
  return { name, head, steps };
}

/** The name of the client that a WebSocket belongs to: "ada" for "ada-2". */
export function clientOf(socket: string): string {
  return socket.replace(/-\d+$/, "");
}

/** What stands for something that is another one each time, by name. */
export class Bindings {
  readonly #values = new Map<string, string | number>();

  /** What is to be sent for `value`, with everything in place of what stands for it. */
  fill(value: unknown): unknown {
    const holder = holderOf(value);
    if (holder) return this.#fillHolder(holder);
    if (Array.isArray(value)) return value.map((item) => this.fill(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, this.fill(item)]),
    );
  }

  /** How `actual` differs from what is expected, or nothing. */
  differ(expected: unknown, actual: unknown, where = "it"): string | undefined {
    const holder = holderOf(expected);
    if (holder) return this.#differHolder(holder, actual, where);
    if (Array.isArray(expected) && Array.isArray(actual)) {
      const length = Math.max(expected.length, actual.length);
      return first(
        Array.from(
          { length },
          (_, i) => () => this.differ(expected[i], actual[i], `${where}[${i}]`),
        ),
      );
    }
    if (isObject(expected) && isObject(actual)) {
      const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
      return first(
        [...names].map((name) => () =>
          this.differ(expected[name], actual[name], `${where}.${name}`)
        ),
      );
    }
    if (expected === actual) return undefined;
    const [should, is] = [expected, actual].map((it) => JSON.stringify(it));
    return `${where} is ${is} instead of ${should}`;
  }

  #fillHolder([kind, name]: Holder): unknown {
    if (kind === "$any") return name === "number" ? 0 : `any ${name}`;
    if (kind === "$text" && Array.isArray(name)) {
      return name.map((part) => this.fill(part)).join("");
    }
    const key = `${kind} ${name}`;
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    // Whoever plays the server makes them up.
    const made = kind === "$number"
      ? this.#values.size
      : kind === "$id"
      ? String(name).replaceAll(/[^\w]/g, "_").padEnd(22, "_")
      : key;
    this.#values.set(key, made);
    return made;
  }

  #differHolder(
    [kind, name]: Holder,
    actual: unknown,
    where: string,
  ): string | undefined {
    if (kind === "$any") {
      const type: unknown = typeof actual;
      return type === name ? undefined : `${where} is no ${name}`;
    }
    if (kind === "$text") {
      return this.differ(this.#fillHolder([kind, name]), actual, where);
    }
    const key = `${kind} ${name}`;
    const known = this.#values.get(key);
    if (known !== undefined) return this.differ(known, actual, where);
    if (
      typeof actual !== TYPES[kind] || !isValue(actual) ||
      !SHAPES[kind].test(String(actual))
    ) {
      return `${where} is ${
        JSON.stringify(actual)
      }: not of the shape of ${kind}`;
    }
    if ([...this.#values.values()].includes(actual)) {
      return `${where} is ${actual}, which is ${name} and something else`;
    }
    this.#values.set(key, actual);
    return undefined;
  }
}

type Holder =
  | ["$id" | "$key" | "$number", unknown]
  | ["$any" | "$text", unknown];

/** What is another one each time is not anything. */
const SHAPES = {
  $id: /^[\w-]{22}$/,
  $key: /^.+$/,
  $number: /^-\d+$/,
} as const;
const TYPES = { $id: "string", $key: "string", $number: "number" } as const;

function holderOf(value: unknown): Holder | undefined {
  if (!isObject(value)) return undefined;
  const [[kind, name] = [], ...others] = Object.entries(value);
  if (others.length > 0) return undefined;
  return kind === "$id" || kind === "$key" || kind === "$number" ||
      kind === "$any" || kind === "$text"
    ? [kind, name]
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function first(
  differences: (() => string | undefined)[],
): string | undefined {
  for (const difference of differences) {
    const found = difference();
    if (found !== undefined) return found;
  }
}
