/**
 * What the two ends of a namespace do alike: a call becomes an event, an event becomes a call,
 * and answers find the events that asked for them.
 *
 * @module
 */

import { type AckOptions, Acks, type Outcome } from "./acks.ts";
import { HANDLER_FAILED, no, type Settler, settler } from "./answer.ts";
import { type Encoding, pack } from "./binary.ts";
import { CatchAllEmitter } from "./catch_all.ts";
import { contain } from "./contain.ts";
import type {
  Answer,
  ArgsBeforeAck,
  EventMap,
  EventName,
  IncomingEvent,
  Listener,
  MessageArgs,
} from "./events.ts";
import {
  type AckEnvelope,
  type EventEnvelope,
  MAIN_NAMESPACE,
  type Result,
} from "./protocol.ts";
import { Refusal } from "./refusal.ts";
import {
  Sender,
  type SendFlags,
  type SendingSocket,
  type TimedSender,
} from "./sender.ts";

/** How an event is sent: with what, how, and who hears what became of it. */
export type Sending = [
  args: unknown[],
  flags: SendFlags,
  settle?: (outcome: Outcome) => void,
];

/** An event that has come, on its way to its listeners. */
export interface Incoming {
  /** Its name, as it came. */
  readonly event: string;
  /** What its listeners are called with: a middleware may change that, and the name. */
  readonly call: IncomingEvent;
  /** Answers it, if it asks for an answer. */
  readonly settle: Settler | undefined;
  /** Whether someone has heard it who hears every event. */
  readonly heardByAny: boolean;
}

