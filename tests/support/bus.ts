/** A message bus in one process: what publish and subscribe of Redis would be, with its costs. */

import { ok } from "node:assert/strict";

export type Hear<M> = (message: M) => void;

/**
 * Carries messages to everyone who listens on a channel, the sender among them: later, in order,
 * and as copies. Only what JSON has words for gets through, and bytes.
 */
export class Bus<M> {
  readonly #channels = new Map<string, Set<Hear<M>>>();
  #last = Promise.resolve();

  /** Listens on a channel; the undo. */
  subscribe(channel: string, hear: Hear<M>): () => void {
    const hearing = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, hearing.add(hear));
    return () => void hearing.delete(hear);
  }

  /** Sends a message. */
  publish(channel: string, message: M): void {
    requirePlain(message);
    const sent = structuredClone(message);
    this.#last = this.#last.then(() => {
      for (const hear of this.#channels.get(channel) ?? []) {
        hear(structuredClone(sent));
      }
    });
  }

  /** How many listen on a channel: an answer that has to be waited for, as over a network. */
  async count(channel: string): Promise<number> {
    await this.#last;
    return this.#channels.get(channel)?.size ?? 0;
  }

  /** Waits until everything that was sent has arrived, and what that has set off. */
  async settled(): Promise<void> {
    const last = this.#last;
    await last;
    if (last !== this.#last) await this.settled();
  }
}

/** Throws if a bus that ends somewhere else could not carry the value. */
function requirePlain(value: unknown): void {
  if (value === undefined || value === null) return;
  if (value instanceof Uint8Array) return;
  if (typeof value !== "object") {
    const isPlain = ["string", "number", "boolean"].includes(typeof value);
    return ok(isPlain, `Cannot carry ${String(value)}`);
  }
  const prototype = Object.getPrototypeOf(value);
  const isPlain = [Object.prototype, Array.prototype, null].includes(prototype);
  ok(isPlain, "Cannot carry an object of a class");
  for (const part of Object.values(value)) requirePlain(part);
}
