/**
 * An audience is a value: `to`, `in` and `except` give a new one, and nothing happens before `emit`.
 *
 * @module
 */

import {
  encode,
  type EventArgs,
  type EventMap,
  type EventName,
  RESERVED_EVENTS,
} from "../wire/mod.ts";
import type { Adapter, Reach } from "./adapter.ts";

/** One room, or several. */
export type RoomNames = string | readonly string[];

/** What an audience needs to know of its namespace. */
export interface AudiencePlace {
  /** Reaches the members. */
  readonly adapter: Adapter;
  /** The namespace as an envelope names it. */
  readonly where: { ns?: string };
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
  readonly #place: AudiencePlace;
  readonly #reach: Reach;

  /**
   * Names an audience; nothing is sent yet.
   *
   * @param place The namespace.
   * @param reach Whom the audience consists of.
   */
  constructor(place: AudiencePlace, reach: Reach) {
    this.#place = place;
    this.#reach = reach;
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
   * Sends an event to everyone in the audience, once each.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved, or an acknowledgement is asked for.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    if (RESERVED_EVENTS.has(event)) {
      throw new TypeError(`Cannot emit "${event}": the name is reserved`);
    }
    if (typeof args.at(-1) === "function") {
      throw new TypeError(
        `Cannot broadcast "${event}" with an acknowledgement`,
      );
    }
    const { adapter, where } = this.#place;
    adapter.broadcast(
      this.#reach,
      encode({ type: "event", ...where, event, args }),
    );
    return true;
  }

  #with(change: Partial<Reach>): Audience<Emit> {
    return new Audience(this.#place, { ...this.#reach, ...change });
  }
}

function union(before: Iterable<string>, room: RoomNames): Set<string> {
  return new Set([...before, ...(typeof room === "string" ? [room] : room)]);
}
