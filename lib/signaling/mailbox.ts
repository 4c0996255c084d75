/**
 * What is on its way to one peer: in order, bounded, and each with an end that its sender hears of.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { MailStore } from "./mail_store.ts";
import type { Parcel } from "./port.ts";

/**
 * How many parcels may be with a program that has not confirmed them: less than the engine lets wait
 * for one client's answers. What comes after them is kept here.
 */
const IN_FLIGHT = 64;

/** What became of a letter: one word, and after `queued` another one. */
export type Fate = "delivered" | "queued" | "expired";

/** Something that is to be delivered. */
export interface Letter {
  /** What the receiver gets. */
  readonly parcel: Parcel;
  /** How many characters it has, as JSON. */
  readonly chars: number;
  /** Hears what becomes of it. Without it, the receiver need not confirm it. */
  readonly settle?: (fate: Fate) => void;
}

/**
 * Hands a parcel to the peer's program, with what to call when the program has it, if that is to be
 * known; `false` if it cannot take one more at the moment.
 */
export type Way = (parcel: Parcel, confirmed?: () => void) => boolean;

/** A letter that has not come to its end. */
interface Entry {
  readonly letter: Letter;
  /** When it is too old. */
  readonly until: number;
  /** Whether its sender was told that it is queued. */
  isQueued: boolean;
  /** When its sender is told so, if it is not confirmed by then. */
  patience: number;
}

/**
 * One peer's letters. What comes first is delivered first: while something is kept, whatever comes is
 * kept behind it.
 */
export class Mailbox {
  readonly #clock: Clock;
  readonly #store: MailStore;
  /** With the program, which has not confirmed them; the oldest first. */
  readonly #sent = new Set<Entry>();
  /** Here, the oldest first. */
  readonly #kept = new Set<Entry>();
  #chars = 0;
  #way: Way | undefined;
  #timer: { due: number; stop: () => void } | undefined;

  /**
   * Begins empty, and shut.
   *
   * @param clock Where the time comes from.
   * @param store What those letters take up that have to wait here.
   */
  constructor(clock: Clock, store: MailStore) {
    this.#clock = clock;
    this.#store = store;
  }

  /** How many letters have not come to their end. */
  get size(): number {
    return this.#sent.size + this.#kept.size;
  }

  /** Takes a letter, whose sender hears at once if it cannot be delivered at once. */
  post(letter: Letter): void {
    const { queued, queuedChars, queuedMs } = ROOM_LIMITS;
    if (this.size >= queued || this.#chars + letter.chars > queuedChars) {
      return letter.settle?.("expired");
    }
    const until = this.#clock.now() + queuedMs;
    const entry = { letter, until, isQueued: false, patience: Infinity };
    this.#chars += letter.chars;
    this.#deliver();
    if (this.#kept.size > 0 || !this.#handOver(entry)) this.#keep(entry);
  }

  /** The peer is here, and can take letters: those that were kept go first. */
  open(way: Way): void {
    this.#way = way;
    this.#deliver();
  }

  /**
   * The peer is away: what it has not confirmed is with its connection, which may come back, and what
   * comes now is kept here.
   */
  shut(): void {
    this.#way = undefined;
    for (const entry of this.#sent) postpone(entry);
  }

  /** The peer's connection will not come back: nobody knows which of those it has had. */
  lose(): void {
    this.#way = undefined;
    for (const entry of this.#sent) this.#end(entry, "expired");
  }

  /** Gives up what is kept, or those parcels of it that `isStale` says. */
  discard(isStale: (parcel: Parcel) => boolean = () => true): void {
    for (const entry of this.#kept) {
      if (isStale(entry.letter.parcel)) this.#end(entry, "expired");
    }
  }

  /** The peer has no place any more. */
  close(): void {
    this.lose();
    this.discard();
    this.#timer?.stop();
    this.#timer = undefined;
  }

  #keep(entry: Entry): void {
    if (!this.#store.take(entry.letter.chars)) {
      return this.#finish(entry, "expired");
    }
    this.#kept.add(entry);
    this.#wake(entry.until);
    postpone(entry);
  }

  /** Does not keep a letter any more; `false` if it was not kept. */
  #takeOut(entry: Entry): boolean {
    if (!this.#kept.delete(entry)) return false;
    this.#store.release(entry.letter.chars);
    return true;
  }

  #deliver(): void {
    for (const entry of this.#kept) {
      if (!this.#handOver(entry)) return;
      this.#takeOut(entry);
    }
  }

  #handOver(entry: Entry): boolean {
    const { parcel, settle } = entry.letter;
    const way = this.#way;
    if (!way) return false;
    if (!settle) {
      if (!way(parcel)) return false;
      this.#finish(entry, "delivered");
      return true;
    }
    if (this.#sent.size >= IN_FLIGHT) return false;
    const isThere = way(parcel, () => {
      this.#end(entry, "delivered");
      this.#deliver();
    });
    if (!isThere) return false;
    this.#sent.add(entry);
    entry.patience = this.#clock.now() + ROOM_LIMITS.confirmMs;
    this.#wake(entry.patience);
    return true;
  }

  #end(entry: Entry, fate: Fate): void {
    if (this.#sent.delete(entry) || this.#takeOut(entry)) {
      this.#finish(entry, fate);
    }
  }

  #finish({ letter }: Entry, fate: Fate): void {
    this.#chars -= letter.chars;
    letter.settle?.(fate);
  }

  /** When something is due next: all have the same time, so that the first of each kind is. */
  #nextDue(): number {
    const [sent] = this.#sent;
    const [kept] = this.#kept;
    const oldest = Math.min(sent?.until ?? Infinity, kept?.until ?? Infinity);
    for (const { isQueued, patience } of this.#sent) {
      if (!isQueued) return Math.min(oldest, patience);
    }
    return oldest;
  }

  /**
   * Looks again then, or before. A timer that is too early does no harm, whereas to take one back and
   * make another for each letter would be most of what a letter costs.
   */
  #wake(due: number): void {
    if (due === Infinity || (this.#timer && this.#timer.due <= due)) return;
    this.#timer?.stop();
    const stop = this.#clock.after(due - this.#clock.now(), () => {
      this.#timer = undefined;
      this.#look();
    });
    this.#timer = { due, stop };
  }

  #look(): void {
    const now = this.#clock.now();
    for (const entry of [...this.#sent, ...this.#kept]) {
      if (entry.until <= now) this.#end(entry, "expired");
      else if (entry.patience <= now) postpone(entry);
    }
    this.#deliver();
    this.#wake(this.#nextDue());
  }
}

/** Tells a letter's sender, once, that it has to wait. */
function postpone(entry: Entry): void {
  if (entry.isQueued) return;
  entry.isQueued = true;
  entry.letter.settle?.("queued");
}
