/**
 * What lies below the namespaces, as far as an application can look at it: Socket.IO's `io.engine`.
 *
 * @module
 */

import { contain, Emitter } from "../wire/mod.ts";
import type { OpeningRequest } from "./handshake.ts";
import type { Counted } from "./tally.ts";

/** An opening request that was answered with a refusal. */
export interface ConnectionError {
  /** The request. */
  readonly req: OpeningRequest;
  /** The status of the answer, such as 403. */
  readonly code: number;
  /** Why, as a sentence. */
  readonly message: string;
  /** What else there is to know: `origin` of a page that may not connect, `error` of a fault. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** What the engine tells the application. */
export interface EngineEvents {
  /** An opening request was refused. */
  connection_error: (error: ConnectionError) => void;
  /**
   * The server was told to stop: each of its sessions has ended, and nobody comes in. What is kept for
   * clients that may come back need not be kept any longer. The server may listen again later.
   */
  close: () => void;
}

/** What the engine needs of its server. */
export interface EngineHost {
  /** How many clients are connected. */
  readonly clientsCount: number;
  /** How often the server had to say no, and why. */
  readonly refusals: ReadonlyMap<Counted, number>;
  /** Hears of what a listener threw. */
  fault(error: unknown, event: string): void;
}

/** The connections as a whole. */
export class Engine extends Emitter<Record<never, never>, EngineEvents> {
  readonly #host: EngineHost;

  /**
   * Applications do not make this: they get it from `io.engine`.
   *
   * @param host The server.
   */
  constructor(host: EngineHost) {
    super();
    this.#host = host;
  }

  /** How many clients are connected, in a namespace or not. */
  get clientsCount(): number {
    return this.#host.clientsCount;
  }

  /**
   * How often the server had to say no to a client, by the code of the refusal or the limit that
   * was reached. A live view; what never happened is not in it.
   */
  get refusals(): ReadonlyMap<Counted, number> {
    return this.#host.refusals;
  }

  /** Tells that an opening request was refused: for the server to call. */
  refused(error: ConnectionError): void {
    this.#tell("connection_error", (listener) => listener(error));
  }

  /** Tells that the server stops: for the server to call. */
  closed(): void {
    this.#tell("close", (listener) => listener());
  }

  #tell<E extends keyof EngineEvents>(
    event: E,
    call: (listener: EngineEvents[E]) => void,
  ): void {
    this.tell(event, (listener) => {
      contain(() => call(listener), (fault) => this.#host.fault(fault, event));
    });
  }
}
