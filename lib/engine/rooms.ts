/**
 * Who is in which room. Pure: no sockets, no clock, no messages.
 *
 * @module
 */

/** The members of a room, or the rooms of a member. */
class Names extends Set<string> {
  #list: readonly string[] | undefined;

  /** The same as a list that is not changed: as long as nothing else does, it is the same one. */
  get list(): readonly string[] {
    return this.#list ??= [...this];
  }

  override add(name: string): this {
    this.#list = undefined;
    return super.add(name);
  }

  override delete(name: string): boolean {
    this.#list = undefined;
    return super.delete(name);
  }
}

const NOBODY: Names = new Names();

/** How many members make a room large: what is done for all of them at once pays from here on. */
export const LARGE = 16;

/**
 * A two-way index of members and rooms. Both directions change together, and what is empty is
 * deleted on the spot, so that a room exists as long as someone is in it.
 */
export class Rooms {
  readonly #members = new Map<string, Names>();
  readonly #joined = new Map<string, Names>();
  #everyone: readonly string[] | undefined;

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

  /** Everyone who is in a room: a list that is not changed, and the same until it is another. */
  get everyone(): readonly string[] {
    return this.#everyone ??= [...this.#joined.keys()];
  }

  /** The members of `room`: a list that is not changed, and the same until someone comes or goes. */
  listOf(room: string): readonly string[] {
    return (this.#members.get(room) ?? NOBODY).list;
  }

  /** Puts `id` into `room`; `false` if it was there already. */
  join(id: string, room: string): boolean {
    if (this.membersOf(room).has(id)) return false;
    if (!this.#joined.has(id)) this.#everyone = undefined;
    addTo(this.#members, room, id);
    addTo(this.#joined, id, room);
    return true;
  }

  /** Takes `id` out of `room`; `false` if it was not there. */
  leave(id: string, room: string): boolean {
    if (!removeFrom(this.#members, room, id)) return false;
    removeFrom(this.#joined, id, room);
    if (!this.#joined.has(id)) this.#everyone = undefined;
    return true;
  }

  /** Takes `id` out of every room. */
  leaveAll(id: string): void {
    for (const room of [...this.roomsOf(id)]) this.leave(id, room);
  }
}

function addTo(index: Map<string, Names>, key: string, value: string) {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Names().add(value));
}

function removeFrom(
  index: Map<string, Names>,
  key: string,
  value: string,
): boolean {
  const values = index.get(key);
  if (!values?.delete(value)) return false;
  if (values.size === 0) index.delete(key);
  return true;
}
