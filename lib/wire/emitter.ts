/**
 * Who listens to what, with Socket.IO's `on`, `once` and `off`.
 *
 * @module
 */

import type { EventMap, EventName, Listener, ListenerOf } from "./events.ts";

/**
 * Someone who listens to an event the next time it happens.
 *
 * @internal
 */
export interface NextTime {
  /** Who. */
  readonly once: Listener;
}

/**
 * Someone who listens to an event: each time, or once.
 *
 * @internal
 */
export type Entry = Listener | NextTime;

const NONE: readonly Entry[] = [];

/**
 * A registry of listeners. What happens is told to them by whoever extends it.
 *
 * Names live in a list, each with its listeners behind it: so an event called `constructor` is an event
 * like any other, and the few that a socket has lie together in memory, of which a server with very many
 * sockets looks at another piece for each event.
 *
 * @typeParam T The application's map of events.
 * @typeParam Own The library's own events, which go before the application's of the same name.
 */
export class Emitter<
  T extends EventMap<T>,
  Own extends EventMap<Own> = Record<never, never>,
> {
  /** Names, and behind each who listens. */
  protected heardBy: (string | readonly Entry[])[] = [];

  /** Calls `listener` each time `event` happens. */
  on<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.add(event, listener);
  }

  /** Calls `listener` the next time `event` happens. */
  once<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this {
    return this.add(event, { once: listener });
  }

  /**
   * Forgets `listener`, however often it was added, or all of `event`'s listeners, or those of all
   * events.
   */
  off<E extends EventName<T, Own>>(
    event?: E,
    listener?: ListenerOf<T, Own, E>,
  ): this {
    if (event === undefined) this.heardBy.length = 0;
    else {
      this.setEntries(
        event,
        this.entriesOf(event).filter((entry) =>
          listener && hearerOf(entry) !== listener
        ),
      );
    }
    return this;
  }

  /** The listeners of `event`, in the order in which they are called. */
  listeners<E extends EventName<T, Own>>(event: E): Listener[] {
    return this.entriesOf(event).map(hearerOf);
  }

  /** Whether anyone listens to `event`. */
  hasListeners<E extends EventName<T, Own>>(event: E): boolean {
    return this.entriesOf(event) !== NONE;
  }

  /**
   * Hands each listener of `event` to `call`, in order. A listener that is added or removed
   * meanwhile changes nothing for this event.
   *
   * @returns Whether anyone listens.
   */
  protected tell(event: string, call: (listener: Listener) => void): boolean {
    const listeners = this.take(event);
    for (const listener of listeners) call(listener);
    return listeners.length > 0;
  }

  /**
   * Takes the listeners of `event`, in order, to be called now: those who listen once are forgotten.
   */
  protected take(event: string): readonly Listener[] {
    const entries = this.entriesOf(event);
    if (entries.every(isLasting)) return entries;
    this.setEntries(event, entries.filter(isLasting));
    return entries.map(hearerOf);
  }

  /** Adds a listener of `event`: the last. */
  protected add(event: string, entry: Entry): this {
    // Not by spreading, which leaves room for many more: most names have one listener for good.
    this.setEntries(event, this.entriesOf(event).concat(entry));
    return this;
  }

  /** Who listens to `event`. */
  protected entriesOf(event: string): readonly Entry[] {
    const found = this.heardBy[this.heardBy.indexOf(event) + 1];
    return typeof found === "object" ? found : NONE;
  }

  /** From now on, these listen to `event`. */
  protected setEntries(event: string, entries: readonly Entry[]): void {
    const at = this.heardBy.indexOf(event);
    const now = entries.length > 0 ? [event, entries] : [];
    this.heardBy.splice(at < 0 ? this.heardBy.length : at, 2, ...now);
  }
}

function isLasting(entry: Entry): entry is Listener {
  return typeof entry !== "object";
}

function hearerOf(entry: Entry): Listener {
  return typeof entry === "object" ? entry.once : entry;
}
