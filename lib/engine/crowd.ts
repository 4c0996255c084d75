/**
 * What many are told in a turn: gathered once for all, and handed to each of them together.
 *
 * @module
 */

import type { Encoded } from "../wire/mod.ts";
import { Batch } from "./batch.ts";
import type { Flushable, Turn } from "./turn.ts";

/** Someone who is told the same as many others. */
export interface Told {
  /** Takes it, now or when it can be reached. */
  sendAll(batch: Batch): void;
}

/** Characters that are gathered at most: whoever cannot keep up with them is to be noticed in time. */
const MOST_CHARS = 64 * 1024;

/**
 * Gathers what a crowd is told until the turn ends, or until something else is to be sent: nothing
 * passes it. A room to which ten things are said in a turn costs each member's connection one
 * look instead of ten, and its frame is made once.
 */
export class Crowd implements Flushable {
  readonly #turn: Turn;
  /** Who was found for a list: as long as it is in use, so are they. */
  readonly #found = new WeakMap<
    readonly string[],
    readonly (Told | undefined)[]
  >();
  #ids: readonly string[] = [];
  #except: readonly string[] = [];
  #told: readonly (Told | undefined)[] = [];
  #batch = Batch.NOTHING;
  #isDue = false;

  /**
   * Begins with nothing to tell.
   *
   * @param turn At whose end everyone is told.
   */
  constructor(turn: Turn) {
    this.#turn = turn;
  }

  /**
   * Tells everyone, by the end of this turn.
   *
   * @param ids Who that is: a list that is never changed, and the same one for the same crowd.
   * @param except Those among them who are not told.
   * @param find Finds them, in the order of their ids; asked once for a list.
   */
  tell(
    ids: readonly string[],
    except: readonly string[],
    encoded: Encoded,
    find: (ids: readonly string[]) => readonly (Told | undefined)[],
  ): void {
    if (ids !== this.#ids || !areSame(except, this.#except)) this.settle();
    if (this.#batch === Batch.NOTHING) {
      this.#ids = ids;
      this.#except = except;
      this.#told = this.#found.get(ids) ?? find(ids);
      this.#found.set(ids, this.#told);
      if (!this.#isDue) this.#turn.addFirst(this);
      this.#isDue = true;
    }
    this.#batch = this.#batch.and(encoded);
    if (this.#batch.length > MOST_CHARS) this.settle();
  }

  /** Hands everyone what was gathered for them: to be called before anything else is sent. */
  settle(): void {
    const batch = this.#batch;
    if (batch === Batch.NOTHING) return;
    this.#batch = Batch.NOTHING;
    const told = this.#told;
    for (const [n, id] of this.#ids.entries()) {
      if (!this.#except.includes(id)) told[n]?.sendAll(batch);
    }
    // Whoever has gone is not to be kept.
    this.#ids = this.#told = [];
  }

  /** The same, at the end of the turn. */
  flush(): void {
    this.#isDue = false;
    this.settle();
  }
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length &&
    some.every((name, n) => name === others[n]);
}
