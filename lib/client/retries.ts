/**
 * The events of one socket that are sent until the server has answered them.
 *
 * One after the other: the next goes out when the one before is answered, so that the server handles
 * them in order whatever is lost, and has to remember one of them alone.
 *
 * @module
 */

import {
  decodeFromServer,
  disconnected,
  type Once,
  type Outcome,
  pack,
  type Sending,
  unpackAny,
} from "../wire/mod.ts";

/**
 * What retries need of their socket.
 *
 * @internal
 */
export interface RetryingSocket {
  /** Whether an event can be sent now. */
  isReady(): boolean;
  /** Sends an event, once. */
  post(event: string, ...how: Sending): void;
}

/** An event that is not answered yet. */
interface Unanswered {
  readonly event: string;
  readonly args: unknown[];
  readonly flags: Sending[1];
  readonly once: Once;
  /** Hears what became of it; gone once it has heard. */
  settle: Sending[2];
  failures: number;
}

/** After these it cannot be said whether the server has handled an event. */
const OPEN: ReadonlySet<string> = new Set(["timeout", "unknown"]);

/** The events that wait for their turn, and for their answer. */
export class Retries {
  readonly #retries: number;
  readonly #socket: RetryingSocket;
  readonly #by = unguessable();
  readonly #queue: Unanswered[] = [];
  #last = 0;
  #isWaiting = false;

  /**
   * Begins empty.
   *
   * @param retries How often an event is sent again.
   * @param socket What sends it.
   */
  constructor(retries: number, socket: RetryingSocket) {
    this.#retries = retries;
    this.#socket = socket;
  }

  /** How many events are not answered yet. */
  get size(): number {
    return this.#queue.length;
  }

  /** Takes an event, to be sent when it is its turn. */
  add(event: string, ...[args, flags, settle]: Sending): void {
    const once = { by: this.#by, n: ++this.#last };
    const kept = { event, args: asTheyAre(args), flags, once, settle };
    this.#queue.push({ ...kept, failures: 0 });
    this.drain();
  }

  /** Sends the first event that is not answered, unless it is on its way. */
  drain(): void {
    const [first] = this.#queue;
    if (!first || this.#isWaiting || !this.#socket.isReady()) return;
    this.#isWaiting = true;
    const { event, args, flags, once } = first;
    this.#socket.post(event, args, { ...flags, once }, (outcome) => {
      this.#isWaiting = false;
      this.#settle(first, outcome);
      this.drain();
    });
  }

  /**
   * The socket ends: everyone is told. The events are kept, as others are, for when it connects
   * again.
   */
  giveUp(): void {
    for (const entry of [...this.#queue]) {
      const { settle } = entry;
      entry.settle = undefined;
      settle?.(disconnected());
    }
  }

  #settle(first: Unanswered, outcome: Outcome): void {
    if (!outcome.ok) {
      const { code } = outcome.error;
      if (code === "disconnected") return;
      if (OPEN.has(code) && ++first.failures <= this.#retries) return;
    }
    this.#queue.shift();
    first.settle?.(outcome);
  }
}

/** What the arguments are now, as the server will read them: what becomes of them is another event. */
function asTheyAre(args: unknown[]): unknown[] {
  const encoding = pack({ type: "event", event: "-", args });
  if (encoding instanceof Promise) {
    // A blob never changes; what is around it is taken as it is. If it cannot be read, that is told
    // when it is sent.
    encoding.catch(() => {});
    return args;
  }
  const [envelope] = decodeFromServer(encoding, unpackAny) ?? [];
  return envelope?.type === "event" ? envelope.args : args;
}

/** 128 random bits: who knows them can ask for the answers. */
function unguessable(): string {
  return btoa(
    String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))),
  );
}
