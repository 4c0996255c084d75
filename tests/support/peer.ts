/** A client that speaks the protocol by hand, so that a test reads like a conversation. */

import { equal } from "node:assert/strict";
import type { Server } from "../../lib/engine/mod.ts";

/** An envelope as it came, before anyone has looked at it. */
export type Heard = Record<string, unknown>;

/** How long to wait for what should happen before saying that it did not. */
const PATIENCE_MS = 10_000;

/** What puts a peer's frames on their way, and hangs up. */
interface Line {
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  hangUp(): void;
}

export class Peer implements AsyncDisposable {
  /** Every frame that came, as it came. */
  readonly frames: string[] = [];
  /** The number that the server closed the connection with. */
  readonly closed: Promise<number>;
  readonly #line: Line;
  readonly #inbox: Heard[] = [];
  #waiting: (() => void) | undefined;
  #close: (code: number) => void;

  constructor(line: Line) {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.closed = promise;
    this.#close = resolve;
    this.#line = line;
  }

  /** Takes a frame, or the end of the connection, from the line. */
  hear(frame: string): void {
    this.frames.push(frame);
    const value: Heard | Heard[] = JSON.parse(frame);
    this.#inbox.push(...(Array.isArray(value) ? value : [value]));
    this.#waiting?.();
  }

  hearClose(code: number): void {
    this.#close(code);
  }

  /** Sends one envelope as a frame of its own, or several as a batch. */
  send(...envelopes: unknown[]): void {
    this.sendFrame(
      JSON.stringify(envelopes.length === 1 ? envelopes[0] : envelopes),
    );
  }

  /** Sends a frame, whatever is in it. */
  sendFrame(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#line.send(frame);
  }

  /** The next envelope that comes. */
  async next(): Promise<Heard> {
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(
      () =>
        deadline.reject(new Error("Cannot wait any longer for an envelope")),
      PATIENCE_MS,
    );
    try {
      for (;;) {
        const envelope = this.#inbox.shift();
        if (envelope) return envelope;
        const more = new Promise<void>((resolve) => this.#waiting = resolve);
        await Promise.race([more, deadline.promise]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The next envelope that is an event of that name; what comes before it is passed over. */
  async event(name: string): Promise<unknown[]> {
    for (;;) {
      const { type, event, args } = await this.next();
      if (type === "event" && event === name && Array.isArray(args)) {
        return args;
      }
    }
  }

  /** Says hello and connects to a namespace; the id that the server gave. */
  async connect(ns: string = "/", auth?: unknown): Promise<string> {
    this.send({ type: "hello", version: 1 }, { type: "connect", ns, auth });
    equal((await this.next()).type, "welcome");
    const { type, id } = await this.next();
    equal(type, "connected");
    return String(id);
  }

  /** Sends an event. */
  emit(event: string, ...args: unknown[]): void {
    this.send({ type: "event", event, args });
  }

  /** Sends an event, and waits until the server has handled it and all that was sent before. */
  async settled(): Promise<Heard[]> {
    const id = 999_999;
    this.send({ type: "event", event: "settled?", args: [], id });
    const heard: Heard[] = [];
    for (;;) {
      const envelope = await this.next();
      if (envelope.type === "ack" && envelope.id === id) return heard;
      heard.push(envelope);
    }
  }

  /** Goes without a word. */
  hangUp(): void {
    this.#line.hangUp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    await this.closed;
  }
}

/** A peer that reaches `io` without a network. */
export function meet(io: Pick<Server, "accept">): Peer {
  const receiver = io.accept({
    backlog: 0,
    send: (text) => peer.hear(text),
    close: (code) => peer.hearClose(code),
  }, {
    headers: {},
    address: "127.0.0.1",
    url: "/ws",
    query: {},
    secure: false,
  });
  const peer = new Peer({
    send: (frame) => receiver.receive(frame),
    hangUp() {
      receiver.lost("transport close");
      peer.hearClose(1006);
    },
  });
  return peer;
}

/** A peer that reaches a server over a real WebSocket, which has opened. */
export async function call(url: string): Promise<Peer> {
  const socket = new WebSocket(url);
  const peer = new Peer({
    send: (frame) => socket.send(frame),
    hangUp: () => socket.close(),
  });
  socket.onmessage = ({ data }) => peer.hear(String(data));
  socket.onclose = ({ code }) => peer.hearClose(code);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`Cannot reach ${url}`));
  });
  return peer;
}
