/**
 * A file that the other peer offers.
 *
 * @module
 */

import {
  ChannelError,
  type ChannelErrorCode,
  type FileErrorCode,
} from "./channel_error.ts";
import { CHANNEL_LIMITS } from "./chunks.ts";
import type { Progress } from "./outgoing_file.ts";

/** How a file is received. */
export interface ReceiveFileOptions {
  /** Stops the file when it is aborted. */
  signal?: AbortSignal;
  /** Hears how much of the file has been written. */
  onProgress?: Progress;
}

/** A file that the other peer offers. Nothing of it is sent, or held, until it is accepted. */
export interface IncomingFile {
  /** What the sender calls it: up to 255 characters, none of which hides or leads to a folder. */
  readonly name: string;
  /** Bytes that the sender says it has; if it has others, it fails. */
  readonly size: number;
  /** What the sender says it is, such as `image/png`: up to 127 characters. */
  readonly type: string;
  /** Aborted, its reason a {@linkcode ChannelError}, when nothing can come of the file any more. */
  readonly signal: AbortSignal;
  /**
   * Accepts the file and collects it. Its type is the sender's only if no script can be in it: the
   * address of a blob belongs to the page's own origin.
   *
   * @returns All of it. Rejects with a {@linkcode ChannelError}, or the reason of
   * {@linkcode ReceiveFileOptions.signal}. A second call returns the same, and its options count for
   * nothing.
   */
  blob(options?: ReceiveFileOptions): Promise<Blob>;
  /**
   * Accepts the file and writes it to `stream`, which is closed in the end, or aborted. The sender waits
   * for a stream that is slow.
   *
   * @returns When all of it is written. Rejects as {@linkcode IncomingFile.blob} does, and if the file
   * has been accepted before.
   */
  pipeTo(
    stream: WritableStream<Uint8Array<ArrayBuffer>>,
    options?: ReceiveFileOptions,
  ): Promise<void>;
  /** Tells the sender that the file is not wanted, or not any more. */
  refuse(): void;
}

/**
 * What a file tells its channel.
 *
 * @internal
 */
export interface IncomingHost {
  /** The sender is to hear that so many bytes are dealt with. */
  credit(bytes: number): void;
  /** It is over; the sender is told the code, if there is one. */
  over(code?: FileErrorCode): void;
}

/** Types that run nothing when a blob of them is opened as a page. */
const HARMLESS = /^(audio|image(?!\/svg)|video)\/|^text\/plain/;

/** Characters that lead out of a folder, break a line, or turn the direction so that an ending hides. */
const UNFIT = /[\p{Cc}\p{Bidi_C}/\\]/gu;

/**
 * The receiver's end of a file.
 *
 * @internal
 */
export class FileReceiver implements IncomingFile {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly #host: IncomingHost;
  readonly #end = new AbortController();
  #blob: Promise<Blob> | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;
  #onProgress: Progress | undefined;
  #received = 0;
  #written = 0;
  #credited = 0;
  readonly #done = Promise.withResolvers<void>();

  constructor(name: string, size: number, type: string, host: IncomingHost) {
    this.name = name.slice(0, CHANNEL_LIMITS.nameChars).replace(UNFIT, "_");
    this.size = size;
    this.type = type.slice(0, CHANNEL_LIMITS.typeChars);
    this.#host = host;
    // Whoever accepts the file hears of it; nobody has to, to whom the signal is enough.
    this.#done.promise.catch(() => {});
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  blob(options?: ReceiveFileOptions): Promise<Blob> {
    return this.#blob ??= this.#collect(options);
  }

  // deno-lint-ignore require-await -- so that what is thrown rejects
  async pipeTo(
    stream: WritableStream<Uint8Array<ArrayBuffer>>,
    { signal, onProgress }: ReceiveFileOptions = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    this.signal.throwIfAborted();
    if (this.#writer) throw new Error("Cannot accept the file: it has been");
    this.#writer = stream.getWriter();
    this.#onProgress = onProgress;
    signal?.addEventListener("abort", () => {
      this.#stop("cancelled", signal.reason, signal.reason);
    }, { signal: this.signal });
    if (this.size > 0) this.#host.credit(0);
    else this.#finish(this.#writer);
    return this.#done.promise;
  }

  refuse(): void {
    this.#stop("refused");
  }

  /** Takes the next bytes. */
  take(chunk: Uint8Array<ArrayBuffer>): void {
    const writer = this.#writer;
    const due = Math.min(CHANNEL_LIMITS.chunkBytes, this.size - this.#received);
    this.#received += chunk.length;
    if (
      !writer || !due || chunk.length !== due ||
      this.#received - this.#credited > CHANNEL_LIMITS.windowBytes
    ) return this.#stop("malformed");
    writer.write(chunk).then(() => {
      this.#written += due;
      if (this.#written === this.size) this.#finish(writer);
      else if (
        this.#written - this.#credited >= CHANNEL_LIMITS.creditBytes &&
        !this.signal.aborted
      ) this.#host.credit(this.#credited = this.#written);
      this.#onProgress?.(this.#written, this.size);
    }, (error) => this.#stop("unwritable", error));
  }

  /** Gives the file up, as its sender has, or as the channel is closed. */
  fail(code: ChannelErrorCode): void {
    this.#give(new ChannelError("receive the file", code));
  }

  #stop(code: FileErrorCode, cause?: unknown, reason?: unknown): void {
    const error = new ChannelError("receive the file", code, cause);
    this.#give(error, code, reason);
  }

  #give(error: Error, code?: FileErrorCode, reason: unknown = error): void {
    if (this.signal.aborted) return;
    this.#end.abort(error);
    this.#host.over(code);
    this.#done.reject(reason);
    this.#writer?.abort(reason).catch(() => {});
  }

  #finish(writer: WritableStreamDefaultWriter): void {
    writer.close().then(() => {
      if (this.signal.aborted) return;
      this.#host.credit(this.size);
      this.#host.over();
      this.#done.resolve();
    }, (error) => this.#stop("unwritable", error));
  }

  async #collect(options?: ReceiveFileOptions): Promise<Blob> {
    const blobs: Blob[] = [];
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    await this.pipeTo(
      new WritableStream({
        write(chunk) {
          // A browser keeps a large blob on disk, and never an array.
          if (chunks.push(chunk) > 63) blobs.push(new Blob(chunks.splice(0)));
        },
      }),
      options,
    );
    const type = HARMLESS.test(this.type) ? this.type : "";
    return new Blob([...blobs, ...chunks], { type });
  }
}
