/**
 * `to`, `in`, `except` and `local`: how an audience becomes another one.
 *
 * @module
 */

import type { Reach } from "./adapter.ts";

/** One room, or several. */
export type RoomNames = string | readonly string[];

/**
 * Something that is for some of the sockets of a namespace. It is a value: each call gives another
 * one.
 *
 * @typeParam Self What each call gives.
 */
export abstract class Aimed<Self> {
  /** Whom it is for. */
  protected readonly reach: Reach;

  /**
   * Is for whomever it is told; nothing is sent yet.
   *
   * @param reach Whom it is for.
   */
  constructor(reach: Reach) {
    this.reach = reach;
  }

  /** Also everyone in `room`, or in one of several rooms. Of no rooms at all: nobody. */
  to(room: RoomNames): Self {
    const { rooms } = this.reach;
    const before = rooms === "everyone" ? [] : rooms;
    return this.#with({ rooms: [...before, ...namesOf(room)] });
  }

  /** The same as {@linkcode to}. */
  in(room: RoomNames): Self {
    return this.to(room);
  }

  /** But nobody who is in `room`, or in one of several rooms; goes before `to`. */
  except(room: RoomNames): Self {
    return this.#with({ except: [...this.reach.except, ...namesOf(room)] });
  }

  /** Those of them who are connected to this node. */
  get local(): Self {
    return this.#with({ local: true });
  }

  /** The same, for others. */
  protected abstract aim(reach: Reach): Self;

  #with(change: Partial<Reach>): Self {
    return this.aim({ ...this.reach, ...change });
  }
}

/** The names of the rooms. */
export function namesOf(room: RoomNames): readonly string[] {
  return typeof room === "string" ? [room] : room;
}
