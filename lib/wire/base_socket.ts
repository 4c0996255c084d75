/**
 * What the two ends of a namespace do alike: a call becomes an event, an event becomes a call,
 * and answers find the events that asked for them.
 *
 * @module
 */

import type { Acks, Outcome } from "./acks.ts";
import { HANDLER_FAILED, no, type Settle, settler } from "./answer.ts";
import { contain } from "./contain.ts";
import { Emitter } from "./emitter.ts";
import type {
  Answer,
  ArgsBeforeAck,
  EventMap,
  EventName,
  Listener,
  MessageArgs,
} from "./events.ts";
import {
  type AckEnvelope,
  type EventEnvelope,
  MAIN_NAMESPACE,
} from "./protocol.ts";
import { Refusal } from "./refusal.ts";
import {
  AskingSender,
  callIfAnswered,
  post,
  type SendFlags,
  type SendingSocket,
} from "./sender.ts";

/** How an event is sent: with what, how, and who hears what became of it. */
export type Sending = [
  args: unknown[],
  flags: SendFlags,
  settle?: (outcome: Outcome) => void,
];

/**
 * An event that has come, on its way to its listeners.
 *
 * @internal
 */
export interface Incoming {
  /** Its name, as it came. */
  readonly event: string;
  /** What its listeners are called with. */
  readonly args: readonly unknown[];
  /** Answers it, if it asks for an answer. */
  readonly settle: Settle | undefined;
  /** Whether anyone has heard it yet. */
  heard: boolean;
}

/** The names that are not for events. */
export interface ReservedNames {
  /** Not for those that are sent. */
  readonly sent: ReadonlySet<string>;
  /** Not for those that come. */
  readonly heard: ReadonlySet<string>;
}

/** What a socket may put on the wire by itself. */
export type SocketEnvelope = EventEnvelope | AckEnvelope;

const IN_MAIN = {};

/**
 * One end of a conversation in a namespace.
 *
 * @typeParam Listen The events that the other end sends.
 * @typeParam Emit The events that this end sends.
 * @typeParam Own The events that this end tells its own application, such as `disconnect`.
 */
export abstract class BaseSocket<
  Listen extends EventMap<Listen>,
  Emit extends EventMap<Emit>,
  Own extends EventMap<Own>,
