/** What was observed, and by whom, in words that are the same for both libraries. */

/** What everybody observed, each in order; who observed first is left to chance, and not kept. */
export type Observed = Record<string, unknown[][]>;

/** What was observed. */
export class Log {
  readonly #notes = new Map<string, unknown[][]>();
  /** Who bears which id. */
  readonly #names = new Map<string, string>();

  /** Says who an id belongs to: the log has the name instead. */
  call(id: string, name: string): void {
    this.#names.set(id, `<${name}>`);
  }

  /** Notes that `who` observed something. */
  note(who: string, ...what: unknown[]): void {
    const notes = this.#notes.get(who) ?? [];
    notes.push(what.map((value) => describe(value)));
    this.#notes.set(who, notes);
  }

  /** All that was observed so far. */
  get observed(): Observed {
    const named = [...this.#notes].map(([who, notes]) => [
      who,
      this.#named(notes),
    ]);
    return Object.fromEntries(named);
  }

  #named(value: unknown): unknown {
    if (typeof value === "string") return this.#names.get(value) ?? value;
    if (Array.isArray(value)) return value.map((one) => this.#named(one));
    if (value instanceof Set) {
      return [...value].map((one) => this.#named(one)).sort();
    }
    if (!isPlain(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, one]) => [key, this.#named(one)]),
    );
  }
}

/** A value as it was when it was observed. The sentences of errors are not part of any API. */
function describe(value: unknown): unknown {
  if (value === undefined) return "(undefined)";
  if (typeof value === "function") return "(function)";
  if (value instanceof Error) return "(error)";
  if (value instanceof Date) return "(date)";
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    const bytes = value instanceof ArrayBuffer
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `(${value.constructor.name} ${bytes.join(" ")})`;
  }
  if (value instanceof Set) return new Set([...value].map(describe));
  if (Array.isArray(value)) return value.map((one) => describe(one));
  if (!isPlain(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, one]) => [key, describe(one)]),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
