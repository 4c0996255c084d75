/**
 * An audience that is asked for answers.
 *
 * @module
 */

import {
  type Answer,
  type ArgsBeforeAck,
  type ArgsWithAnswers,
  contain,
  type EventMap,
  type EventName,
  Refusal,
} from "../wire/mod.ts";
import type { Reach, Reply } from "./adapter.ts";
import { Aimed } from "./aimed.ts";
import { type AnyPlace, askAll } from "./audience_place.ts";

/**
 * Some sockets, to be asked something.
 *
 * @typeParam Emit The events that the server sends.
 */
export class TimedAudience<Emit extends EventMap<Emit>>
  extends Aimed<TimedAudience<Emit>> {
  readonly #places: Iterable<AnyPlace>;
  readonly #ms: number;

  /**
   * Names an audience; nothing is sent yet.
   *
   * @param places The namespaces.
   * @param reach Whom the audience consists of, in each of them.
   * @param ms Milliseconds that the answers may take.
   */
  constructor(places: Iterable<AnyPlace>, reach: Reach, ms: number) {
    super(reach);
    this.#places = places;
    this.#ms = ms;
  }

  /** The same audience: Parley compresses nothing. Here for code written for Socket.IO. */
  compress(_: boolean): TimedAudience<Emit> {
    return this;
  }

  /** The same audience, whose answers may take `ms` milliseconds instead. */
  timeout(ms: number): TimedAudience<Emit> {
    return new TimedAudience(this.#places, this.reach, ms);
  }

  /**
   * Sends an event to everyone in the audience, once each. The function at the end of `args` gets
   * `null` and the answers of all, or an error and those that came in time. Only the first argument
   * of each answer counts, as in Socket.IO. A socket that ends meanwhile, or that refuses, is not
   * waited for.
   *
   * @returns `true`, as in Socket.IO.
   * @throws {TypeError} If the event's name is reserved, or the last argument is no function.
   */
  emit<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsWithAnswers<Emit, E>
  ): true {
    const callback = args.at(-1);
    if (typeof callback !== "function") {
      throw new TypeError(`Cannot ask "${event}" without an acknowledgement`);
    }
    const [place] = this.#places;
    this.#ask(event, args.slice(0, -1), (error, answers) => {
      contain(
        () => callback(error, answers),
        (error) => place?.fault(error, event),
      );
    });
    return true;
  }

  /**
   * Sends an event to everyone in the audience, once each, and resolves to the answers of all.
   *
   * @throws {Refusal} (as a rejection) `timeout`, with the answers that came in time as its `data`.
   */
  emitWithAck<E extends EventName<Emit>>(
    event: E,
    ...args: ArgsBeforeAck<Emit, E>
  ): Promise<Answer<Emit, E>[]>;
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      this.#ask(event, args, settlerOf(resolve, reject));
    });
  }

  /** The same, aimed at others. */
  protected override aim(reach: Reach): TimedAudience<Emit> {
    return new TimedAudience(this.#places, reach, this.#ms);
  }

  #ask(
    event: string,
    args: unknown[],
    done: (error: Refusal | null, answers: unknown[]) => void,
  ): void {
    askAll(
      this.#places,
      this.reach,
      event,
      args,
      this.#ms,
      (error, replies) => done(error, answersIn(replies)),
    );
  }
}

/** The first argument of each answer: a refusal is none. */
export function answersIn(replies: readonly Reply[]): unknown[] {
  return replies.flatMap((reply) => "args" in reply ? [reply.args[0]] : []);
}

/** Settles a promise of answers; the rejection holds those that came in time. */
export function settlerOf(
  resolve: (answers: unknown[]) => void,
  reject: (error: Refusal) => void,
): (error: Refusal | null, answers: unknown[]) => void {
  return (error, answers) => {
    if (!error) return resolve(answers);
    const { code, message, retryable } = error;
    reject(new Refusal(code, message, retryable, answers));
  };
}
