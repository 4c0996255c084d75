/**
 * A place in a namespace: who wants to be there, and what the server has been told of it.
 *
 * @module
 */

import {
  type ConnectedEnvelope,
  type CountedFromServer,
  type DisconnectEnvelope,
  encode,
  type RefusedEnvelope,
  type ResetReason,
} from "../wire/mod.ts";
import { find } from "./auth.ts";

/**
 * Why a socket on the client ended, in Socket.IO's words: one of the two sides disconnected it, or
 * the connection was lost, nothing was heard for too long, or what came could not be read.
 */
export type DisconnectReason =
  | "io server disconnect"
  | "io client disconnect"
  | "transport close"
  | "ping timeout"
  | "parse error";

/** An event that was sent, and of which nobody can say whether it arrived. */
export interface Unconfirmed {
  /** The event's name. */
  event: string;
  /** Its arguments. */
  args: unknown[];
}

/** What the server says to who is in a namespace. */
export type Message = Exclude<
  CountedFromServer,
  ConnectedEnvelope | RefusedEnvelope | DisconnectEnvelope
>;

/**
 * Who wants to be in a namespace.
 *
 * @internal
 */
export interface Occupant {
  /** Whether it wants to be connected. */
  readonly active: boolean;
  /** Whether the server has let it in, and can be reached. */
  readonly connected: boolean;
  /** What it shows when it connects, or a function that finds it, asked at every attempt. */
  readonly auth: unknown;
  /** The server let it in under this id; without one, it is there again, and has missed nothing. */
  welcomed(id?: string): void;
  /** The session could not go on. */
  reset(reason: ResetReason, unconfirmed: Unconfirmed[]): void;
  /** There is room for what waits to be sent. */
  flush(): void;
  /** The server did not let it in, or could not be reached; `final` if it is not to try again. */
  rejected(error: Error, final: boolean): void;
  /** The connection is gone, or the server has ended it; `final` if it is not to come back. */
  lose(reason: DisconnectReason, final: boolean): void;
  /** Takes what the server says. */
  heed(message: Message): void;
}

/**
 * A place in a namespace, in one session after the other.
 *
 * @internal
 */
export class Place {
  /** The namespace. */
  readonly ns: string;
  /** Who wants to be there. */
  readonly who: Occupant;
  /** What it shows, once it has said so in the attempt that is under way. */
  shown: { auth: unknown } | undefined;
  /** Whether the server was asked, in this session, to let it in, and not to let it out. */
  #isEntered = false;
  /** Whether the server is still to be told to let it out. */
  #isLeaving = false;
  /** How many answers to a `connect` are to come. */
  #answersDue = 0;

  /**
   * Begins outside of the namespace.
   *
   * @param ns The namespace.
   * @param who Who wants to be there.
   */
  constructor(ns: string, who: Occupant) {
    this.ns = ns;
    this.who = who;
  }

  /** Whether it is to be let in, and the server does not know. */
  get isMissing(): boolean {
    return this.who.active && !this.#isEntered;
  }

  /** A session begins, in which nothing has been asked yet. */
  clear(): void {
    this.#isEntered = this.#isLeaving = false;
    this.#answersDue = 0;
  }

  /**
   * Asks what to show, if it wants to be there.
   *
   * @returns A promise if it has to think, or cannot say.
   */
  ask(): Promise<void> | undefined {
    this.shown = undefined;
    if (!this.who.active) return;
    const show = (auth: unknown) => {
      JSON.stringify(auth); // What it has no words for is found while somebody can be told.
      this.shown = { auth };
    };
    try {
      const auth = find(this.who.auth);
      if (auth instanceof Promise) return auth.then(show);
      show(auth);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * What to say to the server so that it lets out who has left, and in who is missing and has said
   * what to show.
   */
  requests(): string[] {
    const { ns, shown } = this;
    const requests: string[] = [];
    if (this.#isLeaving) requests.push(encode({ type: "disconnect", ns }));
    this.#isLeaving = false;
    if (this.isMissing && shown) {
      requests.push(encode({ type: "connect", ns, ...shown }));
      this.#isEntered = true;
      this.#answersDue += 1;
    }
    return requests;
  }

  /** Takes note of whether it does not want to be there any more. */
  leave(): void {
    if (this.who.active) return;
    // Even if it is back before there is a connection: it is not in its rooms any more.
    this.#isLeaving ||= this.#isEntered;
    this.#isEntered = false;
  }

  /**
   * The server has said whether it is in.
   *
   * @param isAnswer Whether that is the answer to a `connect`.
   * @returns Whether it is about what it was asked last: what it was asked before has been left.
   */
  told(isIn: boolean, isAnswer: boolean): boolean {
    if (isAnswer && this.#answersDue > 0) this.#answersDue -= 1;
    const isCurrent = this.#isEntered && this.#answersDue === 0;
    if (isCurrent) this.#isEntered = isIn;
    return isCurrent;
  }
}

/** Asks several. */
export function askAll(places: readonly Place[]): Promise<unknown> | undefined {
  const thinking = places.map((place) => place.ask()).filter((one) => one);
  return thinking.length > 0 ? Promise.all(thinking) : undefined;
}
