/**
 * One client's socket in the namespace of rooms: its requests, and the way back.
 *
 * @module
 */

import type { Socket } from "../engine/mod.ts";
import { ROOM_LIMITS, type RoomClientEvents } from "../parlance/mod.ts";
import { Refusal } from "../wire/mod.ts";
import { moderate } from "./moderation.ts";
import type { Peer } from "./peer.ts";
import type { Parcel, Port, Telling } from "./port.ts";
import { changeProfile } from "./profile_change.ts";
import { readAction } from "./read_action.ts";
import { readJoin, readToken } from "./read_join.ts";
import { readProfileChange } from "./read_profile.ts";
import { readMessage, readSignal } from "./read_sending.ts";
import { refusal } from "./refusals.ts";
import { sendMessage, sendSignal } from "./relay.ts";
import type { Rooms } from "./rooms.ts";

/** A socket, whose events from the client nobody has looked at yet. */
export type RoomSocket = Socket;

/** Answers a request. */
type Answer = (...answer: unknown[]) => void;

/** Refusals that say that the client has not had it, or not said so. */
const UNHEARD: ReadonlySet<string> = new Set(["timeout", "disconnected"]);

/** A client in the namespace of rooms. It has one place at most, in one room. */
export class Visit implements Port {
  readonly speaksRooms = true;
  readonly #socket: RoomSocket;
  readonly #rooms: Rooms;
  #peer: Peer | undefined;
  /** Present while a request for a seat is looked at. */
  #asking: { hasLeft: boolean } | undefined;

  /**
   * Binds a socket to rooms.
   *
   * @param socket The socket.
   * @param rooms The rooms.
   */
  constructor(socket: RoomSocket, rooms: Rooms) {
    this.#socket = socket;
    this.#rooms = rooms;
  }

  /** Hears what the client asks for, and what becomes of its connection. */
  listen(): void {
    const requests: Record<
      keyof RoomClientEvents,
      (answer: Answer, request: unknown) => unknown
    > = {
      join: (answer, request) => this.#join(answer, request),
      leave: (answer) => this.#leave(answer),
      ready: (answer) => {
        this.#placed.becomeReady();
        answer();
      },
      signal: (answer, request) => {
        sendSignal(this.#seated, readSignal(request), answer);
      },
      message: (answer, request) => {
        sendMessage(this.#seated, readMessage(request), answer);
      },
      update: (answer, request) => {
        changeProfile(this.#seated, readProfileChange(request));
        answer();
      },
      moderate: async (answer, request) => {
        const action = readAction(request, this.#rooms.mostSeats);
        await moderate(this.#rooms, this.#seated, action);
        answer();
      },
      refresh: async (answer, token) => {
        await this.#rooms.refresh(this.#placed, readToken(token));
        answer();
      },
      "ice-servers": (answer) => answer(this.#rooms.iceFor(this.#seated)),
    };
    for (const [event, request] of Object.entries(requests)) {
      this.#socket.on(event, (...args: unknown[]) => {
        const last = args.at(-1);
        const answer = isAnswer(last) ? last : () => {};
        return request(answer, args[0]);
      });
    }
    this.#listenToConnection();
  }

  /** Tells the client something. */
  tell(...[event, ...args]: Telling): void {
    this.#socket.emit(event, ...args);
  }

  /** Hands the client a parcel. */
  hand([event, content]: Parcel, confirmed: () => void): boolean {
    try {
      const socket = this.#socket.timeout(ROOM_LIMITS.queuedMs);
      socket.emit(event, content, (error: Refusal | null) => {
        // A program that fails at it has it, too.
        if (!error || !UNHEARD.has(error.code)) confirmed();
      });
      return true;
    } catch (error) {
      // As many wait for their answers as may.
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** Ends the socket. */
  close(): void {
    this.#socket.disconnect();
  }

  /** Ends the socket, and the session that it could be resumed with, also if the client is away. */
  expel(): void {
    this.#socket.disconnect(true);
  }

  #listenToConnection(): void {
    const socket = this.#socket;
    socket.on("away", () => {
      if (this.#peer) this.#rooms.away(this.#peer, this);
    });
    socket.on("back", () => {
      if (this.#peer) this.#rooms.back(this.#peer, this);
    });
    socket.on("disconnect", (reason) => {
      if (this.#asking) this.#asking.hasLeft = true;
      const peer = this.#peer;
      if (!peer) return;
      switch (reason) {
        case "client namespace disconnect":
          return this.#rooms.leave(peer, this);
        case "server shutting down":
          return this.#rooms.drop(peer, this);
        default: // A page that is loaded again ends its socket, too.
          return this.#rooms.lose(peer, this);
      }
    });
  }

  get #hasPlace(): boolean {
    return this.#peer?.port === this && this.#peer.place !== "gone";
  }

  async #join(answer: Answer, request: unknown): Promise<void> {
    if (this.#asking || this.#hasPlace) {
      throw refusal("already-joined", "Cannot join: you are in a room already");
    }
    const asked = readJoin(request);
    const asking = { hasLeft: false };
    this.#asking = asking;
    try {
      await this.#rooms.join({
        ...asked,
        address: this.#socket.handshake.address,
        port: this,
        confirm() {
          if (!asking.hasLeft) return;
          throw refusal("not-joined", "Cannot join: the seat was given back");
        },
        accept: (peer, joined) => {
          this.#peer = peer;
          answer(joined);
        },
      });
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
    // It went away while it was asking.
    if (this.#socket.away && this.#peer) this.#rooms.away(this.#peer, this);
  }

  #leave(answer: Answer): void {
    if (this.#asking) {
      this.#asking.hasLeft = true;
      this.#asking = undefined;
    } else this.#rooms.leave(this.#placed, this);
    answer();
  }

  /** The peer, which has a seat or waits for one. */
  get #placed(): Peer {
    const peer = this.#peer;
    if (peer && this.#hasPlace) return peer;
    throw refusal("not-joined", "Cannot do that: you are in no room");
  }

  /** The peer, which has a seat. */
  get #seated(): Peer {
    const peer = this.#placed;
    if (peer.place === "room") return peer;
    throw refusal("not-joined", "Cannot do that: you are not admitted yet");
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === "function";
}
