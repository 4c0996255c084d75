/**
 * What is to be written to one connection: gathered during a turn, sent as one frame at its end.
 *
 * @module
 */

import type { Encoded } from "../wire/mod.ts";
import { Batch } from "./batch.ts";
import type { Transport } from "./transport.ts";

/** Bytes that a UTF-16 code unit becomes at most. */
const MOST_BYTES = 3;

/** The waiting envelopes of one connection. */
export class Outbox {
  readonly #transport: Transport;
  readonly #due: () => void;
  readonly #backlogBytes: number;
  #waiting = Batch.NOTHING;
  /** Bytes that wait in the transport, at most: as when we looked, and all that was sent since. */
  #backlog = 0;

  /**
   * Begins empty.
   *
   * @param transport Where to write.
   * @param due Is called when something waits: {@linkcode flush} is wanted at the end of the turn.
   * @param backlogBytes How much may wait, here and in the transport.
   */
  constructor(transport: Transport, due: () => void, backlogBytes: number) {
    this.#transport = transport;
    this.#due = due;
    this.#backlogBytes = backlogBytes;
  }

  /** Whether nothing waits, here or in the transport. */
  get isEmpty(): boolean {
    return this.#waiting === Batch.NOTHING && this.#transport.backlog === 0;
  }

  /**
   * Adds an encoded envelope to what goes out at the end of this turn.
   *
   * @returns `false`, and adds nothing, if too much waits already: the reader is too slow.
   */
  add(encoded: Encoded): boolean {
    return this.#take(encoded.length, this.#waiting.and(encoded));
  }

  /** Adds several, in the same way: all or none. */
  addAll(batch: Batch): boolean {
    return this.#take(batch.length, this.#waiting.andAll(batch));
  }

  #take(length: number, waiting: Batch): boolean {
    // Characters stand in for bytes: exact for ASCII, and counting bytes would cost a pass.
    const ours = this.#waiting.length + length;
    if (ours + this.#backlog > this.#backlogBytes) {
      // Only now is it worth asking: nearly all that was sent has left.
      this.#backlog = this.#transport.backlog;
      if (ours + this.#backlog > this.#backlogBytes) return false;
    }
    if (this.#waiting === Batch.NOTHING) this.#due();
    this.#waiting = waiting;
    return true;
  }

  /** Writes what waits, as one frame unless it is much, or bytes. */
  flush(): void {
    if (this.#waiting === Batch.NOTHING) return;
    const { frames, length } = this.#waiting;
    this.#waiting = Batch.NOTHING;
    this.#backlog += length * MOST_BYTES;
    for (const frame of frames) this.#transport.send(frame);
  }
}
