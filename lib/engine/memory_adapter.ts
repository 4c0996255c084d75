/**
 * The adapter of a single node: everyone is here.
 *
 * @module
 */

import {
  contain,
  Emitter,
  giveNodeNames,
  type NodeNames,
} from "../wire/mod.ts";
import type {
  Adapter,
  AdapterHost,
  BroadcastReplies,
  EncodedEvent,
  LocalSocket,
  Reach,
  Replies,
  RoomEvents,
  SocketDetails,
} from "./adapter.ts";
import { Rooms } from "./rooms.ts";

/** Something that happened to a room, to be told. */
type RoomNews = {
  [E in keyof RoomEvents]: [event: E, ...Parameters<RoomEvents[E]>];
}[keyof RoomEvents];

/** It has the names that Node has, too. */
export interface MemoryAdapter
  extends NodeNames<Record<never, never>, RoomEvents> {}

/** Keeps rooms in memory, and reaches the members that this process has. */
export class MemoryAdapter extends Emitter<Record<never, never>, RoomEvents>
  implements Adapter {
  static {
    giveNodeNames(this.prototype);
  }

  /** The namespace. */
  protected readonly host: AdapterHost;
  readonly #rooms = new Rooms();
  /** What is being told, and what has happened meanwhile. */
  readonly #news: RoomNews[] = [];

  /**
   * Begins without members.
   *
   * @param host The namespace.
   */
  constructor(host: AdapterHost) {
    super();
    this.host = host;
  }

  get rooms(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#rooms.members;
  }

  get sids(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#rooms.joined;
  }

  init(): void | Promise<void> {}

  close(): void | Promise<void> {}

  serverCount(): number | Promise<number> {
    return 1;
  }

  join(id: string, room: string): void {
    const isNew = !this.rooms.has(room);
    if (!this.#rooms.join(id, room) || !this.#isHeard) return;
    const joined: RoomNews = ["join-room", room, id];
    this.#announce(isNew ? [["create-room", room], joined] : [joined]);
  }

  leave(id: string, room: string): void {
    if (!this.#rooms.leave(id, room) || !this.#isHeard) return;
    const left: RoomNews = ["leave-room", room, id];
    this.#announce(
      this.rooms.has(room) ? [left] : [left, ["delete-room", room]],
    );
  }

  leaveAll(id: string): void {
    for (const room of [...this.#rooms.roomsOf(id)]) this.leave(id, room);
  }

  broadcast(reach: Reach, event: EncodedEvent, volatile: boolean): void {
    const { ids, except } = this.#listsOf(reach);
    this.host.deliver(ids, except, event, volatile);
  }

  broadcastWithAck(
    reach: Reach,
    event: EncodedEvent,
    replies: BroadcastReplies,
  ): void {
    const ids = this.members(reach);
    replies.expect(ids.length);
    this.host.gather(ids, replies);
    this.host.deliver(ids, [], event, false);
  }

  fetchSockets(reach: Reach): Promise<SocketDetails[]> {
    return Promise.resolve(this.#sockets(reach).map(detailsOf));
  }

  socketsJoin(reach: Reach, rooms: readonly string[]): void {
    for (const socket of this.#sockets(reach)) {
      // One that is in too many rooms already keeps no other out.
      contain(() => socket.join(rooms), (error) => {
        this.host.fault(error, "socketsJoin");
      });
    }
  }

  socketsLeave(reach: Reach, rooms: readonly string[]): void {
    for (const socket of this.#sockets(reach)) {
      for (const room of rooms) socket.leave(room);
    }
  }

  disconnectSockets(reach: Reach, close: boolean): void {
    for (const socket of this.#sockets(reach)) socket.disconnect(close);
  }

  serverSideEmit(_: string, __: readonly unknown[], ___?: Replies): void {}

  /**
   * The ids of everyone of this node in `reach`, once each, as it is now: whom the application
   * brings in, as it hears of a broadcast, is not sent it.
   */
  members({ rooms, except }: Reach): readonly string[] {
    const excepted = this.#union(except);
    const reached = rooms === "everyone"
      ? this.#rooms.joined.keys()
      : this.#union(rooms);
    const found: string[] = [];
    for (const id of reached) if (!excepted.has(id)) found.push(id);
    return found;
  }

  /**
   * The same as two lists: who is in it but for whom. Those that are kept from one broadcast to the
   * next, where that can be: of everyone, or of one room, but for a socket.
   */
  #listsOf(
    reach: Reach,
  ): { ids: readonly string[]; except: readonly string[] } {
    const { rooms, except: [out], except: { length } } = reach;
    const except = out === undefined ? [] : this.#rooms.listOf(out);
    if (length <= 1 && except.length <= 1) {
      if (rooms === "everyone") return { ids: this.#rooms.everyone, except };
      const [room] = rooms;
      if (room !== undefined && rooms.length === 1) {
        return { ids: this.#rooms.listOf(room), except };
      }
    }
    return { ids: this.members(reach), except: [] };
  }

  /** Whoever is in one of the rooms. A live view, if that is one room, as it is nearly always. */
  #union(rooms: readonly string[]): ReadonlySet<string> {
    const [first, ...others] = rooms;
    if (first !== undefined && others.length === 0) {
      return this.#rooms.membersOf(first);
    }
    return new Set(rooms.flatMap((room) => [...this.#rooms.membersOf(room)]));
  }

  #sockets(reach: Reach): LocalSocket[] {
    const found = this.members(reach).map((id) => this.host.socket(id));
    return found.filter((socket) => socket !== undefined);
  }

  /** Whether anyone hears the news: nearly always nobody does, and none is made. */
  get #isHeard(): boolean {
    return this.heardBy.length > 0;
  }

  /** Tells the news; what a listener sets off is told after it, so that everyone hears the order. */
  #announce(news: readonly RoomNews[]): void {
    const isTelling = this.#news.length > 0;
    this.#news.push(...news);
    if (isTelling) return;
    for (const [event, ...args] of this.#news) {
      this.tell(event, (listener) => {
        contain(() => listener(...args), (error) => {
          this.host.fault(error, event);
        });
      });
    }
    this.#news.length = 0;
  }
}

function detailsOf(
  { id, handshake, rooms, data, away }: LocalSocket,
): SocketDetails {
  return { id, handshake, rooms: [...rooms], data, away };
}
