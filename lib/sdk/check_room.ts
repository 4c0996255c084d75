/**
 * What would come of joining a room, before anything is asked of the person.
 *
 * @module
 */

import type {
  JoinRequest,
  PreflightAnswer,
  RoomInfo,
} from "../parlance/mod.ts";
import { Refusal, refusal } from "../wire/refusal.ts";
import { requestOf, type SeatOptions } from "./request.ts";
import { BYTES, ownStorage, randomId, seatKey } from "./seat.ts";

/** What would come of joining. */
export interface RoomCheck {
  /** Whether there would be a seat at once, or the host would have to let the peer in. */
  readonly state: "joined" | "waiting";
  /** The room; `null` if it is empty, so that to join would open it. */
  readonly room: RoomInfo | null;
}

/**
 * Asks what would come of joining a room now, with the seat that `joinRoom` would ask for, and takes no
 * seat: so a page need not ask for a camera first, and then say that the room is full. A wrong password
 * counts as one. What counts in the end is what `joinRoom` says.
 *
 * @param url The server, as for `joinRoom`.
 * @param name The room's name.
 * @param options What it would be joined with: the same as is given to `joinRoom`.
 * @returns What would come of it, unless it would be refused.
 * @throws {Refusal} (as a rejection) What it would be refused with: its `code` is one of
 * {@linkcode RoomCode}. `disconnected` if the server does not answer this page: nothing is tried again.
 * @throws {TypeError} (as a rejection) If the address is none.
 *
 * @example
 * ```ts ignore
 * const { state } = await checkRoom("/", "blue", { password });
 * if (state === "waiting") show("The host will have to let you in.");
 * ```
 */
export async function checkRoom(
  url: string,
  name: string,
  options: SeatOptions = {},
): Promise<RoomCheck> {
  const { storage = ownStorage(), createId = randomId, signal } = options;
  const server = new URL(url, globalThis.location?.href);
  const { href } = new URL("/rooms/preflight", server);
  const seat = storage?.getItem(seatKey(url, name)) ?? createId(BYTES.seat);
  const page = createId(BYTES.page);
  const request = await requestOf({ room: name, seat, page }, options);
  const answer = await ask(href.replace(/^ws/, "http"), request, signal);
  if (!answer.ok) throw refusal(answer);
  const { state, room } = answer;
  return { state, room };
}

async function ask(
  url: string,
  request: JoinRequest,
  signal: AbortSignal | undefined,
): Promise<PreflightAnswer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal: signal ?? null,
    });
    if (response.ok) return await response.json();
    await response.body?.cancel();
  } catch {
    signal?.throwIfAborted();
  }
  throw new Refusal("disconnected", "Cannot reach the server", true);
}
