/**
 * Whoever holds a seat, as far as a room is concerned with it: the seam between rooms and the
 * dialects that their clients speak.
 *
 * @module
 */

import type {
  IncomingMessage,
  IncomingSignal,
  RoomServerEvents,
} from "../parlance/mod.ts";

/** Something that a room tells, which needs no confirmation. */
export type Telling = {
  [E in Exclude<keyof RoomServerEvents, "signal">]: [
    event: E,
    ...args: Parameters<RoomServerEvents[E]>,
  ];
}[Exclude<keyof RoomServerEvents, "signal">];

/** Something of another peer's, whose receiver confirms that its program has it. */
export type Parcel =
  | readonly ["signal", IncomingSignal]
  | readonly ["message", IncomingMessage];

/** The way to one peer's program. */
export interface Port {
  /** Whether the program can take signals for itself, and rule a room: the tutorial's cannot. */
  readonly speaksRooms: boolean;
  /** Tells it something. What it is told while it is away is kept for it, if it can come back. */
  tell(...telling: Telling): void;
  /**
   * Hands it a parcel.
   *
   * @param confirmed Is called once, as soon as the program has it.
   * @returns `false` if it cannot take one more at the moment: then it was not handed over.
   */
  hand(parcel: Parcel, confirmed: () => void): boolean;
  /** Ends it: its seat has another owner. */
  close(): void;
  /** Ends it, and all that its owner could come back with: the owner is not to be here any more. */
  expel(): void;
}
