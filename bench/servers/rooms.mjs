// deno-lint-ignore-file explicit-module-boundary-types -- Node and Bun read it as it is; the types are in the comments.
/**
 * Rooms over plain WebSockets, with nothing that they do not need: what a server costs that has no
 * sessions, limits, middlewares or receipts.
 *
 * An event is `{"event":…,"args":[…]}`; one with an `id` is answered by `{"id":…,"args":[…]}`.
 *
 * @module
 */

/**
 * A client's connection.
 *
 * @typedef {{ send(text: string): void }} Socket
 */

/** Who is in which room, and what they say to each other. */
export class Rooms {
  /** @type {Map<string, Set<Socket>>} */
  #members = new Map();
  /** @type {Map<Socket, Set<string>>} */
  #rooms = new Map();

  /**
   * Does what a client's frame says.
   *
   * @param {Socket} socket The client's connection.
   * @param {string} text The frame.
   * @returns {void}
   */
  receive(socket, text) {
    const { event, id, args } = JSON.parse(text);
    switch (event) {
      case "say": {
        const [room, message] = args;
        return this.#say(socket, room, message);
      }
      case "join": {
        const [room, token] = args;
        this.#join(socket, room);
        return this.#answer(socket, id, token);
      }
      case "leave": {
        const [room, token] = args;
        this.#leave(socket, room);
        return this.#answer(socket, id, token);
      }
      case "ask":
        return this.#answer(socket, id, args[0]);
      case "fill": {
        const [count, token] = args;
        for (let n = 0; n < count; n++) this.#join(socket, `hall ${n}`);
        return this.#answer(socket, id, token);
      }
    }
  }

  /**
   * Forgets a client whose connection has closed.
   *
   * @param {Socket} socket The connection.
   * @returns {void}
   */
  forget(socket) {
    for (const room of this.#rooms.get(socket) ?? []) this.#leave(socket, room);
  }

  /**
   * @param {Socket} socket
   * @param {string} room
   * @param {unknown} message
   */
  #say(socket, room, message) {
    const text = JSON.stringify({ event: "said", args: [message] });
    for (const member of this.#members.get(room) ?? []) {
      if (member !== socket) member.send(text);
    }
  }

  /**
   * @param {Socket} socket
   * @param {number} id
   * @param {unknown} value
   */
  #answer(socket, id, value) {
    socket.send(JSON.stringify({ id, args: [value] }));
  }

  /**
   * @param {Socket} socket
   * @param {string} room
   */
  #join(socket, room) {
    add(this.#members, room, socket);
    add(this.#rooms, socket, room);
  }

  /**
   * @param {Socket} socket
   * @param {string} room
   */
  #leave(socket, room) {
    remove(this.#members, room, socket);
    remove(this.#rooms, socket, room);
  }
}

/**
 * @template K, V
 * @param {Map<K, Set<V>>} index
 * @param {K} key
 * @param {V} value
 */
function add(index, key, value) {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}

/**
 * @template K, V
 * @param {Map<K, Set<V>>} index
 * @param {K} key
 * @param {V} value
 */
function remove(index, key, value) {
  const values = index.get(key);
  values?.delete(value);
  if (values?.size === 0) index.delete(key);
}
