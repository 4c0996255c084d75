/**
 * Who is in which room. Pure: no sockets, no clock, no messages.
 *
 * @module
 */

const NOBODY: ReadonlySet<string> = new Set();

/**
 * A two-way index of members and rooms. Both directions change together, and what is empty is
 * deleted on the spot, so that a room exists as long as someone is in it.
 */
export class Rooms {
  readonly #members = new Map<string, Set<string>>();
  readonly #joined = new Map<string, Set<string>>();

  /** The members of every room. A live view. */
  get members(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#members;
  }

  /** The rooms of every member. A live view. */
  get joined(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#joined;
  }

  /** The members of `room`. A live view: copy it before changing what it shows. */
  membersOf(room: string): ReadonlySet<string> {
    return this.#members.get(room) ?? NOBODY;
  }

  /** The rooms of `id`. A live view: copy it before changing what it shows. */
  roomsOf(id: string): ReadonlySet<string> {
    return this.#joined.get(id) ?? NOBODY;
  }

  /** Puts `id` into `room`; `false` if it was there already. */
  join(id: string, room: string): boolean {
    if (this.membersOf(room).has(id)) return false;
    addTo(this.#members, room, id);
    addTo(this.#joined, id, room);
    return true;
  }

  /** Takes `id` out of `room`; `false` if it was not there. */
  leave(id: string, room: string): boolean {
    if (!removeFrom(this.#members, room, id)) return false;
    removeFrom(this.#joined, id, room);
    return true;
  }

  /** Takes `id` out of every room. */
  leaveAll(id: string): void {
    for (const room of [...this.roomsOf(id)]) this.leave(id, room);
  }
}

function addTo(index: Map<string, Set<string>>, key: string, value: string) {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Set([value]));
}

function removeFrom(
  index: Map<string, Set<string>>,
  key: string,
  value: string,
): boolean {
  const values = index.get(key);
  if (!values?.delete(value)) return false;
  if (values.size === 0) index.delete(key);
  return true;
}
