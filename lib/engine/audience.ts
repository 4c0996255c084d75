/**
 * An audience is a value: `to`, `in` and `except` give a new one, and nothing happens before `emit`.
 *
 * @module
 */

import {
  DISCONNECTED,
  type EventArgs,
  type EventMap,
  type EventName,
  type MessageArgs,
  type Outcome,
  Refusal,
  type SendingSocket,
} from "../wire/mod.ts";
import type { Reach, Reply, SocketDetails } from "./adapter.ts";
import { Aimed, namesOf, type RoomNames } from "./aimed.ts";
import { askAll, type AudiencePlace, tellAll } from "./audience_place.ts";
import { DistantSocket } from "./distant_socket.ts";
import type { RemoteSocket } from "./remote_socket.ts";
import { TimedAudience } from "./timed_audience.ts";

/**
 * Some of the sockets of a namespace, on whichever nodes they are, to be told something.
 *
 * @typeParam Emit The events that the server sends.
 * @typeParam Data What the application keeps with a socket.
 *
 * @example Who receives what
 * ```ts ignore
 * io.to("blue").emit("hello"); // everyone in blue
 * io.to("blue").to("green").emit("hello"); // everyone in blue or green, once each
 * io.to("blue").except("green").emit("hello"); // everyone in blue who is not in green
 * io.local.emit("hello"); // everyone who is connected to this node
 * io.to([]).emit("hello"); // nobody
 * socket.to("blue").emit("hello"); // everyone in blue but socket
 * ```
 */
export class Audience<
  Emit extends EventMap<Emit>,
  Data extends object = Record<string, unknown>,
> extends Aimed<Audience<Emit, Data>> {
  readonly #places: Iterable<AudiencePlace<Emit, Data>>;
  readonly #volatile: boolean;

  /**
   * Names an audience; nothing is sent yet.
   *
   * @param places The namespace, or several.
   * @param reach Whom the audience consists of, in each of them.
   * @param volatile Whether what it is told is not worth keeping.
   */
  constructor(
    places: Iterable<AudiencePlace<Emit, Data>>,
    reach: Reach,
    volatile: boolean = false,
  ) {
    super(reach);
    this.#places = places;
    this.#volatile = volatile;
  }

  /**
   * The same audience, for events that are not worth keeping: each member gets one at once or not
   * at all, depending on whether anything waits to be written to it.
   */
  get volatile(): Audience<Emit, Data> {
    return new Audience(this.#places, this.reach, true);
  }

  /** The same audience: Parley compresses nothing. Here for code written for Socket.IO. */
  compress(_: boolean): Audience<Emit, Data> {
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
    return new TimedAudience(this.#places, this.reach, ms);
  }

  /**
   * Sends an event to everyone in the audience, once each.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved, or an acknowledgement is asked for without
   * {@linkcode timeout}.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    this.#emit(event, args);
    return true;
  }

  /** Sends the event `message` to everyone in the audience, once each. */
  send(...args: MessageArgs<Emit>): this {
    this.#emit("message", args);
    return this;
  }

  /** The same as {@linkcode send}. */
  write(...args: MessageArgs<Emit>): this {
    return this.send(...args);
  }

  /**
   * The sockets in the audience.
   *
   * @throws {Refusal} (as a rejection) `timeout` if another node does not say which it has.
   */
  async fetchSockets(): Promise<RemoteSocket<Emit, Data>[]> {
    const found = [...this.#places].map(async (place) => {
      const sockets = await place.adapter.fetchSockets(this.reach);
      return sockets.map((details) =>
        place.socket(details.id) ?? distant(place, details)
      );
    });
    return (await Promise.all(found)).flat();
  }

  /** Puts everyone in the audience into a room, or several. */
  socketsJoin(room: RoomNames): void {
    for (const { adapter } of this.#places) {
      adapter.socketsJoin(this.reach, namesOf(room));
    }
  }

  /** Takes everyone in the audience out of a room, or several. */
  socketsLeave(room: RoomNames): void {
    for (const { adapter } of this.#places) {
      adapter.socketsLeave(this.reach, namesOf(room));
    }
  }

  /** Ends everyone in the audience; with `close`, their sessions too. */
  disconnectSockets(close: boolean = false): void {
    for (const { adapter } of this.#places) {
      adapter.disconnectSockets(this.reach, close);
    }
  }

  #emit(event: string, args: unknown[]): void {
    if (typeof args.at(-1) === "function") {
      throw new TypeError(
        `Cannot broadcast "${event}" with an acknowledgement: say timeout() first`,
      );
    }
    tellAll(this.#places, this.reach, event, args, this.#volatile);
  }

  /** The same, aimed at others. */
  protected override aim(reach: Reach): Audience<Emit, Data> {
    return new Audience(this.#places, reach, this.#volatile);
  }
}

/** A socket of another node, which is the one member of the room that bears its id. */
function distant<Emit extends EventMap<Emit>, Data extends object>(
  place: AudiencePlace<Emit, Data>,
  details: SocketDetails,
): DistantSocket<Emit, Data> {
  const reach: Reach = { rooms: [details.id], except: [] };
  const sending: SendingSocket = {
    send(event, args, { volatile = false, timeoutMs = place.ackMs }, settle) {
      if (!settle) return tellAll([place], reach, event, args, volatile);
      askAll([place], reach, event, args, timeoutMs, (error, [reply]) => {
        settle(outcomeOf(error, reply));
      });
    },
    fault: (error, event) => place.fault(error, event),
  };
  return new DistantSocket(details, new Audience([place], reach), sending);
}

/** What became of a question to one socket, of which there is no reply if it is not there. */
function outcomeOf(error: Refusal | null, reply: Reply | undefined): Outcome {
  if (error) return { ok: false, error };
  if (reply && "args" in reply) return { ok: true, args: reply.args };
  const { code, message } = reply?.error ?? DISCONNECTED;
  return { ok: false, error: new Refusal(code, message) };
}
