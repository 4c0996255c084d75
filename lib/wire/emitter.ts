/**
 * Who listens to what, with Socket.IO's `on`, `once` and `off`.
 *
 * @module
 */

import type { EventMap, EventName, Listener, ListenerOf } from "./events.ts";

/**
 * Someone who listens to an event: each time, or once.
 *
 * @internal
 */
export interface Entry {
  /** Who. */
  readonly hearer: Listener;
  /** Whether only the next time counts. */
  readonly once: boolean;
}

const NONE: readonly Entry[] = [];

/**
 * A registry of listeners. What happens is told to them by whoever extends it.
 *
 * Names live in a `Map`, so that an event called `constructor` is an event like any other.
 *
 * @typeParam T The application's map of events.
 * @typeParam Own The library's own events, which go before the application's of the same name.
 */
export class Emitter<
  T extends EventMap<T>,
  Own extends EventMap<Own> = Record<never, never>,
> {
  /** Who listens, by the event's name. */
  protected heardBy: Map<string, readonly Entry[]> = new Map();

  /** Calls `listener` each time `event` happens. */
  on<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.add(event, { hearer: listener, once: false });
  }

  /** Calls `listener` the next time `event` happens. */
  once<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.add(event, { hearer: listener, once: true });
  }

  /**
   * Forgets `listener`, however often it was added, or all of `event`'s listeners, or those of all
   * events.
   */
  off<E extends EventName<T, Own>>(
    event?: E,
    listener?: ListenerOf<T, Own, E>,
  ): this {
    if (event === undefined) this.heardBy.clear();
    else {
      this.#keep(
        event,
        (entry) => listener !== undefined && entry.hearer !== listener,
      );
    }
    return this;
  }

  /** The listeners of `event`, in the order in which they are called. */
  listeners<E extends EventName<T, Own>>(event: E): Listener[] {
    return this.#of(event).map((entry) => entry.hearer);
  }

  /** Whether anyone listens to `event`. */
  hasListeners<E extends EventName<T, Own>>(event: E): boolean {
    return this.heardBy.has(event);
  }

  /**
   * Hands each listener of `event` to `call`, in order. A listener that is added or removed
   * meanwhile changes nothing for this event.
   *
   * @returns Whether anyone listens.
   */
  protected tell(event: string, call: (listener: Listener) => void): boolean {
    const entries = this.take(event);
    for (const { hearer } of entries) call(hearer);
    return entries.length > 0;
  }

  /**
   * Takes the listeners of `event`, in order, to be called now: those who listen once are forgotten.
   */
  protected take(event: string): readonly Entry[] {
    const entries = this.#of(event);
    for (const { once } of entries) {
      if (!once) continue;
      this.#keep(event, (entry) => !entry.once);
      break;
    }
    return entries;
  }

  /** Adds a listener of `event`: the last, unless it is to be the first. */
  protected add(event: string, entry: Entry, first: boolean = false): this {
    const added = [entry];
    const others = this.#of(event);
    // Not by spreading, which leaves room for many more: most names have one listener for good.
    this.heardBy.set(
      event,
      first ? added.concat(others) : others.concat(added),
    );
    return this;
  }

  #of(event: string): readonly Entry[] {
    return this.heardBy.get(event) ?? NONE;
  }

  #keep(event: string, wanted: (entry: Entry) => boolean): void {
    const rest = this.#of(event).filter(wanted);
    if (rest.length > 0) this.heardBy.set(event, rest);
    else this.heardBy.delete(event);
  }
}
