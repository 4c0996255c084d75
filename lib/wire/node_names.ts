/**
 * The names that Node has for what an {@linkcode Emitter} does, and what it does besides. The core
 * does without them.
 *
 * @module
 */

import { Emitter } from "./emitter.ts";
import type {
  AnyEvents,
  EventMap,
  EventName,
  Listener,
  ListenerOf,
} from "./events.ts";

/**
 * What a class has once it was given Node's names.
 *
 * @typeParam T The application's map of events.
 * @typeParam Own The library's own events, which go before the application's of the same name.
 */
export interface NodeNames<
  T extends EventMap<T>,
  Own extends EventMap<Own> = Record<never, never>,
> {
  /** The same as {@linkcode Emitter.on}. */
  addListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this;

  /** Calls `listener` each time `event` happens, before those who listen already. */
  prependListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this;

  /** Calls `listener` the next time `event` happens, before those who listen already. */
  prependOnceListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this;

  /** Forgets `listener`, however often it was added. */
  removeListener<E extends EventName<T, Own>>(
    event: E,
    listener: ListenerOf<T, Own, E>,
  ): this;

  /** Forgets all of `event`'s listeners, or those of all events. */
  removeAllListeners<E extends EventName<T, Own>>(event?: E): this;

  /** How many listen to `event`. */
  listenerCount<E extends EventName<T, Own>>(event: E): number;

  /** The names of the events that someone listens to. */
  eventNames(): string[];
}

class Named extends Emitter<AnyEvents> implements NodeNames<AnyEvents> {
  addListener(event: string, listener: Listener): this {
    return this.on(event, listener);
  }

  prependListener(event: string, listener: Listener): this {
    this.setEntries(event, [listener, ...this.entriesOf(event)]);
    return this;
  }

  prependOnceListener(event: string, listener: Listener): this {
    this.setEntries(event, [{ once: listener }, ...this.entriesOf(event)]);
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string): this {
    return this.off(event);
  }

  listenerCount(event: string): number {
    return this.listeners(event).length;
  }

  eventNames(): string[] {
    return this.heardBy.filter((it) => typeof it === "string");
  }
}

/** Gives a class of emitters Node's names; what it is then is said by {@linkcode NodeNames}. */
export function giveNodeNames(prototype: object): void {
  const { constructor: _, ...names } = Object.getOwnPropertyDescriptors(
    Named.prototype,
  );
  Object.defineProperties(prototype, names);
}
