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
  /** What may wait for the other end's confirmation. */
  protected readonly limits: WindowLimits;
  /** What was sent and is not confirmed, the oldest first, behind what was let go of just now. */
  #kept: Encoded[] = [];
  /** Where the oldest that is not confirmed stands. */
  #first = 0;
  /** Characters, or bytes, of all that is not confirmed. */
  protected windowChars = 0;
  /** How many were sent before the oldest that is not confirmed. */
  #dropped = 0;
  #received = 0;
  #receipted = 0;

  /**
   * Begins with nothing sent and nothing received.
   *
   * @param limits What may wait for the other end's confirmation.
   */
  constructor(limits: WindowLimits) {
    this.limits = limits;
  }

  /** How many envelopes have been sent. */
  get sent(): number {
    return this.#dropped + this.waiting;
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
    return this.#kept.slice(this.#first);
  }

  /** Whether another envelope of that length fits into the window beside what waits there. */
  fits(length: number): boolean {
    const { windowEnvelopes, windowChars } = this.limits;
    return this.waiting < windowEnvelopes &&
      this.windowChars + length <= windowChars;
  }

  /** Takes an envelope that is about to be sent. */
  keep(encoded: Encoded): void {
    this.#kept.push(encoded);
    this.windowChars += encoded.length;
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
    if (confirmed > 0) this.drop(confirmed);
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
    return { ok: true, again: this.unconfirmed };
  }

  /** How many are not confirmed. */
  protected get waiting(): number {
    return this.#kept.length - this.#first;
  }

  /** Lets go of the oldest, so many. */
  protected drop(count: number): void {
    for (let n = 0; n < count; n++) {
      this.windowChars -= this.#kept[this.#first]?.length ?? 0;
      this.#first += 1;
    }
    this.#dropped += count;
    // To move the rest for each that goes would cost more than all that is done with it.
    if (this.#first * 2 < this.#kept.length) return;
    this.#kept = this.#kept.slice(this.#first);
    this.#first = 0;
  }
}

/** An end that never makes anyone wait, and lets go of what is too old instead. */
export class RecentEnd extends SessionEnd {
  /**
   * Lets go of the oldest, as many as are over the limits: that costs nothing unless the connection
   * breaks before the other end confirms them, and then the session cannot go on.
   */
  trim(): void {
    const { windowEnvelopes, windowChars } = this.limits;
    while (
      this.waiting > windowEnvelopes || this.windowChars > windowChars
    ) this.drop(1);
  }
}
