/**
 * What was written and sent in a call, for as long as it lasts. Nothing of it is kept.
 *
 * @module
 */

import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { IncomingFile, Peer, SentStatus } from "/parley/parley.mjs";

/** How much is shown: what is older goes. */
const ENTRIES = 300;

/** Who has said something: the name at that time, since they may leave. */
export interface Author {
  /** The name; of one's own words it is not shown. */
  readonly name: string;
  /** Whether it is oneself. */
  readonly isSelf: boolean;
}

/** What becomes of a file. */
export type FileState =
  /** Somebody offers it, and nothing was answered. */
  | { at: "offered" }
  /** It is under way: so much of it, from 0 to 1, has come. */
  | { at: "moving"; done: number }
  /** It is here, at this address. */
  | { at: "here"; url: string }
  /** The others have it. */
  | { at: "sent" }
  /** Nothing comes of it. */
  | { at: "failed" };

/** A text, or a file. */
export type Entry =
  & {
    /** Its number, in the order in which they came. */
    readonly id: number;
    /** Who said it. */
    readonly author: Author;
    /** When, in milliseconds since 1970. */
    readonly at: number;
  }
  & (
    | { readonly is: "text"; text: string; hasFailed: ReadonlySignal<boolean> }
    | {
      readonly is: "file";
      readonly name: string;
      /** Bytes. */
      readonly size: number;
      readonly state: ReadonlySignal<FileState>;
      /** Takes what is offered. */
      accept(): void;
      /** Does not want it, or not any more. */
      refuse(): void;
    }
  );

/** An entry, before it has its number and time. */
type Unnumbered<E> = E extends Entry ? Omit<E, "id" | "at"> : never;

/** What the chat needs of the call. */
export interface ChatHost {
  /** Says something to all. */
  broadcast(text: string): Promise<SentStatus>;
  /** Everyone whom a file can be sent to. */
  peers(): readonly Pick<Peer, "sendFile">[];
  /** The time of day, in milliseconds since 1970. */
  today(): number;
  /** Makes an address of a file that was received. */
  createUrl(blob: Blob): string;
  /** Makes it one no more. */
  revokeUrl(url: string): void;
}

/** A chat. */
export class Chat {
  readonly #host: ChatHost;
  readonly #entries: Signal<readonly Entry[]> = signal([]);
  readonly #read: Signal<number> = signal(0);
  readonly #isOpen: Signal<boolean> = signal(false);
  readonly #urls = new Set<string>();
  readonly #end = new AbortController();
  #last = 0;

  /** Begins empty. */
  constructor(host: ChatHost) {
    this.#host = host;
  }

  /** What was said, the oldest first. */
  get entries(): ReadonlySignal<readonly Entry[]> {
    return this.#entries;
  }

  /** How much of what others said was not seen yet. */
  readonly unread: ReadonlySignal<number> = computed(() =>
    this.#isOpen.value
      ? 0
      : this.#entries.value.filter(({ id, author }) =>
        id > this.#read.value && !author.isSelf
      ).length
  );

  /** The chat is looked at, or is not any more. */
  show(isOpen: boolean): void {
    this.#isOpen.value = isOpen;
    this.#read.value = this.#last;
  }

  /** Says something to everyone. */
  async say(text: string): Promise<void> {
    const hasFailed = signal(false);
    this.#add({ is: "text", author: SELF, text, hasFailed });
    try {
      const status = await this.#host.broadcast(text);
      // To an empty room one may speak.
      hasFailed.value = status === "expired" || status === "forbidden";
    } catch {
      hasFailed.value = true;
    }
  }

  /** Somebody has said something. */
  hear(text: string, name: string): void {
    const author = { name, isSelf: false };
    this.#add({ is: "text", author, text, hasFailed: signal(false) });
  }

  /** Offers a file to everyone who is there. */
  async send(file: File): Promise<void> {
    const state: Signal<FileState> = signal({ at: "moving", done: 0 });
    const end = new AbortController();
    const ends = AbortSignal.any([this.#end.signal, end.signal]);
    this.#add({
      is: "file",
      author: SELF,
      name: file.name,
      size: file.size,
      state,
      accept() {},
      refuse: () => end.abort(),
    });
    const done = new Map<unknown, number>();
    const peers = this.#host.peers();
    const sent = await Promise.allSettled(
      peers.map((peer) =>
        peer.sendFile(file, {
          name: file.name,
          signal: ends,
          onProgress: (bytes) => {
            done.set(peer, bytes);
            const all = [...done.values()].reduce((sum, one) => sum + one, 0);
            state.value = {
              at: "moving",
              done: all / (file.size || 1) / peers.length,
            };
          },
        })
      ),
    );
    const someone = sent.some(({ status }) => status === "fulfilled");
    state.value = { at: someone ? "sent" : "failed" };
  }

  /** Somebody offers a file. */
  offer(file: IncomingFile, name: string): void {
    const state: Signal<FileState> = signal({ at: "offered" });
    file.signal.addEventListener("abort", () => {
      if (state.peek().at !== "here") state.value = { at: "failed" };
    });
    this.#add({
      is: "file",
      author: { name, isSelf: false },
      name: file.name,
      size: file.size,
      state,
      accept: () => {
        if (state.peek().at === "offered") this.#take(file, state);
      },
      refuse: () => file.refuse(),
    });
  }

  /** The call is over: what is under way is withdrawn, and what was received is let go. */
  close(): void {
    this.#end.abort();
    for (const url of this.#urls) this.#host.revokeUrl(url);
    this.#urls.clear();
  }

  async #take(file: IncomingFile, state: Signal<FileState>): Promise<void> {
    state.value = { at: "moving", done: 0 };
    try {
      const blob = await file.blob({
        signal: this.#end.signal,
        onProgress: (bytes, size) =>
          state.value = { at: "moving", done: bytes / (size || 1) },
      });
      const url = this.#host.createUrl(blob);
      this.#urls.add(url);
      state.value = { at: "here", url };
    } catch {
      state.value = { at: "failed" };
    }
  }

  #add(entry: Unnumbered<Entry>): void {
    const numbered: Entry = {
      ...entry,
      id: ++this.#last,
      at: this.#host.today(),
    };
    this.#entries.value = [...this.#entries.peek(), numbered].slice(-ENTRIES);
    if (this.#isOpen.peek()) this.#read.value = this.#last;
  }
}

const SELF: Author = { name: "", isSelf: true };
