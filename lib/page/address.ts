/**
 * What a link says: the room, and perhaps a token and how many seats the room is to have.
 *
 * @module
 */

import { cleanRoomName } from "./room_name.ts";

/** What a link says. */
export interface Link {
  /** The room; `undefined` on the landing. */
  readonly room: string | undefined;
  /** Lets one in where the server asks for it. In the fragment, which no server is told. */
  readonly token: string | undefined;
  /** Seats of the room, if this opens it. */
  readonly seats: number;
}

/** As many as a browser sends its picture to without a server in between, on an ordinary uplink. */
export const SEATS = 8;

/** Reads a link. Whatever is not understood is as if it were not there. */
export function readLink(
  { search, hash }: Pick<Location, "search" | "hash">,
): Link {
  const query = new URLSearchParams(search);
  const seats = Number(query.get("seats"));
  const token = new URLSearchParams(hash.slice(1)).get("token");
  return {
    room: cleanRoomName(query.get("room") ?? ""),
    token: token || undefined,
    seats: Number.isInteger(seats) && seats >= 2 && seats <= 16 ? seats : SEATS,
  };
}

/** The query of an address that leads to `room`. */
export function queryForRoom(room: string): string {
  return `?${new URLSearchParams({ room })}`;
}

/** The address of the page. */
export interface Address {
  /** What it says now. */
  read(): Link;
  /** Makes it name `room`, or nothing, with a way back. */
  go(room: string | undefined): void;
}
