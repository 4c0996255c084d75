/** A client of either kind, the whole one or the core: both hold the same conversations. */

import { connect, Socket as CoreSocket } from "../../lib/client/core.ts";
import {
  Manager,
  type ManagerOptions,
  type Session,
  type SessionSocket,
  Socket,
  type SocketOptions,
} from "../../lib/client/mod.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeNetwork } from "./fake_line.ts";

/** Makes the sockets of one session, each of a namespace. */
type Maker = (ns: string, options?: SocketOptions) => SessionSocket;

/** Makes what makes sockets. */
type Kind = (options: ManagerOptions) => Maker;

const KINDS = {
  whole(options) {
    const manager = new Manager("ws://server", options);
    return (ns, options) => new Socket(manager, ns, options);
  },
  core(options) {
    const { session } = connect("ws://server", {
      ...options,
      autoConnect: false,
    });
    return (ns, options) => new CoreSocket(session, ns, options);
  },
} satisfies Record<string, Kind>;

let make: Kind = KINDS.whole;

/** From now on, in this file of tests, the clients are of the other kind. */
export function takeCore(): void {
  make = KINDS.core;
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
