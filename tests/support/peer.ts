/** A client that speaks the protocol by hand, so that a test reads like a conversation. */

import { equal, ok } from "node:assert/strict";
import type { OpeningRequest, Server, Socket } from "../../lib/engine/mod.ts";
import type { SessionClaim } from "../../lib/wire/mod.ts";
import { patiently } from "./patience.ts";

/** An envelope as it came, before anyone has looked at it. */
export type Heard = Record<string, unknown>;

const COUNTED: ReadonlySet<unknown> = new Set([
  "connected",
  "refused",
  "disconnect",
  "event",
  "ack",
  "error",
]);

/** What puts a peer's frames on their way, and hangs up. */
interface Line {
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  hangUp(): void;
  breaks(): void;
}

/** How often any peer has tried to come back: each attempt is later than the one before. */
let attempts = 0;

export class Peer implements AsyncDisposable {
  /** Every frame that came, as it came. */
  readonly frames: (string | Uint8Array)[] = [];
  /** What every receipt said; they are not among the envelopes that come. */
  readonly receipts: unknown[] = [];
  /** How many envelopes that count have come in the session. */
  received = 0;
  /** The server's answer to hello, once it has come. */
  welcome: Heard | undefined;
  readonly #line: Line;
  readonly #inbox: Heard[] = [];
  #waiting: (() => void) | undefined;
  /** Ids of the peer's own begin here, so that those of a test do not meet them. */
  #asked = 900_000;
  readonly #closed = Promise.withResolvers<number>();

  constructor(line: Line) {
    this.#line = line;
  }

  /** The number that the server closed the connection with. */
  get closed(): Promise<number> {
    return patiently(this.#closed.promise, "the end of the connection");
  }

  /** Takes a frame, or the end of the connection, from the line. */
  hear(frame: string | Uint8Array): void {
    this.frames.push(frame);
    const value: Heard | Heard[] = typeof frame === "string"
      ? JSON.parse(frame)
      : readBinary(frame);
    for (const envelope of Array.isArray(value) ? value : [value]) {
      if (envelope.type === "receipt") this.receipts.push(envelope.received);
      else this.#inbox.push(envelope);
      if (COUNTED.has(envelope.type) && !envelope.volatile) this.received += 1;
      if (envelope.type === "welcome") this.welcome = envelope;
    }
    this.#waiting?.();
  }

  hearClose(code: number): void {
    this.#closed.resolve(code);
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
    for (;;) {
      const envelope = this.#inbox.shift();
      if (envelope) return envelope;
      const more = new Promise<void>((resolve) => this.#waiting = resolve);
      await patiently(more, "an envelope");
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

  /** With what the peer's client can come back. */
  get claim(): SessionClaim {
    const { id, key } = Object(this.welcome?.session);
    return { id, key, attempt: 0, received: this.received, auth: {} };
  }

  /** Says hello to go on with a session; what the server says of it. */
  async resume(claim: SessionClaim): Promise<Heard> {
    this.received = claim.received;
    const latest = { ...claim, attempt: ++attempts };
    this.send({ type: "hello", version: 1, session: latest });
    const { type, session } = await this.next();
    equal(type, "welcome");
    return Object(session);
  }

  /** Sends an event. */
  emit(event: string, ...args: unknown[]): void {
    this.send({ type: "event", event, args });
  }

  /** Sends an event that asks for an answer; what comes before the answer is passed over. */
  async ask(event: string, ...args: unknown[]): Promise<Heard> {
    const id = ++this.#asked;
    this.send({ type: "event", event, args, id });
    return await this.#answerTo(id, []);
  }

  /** Waits until the server has handled all that was sent; what has come by then. */
  async settled(): Promise<Heard[]> {
    const heard: Heard[] = [];
    const id = ++this.#asked;
    this.send({ type: "event", event: "settled?", args: [], id });
    await this.#answerTo(id, heard);
    return heard;
  }

  async #answerTo(id: number, before: Heard[]): Promise<Heard> {
    for (;;) {
      const envelope = await this.next();
      if (envelope.type === "ack" && envelope.id === id) return envelope;
      before.push(envelope);
    }
  }

  /** The events that have come by now, each as its name and its arguments. */
  async events(): Promise<unknown[][]> {
    const heard = await this.settled();
    return heard.flatMap(({ type, event, args }) =>
      type === "event" && Array.isArray(args) ? [[event, ...args]] : []
    );
  }

  /** Goes, as a page does that is closed. */
  hangUp(): void {
    this.#line.hangUp();
  }

  /** Is cut off, as by a network that fails: it may come back. */
  breaks(): void {
    this.#line.breaks();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    await this.closed;
  }
}

/** The envelope of a binary frame, as the document says, and beside it the bytes in a row. */
export function readBinary(frame: Uint8Array): Heard {
  const { buffer, byteOffset } = frame;
  const end = 4 + new DataView(buffer, byteOffset).getUint32(0);
  const json = new TextDecoder().decode(frame.subarray(4, end));
  return { ...JSON.parse(json), rest: [...frame.subarray(end)] };
}

/** A binary frame: an envelope, and the bytes that follow it. */
export function binaryFrame(
  envelope: object,
  bytes: readonly number[],
): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(envelope));
  const frame = new Uint8Array([0, 0, 0, 0, ...json, ...bytes]);
  new DataView(frame.buffer).setUint32(0, json.length);
  return frame;
}

/** What a peer without a network comes with. */
export interface MeetOptions {
  /** How many bytes the network has not taken from the server yet. */
  backlog?: () => number;
  /** What is not usual about the opening request. */
  request?: Partial<OpeningRequest>;
}

/** A peer that reaches `io` without a network. */
export function meet(
  io: Pick<Server, "accept">,
  { backlog = () => 0, request }: MeetOptions = {},
): Peer {
  const receiver = io.accept({
    get backlog() {
      return backlog();
    },
    send: (frame) => peer.hear(frame),
    close: (code) => peer.hearClose(code),
  }, {
    headers: {},
    address: "127.0.0.1",
    url: "/ws",
    query: {},
    secure: false,
    ...request,
  });
  const peer = new Peer({
    send: (frame) => receiver.receive(frame),
    hangUp() {
      receiver.lost("transport close", true);
      peer.hearClose(1006);
    },
    breaks() {
      receiver.lost("transport error", false);
      peer.hearClose(1006);
    },
  });
  return peer;
}

/** A peer that is in `/`, with the server's end of it. */
export interface Guest {
  readonly peer: Peer;
  readonly id: string;
  readonly socket: Socket;
}

/** Brings a peer that reaches `io` without a network into `/`, and the rooms given. */
export async function enter(
  io: Pick<Server, "accept" | "sockets">,
  ...rooms: string[]
): Promise<Guest> {
  const peer = meet(io);
  const id = await peer.connect();
  const socket = io.sockets.sockets.get(id);
  ok(socket, "the server knows whom it let in");
  socket.join(rooms);
  return { peer, id, socket };
}

/** A peer that reaches a server over a real WebSocket, which has opened. */
export async function call(url: string): Promise<Peer> {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  const peer = new Peer({
    send: (frame) => socket.send(frame),
    hangUp: () => socket.close(),
    breaks: () => socket.close(4999, "as if the network had failed"),
  });
  socket.onmessage = ({ data }) =>
    peer.hear(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
  socket.onclose = ({ code }) => peer.hearClose(code);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`Cannot reach ${url}`));
  });
  return peer;
}
