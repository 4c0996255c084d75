/**
 * What the host of a room may do with it. The server sees to it that nobody else does.
 *
 * @module
 */

import type { Action, Json, Muted } from "../parlance/mod.ts";
import type { EventMap } from "../wire/mod.ts";
import { Told } from "./told.ts";

/**
 * Whoever can rule a room. All of it resolves when it is done, and is refused (as a rejection, with
 * a {@linkcode Refusal}) with `not-allowed` to who is not host, `no-such-peer`, or `not-joined`.
 *
 * @typeParam T The map of events.
 */
export abstract class Ruling<T extends EventMap<T>> extends Told<T> {
  /** Asks the server for something. */
  protected abstract rule(action: Action): Promise<void>;

  /** Lets nobody in any more, or lets them in again. Those who are in stay. */
  lock(locked: boolean = true): Promise<void> {
    return this.rule({ do: "lock", locked });
  }

  /** Asks for a password from now on, or with `null` for none. */
  setPassword(password: string | null): Promise<void> {
    return this.rule({ do: "password", password });
  }

  /** Makes whoever comes wait to be admitted, or lets all in who wait. */
  setLobby(lobby: boolean): Promise<void> {
    return this.rule({ do: "lobby", lobby });
  }

  /** Lets in who waits, by its id. */
  admit(peer: string): Promise<void> {
    return this.rule({ do: "admit", peer });
  }

  /** Sends away who waits, by its id. */
  deny(peer: string): Promise<void> {
    return this.rule({ do: "deny", peer });
  }

  /** Removes a peer; it may not come back for `banMs` milliseconds, an hour unless given. */
  kick(peer: string, banMs?: number): Promise<void> {
    return this.rule({ do: "kick", peer, banMs });
  }

  /** Asks a peer to silence itself: it hears `mute-asked`. */
  askToMute(peer: string, kind: keyof Muted): Promise<void> {
    return this.rule({ do: "ask-to-mute", peer, kind });
  }

  /** Makes another peer host. */
  handOver(peer: string): Promise<void> {
    return this.rule({ do: "hand-over", peer });
  }

  /** Changes the number of seats. Nobody loses one. */
  setCapacity(capacity: number): Promise<void> {
    return this.rule({ do: "capacity", capacity });
  }

  /** Changes what the application keeps with the room. */
  setData(data: Json): Promise<void> {
    return this.rule({ do: "data", data });
  }

  /** Ends the room for all. */
  end(): Promise<void> {
    return this.rule({ do: "end" });
  }
}
