/**
 * How a socket on the server sends: to its client, or, with a room, to the others.
 *
 * @module
 */

import {
  type EventMap,
  Sender,
  type SendFlags,
  type SendingSocket,
  TimedSender,
} from "../wire/mod.ts";
import type { RoomNames } from "./aimed.ts";
import type { Audience } from "./audience.ts";
import type { TimedAudience } from "./timed_audience.ts";

/**
 * A way to send events to a client, or to everyone else.
 *
 * @typeParam Emit The events that the server sends.
 * @typeParam Data What the application keeps with a socket.
 *
 * @example Who receives what
 * ```ts ignore
 * socket.volatile.emit("cursor", 3, 4); // the client
 * socket.volatile.to("blue").emit("cursor", 3, 4); // everyone in blue but socket
 * ```
 */
export class SocketSender<Emit extends EventMap<Emit>, Data extends object>
  extends Sender<Emit> {
  /** Everyone in the namespace but the socket. */
  readonly broadcast: Audience<Emit, Data>;

  /**
   * Sends nothing yet.
   *
   * @param socket The socket over which to send.
   * @param flags How to send.
   * @param others Everyone else.
   */
  constructor(
    socket: SendingSocket,
    flags: SendFlags,
    others: Audience<Emit, Data>,
  ) {
    super(socket, flags);
    this.broadcast = others;
  }

  /** Everyone in `room` but the socket. */
  to(room: RoomNames): Audience<Emit, Data> {
    return this.broadcast.to(room);
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Audience<Emit, Data> {
    return this.to(room);
  }

  /** Everyone in the namespace but the socket and whoever is in `room`. */
  except(room: RoomNames): Audience<Emit, Data> {
    return this.broadcast.except(room);
  }

  /** Everyone who is connected to this node but the socket. */
  get local(): Audience<Emit, Data> {
    return this.broadcast.local;
  }

  /** The same, but for events that are not worth keeping: sent at once or not at all. */
  override get volatile(): SocketSender<Emit, Data> {
    const flags = { ...this.manner, volatile: true } as const;
    return new SocketSender(this.via, flags, this.broadcast.volatile);
  }

  /** The same, but an answer may take `ms` milliseconds, and callbacks get an error first. */
  override timeout(ms: number): TimedSocketSender<Emit> {
    const flags = { ...this.manner, timeoutMs: ms };
    const others = this.broadcast.timeout(ms);
    return new TimedSocketSender(this.via, flags, others);
  }

  /** The same: Parley compresses nothing. Here for code that was written for Socket.IO. */
  override compress(_: boolean): SocketSender<Emit, Data> {
    return this;
  }
}

/**
 * A way to ask a client, or everyone else.
 *
 * @typeParam Emit The events that the server sends.
 */
export class TimedSocketSender<Emit extends EventMap<Emit>>
  extends TimedSender<Emit> {
  /** Everyone in the namespace but the socket. */
  readonly broadcast: TimedAudience<Emit>;

  /**
   * Sends nothing yet.
   *
   * @param socket The socket over which to send.
   * @param flags How to send.
   * @param others Everyone else.
   */
  constructor(
    socket: SendingSocket,
    flags: SendFlags,
    others: TimedAudience<Emit>,
  ) {
    super(socket, flags);
    this.broadcast = others;
  }

  /** Everyone in `room` but the socket. */
  to(room: RoomNames): TimedAudience<Emit> {
    return this.broadcast.to(room);
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): TimedAudience<Emit> {
    return this.to(room);
  }

  /** Everyone in the namespace but the socket and whoever is in `room`. */
  except(room: RoomNames): TimedAudience<Emit> {
    return this.broadcast.except(room);
  }

  /** Everyone who is connected to this node but the socket. */
  get local(): TimedAudience<Emit> {
    return this.broadcast.local;
  }

  /** The same, but for events that are not worth keeping, of which only the client's can be. */
  override get volatile(): TimedSocketSender<Emit> {
    const flags = { ...this.manner, volatile: true } as const;
    return new TimedSocketSender(this.via, flags, this.broadcast);
  }
}
