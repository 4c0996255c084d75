/**
 * Who hears every event, whatever its name, with Socket.IO's `onAny` and `onAnyOutgoing`.
 *
 * @module
 */

import { Emitter } from "./emitter.ts";
import type { AnyListener, EventMap } from "./events.ts";

type Listeners = readonly AnyListener[];

/**
 * A registry that has listeners of all events beside those of each. Those of all are kept apart:
 * `off()` does not forget them.
 *
 * @typeParam T The application's map of events.
 * @typeParam Own The library's own events, which the listeners of all events do not hear.
 */
export abstract class CatchAllEmitter<
  T extends EventMap<T>,
  Own extends EventMap<Own>,
> extends Emitter<T, Own> {
  #incoming: Listeners = [];
  #outgoing: Listeners = [];

  /**
   * Calls `listener` with each event that comes in, before the event's own listeners. It hears no
   * answers and nothing of the library's own, such as `disconnect`.
   *
   * It counts as someone who listens: an event that asks for an answer, and that nobody else
   * listens to, is left for it to answer, now or later.
   */
  onAny(listener: AnyListener): this {
    this.#incoming = [...this.#incoming, listener];
    return this;
  }

  /** Does the same as {@linkcode onAny}, and before those who listen already. */
  prependAny(listener: AnyListener): this {
    this.#incoming = [listener, ...this.#incoming];
    return this;
  }

  /** Forgets a listener of {@linkcode onAny}, or all of them. */
  offAny(listener?: AnyListener): this {
    this.#incoming = without(listener, this.#incoming);
    return this;
  }

  /** The listeners of {@linkcode onAny}, in the order in which they are called. */
  listenersAny(): AnyListener[] {
    return [...this.#incoming];
  }

  /**
   * Calls `listener` with each event that is sent from here, once it is on its way or kept to be: of
   * a volatile one only if it leaves. It hears no answers, and not the function that waits for one.
   */
  onAnyOutgoing(listener: AnyListener): this {
    return this.#setOutgoing([...this.#outgoing, listener]);
  }

  /** Does the same as {@linkcode onAnyOutgoing}, and before those who listen already. */
  prependAnyOutgoing(listener: AnyListener): this {
    return this.#setOutgoing([listener, ...this.#outgoing]);
  }

  /** Forgets a listener of {@linkcode onAnyOutgoing}, or all of them. */
  offAnyOutgoing(listener?: AnyListener): this {
    return this.#setOutgoing(without(listener, this.#outgoing));
  }

  /** The listeners of {@linkcode onAnyOutgoing}, in the order in which they are called. */
  listenersAnyOutgoing(): AnyListener[] {
    return [...this.#outgoing];
  }

  /**
   * The listeners of what comes in, in order. One that is added or removed meanwhile changes nothing
   * for this event.
   */
  protected get anyListeners(): readonly AnyListener[] {
    return this.#incoming;
  }

  /** Hands each listener of what is sent to `call`, in order, and in the same way. */
  protected tellAnyOutgoing(call: (listener: AnyListener) => void): void {
    for (const listener of this.#outgoing) call(listener);
  }

  /** Takes note of whether anyone hears what is sent: not all of it need be sent from here. */
  protected noteOutgoing(_heard: boolean): void {}

  #setOutgoing(listeners: Listeners): this {
    this.#outgoing = listeners;
    this.noteOutgoing(listeners.length > 0);
    return this;
  }
}

function without(listener: AnyListener | undefined, all: Listeners): Listeners {
  return all.filter((one) => listener !== undefined && one !== listener);
}
