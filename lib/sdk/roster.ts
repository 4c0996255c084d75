/**
 * Who else is in the room: kept in agreement with the server, and kept while there is none.
 *
 * @module
 */

import type { OtherPeer, PeerInfo } from "../parlance/mod.ts";
import type { EndReason } from "./attendance.ts";
import { Peer, type PeerHost } from "./peer.ts";

/**
 * The others, in the order in which they came.
 *
 * @internal
 */
export class Roster {
  readonly #host: PeerHost;
  readonly #peers = new Map<string, Peer>();
  #isOnline = false;
  #stopTimer: (() => void) | undefined;

  /** Begins with nobody. */
  constructor(host: PeerHost) {
    this.#host = host;
  }

  /** All of them. */
  get all(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  /** One of them, by its id. */
  get(id: string): Peer | undefined {
    return this.#peers.get(id);
  }

  /**
   * This peer has its seat, perhaps once more. Who was known and is not there may be on the way back
   * to a server that was started anew, and media goes on meanwhile: they are waited for as long as
   * the server would keep their seats.
   */
  joined(others: readonly OtherPeer[], graceMs: number): void {
    const missing = this.all.filter(({ id }) =>
      others.every((other) => other.id !== id)
    );
    for (const other of others) this.add(other);
    for (const peer of missing) {
      peer.revise({ ...peer.info, connection: "away" });
    }
    this.#stopTimer?.();
    this.#stopTimer = this.#host.clock.after(graceMs, () => {
      for (const peer of missing) {
        const { id, info } = peer;
        if (info.connection === "away" && this.get(id) === peer) {
          this.remove(id, "timeout");
        }
      }
    });
  }

  /** Someone has come, or has come back. */
  add(other: OtherPeer): void {
    const known = this.#peers.get(other.id);
    if (known) return known.revise(other);
    const peer = new Peer(other, this.#host);
    this.#peers.set(other.id, peer);
    this.#host.tell("peer", peer);
    peer.online(this.#isOnline, false);
  }

  /** Something about someone has changed. */
  revise(info: PeerInfo): void {
    this.#peers.get(info.id)?.revise(info);
  }

  /** Someone has left. */
  remove(id: string, reason: EndReason): void {
    const peer = this.#peers.get(id);
    if (!peer) return;
    this.#peers.delete(id);
    peer.close(reason);
    this.#host.tell("peer-left", peer, reason);
  }

  /** The server can be reached, or cannot; `afresh` if what was said meanwhile may be lost. */
  online(isOnline: boolean, afresh: boolean): void {
    this.#isOnline = isOnline;
    for (const peer of this.all) peer.online(isOnline, afresh);
  }

  /** It is over: all of them are gone. */
  close(reason: EndReason): void {
    this.#stopTimer?.();
    for (const { id } of this.all) this.remove(id, reason);
  }
}
