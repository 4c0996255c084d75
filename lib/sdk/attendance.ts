/**
 * This peer's place in a room, as the server gives it: asked for, lost sight of, and asked for again.
 *
 * @module
 */

import type {
  Joined,
  JoinRequest,
  LeftReason,
  RemovedReason,
  Waiting,
} from "../parlance/mod.ts";
import { type Clock, Refusal } from "../wire/mod.ts";
import type { RoomSocket } from "./room_socket.ts";

/** Why a room is not attended any more. `refused`: the server did not give the seat, or not again. */
export type EndReason = LeftReason | RemovedReason | "refused";

/** Where this peer is. */
export type RoomState =
  /** The server has not answered yet. */
  | { readonly name: "connecting" }
  /** The host has to let the peer in. */
  | { readonly name: "waiting"; readonly waiting: Waiting }
  /** It has its seat, and can be reached. */
  | { readonly name: "joined" }
  /** The server cannot be reached; it is tried all the time. Calls go on meanwhile. */
  | { readonly name: "away" }
  /** The server is back, but not the session: the seat is asked for again. */
  | { readonly name: "resuming" }
  /** It is over. */
  | {
    readonly name: "left";
    readonly reason: EndReason;
    /** What the server said, unless this peer has left by itself. */
    readonly error?: Error;
  };

/**
 * What an attendance has to be told.
 *
 * @internal
 */
export interface AttendanceOptions {
  /** A socket that nobody else uses, and that is not connected yet. */
  readonly socket: RoomSocket;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** What to ask for a seat with; it is asked for each time. */
  request(): Promise<JoinRequest>;
  /** Hears where this peer is. */
  onState(state: RoomState): void;
  /** The peer has its seat, and all that it knew of the others may be wrong. */
  onJoined(joined: Joined): void;
}

/** How long is waited for what. */
export const ATTENDANCE_LIMITS = {
  /** Milliseconds for the answer to a request for a seat: a password takes a moment to check. */
  answerMs: 30_000,
  /** Milliseconds between two requests, after one that may be made again. */
  againMs: 2_000,
} as const;

/** Codes by which nobody has said no: nothing was found out in time, or the connection was lost. */
const UNSAID = /^((guard-)?timeout|disconnected|unknown)$/;

/**
 * A place in a room, from the wish to have it until it is given back or taken away.
 *
 * @internal
 */
export class Attendance {
  /** The socket. */
  readonly socket: RoomSocket;
  readonly #options: AttendanceOptions;
  #state: RoomState = { name: "connecting" };
  /** Where the peer was when the server could be reached last. */
  #before: RoomState = this.#state;
  /** Which request for a seat is the latest: the answers to others mean nothing. */
  #request = 0;
  /** Whether there is something to ask that could not be asked yet. */
  #isDue = false;
  #stopTimer: (() => void) | undefined;

  /** Begins to ask for the seat. */
  constructor(options: AttendanceOptions) {
    const { socket } = options;
    this.#options = options;
    this.socket = socket;
    socket.on("connect", () => {
      if (!socket.recovered || this.#isDue) this.#ask();
      else this.#return();
    });
    socket.on("disconnect", () => {
      const { name } = this.#state;
      if (name === "left") return;
      if (!socket.active) return this.#refused(undefined);
      if (name === "away") return;
      this.#before = this.#state;
      this.#become({ name: "away" });
    });
    socket.on("connect_error", (error) => {
      if (!socket.active) this.#refused(error);
    });
    socket.on("admitted", (joined) => this.#answered(joined));
    socket.on("denied", ({ code, message }) => {
      this.#refused(new Refusal(code, message));
    });
    socket.on("removed", (reason, message) => {
      // It was away for too long, and is back: the seat may be free still.
      if (reason === "timeout") return this.#ask();
      this.#end({ name: "left", reason, error: new Refusal(reason, message) });
    });
    socket.connect();
  }

  /** Where this peer is. */
  get state(): RoomState {
    return this.#state;
  }

  /** Gives the seat back. */
  leave(): void {
    if (this.#state.name === "left") return;
    if (this.socket.connected) this.socket.emit("leave", () => {});
    this.#end({ name: "left", reason: "left" });
  }

  /** The session goes on; whether the place does, the server has said before it answers this. */
  #return(): void {
    this.socket.timeout(ATTENDANCE_LIMITS.answerMs).emit("ready", () => {
      if (this.socket.connected) this.#become(this.#before);
    });
  }

  async #ask(): Promise<void> {
    const number = ++this.#request;
    this.#isDue = false;
    this.#stopTimer?.();
    if (this.#before.name !== "connecting") this.#before = { name: "resuming" };
    this.#become(this.#before);
    try {
      const request = await this.#options.request();
      if (number !== this.#request) return;
      // Who had to think may have thought for longer than the connection lasted.
      if (!this.socket.connected) this.#isDue = true;
      else this.#send(number, request);
    } catch (error) {
      if (number === this.#request) this.#refused(error);
    }
  }

  #send(number: number, request: JoinRequest): void {
    // Not by a promise: what comes with the answer would be heard before it.
    this.socket.timeout(ATTENDANCE_LIMITS.answerMs).emit(
      "join",
      request,
      (error, answer) => {
        if (number !== this.#request) return;
        if (error) this.#refused(error);
        else this.#answered(answer);
      },
    );
  }

  #answered(answer: Joined | Waiting): void {
    const isIn = answer.state === "joined";
    try {
      if (isIn) this.#options.onJoined(answer);
    } catch (error) {
      // A configuration that no connection can be made with.
      this.socket.emit("leave", () => {});
      return this.#refused(error);
    }
    this.#before = isIn
      ? { name: "joined" }
      : { name: "waiting", waiting: answer };
    this.#become(this.#before);
  }

  #refused(error: unknown): void {
    const code = error instanceof Refusal ? error.code : "";
    if (UNSAID.test(code)) {
      this.#isDue = true; // Without a connection, the next one asks.
      this.#stopTimer?.();
      this.#stopTimer = this.#options.clock.after(
        ATTENDANCE_LIMITS.againMs,
        () => this.#again(),
      );
      return;
    }
    this.#end({
      name: "left",
      // Who was removed while it could not be reached hears of it only now.
      reason: code === "banned" ? "kicked" : "refused",
      error: error instanceof Error
        ? error
        : new Error("Cannot stay: the socket has disconnected"),
    });
  }

  #again(): void {
    if (!this.socket.connected) return;
    // The answer that came too late may have been a seat.
    this.socket.emit("leave", () => {});
    this.#ask();
  }

  #become(state: RoomState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }

  #end(state: RoomState): void {
    if (this.#state.name === "left") return;
    this.#request++;
    this.#stopTimer?.();
    this.#become(state);
    this.socket.disconnect();
  }
}
