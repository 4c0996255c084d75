/**
 * One end of a session: what it has sent and the other end has not confirmed, and how much it has
 * received. Pure, and the same at both ends: no sockets, no clock, no keys.
 *
 * Envelopes bear no numbers. A WebSocket delivers in order and without gaps, so that counting is
 * enough while one lasts; only when the next one takes over do the two ends tell each other how far
 * they have come. That keeps an envelope the same for everyone who gets it, to be encoded once.
 *
 * @module
 */

import type { Encoded } from "./binary.ts";

/** What may wait for the other end's confirmation. */
export interface WindowLimits {
  /** Envelopes. */
  windowEnvelopes: number;
  /** UTF-16 code units, or bytes, in all of them together. */
  windowChars: number;
}

/** What to do so that the other end misses nothing and hears nothing twice. */
export type Resumption =
  /** Send these again, in this order, and go on. */
  | { ok: true; again: readonly Encoded[] }
  /** It missed what is not kept any more: the session cannot go on. */
  | { ok: false; reason: "gap" | "claim" };

/** One end of a session. */
export class SessionEnd {
  readonly #limits: WindowLimits;
  /** What was sent and is not confirmed, the oldest first. */
  #window: Encoded[] = [];
  #windowChars = 0;
  /** How many were sent before the oldest in the window. */
  #dropped = 0;
  #received = 0;
  #receipted = 0;

  /**
   * Begins with nothing sent and nothing received.
   *
   * @param limits What may wait for the other end's confirmation.
   */
  constructor(limits: WindowLimits) {
    this.#limits = limits;
  }

  /** How many envelopes have been sent. */
  get sent(): number {
    return this.#dropped + this.#window.length;
  }

  /** How many envelopes have been received, and handed on. */
  get received(): number {
    return this.#received;
  }

  /** How many have been received since the last receipt. */
  get unreceipted(): number {
    return this.#received - this.#receipted;
  }

  /** What was sent and is not confirmed, the oldest first. */
  get unconfirmed(): readonly Encoded[] {
    return this.#window;
  }

  /** Whether another envelope of that length fits into the window beside what waits there. */
  fits(length: number): boolean {
    const { windowEnvelopes, windowChars } = this.#limits;
    return this.#window.length < windowEnvelopes &&
      this.#windowChars + length <= windowChars;
  }

  /** Takes an envelope that is about to be sent. */
  keep(encoded: Encoded): void {
    this.#window.push(encoded);
    this.#windowChars += encoded.length;
  }

  /**
   * Lets go of the oldest, as many as are over the limits: that costs nothing unless the connection
   * breaks before the other end confirms them, and then the session cannot go on.
   */
  trim(): void {
    let excess = 0;
    while (this.#isOver(excess)) {
      this.#windowChars -= this.#window[excess]?.length ?? 0;
      excess += 1;
    }
    if (excess > 0) this.#drop(excess);
  }

  /** Takes note that an envelope has come and was handed on. */
  receive(): void {
    this.#received += 1;
  }

  /** How many have been received, to be told to the other end now. */
  receipt(): number {
    this.#receipted = this.#received;
    return this.#received;
  }

  /**
   * Lets go of what the other end has confirmed.
   *
   * @param count How many it has received since the session began.
   * @returns `false` if it cannot have: it claims more than was sent, or less than before.
   */
  confirm(count: number): boolean {
    if (count > this.sent) return false;
    const confirmed = count - this.#dropped;
    for (const { length } of this.#window.slice(0, Math.max(0, confirmed))) {
      this.#windowChars -= length;
    }
    if (confirmed > 0) this.#drop(confirmed);
    return true;
  }

  /**
   * Goes on with an other end that comes over a new connection.
   *
   * @param count How many it says that it has received since the session began.
   */
  resume(count: number): Resumption {
    if (count < this.#dropped) return { ok: false, reason: "gap" };
    if (!this.confirm(count)) return { ok: false, reason: "claim" };
    return { ok: true, again: [...this.#window] };
  }

  #isOver(excess: number): boolean {
    const { windowEnvelopes, windowChars } = this.#limits;
    return this.#window.length - excess > windowEnvelopes ||
      this.#windowChars > windowChars;
  }

  #drop(count: number): void {
    this.#window = this.#window.slice(count);
    this.#dropped += count;
  }
}
