/**
 * What peers find paths with: servers that tell them their address (STUN), and servers that relay what
 * they say (TURN), with credentials that end.
 *
 * @module
 */

import type { IceServer, IceServers } from "../parlance/mod.ts";
import type { IceSource } from "./admission.ts";
import { turnCredential } from "./turn_credential.ts";
import type { WallClock } from "./wall_clock.ts";

/** The servers that are to be used. */
export interface IceOptions {
  /** Servers that all may use as they are, such as `{ urls: "stun:stun.example.org" }`. */
  readonly servers?: readonly IceServer[];
  /** Servers that relay, and ask for a credential that ends. */
  readonly turn?: TurnOptions | undefined;
  /** The time of day. */
  readonly now: WallClock;
}

/** Servers that relay. */
export interface TurnOptions {
  /** Such as `turn:turn.example.org?transport=udp`. */
  readonly urls: readonly string[];
  /** What they share with this server: one of the secrets that they take. */
  readonly secret: string;
  /** Milliseconds for which a credential is good. */
  readonly ttlMs: number;
}

/** Gives each peer the same servers, and credentials of its own. */
export class Ice implements IceSource {
  readonly #servers: readonly IceServer[];
  readonly #turn: TurnOptions | undefined;
  readonly #now: WallClock;

  /**
   * Makes a source.
   *
   * @param options The servers.
   */
  constructor({ servers = [], turn, now }: IceOptions) {
    this.#servers = servers;
    this.#turn = turn;
    this.#now = now;
  }

  /** See {@linkcode IceSource.serversFor}. */
  serversFor(id: string): IceServers {
    if (!this.#turn) return { iceServers: this.#servers, ttlMs: null };
    const { urls, secret, ttlMs } = this.#turn;
    const relay = { urls, ...turnCredential(secret, id, this.#now() + ttlMs) };
    return { iceServers: [...this.#servers, relay], ttlMs };
  }
}
