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
  readonly #backlogBytes: number;
  /** Nearly always one envelope alone, which needs no batch. */
  #waiting: Encoded | Batch = Batch.NOTHING;
  /** Bytes that wait in the transport, at most: as when we looked, and all that was sent since. */
  #backlog = 0;

  /**
   * Begins empty.
   *
   * @param transport Where to write.
   * @param backlogBytes How much may wait, here and in the transport.
   */
  constructor(transport: Transport, backlogBytes: number) {
    this.#transport = transport;
    this.#backlogBytes = backlogBytes;
  }

  /** Whether nothing waits here. */
  get isEmpty(): boolean {
    return this.#waiting === Batch.NOTHING;
  }

  /** Whether nothing waits in the transport either. */
  get isIdle(): boolean {
    return this.isEmpty && this.#transport.backlog === 0;
  }

  /**
   * Adds an encoded envelope to what goes out at the end of this turn.
   *
   * @returns `false`, and adds nothing, if too much waits already: the reader is too slow.
   */
  add(encoded: Encoded): boolean {
    return this.#take(
      encoded.length,
      this.isEmpty ? encoded : this.#batch.and(encoded),
    );
  }

  /** Adds several, in the same way: all or none. */
  addAll(batch: Batch): boolean {
    return this.#take(batch.length, this.#batch.andAll(batch));
  }

  get #batch(): Batch {
    const waiting = this.#waiting;
    return waiting instanceof Batch ? waiting : Batch.NOTHING.and(waiting);
  }

  #take(length: number, waiting: Encoded | Batch): boolean {
    // Characters stand in for bytes: exact for ASCII, and counting bytes would cost a pass.
    const ours = this.#waiting.length + length;
    if (ours + this.#backlog > this.#backlogBytes) {
      // Only now is it worth asking: nearly all that was sent has left.
      this.#backlog = this.#transport.backlog;
      if (ours + this.#backlog > this.#backlogBytes) return false;
    }
    this.#waiting = waiting;
    return true;
  }

  /** Writes what waits, as one frame unless it is much, or bytes. */
  flush(): void {
    if (this.isEmpty) return;
    const waiting = this.#waiting;
    this.#waiting = Batch.NOTHING;
    this.#backlog += waiting.length * MOST_BYTES;
    if (!(waiting instanceof Batch)) return this.#transport.send(waiting);
    for (const frame of waiting.frames) this.#transport.send(frame);
  }
}
