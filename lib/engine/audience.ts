/**
 * An audience is a value: `to`, `in` and `except` give a new one, and nothing happens before `emit`.
 *
 * @module
 */

import {
  type Answer,
  type ArgsBeforeAck,
  type ArgsWithAnswers,
  contain,
  type Encoding,
  type EventArgs,
  type EventEnvelope,
  type EventMap,
  type EventName,
  pack,
  Refusal,
  RESERVED_EVENTS,
} from "../wire/mod.ts";
import type { Adapter, Reach } from "./adapter.ts";
import type { BroadcastAcks, BroadcastOutcome } from "./broadcast_acks.ts";
import type { RemoteSocket } from "./remote_socket.ts";

/** One room, or several. */
export type RoomNames = string | readonly string[];

/** What an audience needs to know of its namespace. */
export interface AudiencePlace<Emit extends EventMap<Emit>> {
  /** Reaches the members. */
  readonly adapter: Adapter;
  /** The namespace as an envelope names it. */
  readonly where: { ns?: string };
  /** The broadcasts that wait for answers. */
  readonly acks: BroadcastAcks;
  /** The socket of that id. */
  socket(id: string): RemoteSocket<Emit> | undefined;
  /** Hears of what a callback threw. */
  fault(error: unknown, event: string): void;
}

/**
 * Some of the sockets of a namespace, to be told something.
 *
 * @typeParam Emit The events that the server sends.
 *
 * @example Who receives what
 * ```ts ignore
 * io.to("blue").emit("hello"); // everyone in blue
 * io.to("blue").to("green").emit("hello"); // everyone in blue or green, once each
 * io.to("blue").except("green").emit("hello"); // everyone in blue who is not in green
 * io.to([]).emit("hello"); // nobody
 * socket.to("blue").emit("hello"); // everyone in blue but socket
 * ```
 */
export class Audience<Emit extends EventMap<Emit>> {
  readonly #place: AudiencePlace<Emit>;
  readonly #reach: Reach;
  readonly #volatile: boolean;

  /**
   * Names an audience; nothing is sent yet.
   *
   * @param place The namespace.
   * @param reach Whom the audience consists of.
   * @param volatile Whether what it is told is not worth keeping.
   */
  constructor(
    place: AudiencePlace<Emit>,
    reach: Reach,
    volatile: boolean = false,
  ) {
    this.#place = place;
    this.#reach = reach;
    this.#volatile = volatile;
  }

