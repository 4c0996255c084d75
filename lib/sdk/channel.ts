/**
 * What two peers tell each other directly: messages, and files of any size, over one data channel.
 *
 * @module
 */

import type { Json } from "../parlance/mod.ts";
import { ChannelError, codeOf } from "./channel_error.ts";
import {
  CHANNEL_LIMITS,
  frameOf,
  KIND,
  parseJson,
  readFrame,
  toBytes,
} from "./chunks.ts";
import { FileReceiver, type IncomingFile } from "./incoming_file.ts";
import { OutgoingFile, type SendFileOptions } from "./outgoing_file.ts";
import { isCount } from "./signal.ts";

/** The part of an `RTCDataChannel` that is used. */
export interface DataChannel {
  /** Whether it can be sent on. */
  readonly readyState: RTCDataChannelState;
  /** Bytes that wait in it. */
  readonly bufferedAmount: number;
  /** The number of them at which `bufferedamountlow` happens. */
  bufferedAmountLowThreshold: number;
  /** What `message` gives. */
  binaryType: BinaryType;
  /** Sends a frame. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Closes it. */
  close(): void;
  /** Hears what becomes of it. */
  addEventListener(
    type: "open" | "close" | "bufferedamountlow",
    listener: () => void,
    options: { signal: AbortSignal },
  ): void;
  /** Hears what comes. */
  addEventListener(
    type: "message",
    listener: (event: { readonly data: unknown }) => void,
    options: { signal: AbortSignal },
  ): void;
}

/** Whoever can open a data channel: an `RTCPeerConnection`. */
export interface ChannelOpener {
  /** Opens it. */
  createDataChannel(label: string, init: RTCDataChannelInit): DataChannel;
}

/**
 * Opens the channel of a pair. Both ends do so, at any time: it is negotiated by its number, so none of
 * them has to wait for the other's.
 */
export function openDataChannel(connection: ChannelOpener): DataChannel {
  return connection.createDataChannel("parley", { negotiated: true, id: 0 });
}

/**
 * Who hears what happens on a channel.
 *
 * @internal
 */
export interface PeerChannelOptions {
  /** Hears a message of the other peer's, which may be any JSON. */
  onMessage(message: unknown): void;
  /** Hears of a file that the other peer offers. Without it, all are refused. */
  onFile?(file: IncomingFile): void;
  /** Hears that the channel is open. */
  onOpen?(): void;
  /** Hears, once, that the channel is closed, by whomever. */
  onClose?(): void;
}

/**
 * One end of a pair's data channel.
 *
 * Messages go before chunks of files, and files take turns, chunk by chunk. The channel's own buffer is
 * kept short, as what is in it goes before everything; so a message waits behind 128 KiB at most,
 * whatever is under way.
 *
 * @example
 * ```ts ignore
 * const channel = new PeerChannel(openDataChannel(connection), {
 *   onMessage: (message) => console.log(message),
 *   onFile: async (file) => show(await file.blob()),
 * });
 * channel.send({ hello: "there" });
 * await channel.sendFile(file, { onProgress: (bytes, size) => draw(bytes / size) });
 * ```
 *
 * @internal
 */
export class PeerChannel {
  readonly #channel: DataChannel;
  readonly #options: PeerChannelOptions;
  readonly #end = new AbortController();
  /** Frames that go before chunks. */
  #queue: Uint8Array<ArrayBuffer>[] = [];
  #queuedBytes = 0;
  #lastId = 0;
  /** In the order of their turns. */
  readonly #outgoing = new Map<number, OutgoingFile>();
  readonly #incoming = new Map<number, FileReceiver>();
  /** Of the message that is coming in, whose parts may end within a character. */
  readonly #decoder = new TextDecoder();
  #text = "";

