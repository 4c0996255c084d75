/** The server's end of a client's connection, as a test speaks for it. */

import {
  type Dial,
  Manager,
  type ManagerOptions,
  Socket,
  type SocketOptions,
  type Wire,
  type WireEvents,
} from "../../lib/client/mod.ts";
import { FakeClock } from "./fake_clock.ts";
import type { Encoded } from "../../lib/wire/mod.ts";
import { type Heard, readBinary } from "./peer.ts";

/** One WebSocket that a client has begun to open. */
export class FakeLine implements Wire {
  readonly url: string;
  /** Every frame that the client sent. */
  readonly frames: Encoded[] = [];
  /** The number that the client closed with. */
  closedWith: number | undefined;
  readonly #events: WireEvents;

  constructor(url: string, events: WireEvents) {
    this.url = url;
    this.#events = events;
  }

  send(frame: Encoded): void {
    this.frames.push(frame);
  }

  close(code: number): void {
    this.closedWith = code;
  }

  /** The WebSocket is open: the client may begin. */
  open(): void {
    this.#events.opened();
  }

  /** Sends one envelope, or several as a batch. */
  say(...envelopes: unknown[]): void {
    this.sayFrame(
      JSON.stringify(envelopes.length === 1 ? envelopes[0] : envelopes),
    );
  }

  /** Sends a frame, whatever is in it. */
  sayFrame(frame: unknown): void {
    this.#events.received(frame);
  }

  /** Opens, and lets the client into the namespaces given. */
  welcome(ids: Readonly<Record<string, string>> = { "/": "ada" }): void {
    this.open();
    this.say(
      WELCOME,
      ...Object.entries(ids).map(([ns, id]) => ({ type: "connected", ns, id })),
    );
  }

  /**
   * Opens, and goes on with the client's session.
   *
   * @param received How many counted envelopes of the client's the server has received in it.
   * @param missed What the client has missed.
   */
  resume(received: number, ...missed: unknown[]): void {
    this.open();
    const session = { ...WELCOME.session, resumed: true, received };
    this.say({ ...WELCOME, session }, ...missed);
  }

  /** Ends the connection. */
  drop(code: number = 1006): void {
    this.#events.closed(code);
  }

  /** What the client has said since it was asked last. */
  heard(): Heard[] {
    return this.frames.splice(0).flatMap((frame) =>
      typeof frame === "string" ? JSON.parse(frame) : readBinary(frame)
    );
  }
}

/** The server's answer to `hello`. */
export const WELCOME = {
  type: "welcome",
  version: 1,
  session: {
    id: "session",
    key: "key",
    ttl: 120_000,
    resumed: false,
    received: 0,
  },
  heartbeat: { interval: 10_000, timeout: 10_000 },
  limits: { frameChars: 65_536, batchEnvelopes: 256 },
} as const;

/** A network on which a test is the server. */
export class FakeNetwork {
  /** Every WebSocket that was asked for. */
  readonly lines: FakeLine[] = [];
  readonly dial: Dial = (url, events) => {
    const line = new FakeLine(url, events);
    this.lines.push(line);
    return line;
  };

  /** How many times a client has called. */
  get calls(): number {
    return this.lines.length;
  }

  /** The WebSocket that was asked for last. */
  get line(): FakeLine {
    const line = this.lines.at(-1);
    if (!line) throw new Error("Cannot answer: nobody has called");
    return line;
  }
}

/** A client whose network and time are a test's. */
export interface FakeClient {
  readonly network: FakeNetwork;
  readonly clock: FakeClock;
  readonly manager: Manager;
  readonly socket: Socket;
  /** What the socket told its application: names, and what came with them. */
  readonly told: unknown[][];
}

/** Makes a client of `/` that has not connected yet; `auth` is what it shows. */
export function fakeClient(
  options: ManagerOptions & SocketOptions = {},
  auth?: unknown,
): FakeClient {
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const manager = new Manager("ws://server", {
    clock,
    dial: network.dial,
    random: () => 1,
    ...options,
  });
  const socket = new Socket(manager, "/", { ...options, auth });
  const told: unknown[][] = [];
  for (const event of ["connect", "disconnect", "connect_error"] as const) {
    socket.on(event, (...args: unknown[]) => void told.push([event, ...args]));
  }
  return { network, clock, manager, socket, told };
}

/** The same, when the server has let it in. */
export function connectedClient(
  options?: ManagerOptions & SocketOptions,
): FakeClient {
  const client = fakeClient(options);
  client.socket.connect();
  client.network.line.welcome();
  client.network.line.heard();
  client.told.length = 0;
  return client;
}
