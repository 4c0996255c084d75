/**
 * Who listens to what, with Socket.IO's `on`, `once` and `off`.
 *
 * @module
 */

import type { EventMap, EventName, Listener, ListenerOf } from "./events.ts";

interface Entry {
  readonly listener: Listener;
  readonly once: boolean;
}

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
  readonly #entries = new Map<string, readonly Entry[]>();

  /** Calls `listener` each time `event` happens. */
  on<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.#add(event, { listener, once: false });
  }

  /** Calls `listener` the next time `event` happens. */
  once<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.#add(event, { listener, once: true });
  }

  /** Forgets `listener`, or all of `event`'s listeners, or all there are. */
  off<E extends EventName<T, Own>>(
    event?: E,
    listener?: ListenerOf<T, Own, E>,
  ): this {
    if (event === undefined) this.#entries.clear();
    else {this.#keep(event, (entry) =>
        listener !== undefined && entry.listener !== listener);}
    return this;
  }

  /** The listeners of `event`, in the order in which they were added. */
  listeners<E extends EventName<T, Own>>(event: E): Listener[] {
    return this.#of(event).map((entry) => entry.listener);
  }

  /**
   * Hands each listener of `event` to `call`, in order. A listener that is added or removed
   * meanwhile changes nothing for this event.
   *
   * @returns Whether anyone listens.
   */
  protected tell(event: string, call: (listener: Listener) => void): boolean {
    const entries = this.#of(event);
    for (const entry of entries) {
      if (entry.once) this.#keep(event, (other) => other !== entry);
      call(entry.listener);
    }
    return entries.length > 0;
  }

  #add(event: string, entry: Entry): this {
    this.#entries.set(event, [...this.#of(event), entry]);
    return this;
  }

  #of(event: string): readonly Entry[] {
    return this.#entries.get(event) ?? [];
  }

  #keep(event: string, wanted: (entry: Entry) => boolean): void {
    const rest = this.#of(event).filter(wanted);
    if (rest.length > 0) this.#entries.set(event, rest);
    else this.#entries.delete(event);
  }
}
