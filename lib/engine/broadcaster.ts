/**
 * What a namespace, all children of a parent, and the server have in common: everyone in it can be
 * told something, and there are listeners.
 *
 * @module
 */

import {
  Emitter,
  type EventArgs,
  type EventMap,
  type EventName,
  giveNodeNames,
  type MessageArgs,
  type NodeNames,
} from "../wire/mod.ts";
import type { RoomNames } from "./aimed.ts";
import { Audience } from "./audience.ts";
import type { AudiencePlace } from "./audience_place.ts";
import type { RemoteSocket } from "./remote_socket.ts";
import type { TimedAudience } from "./timed_audience.ts";

/** It has the names that Node has, too. */
export interface Broadcaster<
  ServerSide extends EventMap<ServerSide>,
  Own extends EventMap<Own>,
  Emit extends EventMap<Emit>,
  Data extends object,
> extends NodeNames<ServerSide, Own> {}

/**
 * Sockets that can be told something, and what they tell of themselves.
 *
 * @typeParam ServerSide The events that the servers of several nodes send each other.
 * @typeParam Own What is told of the sockets.
 * @typeParam Emit The events that the server sends to clients.
 * @typeParam Data What the application keeps with a socket.
 */
export abstract class Broadcaster<
  ServerSide extends EventMap<ServerSide>,
  Own extends EventMap<Own>,
  Emit extends EventMap<Emit>,
  Data extends object,
> extends Emitter<ServerSide, Own> {
  static {
    giveNodeNames(this.prototype);
  }

  /**
   * Begins without listeners.
   *
   * @param twin Shares its listeners: whoever listens to one listens to both.
   */
  constructor(twin?: Broadcaster<ServerSide, Own, Emit, Data>) {
    super();
    if (twin) this.heardBy = twin.heardBy;
  }

  /** Where the sockets are. */
  protected abstract readonly places: Iterable<AudiencePlace<Emit, Data>>;

  /** Everyone in `room`, or in one of several rooms. Of no rooms at all: nobody. */
  to(room: RoomNames): Audience<Emit, Data> {
    return this.#everyone().to(room);
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Audience<Emit, Data> {
    return this.to(room);
  }

  /** Everyone but whoever is in `room`, or in one of several rooms. */
  except(room: RoomNames): Audience<Emit, Data> {
    return this.#everyone().except(room);
  }

  /** Everyone, for events that are not worth keeping. */
  get volatile(): Audience<Emit, Data> {
    return this.#everyone().volatile;
  }

  /** Everyone who is connected to this node. */
  get local(): Audience<Emit, Data> {
    return this.#everyone().local;
  }

  /** Everyone: Parley compresses nothing. Here for code that was written for Socket.IO. */
  compress(_: boolean): Audience<Emit, Data> {
    return this.#everyone();
  }

  /** Everyone, asked for answers, which may take `ms` milliseconds. */
  timeout(ms: number): TimedAudience<Emit> {
    return this.#everyone().timeout(ms);
  }

  /**
   * All sockets.
   *
   * @throws {Refusal} (as a rejection) `timeout` if another node does not say which it has.
   */
  fetchSockets(): Promise<RemoteSocket<Emit, Data>[]> {
    return this.#everyone().fetchSockets();
  }

  /** Puts everyone into a room, or several. */
  socketsJoin(room: RoomNames): void {
    this.#everyone().socketsJoin(room);
  }

  /** Takes everyone out of a room, or several. */
  socketsLeave(room: RoomNames): void {
    this.#everyone().socketsLeave(room);
  }

  /** Ends every socket; with `close`, their sessions too. */
  disconnectSockets(close: boolean = false): void {
    this.#everyone().disconnectSockets(close);
  }

  /**
   * Sends an event to everyone.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved, or an acknowledgement is asked for without
   * {@linkcode timeout}.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    return this.#everyone().emit(event, ...args);
  }

  /** Sends the event `message` to everyone. */
  send(...args: MessageArgs<Emit>): this {
    this.#everyone().send(...args);
    return this;
  }

  /** The same as {@linkcode send}. */
  write(...args: MessageArgs<Emit>): this {
    return this.send(...args);
  }

  #everyone(): Audience<Emit, Data> {
    return new Audience(this.places, EVERYONE);
  }
}

const EVERYONE = { rooms: "everyone", except: [] } as const;
