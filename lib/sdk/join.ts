/**
 * From an address and a name to a room.
 *
 * @module
 */

import { connect } from "../client/core.ts";
import { ROOMS_NAMESPACE } from "../parlance/mod.ts";
import { systemClock } from "../wire/mod.ts";
import { Attendance, type RoomState } from "./attendance.ts";
import { insight } from "./peer.ts";
import type { RoomOptions } from "./options.ts";
import { Published } from "./published.ts";
import { requestOf } from "./request.ts";
import { Room } from "./room.ts";
import { RoomSocket } from "./room_socket.ts";
import { BYTES, ownStorage, randomId, seatKey, takeSeat } from "./seat.ts";

/**
 * Joins a room, and begins to connect with everyone in it.
 *
 * @param url The server, such as `https://example.org`; on a page `/` is the page's own server.
 * @param name The room's name.
 * @param options How it is joined.
 * @returns The room, once the peer has its seat: if the room has a lobby, once it is admitted.
 * @throws {Refusal} (as a rejection) If the server does not give the seat: its `code` is one of
 * {@linkcode RoomCode}. A server that cannot be reached is tried until `options.signal` ends that.
 * @throws {TypeError} If the address is none.
 *
 * @example
 * ```ts ignore
 * const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
 * const room = await joinRoom("/", "blue", { stream });
 * room.on("stream", (stream, peer) => show(stream, peer.name));
 * room.on("peer-left", (peer) => hide(peer));
 * ```
 */
export function joinRoom(
  url: string,
  name: string,
  options: RoomOptions = {},
): Promise<Room> {
  const { signal, storage = ownStorage(), createId = randomId } = options;
  const { session } = connect(url, {
    ...options.connection,
    autoConnect: false,
  });
  const socket = new RoomSocket(session, ROOMS_NAMESPACE);
  const clock = options.connection?.clock ?? systemClock;
  const published = new Published({
    audio: false,
    video: false,
    ...options.muted,
  });
  if (options.stream) published.add(options.stream);
  const end = new AbortController();
  const page = createId(BYTES.page);
  const seat = takeSeat(
    storage,
    seatKey(url, name),
    () => createId(BYTES.seat),
    end.signal,
  );
  return new Promise((resolve, reject) => {
    let room: Room | undefined;
    const attendance = new Attendance({
      socket,
      clock,
      request: async () => ({
        ...await requestOf(
          { room: name, seat, page },
          // Whoever comes first to a server that was started anew opens the room.
          room
            ? { ...options, ...room.self, capacity: room.info.capacity }
            : options,
        ),
        muted: published.muted,
      }),
      onJoined(joined) {
        if (room) return room.rejoin(joined);
        socket.hold(clock);
        room = new Room(joined, {
          attendance,
          clock,
          options,
          published,
          createId,
        });
        resolve(room);
        // Asked for while the server is there: it will be wanted when that is not.
        insight().catch(() => {});
      },
      onState(state: RoomState) {
        if (state.name === "left") {
          end.abort(state.reason);
          reject(state.error);
        }
        if (state.name === "waiting") options.onWaiting?.(state.waiting);
        options.onState?.(state);
        room?.become(state);
      },
    });
    const abort = () => {
      if (room) return;
      reject(signal?.reason);
      attendance.leave();
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { signal: end.signal });
  });
}