> extends Emitter<Listen, Own> {
  /** The events that wait for the other end's answer. */
  protected readonly acks: Acks;
  /** The names that are not for events: of those that are sent, and of those that come. */
  protected abstract readonly reserved: ReservedNames;
  /** The namespace as an envelope names it: not at all, if it is the main one. */
  protected readonly where: Readonly<{ ns?: string }>;
  /** Changes when the other end is another one, which has not asked what was asked before. */
  protected epoch = 0;

  /**
   * Begins without listeners.
   *
   * @param ns The namespace, which the wire names only where it is not the main one.
   * @param acks The table of the events that wait for an answer.
   */
  constructor(ns: string, acks: Acks) {
    super();
    this.acks = acks;
    this.where = ns === MAIN_NAMESPACE ? IN_MAIN : { ns };
  }

  /** Sends events whose answer may take `ms` milliseconds, and whose callbacks get an error first. */
  timeout(ms: number): AskingSender<Emit> {
    return new AskingSender(this.sending, { timeoutMs: ms });
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
  ): Promise<Answer<Emit, E>> {
    return new AskingSender<Emit>(this.sending, {}).emitWithAck(event, ...args);
  }

  /**
   * Sends the event `message`. A function at the end of `args` is called with the answer, if one
   * comes.
   */
  send(...args: MessageArgs<Emit>): this {
    this.say("message", args);
    return this;
  }

  /** The same as {@linkcode send}. */
  write(...args: MessageArgs<Emit>): this {
    return this.send(...args);
  }

  /** Sends an event. A function at the end of `args` is called with the answer, if one comes. */
  protected say(event: string, args: unknown[]): void {
    post(this.sending, event, args, {}, callIfAnswered);
  }

  /** What senders need of this socket. */
  protected get sending(): SendingSocket {
    return {
      send: (event, ...how) => {
        if (this.reserved.sent.has(event)) {
          throw new TypeError(`Cannot emit "${event}": the name is reserved`);
        }
        this.post(event, ...how);
      },
      fault: (error, event) => this.fault(error, event),
    };
  }

  /**
   * Puts an envelope on its way, now or later.
   *
   * @returns `false` if there is no way any more, or, for a volatile event, none at the moment.
   */
  protected abstract transmit(
    envelope: SocketEnvelope,
    flags?: SendFlags,
  ): boolean;

  /** Hears of what a listener threw, or rejected with. */
  protected abstract fault(error: unknown, event: string): void;

  /** Tells whoever sent `event`, without asking for an answer, that it was refused. */
  protected complain(refusal: Refusal, event: string): void {
    // There is nobody to be told here. Of what a listener threw, its fault tells already.
    if (refusal !== HANDLER_FAILED) this.fault(refusal, event);
  }

  /** What answers an event, if it asks for it. */
  protected answerer(
    { id }: Pick<EventEnvelope, "id">,
  ): Settle | undefined {
    if (id === undefined) return undefined;
    const { epoch } = this;
    return (result) => {
      if (epoch !== this.epoch) return;
      this.transmit({ type: "ack", ...this.where, id, ...result });
    };
  }

  /**
   * Calls the listeners of an event that the other end sent.
   *
   * @param envelope The event.
   * @param answer What answers it, if it asks for it and is not answered as usual.
   */
  protected receive(
    envelope: EventEnvelope,
    answer: Settle | undefined = this.answerer(envelope),
  ): void {
    const { event } = envelope;
    const settle = answer && settler(answer);
    const args = settle
      ? [...envelope.args, (...args: unknown[]) => settle({ args })]
      : envelope.args;
    const incoming = { event, args, settle, heard: false };
    if (this.reserved.heard.has(event)) {
      return this.fail(incoming, reserved(event));
    }
    this.deliver(incoming, event, args);
  }

  /** Hands an event to the listeners of `name`: a middleware may have made another one of it. */
  protected deliver(
    incoming: Incoming,
    name: string,
    args: readonly unknown[],
  ): void {
    for (const listener of this.take(name)) this.hand(listener, args, incoming);
    if (!incoming.heard) incoming.settle?.(no(unhandled(name)));
  }

  /** Calls a listener of an event: the same boundary as `contain`, without a closure for each. */
  protected hand(
    listener: Listener,
    args: readonly unknown[],
    incoming: Incoming,
  ): void {
    incoming.heard = true;
    try {
      const result = listener(...args);
      if (result instanceof Promise) {
        result.catch((error) => this.fail(incoming, error));
      }
    } catch (error) {
      this.fail(incoming, error);
    }
  }

  /** Refuses an event, over what is wrong with it, or what a listener threw. */
  protected fail({ event, settle }: Incoming, error: unknown): void {
    const refusal = error instanceof Refusal ? error : HANDLER_FAILED;
    if (refusal === HANDLER_FAILED) this.fault(error, event);
    if (settle) settle(no(refusal));
    else this.complain(refusal, event);
  }

  /** Tells this end's own application, not the other end. */
  protected tellOwn<E extends EventName<Own>>(
    event: E,
    ...args: Parameters<Own[E]>
  ): void {
    this.tell(event, (listener) => {
      contain(() => listener(...args), (error) => this.fault(error, event));
    });
  }

  /**
   * Makes an envelope of an event whose name may be sent, and sends it.
   *
   * @returns Whether it is on its way, or kept to be.
   */
  protected post(event: string, ...[args, flags, settle]: Sending): boolean {
    const { timeoutMs, ...marks } = flags;
    const envelope: EventEnvelope = {
      type: "event",
      ...this.where,
      event,
      args,
      ...marks,
    };
    if (settle) envelope.id = this.acks.open(settle, timeoutMs);
    try {
      return this.transmit(envelope, flags);
    } catch (error) {
      this.acks.cancel(envelope.id);
      throw error;
    }
  }
}

function reserved(event: string): Refusal {
  return new Refusal(
    "event-reserved",
    `Cannot take "${event}": the name is reserved`,
  );
}

function unhandled(event: string): Refusal {
  return new Refusal(
    "event-unhandled",
    `Cannot answer "${event}": nobody listens to it`,
  );
}
