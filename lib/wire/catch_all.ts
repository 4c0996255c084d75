/**
 * Who hears every event, whatever its name, with Socket.IO's `onAny` and `onAnyOutgoing`.
 *
 * @module
 */

import type { AnyListener } from "./events.ts";

type Listeners = readonly AnyListener[];

/** The listeners of all events of a socket, which has calls of the same names. */
export class CatchAll {
  readonly #noteOutgoing: (heard: boolean) => void;
  #incoming: Listeners = [];
  #outgoing: Listeners = [];

  /**
   * Begins without listeners.
   *
   * @param noteOutgoing Takes note of whether anyone hears what is sent.
   */
  constructor(noteOutgoing: (heard: boolean) => void = () => {}) {
    this.#noteOutgoing = noteOutgoing;
  }

  /**
   * Calls `listener` with each event that comes in, before the event's own listeners. It hears no
   * answers and nothing of the library's own, such as `disconnect`.
   *
   * It counts as someone who listens: an event that asks for an answer, and that nobody else
   * listens to, is left for it to answer, now or later.
   */
  onAny(listener: AnyListener): void {
    this.#incoming = [...this.#incoming, listener];
  }

  /** Does the same as {@linkcode onAny}, and before those who listen already. */
  prependAny(listener: AnyListener): void {
    this.#incoming = [listener, ...this.#incoming];
  }

  /** Forgets a listener of {@linkcode onAny}, or all of them. */
  offAny(listener?: AnyListener): void {
    this.#incoming = without(listener, this.#incoming);
  }

  /** The listeners of {@linkcode onAny}, in the order in which they are called. */
  listenersAny(): AnyListener[] {
    return [...this.#incoming];
  }

  /**
   * Calls `listener` with each event that is sent from here, once it is on its way or kept to be: of
   * a volatile one only if it leaves. It hears no answers, and not the function that waits for one.
   */
  onAnyOutgoing(listener: AnyListener): void {
    this.#setOutgoing([...this.#outgoing, listener]);
  }

  /** Does the same as {@linkcode onAnyOutgoing}, and before those who listen already. */
  prependAnyOutgoing(listener: AnyListener): void {
    this.#setOutgoing([listener, ...this.#outgoing]);
  }

  /** Forgets a listener of {@linkcode onAnyOutgoing}, or all of them. */
  offAnyOutgoing(listener?: AnyListener): void {
    this.#setOutgoing(without(listener, this.#outgoing));
  }

  /** The listeners of {@linkcode onAnyOutgoing}, in the order in which they are called. */
  listenersAnyOutgoing(): AnyListener[] {
    return [...this.#outgoing];
  }

  /**
   * The listeners of what comes in, in order. One that is added or removed later changes nothing for
   * this event.
   */
  get incoming(): readonly AnyListener[] {
    return this.#incoming;
  }

  /** The listeners of what is sent, in the same way. */
  get outgoing(): readonly AnyListener[] {
    return this.#outgoing;
  }

  #setOutgoing(listeners: Listeners): void {
    this.#outgoing = listeners;
    this.#noteOutgoing(listeners.length > 0);
  }
}

function without(listener: AnyListener | undefined, all: Listeners): Listeners {
  return all.filter((one) => listener !== undefined && one !== listener);
}
