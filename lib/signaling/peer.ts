/**
 * One peer of a room, or of its lobby: who it is, what it may do, and how it is reached.
 *
 * @module
 */

import type {
  Feature,
  OtherPeer,
  PeerInfo,
  Profile,
  Role,
} from "../parlance/mod.ts";
import type { Grants } from "./admission.ts";
import type { Mailbox } from "./mailbox.ts";
import { pairRole } from "./pair_role.ts";
import type { Port } from "./port.ts";
import type { Room } from "./room.ts";

/** What a peer comes with. Who takes a seat again comes with all of it anew. */
export interface Arrival {
  /** The incarnation of the peer's page. */
  readonly page: string;
  /** What it tells of itself. */
  readonly profile: Profile;
  /** What its WebRTC stack can do. */
  readonly features: readonly Feature[];
  /** Whether it can take signals at once. */
  readonly isReady: boolean;
  /** The way to its program. */
  readonly port: Port;
}

/** A peer. */
export class Peer {
  /** Follows from the seat's proof. */
  readonly id: string;
  /** Its room. */
  readonly room: Room;
  /** What others send it. */
  readonly mailbox: Mailbox;
  /** Where it is: in the lobby, in the room, or in neither any more. */
  place: "lobby" | "room" | "gone" = "lobby";
  /** What it may do in the room. */
  role: Role = "member";
  /** What its token says that it may do. */
  grants: Grants;
  /** What it tells of itself. */
  profile: Profile;
  #page: string;
  #features: readonly Feature[];
  #port: Port | undefined;
  #isHere = true;
  #isReady: boolean;
  #sent = 0;

  /**
   * A peer that is here, and has no place yet.
   *
   * @param room Its room.
   * @param id Its id.
   * @param arrival What it comes with.
   * @param grants What it may do.
   * @param mailbox What others send it.
   */
  constructor(
    room: Room,
    id: string,
    arrival: Arrival,
    grants: Grants,
    mailbox: Mailbox,
  ) {
    this.room = room;
    this.id = id;
    this.grants = grants;
    this.mailbox = mailbox;
    this.profile = profileOf(arrival, grants);
    this.#page = arrival.page;
    this.#features = arrival.features;
    this.#port = arrival.port;
    this.#isReady = arrival.isReady;
  }

  /** The way to its program; there is none while it may come back with another one only. */
  get port(): Port | undefined {
    return this.#port;
  }

  /** Whether its connection is there. */
  get isHere(): boolean {
    return this.#isHere;
  }

  /** The incarnation of its page. */
  get page(): string {
    return this.#page;
  }

  /** See {@linkcode Port.speaksRooms}. */
  get speaksRooms(): boolean {
    return this.#port?.speaksRooms ?? true; // Others do not outlive their connection.
  }

  /** The peer, as it is listed. */
  get info(): PeerInfo {
    return {
      id: this.id,
      page: this.#page,
      role: this.role,
      connection: this.#isHere ? "here" : "away",
      features: this.#features,
      ...this.speaksRooms ? {} : { dialect: "tutorial" },
      ...this.profile,
    };
  }

  /** The same as `reader` is told it. */
  infoFor(reader: Peer): OtherPeer {
    const { info } = this;
    return { ...info, ...pairRole(reader.info, info) };
  }

  /** Whether it has the features that someone comes with. */
  hasFeatures(features: readonly Feature[]): boolean {
    return this.#features.length === features.length &&
      features.every((feature) => this.#features.includes(feature));
  }

  /** The number of the next thing that it sends. */
  nextNumber(): number {
    return this.#sent++;
  }

  /** The same peer comes again, over another connection and perhaps from another page. */
  renew(arrival: Arrival, grants: Grants): void {
    this.mailbox.lose();
    // What was meant for connections of the former page is of no use to another one.
    if (arrival.page !== this.#page) {
      this.mailbox.discard(([event]) => event === "signal");
    }
    this.grants = grants;
    this.profile = profileOf(arrival, grants);
    this.#page = arrival.page;
    this.#features = arrival.features;
    this.#port = arrival.port;
    this.#isReady = arrival.isReady;
    this.#isHere = true;
  }

  /** It can take signals from now on. */
  becomeReady(): void {
    this.#isReady = true;
    this.openMailbox();
  }

  /** It is here again. */
  comeBack(): void {
    this.#isHere = true;
    this.openMailbox();
  }

  /** It cannot be reached for now. */
  goAway(): void {
    this.#isHere = false;
    this.mailbox.shut();
  }

  /** Its connection has ended: it may come back over another one. */
  lose(): void {
    this.#isHere = false;
    this.#port = undefined;
    this.mailbox.lose();
  }

  /** Has no place any more, and nothing on its way. */
  retire(): void {
    this.place = "gone";
    this.role = "member";
    this.mailbox.close();
  }

  /** Delivers what was kept, if it has a seat, is here and can take it. */
  openMailbox(): void {
    const port = this.#port;
    if (this.place !== "room" || !this.#isHere || !this.#isReady || !port) {
      return;
    }
    this.mailbox.open((parcel, confirmed) => {
      if (confirmed) return port.hand(parcel, confirmed);
      if (parcel[0] === "message") port.tell(...parcel);
      return true;
    });
  }
}

/** What a token says of a peer counts, in place of what the peer says of itself. */
function profileOf({ profile }: Arrival, grants: Grants): Profile {
  const { name = profile.name, metadata = profile.metadata } = grants;
  return { ...profile, name, metadata };
}
