/**
 * A client of either kind, the whole one or the core, from its source or built: all hold the same
 * conversations.
 */

import { join } from "node:path";
import * as core from "../../lib/client/core.ts";
import * as whole from "../../lib/client/mod.ts";
import type {
  ManagerOptions,
  Session,
  SessionSocket,
  SocketOptions,
} from "../../lib/client/mod.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeNetwork } from "./fake_line.ts";
import { ROOT } from "./program.ts";

/** Makes the sockets of one session, each of a namespace. */
type Maker = (ns: string, options?: SocketOptions) => SessionSocket;

/** Makes what makes sockets. */
type Kind = (options: ManagerOptions) => Maker;

function kindOfWhole({ Manager, Socket }: typeof whole): Kind {
  return (options) => {
    const manager = new Manager("ws://server", options);
    return (ns, options) => new Socket(manager, ns, options);
  };
}

function kindOfCore({ connect, Socket }: typeof core): Kind {
  return (options) => {
    const { session } = connect("ws://server", {
      ...options,
      autoConnect: false,
    });
    return (ns, options) => new Socket(session, ns, options);
  };
}

let make: Kind = kindOfWhole(whole);
let { Refusal } = whole;

/** Whether it is a refusal of those that these clients make. */
export function isRefusal(error: unknown): error is whole.Refusal {
  return error instanceof Refusal;
}

/** From now on, in this file of tests, the clients are of the other kind. */
export function takeCore(): void {
  make = kindOfCore(core);
}

/** From now on, in this file of tests, the clients are of the core that a page loads. */
export async function takeBuiltCore(): Promise<void> {
  const client: typeof core = await import(built("core.mjs"));
  make = kindOfCore(client);
  ({ Refusal } = client);
}

/** From now on, in this file of tests, the clients are those that a page loads. */
export async function takeBuiltWhole(): Promise<void> {
  const client: typeof whole = await import(built("client.mjs"));
  make = kindOfWhole(client);
  ({ Refusal } = client);
}

function built(file: string): string {
  return new URL(join("static/build", file), `file://${ROOT}/`).href;
}

/** A client whose network and time are a test's. */
export interface EitherClient {
  readonly network: FakeNetwork;
  readonly clock: FakeClock;
  readonly session: Session;
  readonly socket: SessionSocket;
  /** What the socket told its application: names, and what came with them. */
  readonly told: unknown[][];
  /** Makes a socket of another namespace over the same session, which has not connected yet. */
  also: Maker;
}

/** Makes a client of `/` that has not connected yet; `auth` is what it shows. */
export function eitherClient(
  options: ManagerOptions & SocketOptions = {},
  auth?: unknown,
): EitherClient {
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const also = make({
    clock,
    dial: network.dial,
    random: () => 1,
    ...options,
  });
  const socket = also("/", { ...options, auth });
  const told: unknown[][] = [];
  for (const event of ["connect", "disconnect", "connect_error"] as const) {
    socket.on(event, (...args: unknown[]) => void told.push([event, ...args]));
  }
  return { network, clock, session: socket.session, socket, told, also };
}

/** The same, when the server has let it in. */
export function connectedEither(
  options?: ManagerOptions & SocketOptions,
): EitherClient {
  const client = eitherClient(options);
  client.socket.connect();
  client.network.line.welcome();
  client.network.line.heard();
  client.told.length = 0;
  return client;
}