  /** Also everyone in `room`, or in one of several rooms. Of no rooms at all: nobody. */
  to(room: RoomNames): Audience<Emit> {
    const { rooms } = this.#reach;
    const before = rooms === "everyone" ? [] : rooms;
    return this.#with({ rooms: union(before, room) });
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Audience<Emit> {
    return this.to(room);
  }

  /** But nobody who is in `room`, or in one of several rooms; goes before `to`. */
  except(room: RoomNames): Audience<Emit> {
    return this.#with({ except: union(this.#reach.except, room) });
  }

  /**
   * The same audience, for events that are not worth keeping: each member gets one at once or not
   * at all, depending on whether anything waits to be written to it.
   */
  get volatile(): Audience<Emit> {
    return new Audience(this.#place, this.#reach, true);
  }

  /** The same audience: there is one process, so everyone is local. */
  get local(): Audience<Emit> {
    return this;
  }

  /** The same audience: Parley compresses nothing. Here for code written for Socket.IO. */
  compress(_: boolean): Audience<Emit> {
    return this;
  }

  /**
   * The same audience, asked for answers, which may take `ms` milliseconds.
   *
   * @example
   * ```ts ignore
   * io.to("blue").timeout(5_000).emit("ready?", (error, answers) => {
   *   console.log(error ? "someone did not answer" : "all did", answers);
   * });
   * ```
   */
  timeout(ms: number): TimedAudience<Emit> {
    return new TimedAudience(this.#place, this.#reach, ms);
  }

  /**
   * Sends an event to everyone in the audience, once each.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved, or an acknowledgement is asked for without
   * {@linkcode timeout}.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    if (typeof args.at(-1) === "function") {
      throw new TypeError(
        `Cannot broadcast "${event}" with an acknowledgement: say timeout() first`,
      );
    }
    const volatile = this.#volatile && { volatile: true } as const;
    const encoding = encodeEvent(this.#place, { event, args, ...volatile });
    this.#place.adapter.broadcast(this.#reach, encoding, this.#volatile);
    return true;
  }

  /** The sockets in the audience. */
  fetchSockets(): Promise<RemoteSocket<Emit>[]> {
    return Promise.resolve(this.#sockets());
  }

  /** Puts everyone in the audience into a room, or several. */
  socketsJoin(room: RoomNames): void {
    for (const socket of this.#sockets()) socket.join(room);
  }

  /** Takes everyone in the audience out of a room, or several. */
  socketsLeave(room: RoomNames): void {
    for (const socket of this.#sockets()) {
      for (const name of namesOf(room)) socket.leave(name);
    }
  }

  /** Ends everyone in the audience; with `close`, their sessions too. */
  disconnectSockets(close: boolean = false): void {
    for (const socket of this.#sockets()) socket.disconnect(close);
  }

  #sockets(): RemoteSocket<Emit>[] {
    const { adapter, socket } = this.#place;
    return [...adapter.members(this.#reach)].flatMap((id) => socket(id) ?? []);
  }

  #with(change: Partial<Reach>): Audience<Emit> {
    const reach = { ...this.#reach, ...change };
    return new Audience(this.#place, reach, this.#volatile);
  }
}

/**
 * Some of the sockets of a namespace, to be asked something.
 *
 * @typeParam Emit The events that the server sends.
 */
export class TimedAudience<Emit extends EventMap<Emit>> {
  readonly #place: AudiencePlace<Emit>;
  readonly #reach: Reach;
  readonly #ms: number;

  /**
   * Names an audience; nothing is sent yet.
   *
   * @param place The namespace.
   * @param reach Whom the audience consists of.
   * @param ms Milliseconds that the answers may take.
   */
  constructor(place: AudiencePlace<Emit>, reach: Reach, ms: number) {
    this.#place = place;
    this.#reach = reach;
    this.#ms = ms;
  }

  /**
   * Sends an event to everyone in the audience, once each. The function at the end of `args` gets
   * `null` and the answers of all, or an error and those that came in time; a socket that ends
   * meanwhile is not waited for.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsWithAnswers<Emit, E>
  ): true {
    const callback = args.at(-1);
    if (typeof callback !== "function") {
      throw new TypeError(`Cannot ask "${event}" without an acknowledgement`);
    }
    this.#ask(event, args.slice(0, -1), (error, answers) => {
      contain(
        () => callback(error, answers),
        (error) => this.#place.fault(error, event),
      );
    });
    return true;
  }

  /**
   * Sends an event to everyone in the audience, once each, and resolves to the answers of all.
   *
   * @throws {Refusal} (as a rejection) `timeout`, with the answers that came in time as its `data`.
   */
  emitWithAck<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsBeforeAck<Emit, E>
  ): Promise<Answer<Emit, E>[]>;
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      this.#ask(event, args, (error, answers) => {
        if (!error) return resolve(answers);
        const { code, message, retryable } = error;
        reject(new Refusal(code, message, retryable, answers));
      });
    });
  }

  #ask(event: string, args: unknown[], done: BroadcastOutcome): void {
    const { adapter, acks } = this.#place;
    encodeEvent(this.#place, { event, args }); // What cannot be sent is not waited for.
    const id = acks.open(adapter.members(this.#reach), this.#ms, done);
    const encoding = encodeEvent(this.#place, { event, args, id });
    adapter.broadcast(this.#reach, encoding);
  }
}

/** Encodes an event for many: once, however many hear it. */
function encodeEvent<Emit extends EventMap<Emit>>(
  { where, fault }: AudiencePlace<Emit>,
  event: Omit<EventEnvelope, "type">,
): Encoding {
  if (RESERVED_EVENTS.has(event.event)) {
    throw new TypeError(`Cannot emit "${event.event}": the name is reserved`);
  }
  const encoding = pack({ type: "event", ...where, ...event });
  if (encoding instanceof Promise) {
    encoding.catch((error) => fault(error, event.event));
  }
  return encoding;
}

function namesOf(room: RoomNames): readonly string[] {
  return typeof room === "string" ? [room] : room;
}

function union(before: Iterable<string>, room: RoomNames): Set<string> {
  return new Set([...before, ...namesOf(room)]);
}
