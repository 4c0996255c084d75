/**
 * What goes on for a peer while it has a place: the time that its seat is kept, its token, its ICE
 * servers. All of it stops with the place.
 *
 * @module
 */

import type { IceServers } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { IceFeed } from "./ice_feed.ts";
import type { Peer } from "./peer.ts";
import type { TokenWatch } from "./token_watch.ts";

/** What can go on for a peer, once at a time. */
type Errand = "grace" | "token" | "ice";

/** What is needed for it. */
export interface UpkeepOptions {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** Milliseconds for which a seat is kept. */
  readonly graceMs: number;
  /** Watches tokens. */
  readonly tokens: TokenWatch;
  /** Gives ICE servers. */
  readonly ice: IceFeed;
}

/** Runs errands for peers. */
export class Upkeep {
  /** Milliseconds for which a seat is kept. */
  readonly graceMs: number;
  readonly #clock: Clock;
  readonly #tokens: TokenWatch;
  readonly #ice: IceFeed;
  readonly #stops = new Map<Peer, Map<Errand, () => void>>();

  /**
   * Nothing goes on yet.
   *
   * @param options What is needed for it.
   */
  constructor({ clock, graceMs, tokens, ice }: UpkeepOptions) {
    this.#clock = clock;
    this.graceMs = graceMs;
    this.#tokens = tokens;
    this.#ice = ice;
  }

  /** The peer is not here: `over` is called when its place is not kept any longer. */
  miss(peer: Peer, over: () => void): void {
    this.#set(peer, "grace", this.#clock.after(this.graceMs, over));
  }

  /** The peer is here again. */
  find(peer: Peer): void {
    this.#stop(peer, "grace");
  }

  /** Watches the peer's token: `ended` is called when it is good no longer. */
  watchToken(peer: Peer, ended: () => void): void {
    this.#stop(peer, "token");
    const { token } = peer.grants;
    if (!token) return;
    const expiring = (ms: number) => peer.port?.tell("token-expiring", ms);
    this.#set(peer, "token", this.#tokens.hold(token, { expiring, ended }));
  }

  /** ICE servers for the peer, which gets others before they end. */
  iceFor(peer: Peer): IceServers {
    this.#stop(peer, "ice");
    const ice = this.#ice.serversFor(peer.id);
    const push = (next: IceServers) => peer.port?.tell("ice-servers", next);
    const stop = this.#ice.follow(peer.id, ice.ttlMs, push);
    if (stop) this.#set(peer, "ice", stop);
    return ice;
  }

  /** Stops all that goes on for the peer. */
  stop(peer: Peer): void {
    for (const stop of this.#stops.get(peer)?.values() ?? []) stop();
    this.#stops.delete(peer);
  }

  #set(peer: Peer, errand: Errand, stop: () => void): void {
    const stops = this.#stops.get(peer) ?? new Map<Errand, () => void>();
    this.#stops.set(peer, stops.set(errand, stop));
  }

  #stop(peer: Peer, errand: Errand): void {
    const stops = this.#stops.get(peer);
    stops?.get(errand)?.();
    stops?.delete(errand);
    if (stops?.size === 0) this.#stops.delete(peer);
  }
}
