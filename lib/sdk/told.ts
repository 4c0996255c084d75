/**
 * Whoever tells an application what happens.
 *
 * @module
 */

import {
  contain,
  Emitter,
  type EventMap,
  type EventName,
} from "../wire/mod.ts";

/**
 * A registry of listeners that can be told.
 *
 * @typeParam T The map of events.
 */
export class Told<T extends EventMap<T>> extends Emitter<T> {
  /**
   * Tells all who listen. What one of them throws is seen by the application, in a task of its own,
   * and by nobody else.
   *
   * @returns Whether anyone listens.
   * @internal
   */
  announce<E extends EventName<T>>(
    event: E,
    ...args: Parameters<T[E]>
  ): boolean {
    return this.tell(event, (listener) => {
      contain(() => listener(...args), (error) => {
        queueMicrotask(() => {
          throw error;
        });
      });
    });
  }
}
