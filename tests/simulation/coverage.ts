/** What happens in the schedules, counted: a promise that nothing endangers proves nothing. */

/** Everything that a schedule may run into. */
export const KINDS = [
  // What the network does.
  "cut",
  "cut on one side",
  "silence",
  "end told twice",
  "attempt without a way",
  // What the two ends do.
  "server crash",
  "client crash",
  "takeover",
  "late timers",
  "client that leaves a namespace",
  "client that leaves",
  "server that disconnects a socket",
  "server that dismisses a client",
  "namespace that refuses",
  "namespace that refuses a return",
  "namespace that takes too long",
  // What somebody does who has seen the client's keys.
  "theft with the key",
  "theft with a key that was given up",
  "theft with too high a claim",
  "theft that was fenced off in turn",
  // What becomes of sessions.
  "return",
  "return with two namespaces",
  "reset: unknown",
  "reset: gap",
  "reset: revoked",
  "older connection fenced off",
  "session revoked",
  "session expired",
  "session pushed out by others",
  "session over its window while away",
  "slow reader",
  // What is said.
  "event up",
  "event down",
  "event in another namespace",
  "window full at the client",
  "buffer full at the client",
  "answer from the server",
  "no answer from the server",
  "answer from the client",
  "no answer from the client",
  "too many questions for the client",
  "broadcast to several",
  "broadcast to nobody",
  "broadcast with answers",
  "volatile event up",
  "volatile event down",
  "volatile event lost",
] as const;

/** One of the things that a schedule may run into. */
export type Kind = typeof KINDS[number];

/** How often each kind has happened. */
export type Counts = Readonly<Record<Kind, number>>;

export class Coverage {
  readonly #counts: Record<Kind, number>;

  constructor() {
    const none = KINDS.map((kind) => [kind, 0] as const);
    this.#counts = Object.fromEntries(none) as Record<Kind, number>;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** What has not happened once. */
  get missing(): Kind[] {
    return KINDS.filter((kind) => this.#counts[kind] === 0);
  }

  note(kind: Kind): void {
    this.#counts[kind] += 1;
  }

  /** Adds what was counted elsewhere. */
  add(counts: Counts): void {
    for (const kind of KINDS) this.#counts[kind] += counts[kind];
  }

  /** A line for each kind. */
  toString(): string {
    const width = String(Math.max(...Object.values(this.#counts))).length;
    return KINDS.map((kind) =>
      `${String(this.#counts[kind]).padStart(width)} × ${kind}`
    ).join("\n");
  }
}
