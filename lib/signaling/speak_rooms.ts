/**
 * Rooms for calls, over the wire: the namespace in which clients ask for them.
 *
 * @module
 */

import type { Namespace } from "../engine/mod.ts";
import { ROOMS_NAMESPACE } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import { readJoin } from "./read_join.ts";
import { type Outlook, Rooms, type RoomsOptions } from "./rooms.ts";
import { Visit } from "./visit.ts";

/** The server, as far as rooms are concerned with it. */
export interface RoomsHost {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** Gives a namespace. */
  of(name: string): Namespace;
  /** Tells when it stops. */
  readonly engine: {
    /** Hears it. */
    on(event: "close", listener: () => void): unknown;
  };
}

/** Rooms that clients can reach. */
export interface SpokenRooms {
  /** The rooms themselves. */
  readonly rooms: Rooms;
  /**
   * What would become of a `JoinRequest`, which is not trusted, if it were made now from `address`.
   * It takes no seat; a wrong password counts as it does for one who joins.
   *
   * @throws {Refusal} (as a rejection) The one that `join` would give.
   */
  preflight(request: unknown, address: string): Promise<Outlook>;
}

/**
 * Makes `io` speak of rooms, in the namespace `/rooms`. When it stops, the rooms are forgotten, and
 * nothing waits any more; if it listens again, there are new ones.
 */
export function speakRooms(
  io: RoomsHost,
  options: RoomsOptions,
): SpokenRooms {
  const rooms = new Rooms({ clock: io.clock, ...options });
  io.of(ROOMS_NAMESPACE).on("connection", (socket) => {
    new Visit(socket, rooms).listen();
  });
  io.engine.on("close", () => rooms.close());
  return {
    rooms,
    preflight: async (request, address) =>
      await rooms.lookAhead({ ...readJoin(request), address }),
  };
}
