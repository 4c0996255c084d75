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

/**
 * What to send again, in this order, so that the other end misses nothing and hears nothing twice; or why
 * the session cannot go on: it missed what is not kept any more, or claims what was never sent.
 */
export type Resumption = readonly Encoded[] | "gap" | "claim";

/**
 * One end of a session.
 *
 * @internal
 */
export class SessionEnd {
  /** What may wait for the other end's confirmation. */
  protected readonly bounds: WindowLimits;
  /** What was sent and may not be confirmed yet, the oldest first. */
  protected kept: Encoded[] = [];
  /** Characters, or bytes, of all that is not confirmed. */
  protected chars = 0;
  /** How many were sent before the oldest that is not confirmed. */
  protected dropped = 0;
  /** How many have been received since the last receipt. */
  unreceipted = 0;
  #received = 0;

  /**
   * Begins with nothing sent and nothing received.
   *
   * @param limits What may wait for the other end's confirmation.
   */
  constructor(limits: WindowLimits) {
    this.bounds = limits;
  }

  /** How many envelopes have been sent. */
  get sent(): number {
    return this.dropped + this.unheard;
  }

  /** How many are not confirmed. */
  get unheard(): number {
    return this.kept.length;
  }

  /** What was sent and is not confirmed, the oldest first, as it is now. */
  get unconfirmed(): readonly Encoded[] {
    return [...this.kept];
  }

  /** Whether another envelope of that length fits into the window beside what waits there. */
  fits(length: number): boolean {
    const { windowEnvelopes, windowChars } = this.bounds;
    return this.unheard < windowEnvelopes &&
      this.chars + length <= windowChars;
  }

  /** Takes an envelope that is about to be sent. */
  keep(encoded: Encoded): void {
    this.kept.push(encoded);
    this.chars += encoded.length;
  }

  /**
   * Takes note that an envelope has come and was handed on.
   *
   * @returns How many have been received since the last receipt.
   */
  note(): number {
    this.#received += 1;
    return this.unreceipted += 1;
  }

  /** How many have been received, to be told to the other end now. */
  receipt(): number {
    this.unreceipted = 0;
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
    const confirmed = count - this.dropped;
    if (confirmed > 0) this.letGo(confirmed);
    return true;
  }

  /**
   * Goes on with an other end that comes over a new connection.
   *
   * @param count How many it says that it has received since the session began.
   */
  resume(count: number): Resumption {
    if (count < this.dropped) return "gap";
    return this.confirm(count) ? this.unconfirmed : "claim";
  }

  /** Lets go of the oldest, so many. */
  protected letGo(count: number): void {
    for (const { length } of this.kept.splice(0, count)) {
      this.chars -= length;
    }
    this.dropped += count;
  }
}

/**
 * An end that never makes anyone wait, and lets go of what is too old instead: one after the other, so
 * that it has to be quick about it.
 *
 * @internal
 */
export class RecentEnd extends SessionEnd {
  /** Where the oldest that is not confirmed stands, behind what was let go of just now. */
  #first = 0;

  override get unconfirmed(): readonly Encoded[] {
    return this.kept.slice(this.#first);
  }

  /**
   * Lets go of the oldest, as many as are over the limits: that costs nothing unless the connection
   * breaks before the other end confirms them, and then the session cannot go on.
   */
  trim(): void {
    const { windowEnvelopes, windowChars } = this.bounds;
    while (
      this.unheard > windowEnvelopes || this.chars > windowChars
    ) this.letGo(1);
  }

  override get unheard(): number {
    return this.kept.length - this.#first;
  }

  protected override letGo(count: number): void {
    for (let n = 0; n < count; n++) {
      this.chars -= this.kept[this.#first]?.length ?? 0;
      this.#first += 1;
    }
    this.dropped += count;
    // To move the rest for each that goes would cost more than all that is done with it.
    if (this.#first * 2 < this.kept.length) return;
    this.kept = this.kept.slice(this.#first);
    this.#first = 0;
  }
}
