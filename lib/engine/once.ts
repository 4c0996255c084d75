/**
 * The events that are to be handled once, however often a client sends them: what became of the
 * last one of each client is remembered, past the end of its session.
 *
 * @module
 */

import {
  type Clock,
  decodeFromServer,
  encode,
  type Encoded,
  HANDLER_FAILED,
  type Limits,
  no,
  type Once,
  pack,
  type Result,
  unpackAny,
} from "../wire/mod.ts";

/** What answers an event, each time that it was sent. */
export type Answerer = (result: Result) => void;

/** The last event of a client's, and what became of it. */
interface Last {
  n: number;
  /** When it is forgotten. */
  until: number;
  /** The answer, encoded: what becomes of its arguments later is not what was said. */
  said: Encoded | undefined;
  /** Who is told the answer when there is one. */
  waiting: Answerer[];
}

/** How many of the times that an event was sent are answered; a client waits for the latest. */
const WAITING = 4;

const STALE: Result = {
  error: {
    code: "event-stale",
    message: "Cannot handle again: the client has sent another event since",
  },
};

/** What a server remembers of events that are to be handled once. */
export class OnceMemory {
  readonly #limits: Readonly<Limits>;
  readonly #clock: Clock;
  /** By client: the one that was not heard of for longest first. */
  readonly #last = new Map<string, Last>();
  #chars = 0;

  /**
   * Begins with nothing to remember.
   *
   * @param limits How much is remembered, and for how long.
   * @param clock Where the time comes from.
   */
  constructor(limits: Readonly<Limits>, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** How many clients are remembered. */
  get size(): number {
    return this.#last.size;
  }

  /**
   * Takes note that an event has come.
   *
   * @param answer What answers it.
   * @returns What the handler is to answer; nothing, if it is not to be handled: it has been, or
   * is about to be, and is answered with what became of it then.
   */
  begin({ by, n }: Once, answer: Answerer): Answerer | undefined {
    this.#forgetOld();
    const before = this.#last.get(by);
    if (before && n < before.n) return void answer(STALE);
    this.forget(by); // It is the latest to be heard of now.
    const last = before?.n === n
      ? before
      : { n, until: 0, said: undefined, waiting: [] };
    last.until = this.#clock.now() + this.#limits.onceMs;
    this.#last.set(by, last);
    this.#chars += last.said?.length ?? 0;
    this.#forgetOld();
    if (last.said !== undefined) return void answer(read(last.said));
    last.waiting = [...last.waiting, answer].slice(-WAITING);
    if (last !== before) return (result) => this.#end(by, last, result);
  }

  /** Forgets the last event of a client's. */
  forget(by: string): void {
    this.#chars -= this.#last.get(by)?.said?.length ?? 0;
    this.#last.delete(by);
  }

  #end(by: string, last: Last, result: Result): void {
    const encoding = pack({ type: "ack", id: 0, ...result });
    for (const answer of last.waiting.splice(0)) answer(result);
    if (!(encoding instanceof Promise)) return this.#keep(by, last, encoding);
    // Who comes while a blob is read waits for it; if it cannot be read, all are told so.
    const failure = encode({ type: "ack", id: 0, ...no(HANDLER_FAILED) });
    encoding.catch(() => failure).then((said) => this.#keep(by, last, said));
  }

  #keep(by: string, last: Last, said: Encoded): void {
    last.said = said;
    for (const answer of last.waiting.splice(0)) answer(read(said));
    // Who is not remembered any more, or has gone on, was answered all the same.
    if (this.#last.get(by) !== last) return;
    this.#chars += said.length;
    this.#forgetOld();
  }

  #forgetOld(): void {
    const { onceClients, onceChars } = this.#limits;
    const now = this.#clock.now();
    for (const [by, { until }] of this.#last) {
      const fits = this.#last.size <= onceClients && this.#chars <= onceChars;
      if (fits && until > now) return;
      this.forget(by);
    }
  }
}

/** What was said, as it was. */
function read(said: Encoded): Result {
  const [ack] = decodeFromServer(said, unpackAny) ?? [];
  if (ack?.type !== "ack") throw new Error("Cannot read an answer of our own");
  return "args" in ack ? { args: ack.args } : { error: ack.error };
}
