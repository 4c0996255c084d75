/**
 * A session whose manager hears what becomes of it, and may keep it without a socket.
 *
 * @module
 */

import { type Encoded, unpackAny, type WelcomeEnvelope } from "../wire/mod.ts";
import type { Loss } from "./link.ts";
import type { SessionOptions } from "./options.ts";
import type { DisconnectReason } from "./place.ts";
import { Session } from "./session.ts";

/**
 * What a session asks its manager, and tells it besides its sockets.
 *
 * @internal
 */
export interface SessionHost {
  /** Whether it is to be kept even without a socket. */
  isKept(): boolean;
  /** An attempt to come back is about to be made: the first of them is 1. */
  again(attempt: number): void;
  /** The server is asked whether it is still there. */
  pinged(): void;
  /** There is a connection; it took so many attempts to come back to it. */
  established(attempts: number): void;
  /** The connection is gone, or an attempt has failed; `final` if there will be no other. */
  losing(final: boolean): void;
  /**
   * The same, once the sockets have been told; why there is none, and which attempt to come back this
   * was, counted from 1; 0 if it was none.
   */
  lost(
    loss: Loss,
    reason: DisconnectReason,
    why: Error,
    attempt: number,
  ): void;
  /** The last of its sockets has left; whether there was a connection. */
  left(wasOpen: boolean): void;
}

/** A session of a manager's. */
export class ManagedSession extends Session {
  readonly #host: SessionHost;
  /** How many attempts it took to come back. */
  #took = 0;

  /**
   * Makes a session that has not begun yet.
   *
   * @param address The server, as {@linkcode Session} takes it.
   * @param options How it behaves.
   * @param host Its manager.
   * @throws {TypeError} If the address is none, or is left out where there is no page.
   */
  constructor(
    address: string | undefined,
    options: SessionOptions,
    host: SessionHost,
  ) {
    super(address, options, unpackAny);
    this.#host = host;
  }

  /** Whether a namespace has its socket already. */
  has(ns: string): boolean {
    return this.places.has(ns);
  }

  /** Sends an encoded envelope that is not worth keeping, if there is a connection. */
  sendVolatile(encoded: Encoded): void {
    if (this.isOpen) this.write(encoded);
  }

  /** Tells of an attempt to come back. */
  protected override again(attempt: number): void {
    this.#host.again(attempt);
  }

  /** Asks the server, and tells of it. */
  protected override ping(rtt: number | undefined): void {
    super.ping(rtt);
    this.#host.pinged();
  }

  /** Takes note of the connection, and how many attempts it took. */
  protected override establish(pace: WelcomeEnvelope["heartbeat"]): void {
    this.#took = this.attempts;
    super.establish(pace);
  }

  /** Tells of the connection. */
  protected override established(): void {
    this.#host.established(this.#took);
  }

  /** Tells of the loss, before the sockets and after them. */
  protected override tell(
    loss: Loss,
    reason: DisconnectReason,
    why: Error,
    final: boolean,
  ): void {
    this.#host.losing(final);
    super.tell(loss, reason, why, final);
    this.#host.lost(loss, reason, why, this.attempts);
  }

  /** Whether a socket or the manager wants a connection. */
  protected override get isNeeded(): boolean {
    return this.#host.isKept() || super.isNeeded;
  }

  /** Ends the session, and tells of it. */
  protected override close(): void {
    const wasOpen = this.isOpen;
    super.close();
    this.#host.left(wasOpen);
  }
}
