/**
 * One room: who is in it, who waits, and what holds for both.
 *
 * @module
 */

import type {
  IceServers,
  Joined,
  Json,
  Knock,
  RoomInfo,
} from "../parlance/mod.ts";
import type { PasswordHash } from "./passwords.ts";
import type { Peer } from "./peer.ts";
import type { Telling } from "./port.ts";

/** A room, which there is while someone has a seat in it. */
export class Room {
  /** The name. */
  readonly name: string;
  /** Those who have a seat, in the order in which they came. */
  readonly peers: Map<string, Peer> = new Map();
  /** Those who wait to be admitted, in the order in which they came. */
  readonly lobby: Map<string, Peer> = new Map();
  /** Seats. */
  capacity: number;
  /** Whether nobody may come in any more. */
  isLocked = false;
  /** Whether who comes in has to be admitted. */
  hasLobby = false;
  /** What who comes in has to know. */
  password: PasswordHash | undefined;
  /** What the application keeps with the room. */
  data: Json = null;
  /** Who rules. */
  host: Peer | undefined;
  /** Whether the host before handed the room over to it. */
  isHandedOver = false;

  /**
   * An empty room.
   *
   * @param name Its name.
   * @param capacity Its seats.
   */
  constructor(name: string, capacity: number) {
    this.name = name;
    this.capacity = capacity;
  }

  /** Whether all seats are taken. */
  get isFull(): boolean {
    return this.peers.size >= this.capacity;
  }

  /** The room, as those in it are told of it. */
  get info(): RoomInfo {
    return {
      name: this.name,
      capacity: this.capacity,
      locked: this.isLocked,
      password: this.password !== undefined,
      lobby: this.hasLobby,
      host: this.host?.id ?? null,
      data: this.data,
    };
  }

  /** The room, as those outside are told of it: what is kept with it is for those in it. */
  get infoOutside(): RoomInfo {
    return { ...this.info, data: null };
  }

  /** Who waits, as the host is told. */
  get knocks(): Knock[] {
    return [...this.lobby.values()].map(({ id, profile }) => ({
      id,
      name: profile.name,
      metadata: profile.metadata,
    }));
  }

  /** All that `peer` is told when it takes its seat. */
  joined(peer: Peer, ice: IceServers, graceMs: number): Joined {
    return {
      state: "joined",
      self: peer.info,
      peers: this.others(peer).map((other) => other.infoFor(peer)),
      room: this.info,
      lobby: peer === this.host ? this.knocks : [],
      ice,
      graceMs,
    };
  }

  /** Those who have a seat, but for `peer`. */
  others(peer: Peer): Peer[] {
    return [...this.peers.values()].filter((other) => other !== peer);
  }

  /** Tells all who have a seat, or all but one. */
  tell(telling: Telling, except?: Peer): void {
    for (const peer of this.peers.values()) {
      if (peer !== except) peer.port?.tell(...telling);
    }
  }

  /** Tells the others that `peer` has a seat. */
  introduce(peer: Peer): void {
    for (const other of this.others(peer)) {
      other.port?.tell("peer-joined", peer.infoFor(other));
    }
  }

  /** Tells all, or all but one, that something about `peer` has changed. */
  tellOf(peer: Peer, except?: Peer): void {
    if (peer.place === "room") this.tell(["peer-updated", peer.info], except);
  }

  /** Tells all, or all but one, that something about the room has changed. */
  tellChange(except?: Peer): void {
    this.tell(["room-updated", this.info], except);
  }

  /** Tells the host who waits. */
  tellLobby(): void {
    this.host?.port?.tell("lobby", this.knocks);
  }

  /**
   * Makes `peer` host, or nobody.
   *
   * @param byHand Whether the host before wanted it so.
   * @returns Whose role has changed.
   */
  crown(peer: Peer | undefined, byHand: boolean = false): Peer[] {
    const former = this.host;
    if (former === peer) return [];
    this.host = peer;
    this.isHandedOver = byHand;
    if (former) former.role = "member";
    if (peer) peer.role = "host";
    return [former, peer].filter((one) => one !== undefined);
  }
}