  /** Takes over `channel`. */
  constructor(channel: DataChannel, options: PeerChannelOptions) {
    this.#channel = channel;
    this.#options = options;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = CHANNEL_LIMITS.bufferedLowBytes;
    const on = this.#end;
    channel.addEventListener("open", () => {
      this.#pump();
      options.onOpen?.();
    }, on);
    channel.addEventListener("bufferedamountlow", () => this.#pump(), on);
    channel.addEventListener("message", ({ data }) => this.#receive(data), on);
    channel.addEventListener("close", () => this.close(), on);
  }

  /** Whether what is sent now is on its way at once. */
  get isOpen(): boolean {
    return this.#channel.readyState === "open" && !this.#end.signal.aborted;
  }

  /**
   * Sends a message, once the channel is open. Messages arrive in order.
   *
   * @throws {ChannelError} `closed`; `too-long`, with more than
   * {@linkcode CHANNEL_LIMITS.messageChars} as JSON; `too-much`, if the other peer does not keep up.
   */
  send(message: Json): void {
    const text = JSON.stringify(message);
    const code = this.#end.signal.aborted
      ? "closed"
      : text.length > CHANNEL_LIMITS.messageChars
      ? "too-long"
      : this.#queuedBytes > CHANNEL_LIMITS.backlogBytes ||
          this.#queue.length > CHANNEL_LIMITS.backlogFrames
      ? "too-much"
      : undefined;
    if (code) throw new ChannelError("send the message", code);
    let rest = toBytes(text);
    while (rest.length > CHANNEL_LIMITS.chunkBytes) {
      this.#post(KIND.part, 0, rest.subarray(0, CHANNEL_LIMITS.chunkBytes));
      rest = rest.subarray(CHANNEL_LIMITS.chunkBytes);
    }
    this.#post(KIND.message, 0, rest);
  }

  /**
   * Offers a file, and sends it once it is accepted. Past {@linkcode CHANNEL_LIMITS.files} of them, it
   * waits until another one is over.
   *
   * @returns When the receiver has all of it where it was to go. Rejects with a
   * {@linkcode ChannelError}, or the reason of {@linkcode SendFileOptions.signal}.
   */
  sendFile(
    file: Blob,
    { name, signal, onProgress }: SendFileOptions = {},
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#end.signal.aborted) throw closed();
      const id = ++this.#lastId;
      const outgoing = new OutgoingFile(
        file,
        name ?? (file instanceof File ? file.name : "file"),
        onProgress,
        {
          ready: () => this.#pump(),
          over: (error, code) => {
            if (!this.#outgoing.delete(id)) return;
            signal?.removeEventListener("abort", cancel);
            if (code && outgoing.isOffered) this.#tell(KIND.withdraw, id, code);
            if (error === undefined) resolve();
            else reject(error);
            this.#offer();
          },
        },
      );
      const cancel = () => outgoing.over(signal?.reason, "cancelled");
      signal?.addEventListener("abort", cancel);
      this.#outgoing.set(id, outgoing);
      this.#offer();
    });
  }

  /**
   * Closes the channel: all files that are under way fail at both ends. When a connection is closed, the
   * platform does not tell its channels, so whoever closes one closes this first.
   */
  close(): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#channel.close();
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const file of this.#outgoing.values()) file.over(closed());
    for (const file of this.#incoming.values()) file.fail("closed");
    this.#options.onClose?.();
  }

  #offer(): void {
    const files = [...this.#outgoing];
    let room = CHANNEL_LIMITS.files -
      files.filter(([, file]) => file.isOffered).length;
    for (const [id, file] of files) {
      if (file.isOffered || room-- < 1) continue;
      this.#tell(KIND.offer, id, file.offer());
    }
  }

  #tell(kind: number, id: number, value: Json): void {
    this.#post(kind, id, toBytes(JSON.stringify(value)));
    // Someone makes us answer without end, and does not read the answers.
    if (this.#queue.length > 2 * CHANNEL_LIMITS.backlogFrames) this.close();
  }

  #post(kind: number, id: number, payload: Uint8Array): void {
    if (this.#end.signal.aborted) return;
    const frame = frameOf(kind, id, payload);
    this.#queue.push(frame);
    this.#queuedBytes += frame.length;
    this.#pump();
  }

  #pump(): void {
    while (
      this.isOpen &&
      this.#channel.bufferedAmount < CHANNEL_LIMITS.bufferedBytes
    ) {
      const queued = this.#queue.shift();
      this.#queuedBytes -= queued?.length ?? 0;
      const frame = queued ?? this.#nextChunk();
      if (!frame) return;
      this.#channel.send(frame);
    }
  }

  #nextChunk(): Uint8Array<ArrayBuffer> | undefined {
    for (const [id, file] of this.#outgoing) {
      const chunk = file.next();
      if (!chunk) continue;
      this.#outgoing.delete(id);
      this.#outgoing.set(id, file); // It is the others' turn.
      return frameOf(KIND.chunk, id, chunk);
    }
  }

  #receive(data: unknown): void {
    const frame = readFrame(data);
    if (!frame) return;
    const { kind, id, payload } = frame;
    const word = () => parseJson(new TextDecoder().decode(payload));
    switch (kind) {
      case KIND.part:
        return this.#hear(payload, true);
      case KIND.message:
        return this.#hear(payload, false);
      case KIND.offer:
        return this.#meet(id, word());
      case KIND.withdraw:
        return this.#incoming.get(id)?.fail(codeOf(word()));
      case KIND.chunk:
        return this.#incoming.get(id)?.take(payload);
      case KIND.credit:
        return this.#outgoing.get(id)?.confirm(word());
      case KIND.stop:
        return this.#outgoing.get(id)?.over(
          new ChannelError("send the file", codeOf(word())),
        );
    }
  }

  #hear(payload: Uint8Array, stream: boolean): void {
    this.#text += this.#decoder.decode(payload, { stream });
    if (this.#text.length > CHANNEL_LIMITS.messageChars) return this.close();
    if (stream) return;
    const message = parseJson(this.#text);
    this.#text = "";
    if (message !== undefined) this.#options.onMessage(message);
  }

  #meet(id: number, offer: unknown): void {
    if (!Array.isArray(offer) || this.#incoming.has(id)) return;
    const [name, size, type]: unknown[] = offer;
    if (typeof name !== "string" || typeof type !== "string") return;
    if (!isCount(size)) return;
    const { onFile } = this.#options;
    const isFull = this.#incoming.size >= CHANNEL_LIMITS.files;
    if (isFull || !onFile) {
      return this.#tell(KIND.stop, id, isFull ? "too-many" : "refused");
    }
    const file = new FileReceiver(name, size, type, {
      credit: (bytes) => this.#tell(KIND.credit, id, bytes),
      over: (code) => {
        this.#incoming.delete(id);
        if (code) this.#tell(KIND.stop, id, code);
      },
    });
    this.#incoming.set(id, file);
    onFile(file);
  }
}

/** What becomes of a file when there is no channel, or no more. */
export function closed(): ChannelError {
  return new ChannelError("send the file", "closed");
}
