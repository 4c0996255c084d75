/**
 * A socket of another node: an audience of one, and what was told of it.
 *
 * @module
 */

import {
  type Answer,
  type ArgsBeforeAck,
  type EventArgs,
  type EventMap,
  type EventName,
  Sender,
  type SendingSocket,
  type TimedSender,
} from "../wire/mod.ts";
import type { SocketDetails } from "./adapter.ts";
import type { RoomNames } from "./aimed.ts";
import type { Audience } from "./audience.ts";
import type { Handshake } from "./handshake.ts";
import type { RemoteSocket } from "./remote_socket.ts";

/**
 * A socket of another node.
 *
 * @typeParam Emit The events that the server sends.
 * @typeParam Data What the application keeps with a socket.
 */
export class DistantSocket<
  Emit extends EventMap<Emit>,
  Data extends object,
> implements RemoteSocket<Emit, Data> {
  readonly id: string;
  readonly handshake: Handshake;
  readonly rooms: ReadonlySet<string>;
  readonly data: Data;
  readonly away: boolean;
  readonly #audience: Audience<Emit, Data>;
  readonly #sender: Sender<Emit>;

  /**
   * Applications do not make these: they get them from `fetchSockets`.
   *
   * @param details What its node has told of it.
   * @param audience The socket alone.
   * @param sending What sends events to it.
   */
  constructor(
    details: SocketDetails,
    audience: Audience<Emit, Data>,
    sending: SendingSocket,
  ) {
    this.id = details.id;
    this.handshake = details.handshake;
    this.rooms = new Set(details.rooms);
    // The same application put it there, on another node: it has the type that it has here.
    this.data = details.data as Data;
    this.away = details.away;
    this.#audience = audience;
    this.#sender = new Sender(sending, {});
  }

  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    return this.#sender.emit(event, ...args);
  }

  emitWithAck<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsBeforeAck<Emit, E>
  ): Promise<Answer<Emit, E>> {
    return this.#sender.emitWithAck(event, ...args);
  }

  timeout(ms: number): TimedSender<Emit> {
    return this.#sender.timeout(ms);
  }

  join(room: RoomNames): void {
    this.#audience.socketsJoin(room);
  }

  leave(room: string): void {
    this.#audience.socketsLeave(room);
  }

  disconnect(close: boolean = false): void {
    this.#audience.disconnectSockets(close);
  }
}
