/**
 * What is to be written to one connection: gathered during a turn, sent as one frame at its end.
 *
 * @module
 */

import { type Encoded, framesOf } from "../wire/mod.ts";
import type { Transport } from "./transport.ts";

/**
 * A frame arrives whole or not at all: on a network that breaks often, a large one may never. Only
 * what a client has missed is ever as much as this.
 */
const FRAME = { frameChars: 16 * 1024, batchEnvelopes: Infinity };

/** The waiting envelopes of one connection. */
export class Outbox {
  readonly #transport: Transport;
  readonly #due: () => void;
  readonly #backlogBytes: number;
  #waiting: Encoded[] = [];
  #waitingLength = 0;

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
    return this.#waiting.length === 0 && this.#transport.backlog === 0;
  }

  /**
   * Adds an encoded envelope to what goes out at the end of this turn.
   *
   * @returns `false`, and adds nothing, if too much waits already: the reader is too slow.
   */
  add(encoded: Encoded): boolean {
    // Characters stand in for bytes: exact for ASCII, and counting bytes would cost a pass.
    const backlog = this.#waitingLength + this.#transport.backlog;
    if (backlog + encoded.length > this.#backlogBytes) return false;
    this.#waitingLength += encoded.length;
    if (this.#waiting.push(encoded) === 1) this.#due();
    return true;
  }

  /** Writes what waits, as one frame unless it is much, or bytes. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingLength = 0;
    for (const frame of framesOf(waiting, FRAME)) this.#transport.send(frame);
  }
}
