/** A guard whose tokens are JSON, to be trusted, and revoked when a test says so. */

import type { Grants, Guard } from "../../lib/signaling/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";

export class FakeGuard implements Guard {
  readonly #listeners = new Set<(tokenId: string) => void>();
  /** What a decision waits for. */
  gate: Promise<void> = Promise.resolve();

  /** How many hear of revocations. */
  get listeners(): number {
    return this.#listeners.size;
  }

  async admit(_room: string, token: string | undefined): Promise<Grants> {
    await this.gate;
    if (token === undefined) {
      throw new Refusal("token-required", "Cannot join: show a token");
    }
    if (!token.startsWith("{")) {
      throw new Refusal("token-invalid", "Cannot join: that is no token");
    }
    return { maySignal: true, mayBroadcast: true, ...JSON.parse(token) };
  }

  onRevoked(listener: (tokenId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Revokes a token. */
  revoke(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }
}

/** A token: what it grants, and for how long. */
export function token(
  id: string,
  ttlMs: number = 3_600_000,
  grants: Partial<Grants> & { subject?: string } = {},
): string {
  const { subject, ...rest } = grants;
  return JSON.stringify({ ...rest, token: { id, subject, ttlMs } });
}
