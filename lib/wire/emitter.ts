/**
 * Who listens to what, with Socket.IO's `on`, `once` and `off`, and the names that Node has for
 * the same.
 *
 * @module
 */

import type { EventMap, EventName, Listener, ListenerOf } from "./events.ts";

/** Someone who listens to an event: each time, or once. */
export interface Entry {
  /** Who. */
  readonly listener: Listener;
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
  readonly #entries: Map<string, readonly Entry[]>;

  /**
   * Begins without listeners.
   *
   * @param twin Shares its listeners: whoever listens to one listens to both.
   */
  constructor(twin?: Emitter<T, Own>) {
    this.#entries = twin ? twin.#entries : new Map();
  }

  /** Calls `listener` each time `event` happens. */
  on<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.#add(event, listener, false);
  }

  /** The same as {@linkcode on}. */
  addListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.on(event, listener);
  }

  /** Calls `listener` each time `event` happens, before those who listen already. */
  prependListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.#add(event, listener, false, true);
  }

  /** Calls `listener` the next time `event` happens. */
  once<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.#add(event, listener, true);
  }

  /** Calls `listener` the next time `event` happens, before those who listen already. */
  prependOnceListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.#add(event, listener, true, true);
  }

  /**
   * Forgets `listener`, however often it was added, or all of `event`'s listeners, or those of all
   * events.
   */
  off<E extends EventName<T, Own>>(
    event?: E,
    listener?: ListenerOf<T, Own, E>,
  ): this {
    if (event === undefined) this.#entries.clear();
    else {
      this.#keep(
        event,
        (entry) => listener !== undefined && entry.listener !== listener,
      );
    }
    return this;
  }

  /** Forgets `listener`, however often it was added. */
  removeListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.off(event, listener);
  }

  /** Forgets all of `event`'s listeners, or those of all events. */
  removeAllListeners<E extends EventName<T, Own>>(event?: E): this {
    return this.off(event);
  }

  /** The listeners of `event`, in the order in which they are called. */
  listeners<E extends EventName<T, Own>>(event: E): Listener[] {
    return this.#of(event).map((entry) => entry.listener);
  }

  /** How many listen to `event`. */
  listenerCount<E extends EventName<T, Own>>(event: E): number {
    return this.#of(event).length;
  }

  /** Whether anyone listens to `event`. */
  hasListeners<E extends EventName<T, Own>>(event: E): boolean {
    return this.#entries.has(event);
  }

  /** The names of the events that someone listens to. */
  eventNames(): string[] {
    return [...this.#entries.keys()];
  }

  /**
   * Hands each listener of `event` to `call`, in order. A listener that is added or removed
   * meanwhile changes nothing for this event.
   *
   * @returns Whether anyone listens.
   */
  protected tell(event: string, call: (listener: Listener) => void): boolean {
    const entries = this.take(event);
    for (const { listener } of entries) call(listener);
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

  #add(
    event: string,
    listener: Listener,
    once: boolean,
    first: boolean = false,
  ): this {
    const added = [{ listener, once }];
    const others = this.#of(event);
    // Not by spreading, which leaves room for many more: most names have one listener for good.
    this.#entries.set(
      event,
      first ? added.concat(others) : others.concat(added),
    );
    return this;
  }

  #of(event: string): readonly Entry[] {
    return this.#entries.get(event) ?? NONE;
  }

  #keep(event: string, wanted: (entry: Entry) => boolean): void {
    const rest = this.#of(event).filter(wanted);
    if (rest.length > 0) this.#entries.set(event, rest);
    else this.#entries.delete(event);
  }
}
