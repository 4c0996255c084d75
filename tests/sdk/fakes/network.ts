/**
 * What connects fake connections: each is found by its ICE generation, and media flows between two
 * that know each other's.
 *
 * @module
 */

import type { FakeConnection } from "./connection.ts";

export class FakePaths {
  readonly #ends = new Map<string, FakeConnection>();
  /** Whether nothing gets through between any two. */
  blocked = false;

  /** The connection `end` can be found at a generation of its own. */
  open(fragment: string, end: FakeConnection): void {
    this.#ends.set(fragment, end);
  }

  /** The other end of a connection: the one that it knows, and that knows it. */
  other(end: FakeConnection): FakeConnection | undefined {
    const other = this.#ends.get(end.remoteFragment ?? "");
    const isMutual = other !== undefined &&
      this.#ends.get(other.remoteFragment ?? "") === end &&
      other.fragment === end.remoteFragment &&
      end.fragment === other.remoteFragment;
    const isOpen = other?.signalingState !== "closed";
    return isMutual && isOpen && !this.blocked ? other : undefined;
  }
}