/** What a socket may put on the wire by itself. */
export type SocketEnvelope = EventEnvelope | AckEnvelope;

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
> extends CatchAllEmitter<Listen, Own> {
  /** The events that wait for the other end's answer. */
  protected readonly acks: Acks;
  /** The names that are not for events: of those that are sent, and of those that come. */
  protected abstract readonly reserved: {
    readonly sent: ReadonlySet<string>;
    readonly heard: ReadonlySet<string>;
  };
  /** The namespace as an envelope names it: not at all, if it is the main one. */
  protected readonly where: { ns?: string };
  /** Changes when the other end is another one, which has not asked what was asked before. */
  protected epoch = 0;
  #sender: Sender<Emit> | undefined;

  /**
   * Begins without listeners.
   *
   * @param ns The namespace, which the wire names only where it is not the main one.
   * @param acks How long and how many answers are waited for.
   */
  constructor(ns: string, acks: AckOptions) {
    super();
    this.acks = new Acks(acks);
    this.where = ns === MAIN_NAMESPACE ? {} : { ns };
  }

  /** Sends events that are not worth keeping: at once or not at all, and not again. */
  get volatile(): Sender<Emit> {
    return this.sender.volatile;
  }

  /** Sends events whose answer may take `ms` milliseconds, and whose callbacks get an error first. */
  timeout(ms: number): TimedSender<Emit> {
    return this.sender.timeout(ms);
  }

  /** Sends events: Parley compresses nothing. Here for code that was written for Socket.IO. */
  compress(_: boolean): Sender<Emit> {
    return this.sender;
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
    return this.sender.emitWithAck(event, ...args);
  }

  /**
   * Sends the event `message`. A function at the end of `args` is called with the answer, if one
   * comes.
   */
  send(...args: MessageArgs<Emit>): this {
    this.sender.send(...args);
    return this;
  }

  /** The same as {@linkcode send}. */
  write(...args: MessageArgs<Emit>): this {
    return this.send(...args);
  }

  /** The usual way to send. */
  protected get sender(): Sender<Emit> {
    return this.#sender ??= new Sender(this.sending, {});
  }

  /** What senders need of this socket. */
  protected get sending(): SendingSocket {
    return {
      send: (...how) => this.#send(...how),
      fault: (error, event) => this.fault(error, event),
    };
  }

  /**
   * Encodes an envelope. If a blob of its cannot be read, nobody waits for an answer any more: this
   * end not for that to its event, nor the other end for this one.
   */
  protected encode(envelope: SocketEnvelope): Encoding {
    const encoding = pack(envelope);
    if (encoding instanceof Promise) {
      const { epoch } = this;
      encoding.catch((error) => {
        const { id, type } = envelope;
        this.fault(error, type === "event" ? envelope.event : type);
        if (id === undefined) return;
        const ack = { type: "ack", ...this.where, id } as const;
        if (type === "event") this.acks.settle({ ...ack, ...no(UNREADABLE) });
        else if (epoch === this.epoch) {
          this.transmit({ ...ack, ...no(HANDLER_FAILED) });
        }
      });
    }
    return encoding;
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
    { id }: EventEnvelope,
  ): ((result: Result) => void) | undefined {
    if (id === undefined) return undefined;
    const { epoch } = this;
    return (result) => {
      if (epoch !== this.epoch) return;
      this.transmit({ type: "ack", ...this.where, id, ...result });
    };
  }

  /** Tells whoever sent an event that it was refused. */
  protected refuse(envelope: EventEnvelope, refusal: Refusal): void {
    const answer = this.answerer(envelope);
    if (answer) settler(answer).refuse(refusal);
    else this.complain(refusal, envelope.event);
  }

  /**
   * Calls the listeners of an event that the other end sent.
   *
   * @param envelope The event.
   * @param answer What answers it, if it asks for it and is not answered as usual.
   */
  protected receive(
    envelope: EventEnvelope,
    answer: ((result: Result) => void) | undefined = this.answerer(envelope),
  ): void {
    const { event, args } = envelope;
    const settle = answer && settler(answer);
    if (this.reserved.heard.has(event)) {
      const refusal = reserved(event);
      return settle ? settle.refuse(refusal) : this.complain(refusal, event);
    }
    const call: IncomingEvent = [event, ...args];
    if (settle) call.push((...answer: unknown[]) => settle.answer(answer));
    const any = this.anyListeners;
    const incoming = { event, call, settle, heardByAny: any.length > 0 };
    for (const listener of any) this.#tell(listener, call, incoming);
    this.screen(incoming);
  }

  /**
   * Decides, now or later, whether an event goes on to its own listeners, with {@linkcode pass}, or is
   * refused, with {@linkcode fail}. It may change the call.
   */
  protected screen(incoming: Incoming): void {
    this.pass(incoming);
  }

  /** Lets an event through to its own listeners. */
  protected pass(incoming: Incoming): void {
    const { call: [name, ...args], settle, heardByAny } = incoming;
    const entries = this.take(name);
    for (const { listener } of entries) this.#tell(listener, args, incoming);
    if (entries.length === 0 && !heardByAny) settle?.refuse(unhandled(name));
  }

  /** Refuses an event, over what a listener threw, or a middleware. */
  protected fail({ event, settle }: Incoming, error: unknown): void {
    const refusal = error instanceof Refusal ? error : HANDLER_FAILED;
    if (refusal === HANDLER_FAILED) this.fault(error, event);
    if (settle) settle.refuse(refusal);
    else this.complain(refusal, event);
  }

  /** The same boundary as `contain`, without a closure for each event. */
  #tell(
    listener: Listener,
    args: readonly unknown[],
    incoming: Incoming,
  ): void {
    try {
      const result = listener(...args);
      if (!(result instanceof Promise)) return;
      result.catch((error) => this.fail(incoming, error));
    } catch (error) {
      this.fail(incoming, error);
    }
  }

  /** Tells those who hear every event that this one has been sent. */
  protected tellOutgoing(event: string, args: readonly unknown[]): void {
    this.tellAnyOutgoing((listener) => {
      contain(() => listener(event, ...args), (error) => {
        this.fault(error, event);
      });
    });
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

  #send(event: string, ...how: Sending): void {
    if (this.reserved.sent.has(event)) {
      throw new TypeError(`Cannot emit "${event}": the name is reserved`);
    }
    this.post(event, ...how);
  }

  /** Makes an envelope of an event whose name may be sent, and sends it. */
  protected post(event: string, ...[args, flags, settle]: Sending): void {
    const envelope: EventEnvelope = {
      type: "event",
      ...this.where,
      event,
      args,
    };
    if (flags.volatile) envelope.volatile = true;
    if (flags.once) envelope.once = flags.once;
    const id = settle && this.acks.open(settle, flags.timeoutMs);
    if (id !== undefined) envelope.id = id;
    try {
      if (!this.transmit(envelope, flags)) return;
    } catch (error) {
      if (id !== undefined) this.acks.cancel(id);
      throw error;
    }
    this.tellOutgoing(event, args);
  }
}

/** What became of an event with a blob whose file, perhaps, is not there any more. */
const UNREADABLE = new Refusal(
  "unreadable",
  "Cannot send: a blob among the arguments cannot be read",
);

function reserved(event: string): Refusal {
  return new Refusal(
    "event-reserved",
    `Cannot take "${event}" as an event: the name is reserved`,
  );
}

function unhandled(event: string): Refusal {
  return new Refusal(
    "event-unhandled",
    `Cannot answer "${event}": nobody listens to it`,
  );
}
