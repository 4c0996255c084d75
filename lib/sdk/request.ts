/**
 * What a seat is asked for with, by who joins and by who only wants to know what would come of it.
 *
 * @module
 */

import type { Feature, JoinRequest, Json } from "../parlance/mod.ts";
import type { SeatStorage } from "./seat.ts";

/** What the server decides on. Everything may be left out. */
export interface SeatOptions {
  /**
   * What the others are to call this peer.
   *
   * @default {"Guest"}
   */
  name?: string;
  /**
   * Whatever the others are to know of this peer.
   *
   * @default {null}
   */
  metadata?: Json;
  /** The room's password. */
  password?: string;
  /** A token, or what gives one: it is asked at each attempt to join, and before a token ends. */
  token?: string | (() => string | Promise<string>);
  /**
   * Where the seat's proof is kept while the page is loaded again; `null` if a reload is to be
   * somebody new.
   *
   * @default The page's `sessionStorage`, where there is one.
   */
  storage?: SeatStorage | null;
  /**
   * Seats of the room, if this opens it.
   *
   * @default What the server says.
   */
  capacity?: number;
  /**
   * What this WebRTC stack can do. Without `"rollback"`, all descriptions are asked for by name.
   *
   * @default {["rollback"]}
   */
  features?: readonly Feature[];
  /** Ends the attempt, as long as it has not succeeded. */
  signal?: AbortSignal;
  /**
   * Makes an id of so many random bytes, in base64url.
   *
   * @internal
   */
  createId?(bytes: number): string;
}

/** What a server is asked: by whom and for what, and with all that there is to show. */
export async function requestOf(
  asked: Pick<JoinRequest, "room" | "seat" | "page">,
  options: SeatOptions,
): Promise<JoinRequest> {
  const { name, metadata, password, token, capacity, features } = options;
  return {
    ...asked,
    name,
    metadata,
    password,
    token: typeof token === "function" ? await token() : token,
    capacity,
    features,
  };
}
