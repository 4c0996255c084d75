/** A clock that moves when a test says so. */

import type { Clock } from "../../lib/wire/clock.ts";

interface Timer {
  due: number;
  work: () => void;
}

export class FakeClock implements Clock {
  #now = 0;
  /** In the order in which they are due. */
  readonly #timers: Timer[] = [];

  /** How many calls are still to come. */
  get pending(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { due: this.#now + ms, work };
    const later = this.#timers.findIndex(({ due }) => due > timer.due);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Lets `ms` milliseconds pass in which nothing happens: what is due then happens too late. */
  sleep(ms: number): void {
    this.#now += ms;
    this.advance(0);
  }

  /** Lets `ms` milliseconds pass: what is due happens, in the order in which it is due. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [first] = this.#timers;
      if (!first || first.due > end) break;
      this.#timers.shift();
      this.#now = Math.max(this.#now, first.due);
      first.work();
    }
    this.#now = end;
  }
}
