/**
 * The client's end of a namespace, as far as its session matters to it: when it is connected, and what
 * it keeps while it is not.
 *
 * @module
 */

import {
  Acks,
  type AnyEvents,
  BaseSocket,
  type Encoded,
  type EventArgs,
  type EventMap,
  type EventName,
  Refusal,
  refusal,
  RESERVED_FROM_CLIENT,
  RESERVED_FROM_SERVER,
  type ResetReason,
  type SendFlags,
  type SocketEnvelope,
} from "../wire/mod.ts";
import type { SocketOptions } from "./options.ts";
import type {
  DisconnectReason,
  Message,
  Occupant,
  Unconfirmed,
} from "./place.ts";
import type { Session } from "./session.ts";
import { surface } from "./surface.ts";

/** What a socket tells its own application. */
export interface SocketEvents {
  /**
   * The socket is connected, for the first time or again. Unless it is `recovered`, its `id` is new
   * and it is in no room.
   */
  connect: () => void;
  /** The socket is not connected any more. */
  disconnect: (reason: DisconnectReason) => void;
  /** The socket could not connect. It tries again while it is `active`. */
  connect_error: (error: Error) => void;
  /**
   * The session could not go on, and a new one begins. The events given were sent, and nobody can
   * say whether they arrived; what else happened on the server meanwhile was missed.
   */
  reset: (reason: ResetReason, unconfirmed: Unconfirmed[]) => void;
  /** The server refused something that asked for no answer. */
  error: (refusal: Refusal) => void;
}

/** Why there is no answer if the session is lost: with it the answer is, or the event, or neither. */
const UNKNOWN = {
  code: "unknown",
  message: "Cannot tell: the session was lost",
};

/**
 * An envelope that waits for a connection.
 *
 * @internal
 */
export interface Kept {
  /** Nothing yet, while a blob of its is read. */
  encoded: Encoded | undefined;
  /** Whether it is an event, or an answer. */
  type: SocketEnvelope["type"];
  /** What it asks an answer by, or answers. */
  id: number | undefined;
  /** Whether it is not to be sent any more once nobody waits for its answer. */
  isBrief: boolean;
}

/**
 * The client's end of a namespace.
 *
 * Events that are emitted while there is no connection are kept, up to a bound, and go out once
 * the handlers of `connect` have run.
 *
 * @typeParam Listen The events that the server sends.
 * @typeParam Emit The events that the client sends.
 */
