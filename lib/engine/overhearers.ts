/**
 * The sockets of a namespace whose application hears what they are sent: broadcasts do not pass
 * through their sockets, and have to be told to them.
 *
 * @module
 */

import {
  decodeFromServer,
  type Encoded,
  type Encoding,
  unpackAny,
} from "../wire/mod.ts";

/** Hears of an event that was sent to a socket. */
export type Overhearer = (event: string, args: readonly unknown[]) => void;

/** Who hears of the broadcasts that reach a socket, by the socket's id. */
export class Overhearers {
  readonly #all = new Map<string, Overhearer>();

  /** Whether nobody wants to hear. */
  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** From now on `hear` is told of what reaches the socket. */
  add(id: string, hear: Overhearer): void {
    this.#all.set(id, hear);
  }

  /** Nobody is told any more. */
  delete(id: string): void {
    this.#all.delete(id);
  }

  /**
   * Tells of an event that reaches a socket. It may come from another node, so it is read as the
   * client reads it; where nobody wants to hear, nothing is read.
   */
  tell(id: string, event: Encoding): void {
    if (this.isEmpty) return;
    const hear = this.#all.get(id);
    if (!hear) return;
    if (!(event instanceof Promise)) return read(event, hear);
    event.then((encoded) => read(encoded, hear), () => {});
  }
}

function read(encoded: Encoded, hear: Overhearer): void {
  const [envelope] = decodeFromServer(encoded, unpackAny) ?? [];
  if (envelope?.type === "event") hear(envelope.event, envelope.args);
}
