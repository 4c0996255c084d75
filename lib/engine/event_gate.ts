/**
 * What stands between a client's events and their listeners: the socket's middlewares, which each
 * event passes before the next one is looked at.
 *
 * @module
 */

import {
  type AckOptions,
  type EventEnvelope,
  type IncomingEvent,
  type Limits,
  pack,
  Refusal,
  RESERVED_FROM_CLIENT,
} from "../wire/mod.ts";
import { consult, type Next } from "./middleware.ts";

/**
 * Looks at an event that a client has sent, before its listeners hear it. It calls `next`, or, if it
 * does not take `next`, returns (or resolves) to let the event pass. What it changes in the array is
 * changed for the listeners: the name, the arguments, the function that answers.
 *
 * A {@linkcode Refusal} that it throws, or an error that it gives to `next`, is the answer to the
 * event; of any other error that it throws the client learns only that there was one. If it answers
 * the event itself, and returns without having called `next`, the event goes no further.
 *
 * @example
 * ```ts ignore
 * socket.use(([event, ...args], next) => {
 *   if (isAllowed(socket, event)) next();
 *   else next(new Refusal("not-allowed", `Cannot take "${event}": it is for teachers`));
 * });
 * ```
 */
export type EventMiddleware = (event: IncomingEvent, next: Next) => unknown;

/** What a gate needs of its socket. */
export interface EventGateHost {
  /** How long a middleware may take: as long as an answer. */
  readonly acks: AckOptions;
  /** How many events may wait. */
  readonly limits: Readonly<Limits>;
  /** Takes an event whose turn has come. */
  receive(envelope: EventEnvelope): void;
  /** Tells the client that an event was refused. */
  refuse(envelope: EventEnvelope, refusal: Refusal): void;
  /** Hears of what a middleware did wrong after it had decided. */
  fault(error: unknown, event: string): void;
}

/** The middlewares of a socket, and the events that wait for them. */
export class EventGate {
  readonly #host: EventGateHost;
  readonly #middlewares: EventMiddleware[] = [];
  readonly #waiting: { envelope: EventEnvelope; chars: number }[] = [];
  #chars = 0;
  #closed = false;
  /** Present while a middleware thinks. */
  #stop: (() => void) | undefined;

  /**
   * Begins without middlewares.
   *
   * @param host The socket.
   */
  constructor(host: EventGateHost) {
    this.#host = host;
  }

  /** Asks `middleware` about every event that comes from now on, after those added before. */
  use(middleware: EventMiddleware): void {
    this.#middlewares.push(middleware);
  }

  /** Takes an event: at once, or when all that came before it have been decided. */
  take(envelope: EventEnvelope): void {
    if (!this.#stop && this.#waiting.length === 0) {
      return this.#host.receive(envelope);
    }
    const { windowEnvelopes, windowChars, frameChars } = this.#host.limits;
    const encoding = pack(envelope);
    // With a blob it is at most what its frame could hold.
    const chars = encoding instanceof Promise ? frameChars : encoding.length;
    if (
      this.#waiting.length >= windowEnvelopes ||
      this.#chars + chars > windowChars
    ) return this.#host.refuse(envelope, TOO_MANY);
    this.#waiting.push({ envelope, chars });
    this.#chars += chars;
  }

  /**
   * Asks the middlewares about an event. Unless one of them has to think, that is over when this
   * returns.
   *
   * @param pass Lets the event through to its listeners.
   * @param fail Takes what a middleware threw, or gave to `next`.
   */
  ask(
    event: IncomingEvent,
    pass: () => void,
    fail: (error: unknown) => void,
  ): void {
    const [name] = event;
    const { clock, ackMs } = this.#host.acks;
    const options = {
      clock,
      ms: ackMs,
      late: TIMEOUT,
      answered: whenAnswered(event),
      stray: (error: unknown) => this.#host.fault(error, name),
    };
    let decided = false;
    const stop = consult([...this.#middlewares], event, options, (decision) => {
      decided = true;
      const thought = this.#stop !== undefined;
      this.#stop = undefined;
      if (this.#closed) return;
      try {
        if (decision.state === "refused") fail(decision.error);
        if (decision.state === "passed") {
          if (RESERVED_FROM_CLIENT.has(event[0])) fail(reserved(event[0]));
          else pass();
        }
      } finally {
        // What a middleware has made of this event must not keep those that wait.
        if (thought) this.#takeWaiting();
      }
    });
    if (this.#closed) stop();
    else if (!decided) this.#stop = stop;
  }

  /** Drops what waits, and what is thought about: the socket has ended. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#stop?.();
  }

  #takeWaiting(): void {
    while (!this.#stop) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#chars -= next.chars;
      this.#host.receive(next.envelope);
    }
  }
}

/** Resolves when the event's answer has been given; there is none if it asks for none. */
function whenAnswered(event: IncomingEvent): Promise<void> | undefined {
  const answer = event.at(-1);
  if (typeof answer !== "function") return undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  event.splice(-1, 1, (...args: unknown[]) => {
    answer(...args);
    resolve();
  });
  return promise;
}

function reserved(event: string): TypeError {
  return new TypeError(
    `Cannot make an event "${event}" of another: the name is reserved`,
  );
}

const TOO_MANY = new Refusal(
  "too-many-events",
  "Cannot take another event: too many wait already",
  true,
);

const TIMEOUT = new Refusal(
  "middleware-timeout",
  "Cannot take the event: the server took too long to decide",
  true,
);
