/**
 * The namespaces that a session is in, as far as the server has been told.
 *
 * @module
 */

import { encode } from "../wire/mod.ts";

/** Which namespaces the server was asked, in this session, to let a socket into or out of. */
export class Memberships {
  readonly #entered = new Set<string>();
  /** Those that the server is still to be told to let a socket out of. */
  readonly #left = new Set<string>();
  /** How many answers to a `connect` are to come, by namespace. */
  readonly #answersDue = new Map<string, number>();

  /** Whether the server was asked to let a socket into `ns`. */
  has(ns: string): boolean {
    return this.#entered.has(ns);
  }

  /** A session begins, in which nothing has been asked yet. */
  clear(): void {
    this.#entered.clear();
    this.#left.clear();
    this.#answersDue.clear();
  }

  /** A socket wants to be in `ns`: the envelope that asks for it. */
  enter(ns: string, auth: unknown): string {
    this.#entered.add(ns);
    this.#answersDue.set(ns, (this.#answersDue.get(ns) ?? 0) + 1);
    return encode({ type: "connect", ns, auth });
  }

  /** A socket does not want to be in `ns` any more. */
  leave(ns: string): void {
    if (this.#entered.delete(ns)) this.#left.add(ns);
  }

  /** The envelopes that say which namespaces were left since this was asked the last time. */
  farewells(): string[] {
    const left = [...this.#left];
    this.#left.clear();
    return left.map((ns) => encode({ type: "disconnect", ns }));
  }

  /** Whether what the server says of `ns` now is about what it was asked last. */
  isCurrent(ns: string): boolean {
    return this.#entered.has(ns) && !this.#answersDue.get(ns);
  }

  /**
   * The server has answered a `connect`.
   *
   * @returns Whether it was the last one, and is still wanted: the socket has left what those before
   * let it into.
   */
  answered(ns: string): boolean {
    const due = this.#answersDue.get(ns) ?? 0;
    this.#answersDue.set(ns, Math.max(0, due - 1));
    return this.isCurrent(ns);
  }

  /**
   * The server has not let a socket in, or not any more.
   *
   * @returns Whether it is the one that is wanted.
   */
  refused({ ns, id }: { ns: string; id?: string }): boolean {
    const isWanted = id === undefined ? this.answered(ns) : this.isCurrent(ns);
    if (isWanted) this.lost(ns);
    return isWanted;
  }

  /** The server has let a socket out of `ns`. */
  lost(ns: string): void {
    this.#entered.delete(ns);
  }
}
