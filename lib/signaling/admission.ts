/**
 * What rooms ask of whoever guards them: who may come in, and what with.
 *
 * @module
 */

import type { IceServers, Json, Role } from "../parlance/mod.ts";

/** What someone may do in a room. */
export interface Grants {
  /** The role on arrival; by arrival (the first is host) unless given. */
  readonly role?: Role;
  /** Whether signals may be sent. */
  readonly maySignal: boolean;
  /** Whether messages to all may be sent. */
  readonly mayBroadcast: boolean;
  /** Seats of a room that is opened by it. */
  readonly capacity?: number;
  /** What others are told in place of what the peer says of itself. */
  readonly name?: string;
  /** The same for metadata. */
  readonly metadata?: Json;
  /** The token that says so; there is none on an open server. */
  readonly token?: GrantedToken;
}

/** The token that a seat hangs on. */
export interface GrantedToken {
  /** Its id (`jti`), by which it can be revoked and banned. */
  readonly id: string;
  /** Whose it is (`sub`). */
  readonly subject: string | undefined;
  /** Milliseconds from now until it ends. */
  readonly ttlMs: number;
}

/** Guards the rooms. */
export interface Guard {
  /** Decides on `token`, which is not trusted, for `room`. Rejects with a Refusal whose code is one of RoomCode. */
  admit(room: string, token: string | undefined): Promise<Grants>;
  /** Calls `listener` with the id of each token that is revoked. Returns the undo. */
  onRevoked(listener: (tokenId: string) => void): () => void;
}

/** Gives what paths are found with. */
export interface IceSource {
  /** What the peer `id` is to use from now on. */
  serversFor(id: string): IceServers;
}
