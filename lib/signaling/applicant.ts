/**
 * Someone who asks for a seat, as the rooms see it, whatever dialect it speaks.
 *
 * @module
 */

import type { Joined, Waiting } from "../parlance/mod.ts";
import type { Arrival, Peer } from "./peer.ts";

/** What is asked for, and by whom. */
export interface Application {
  /** The room's name: a good one. */
  readonly room: string;
  /** The peer's id, which it has proved. */
  readonly id: string;
  /** Where the connection comes from, by which guesses are counted. */
  readonly address: string;
  /** The password that was given. */
  readonly password?: string;
  /** The token that was shown. */
  readonly token?: string;
  /** Seats of the room, if this opens it. */
  readonly capacity?: number;
}

/** Someone who asks for a seat. */
export interface Applicant extends Application, Arrival {
  /** Called in the moment before it gets a place: what this throws keeps it out. */
  confirm(): void;
  /** Takes the answer, before anyone else is told anything. */
  accept(peer: Peer, answer: Joined | Waiting): void;
}
