/**
 * What this peer says to one other: directly while there is a way, and over the server until then.
 *
 * @module
 */

import type { Json, Verdict, VerdictStatus } from "../parlance/mod.ts";
import {
  type ChannelOpener,
  closed,
  openDataChannel,
  PeerChannel,
} from "./channel.ts";
import type { IncomingFile } from "./incoming_file.ts";
import type { SendFileOptions } from "./outgoing_file.ts";

/** What became of a message. `sent`: it is on its way, not over the server. */
export type SentStatus = VerdictStatus | "sent";

/**
 * Who hears what the other peer says directly.
 *
 * @internal
 */
export interface DirectOptions {
  /** Takes a message to the peer over the server. */
  relay(payload: Json): Promise<Verdict>;
  /** Hears a message, which the other peer may have said to all. */
  onMessage(payload: Json, everyone: boolean): void;
  /** Hears of a file. */
  onFile(file: IncomingFile): void;
}

/**
 * The direct way to one other peer, over one connection after the other.
 *
 * @internal
 */
export class Direct {
  readonly #options: DirectOptions;
  #channel: PeerChannel | undefined;
  #opened = Promise.withResolvers<PeerChannel>();
  /** When the server has said what became of all that went over it. */
  #relayed: Promise<unknown> = Promise.resolve();

  /** Begins without a way. */
  constructor(options: DirectOptions) {
    this.#options = options;
  }

  /** Opens the way, over a new connection, until its end. */
  open(connection: ChannelOpener, end: AbortSignal): void {
    let wasOpen = false;
    const channel = new PeerChannel(openDataChannel(connection), {
      onMessage: (message) => {
        if (!Array.isArray(message) || message.length < 2) return;
        const [everyone, payload] = message;
        this.#options.onMessage(payload, everyone === 1);
      },
      onFile: (file) => this.#options.onFile(file),
      onOpen: () => {
        wasOpen = true;
        this.#opened.resolve(channel);
      },
      onClose: () => {
        // Who has waited for it to open waits for the next one.
        if (wasOpen) this.#opened = Promise.withResolvers();
      },
    });
    this.#channel = channel;
    end.addEventListener("abort", () => channel.close());
  }

  /** There will be no other way. */
  close(): void {
    this.#opened.promise.catch(() => {});
    this.#opened.reject(closed());
  }

  /** Whether a message goes directly. */
  get isOpen(): boolean {
    return this.#channel?.isOpen === true;
  }

  /** When a message that goes directly overtakes none that was sent before. */
  get isClear(): Promise<unknown> {
    return this.#relayed;
  }

  /** Takes note of a message that goes over the server. */
  follow<T>(relayed: Promise<T>): Promise<T> {
    this.#relayed = Promise.allSettled([this.#relayed, relayed]);
    return relayed;
  }

  /** Says something directly. */
  say(payload: Json, everyone: boolean): SentStatus {
    this.#channel?.send([everyone ? 1 : 0, payload]);
    return "sent";
  }

  /** Says something, whichever way there is. */
  async send(payload: Json): Promise<SentStatus> {
    if (this.isOpen) {
      await this.isClear;
      return this.say(payload, false);
    }
    const { status } = await this.follow(this.#options.relay(payload));
    return status;
  }

  /** Sends a file, once there is a way. */
  async sendFile(file: Blob, options?: SendFileOptions): Promise<void> {
    const channel = await this.#opened.promise;
    await channel.sendFile(file, options);
  }
}