export abstract class SessionSocket<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
> extends BaseSocket<Listen, Emit, SocketEvents> implements Occupant {
  /** The session, which sockets of other namespaces may share. */
  readonly session: Session;
  /** The namespace. */
  readonly nsp: string;
  /** What to show the server from the next attempt on: see `SocketOptions`. */
  auth: unknown;
  /** The names that are not for events. */
  protected override readonly reserved = {
    sent: RESERVED_FROM_CLIENT,
    heard: RESERVED_FROM_SERVER,
  } as const;
  /** Encoded: what becomes of the arguments later is another event. */
  protected unsent: Kept[] = [];
  /** Whether the handlers of `connect` run, in a session that nothing was sent in yet. */
  protected isGreeting = false;
  /** Whether the socket is connected or will try by itself. */
  active = false;
  /** Whether the server has let the socket in, and can be reached. */
  connected = false;
  /** Whether the last `connect` went on with the session: same id, same rooms, nothing missed. */
  recovered = false;
  #id: string | undefined;

  /**
   * Makes a socket that is not connected yet.
   *
   * @param session The session.
   * @param ns The namespace.
   * @param options How the socket behaves; `autoConnect` and `retries` are for who makes it.
   */
  constructor(session: Session, ns: string, options: SocketOptions = {}) {
    const { clock, ackTimeout } = session.ways;
    const ackMs = options.ackTimeout ?? ackTimeout;
    super(ns, new Acks({ clock, ackMs }));
    this.session = session;
    this.nsp = ns;
    this.auth = options.auth;
    session.add(ns, this);
  }

  /** The public id that the server gave; `undefined` while not connected. */
  get id(): string | undefined {
    return this.connected ? this.#id : undefined;
  }

  /** Whether the socket is not connected. */
  get disconnected(): boolean {
    return !this.connected;
  }

  /** Connects, unless the socket is about to or has. */
  connect(): this {
    if (this.active) return this;
    this.active = true;
    this.session.enter();
    return this;
  }

  /** Disconnects; the socket does not come back by itself. */
  disconnect(): this {
    if (!this.active) return this;
    this.active = false;
    this.session.leave();
    this.#left("io client disconnect", true);
    return this;
  }

  /**
   * Sends an event to the server. A function at the end of `args` is called with the answer, if
   * one comes.
   *
   * @throws {Refusal} `buffer-full` if there is no connection and too much is kept already.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): this {
    this.say(event, args);
    return this;
  }

  // -- For its session --

  /** @internal */
  welcomed(id?: string): void {
    // Who came to a session that goes on is not back, but waits to be let in.
    const known = id ?? this.#id;
    if (!this.active || known === undefined) return;
    this.recovered = id === undefined;
    this.#id = known;
    this.connected = true;
    this.isGreeting = !this.recovered;
    this.tellOwn("connect");
    this.isGreeting = false;
    this.flush();
  }

  /** @internal */
  rejected(error: Error, final: boolean): void {
    if (!this.active) return; // It has left, and knows.
    this.active = !final;
    // A namespace may refuse on its return a socket that it had let in.
    if (this.connected) this.#left("io server disconnect", final);
    else if (final) this.end();
    this.tellOwn("connect_error", error);
  }

  /** @internal */
  lose(reason: DisconnectReason, final: boolean): void {
    if (final) this.active = false;
    this.#left(reason, final);
  }

  /** @internal */
  reset(reason: ResetReason, unconfirmed: Unconfirmed[]): void {
    // What waits to be sent has not been sent in the session that is lost.
    const waiting = this.unsent.filter(isEvent).map(({ id }) => id);
    this.acks.close(UNKNOWN, new Set(waiting));
    this.#dropAnswers();
    this.#id = undefined;
    this.tellOwn("reset", reason, unconfirmed);
  }

  /** @internal */
  heed(message: Message): void {
    if (message.type === "ack") this.acks.settle(message);
    else if (message.type === "error") {
      this.tellOwn("error", refusal(message));
    } else if (this.connected) this.receive(message);
  }

  // -- For itself --

  /**
   * Sends an encoded envelope, or keeps it until it can be sent.
   *
   * @returns What is kept; it is still to be encoded if `encoded` is left out.
   */
  protected put(
    { type, id }: SocketEnvelope,
    { timeoutMs }: SendFlags,
    encoded?: Encoded,
  ): Kept | undefined {
    const kept = { encoded, type, id, isBrief: timeoutMs !== undefined };
    const inOrder = this.isGreeting
      ? this.unsent.every(({ encoded }) => encoded !== undefined)
      : this.unsent.length === 0;
    if (inOrder && this.#sends(kept)) return;
    this.#dropExpired();
    // An answer is always kept: the server bounds how many it asks for.
    if (type === "event") this.refuseOver(this.unsent.length);
    this.unsent.push(kept);
    return kept;
  }

  /** Lets the application see, in a task of its own, what its listener threw. */
  protected override fault(error: unknown): void {
    surface(error);
  }

  /** Refuses to keep another event beside the `count` that are kept. */
  protected refuseOver(count: number): void {
    const { bufferSize } = this.session.ways;
    if (count < bufferSize) return;
    throw new Refusal(
      "buffer-full",
      `Cannot keep another event: ${bufferSize} wait to be sent`,
      true,
    );
  }

  /**
   * Lets go of events that were to be answered in a time of their own, which is over: whoever asked
   * has been told, and may have asked again.
   */
  #dropExpired(): void {
    this.unsent = this.unsent.filter(({ isBrief, id }) =>
      !isBrief || id === undefined || this.acks.has(id)
    );
  }

  /**
   * Sends what is kept, as much as there is room for.
   *
   * @internal
   */
  flush(): void {
    this.#dropExpired();
    while (this.unsent[0] && this.#sends(this.unsent[0])) this.unsent.shift();
  }

  #sends({ encoded }: Kept): boolean {
    return encoded !== undefined && this.connected &&
      this.session.send(encoded);
  }

  #left(reason: DisconnectReason, final: boolean): void {
    const wasConnected = this.connected;
    this.connected = false;
    if (final) {
      this.end();
      this.acks.close();
    }
    if (wasConnected) this.tellOwn("disconnect", reason);
  }

  /** It does not come back by itself. */
  protected end(): void {
    this.#id = undefined;
    this.#dropAnswers();
  }

  /** The answers that were owed to a socket of the server's which is no more. */
  #dropAnswers(): void {
    this.epoch += 1;
    this.unsent = this.unsent.filter(isEvent);
  }
}

function isEvent({ type }: Kept): boolean {
  return type === "event";
}
