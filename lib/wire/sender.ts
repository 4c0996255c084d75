/**
 * How an event is sent, as an immutable value: worth keeping or not, and how long an answer may take.
 *
 * @module
 */

import { contain } from "./contain.ts";
import type {
  Answer,
  ArgsBeforeAck,
  ArgsWithError,
  EventArgs,
  EventMap,
  EventName,
  MessageArgs,
} from "./events.ts";
import type { Outcome } from "./acks.ts";
import type { Once } from "./protocol.ts";

/**
 * What is not usual about the sending of an event.
 *
 * @internal
 */
export interface SendFlags {
  /** Whether it is not worth keeping: it is sent at once or not at all, and not again. */
  readonly volatile?: true;
  /** Milliseconds that the answer may take. */
  readonly timeoutMs?: number;
  /** Present if it is one of perhaps several tries, of which one is to be handled. */
  readonly once?: Once;
}

/**
 * What a sender needs of its socket.
 *
 * @internal
 */
export interface SendingSocket {
  /** Sends an event; `settle` hears what became of it. */
  send(
    event: string,
    args: unknown[],
    flags: SendFlags,
    settle?: (outcome: Outcome) => void,
  ): void;
  /** Hears of what a callback threw. */
  fault(error: unknown, event: string): void;
}

/** Calls back, or does not, with what became of an event. */
export type TellBack = (
  callback: (...args: unknown[]) => unknown,
  outcome: Outcome,
) => unknown;

/** Sends an event; a function at the end of `args` is called through `tell`. */
export function post(
  socket: SendingSocket,
  event: string,
  args: unknown[],
  flags: SendFlags,
  tell: TellBack,
): void {
  const last = args.at(-1);
  if (!isCallback(last)) return socket.send(event, args, flags);
  socket.send(event, args.slice(0, -1), flags, (outcome) => {
    contain(
      () => tell(last, outcome),
      (error) => socket.fault(error, event),
    );
  });
}

/** Calls back with an answer alone. */
export function callIfAnswered(
  callback: (...args: unknown[]) => unknown,
  outcome: Outcome,
): unknown {
  return outcome.ok && callback(...outcome.args);
}

/** Calls back with the error or `null`, and then the answer. */
function callWithError(
  callback: (...args: unknown[]) => unknown,
  outcome: Outcome,
): unknown {
  return outcome.ok ? callback(null, ...outcome.args) : callback(outcome.error);
}

/**
 * What untimed and timed senders have in common.
 *
 * @typeParam Emit The events that can be sent.
 */
export abstract class AnySender<Emit extends EventMap<Emit>> {
  /** The socket over which to send. */
  protected readonly via: SendingSocket;
  /** How to send. */
  protected readonly manner: SendFlags;

  /**
   * Sends nothing yet.
   *
   * @param socket The socket over which to send.
   * @param flags How to send.
   */
  constructor(socket: SendingSocket, flags: SendFlags) {
    this.via = socket;
    this.manner = flags;
  }

  /**
   * Sends an event and resolves to the other end's answer.
   *
   * @throws {Refusal} (as a rejection) `timeout` if the answer takes too long, `disconnected` if
   * the socket ends first, `too-many-acks`, or whatever code the other end refused with.
   */
  emitWithAck<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsBeforeAck<Emit, E>
  ): Promise<Answer<Emit, E>>;
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.via.send(event, args, this.manner, (outcome) => {
        if (outcome.ok) resolve(outcome.args[0]);
        else reject(outcome.error);
      });
    });
  }
}

/**
 * A way to send events over a socket whose callbacks always hear what became of the event.
 *
 * @typeParam Emit The events that can be sent.
 *
 * @example
 * ```ts ignore
 * socket.timeout(5_000).emit("rename", "Ada", (error, taken) => {
 *   if (error) console.log(error.code); // "timeout", "disconnected", …
 * });
 * ```
 */
export class AskingSender<Emit extends EventMap<Emit>> extends AnySender<Emit> {
  /**
   * Sends an event. A function at the end of `args` is called with the error or `null`, and then
   * the answer.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsWithError<Emit, E>
  ): true {
    post(this.via, event, args, this.manner, callWithError);
    return true;
  }
}

/**
 * The same, where an event need not be worth keeping.
 *
 * @typeParam Emit The events that can be sent.
 */
export class TimedSender<Emit extends EventMap<Emit>>
  extends AskingSender<Emit> {
  /** The same, but for events that are not worth keeping: sent at once or not at all. */
  get volatile(): TimedSender<Emit> {
    return new TimedSender(this.via, { ...this.manner, volatile: true });
  }
}

/**
 * A way to send events over a socket.
 *
 * @typeParam Emit The events that can be sent.
 */
export class Sender<Emit extends EventMap<Emit>> extends AnySender<Emit> {
  /** The same, but for events that are not worth keeping: sent at once or not at all. */
  get volatile(): Sender<Emit> {
    return new Sender(this.via, { ...this.manner, volatile: true });
  }

  /** The same, but an answer may take `ms` milliseconds, and callbacks get an error first. */
  timeout(ms: number): TimedSender<Emit> {
    return new TimedSender(this.via, { ...this.manner, timeoutMs: ms });
  }

  /** The same: Parley compresses nothing. Here for code that was written for Socket.IO. */
  compress(_: boolean): Sender<Emit> {
    return this;
  }

  /**
   * Sends an event. A function at the end of `args` is called with the answer, if one comes.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved.
   */
  emit<E extends EventName<Emit>>(event: E, ...args: EventArgs<Emit, E>): true {
    post(this.via, event, args, this.manner, callIfAnswered);
    return true;
  }

  /** Sends the event `message`. A function at the end of `args` is called with the answer. */
  send(...args: MessageArgs<Emit>): this {
    post(this.via, "message", args, this.manner, callIfAnswered);
    return this;
  }
}

function isCallback(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}
