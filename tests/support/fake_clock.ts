/** A clock that moves when a test says so. */

import type { Clock } from "../../lib/wire/clock.ts";

interface Timer {
  due: number;
  work: () => void;
}

export class FakeClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Timer>();

  /** How many calls are still to come. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { due: this.#now + ms, work };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets `ms` milliseconds pass: what is due happens, in the order in which it is due. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#first(end); timer; timer = this.#first(end)) {
      this.#timers.delete(timer);
      this.#now = timer.due;
      timer.work();
    }
    this.#now = end;
  }

  #first(end: number): Timer | undefined {
    return [...this.#timers]
      .filter(({ due }) => due <= end)
      .sort((a, b) => a.due - b.due)[0];
  }
}
