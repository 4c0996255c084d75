/**
 * A file on its way to the other peer.
 *
 * @module
 */

import type { Json } from "../parlance/mod.ts";
import { ChannelError, type FileErrorCode } from "./channel_error.ts";
import { CHANNEL_LIMITS } from "./chunks.ts";

/** How far a file is: the bytes that its receiver has dealt with, and all of them. */
export type Progress = (bytes: number, size: number) => void;

/** How a file is sent. */
export interface SendFileOptions {
  /** What the receiver is told that it is called; a `File`'s own name, or `"file"`, unless given. */
  name?: string;
  /** Withdraws the file when it is aborted. */
  signal?: AbortSignal;
  /** Hears, first when the file is accepted, how much of it the receiver has dealt with. */
  onProgress?: Progress;
}

/**
 * What a file tells its channel.
 *
 * @internal
 */
export interface OutgoingHost {
  /** There may be a chunk to send. */
  ready(): void;
  /** It is over: all has arrived, unless there is an error; the receiver is told the code, if any. */
  over(error?: unknown, code?: FileErrorCode): void;
}

/**
 * The sender's end of a file.
 *
 * It reads a block at a time, and never sends more than the receiver has said that it has room for.
 *
 * @internal
 */
export class OutgoingFile {
  /** Whether the receiver has been told of it. */
  isOffered = false;
  readonly #file: Blob;
  readonly #name: string;
  readonly #onProgress: Progress | undefined;
  readonly #host: OutgoingHost;
  #sent = 0;
  /** Negative until the file is accepted. */
  #confirmed = -1;
  #block: Uint8Array = new Uint8Array();
  #isReading = false;

  constructor(
    file: Blob,
    name: string,
    onProgress: Progress | undefined,
    host: OutgoingHost,
  ) {
    this.#file = file;
    this.#name = name;
    this.#onProgress = onProgress;
    this.#host = host;
  }

  /** What the receiver is told of it. */
  offer(): Json {
    this.isOffered = true;
    return [this.#name, this.#file.size, this.#file.type];
  }

  /** The next chunk, if there is one that may be sent now. */
  next(): Uint8Array | undefined {
    const rest = this.#file.size - this.#sent;
    const bytes = Math.min(CHANNEL_LIMITS.chunkBytes, rest);
    const room = this.#confirmed + CHANNEL_LIMITS.windowBytes - this.#sent;
    if (this.#confirmed < 0 || bytes < 1 || bytes > room) return;
    if (this.#block.length < 1) return this.#read();
    const chunk = this.#block.subarray(0, bytes);
    this.#block = this.#block.subarray(bytes);
    this.#sent += bytes;
    return chunk;
  }

  /** Hears that the receiver has dealt with so many bytes; what cannot be is not listened to. */
  confirm(bytes: unknown): void {
    if (typeof bytes !== "number" || !this.isOffered) return;
    if (!(bytes > this.#confirmed && bytes <= this.#sent)) return;
    this.#confirmed = bytes;
    const { size } = this.#file;
    if (bytes === size) this.over();
    else this.#host.ready();
    this.#onProgress?.(bytes, size);
  }

  /** Ends it, as {@linkcode OutgoingHost.over} says. */
  over(error?: unknown, code?: FileErrorCode): void {
    this.#host.over(error, code);
  }

  #read(): undefined {
    if (this.#isReading) return;
    this.#isReading = true;
    const end = this.#sent + CHANNEL_LIMITS.blockBytes;
    this.#file.slice(this.#sent, end).arrayBuffer().then((block) => {
      this.#isReading = false;
      this.#block = new Uint8Array(block);
      this.#host.ready();
    }).catch((error) => {
      const code = "unreadable";
      this.over(new ChannelError("send the file", code, error), code);
    });
  }
}
