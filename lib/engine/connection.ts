/**
 * One WebSocket, from its `hello` to its end: what comes in is decoded and handed to the sockets
 * of its namespaces, and whatever is wrong with it costs this connection and no other.
 *
 * @module
 */

import {
  type AckEnvelope,
  type ClientEnvelope,
  type Clock,
  CLOSE,
  type ConnectEnvelope,
  decodeFromClient,
  encode,
  type EventEnvelope,
  type HelloEnvelope,
  type Limits,
  MAIN_NAMESPACE,
  PROTOCOL_VERSION,
  type Refusal,
  type ServerEnvelope,
} from "../wire/mod.ts";
import type { OpeningRequest } from "./handshake.ts";
import { Outbox } from "./outbox.ts";
import type { Transport } from "./transport.ts";
import type { Turn } from "./turn.ts";

/**
 * Why a socket on the server ended, in Socket.IO's words:
 * the client or the server left the namespace, the server closed the connection (`forced server
 * close`) or stops, the client went without a word (`transport close`), the network failed
 * (`transport error`), nothing was heard for too long, or what came could not be read.
 */
export type DisconnectReason =
  | "client namespace disconnect"
  | "server namespace disconnect"
  | "forced server close"
  | "server shutting down"
  | "transport close"
  | "transport error"
  | "ping timeout"
  | "parse error";

/** The end of a connection that is in a namespace. */
export interface Member {
  /** Takes an event that the client sent. */
  event(envelope: EventEnvelope): void;
  /** Takes an answer that the client sent. */
  ack(envelope: AckEnvelope): void;
  /** Ends: the client can hear nothing any more. */
  end(reason: DisconnectReason): void;
}

/** What a connection needs of its server. */
export interface ConnectionHost {
  /** What a client may do. */
  readonly limits: Readonly<Limits>;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** When to write. */
  readonly turn: Turn;
  /** Lets a connection into a namespace, or says why not. */
  admit(connection: Connection, envelope: ConnectEnvelope): Refusal | undefined;
  /** Is told, once, that a connection is over. */
  forget(connection: Connection): void;
}

/** Where a connection is in its life. */
type State =
  | { phase: "greeting"; stopTimer: () => void }
  | { phase: "open" }
  | { phase: "closed" };

/** A client's connection. */
export class Connection {
  /** The request that opened it. */
  readonly request: OpeningRequest;
  readonly #host: ConnectionHost;
  readonly #transport: Transport;
  readonly #outbox: Outbox;
  readonly #members = new Map<string, Member>();
  #state: State;

  /**
   * Begins to wait for the client's `hello`.
   *
   * @param host The server.
   * @param transport The writing half of an open WebSocket.
   * @param request The request that opened it.
   */
  constructor(
    host: ConnectionHost,
    transport: Transport,
    request: OpeningRequest,
  ) {
    const { clock, limits, turn } = host;
    this.request = request;
    this.#host = host;
    this.#transport = transport;
    this.#outbox = new Outbox(transport, turn, limits.backlogBytes);
    const stopTimer = clock.after(limits.helloMs, () => {
      this.#fail(
        "hello-timeout",
        `Cannot wait: no hello in ${limits.helloMs} ms`,
      );
    });
    this.#state = { phase: "greeting", stopTimer };
  }

  /** Takes a frame, whatever is in it. */
  receive(data: unknown): void {
    if (this.#state.phase === "closed") return;
    const decoded = decodeFromClient(data, this.#host.limits);
    if (!decoded.ok) return this.#fail(decoded.code, decoded.message);
    for (const envelope of decoded.envelopes) {
      if (this.#state.phase === "greeting") this.#greet(envelope, this.#state);
      else if (this.#state.phase === "open") this.#dispatch(envelope);
    }
  }

  /** Takes note that the transport is gone. What is called twice happens once. */
  lost(reason: DisconnectReason): void {
    this.#finish(reason);
  }

  /** Sends an envelope at the end of this turn. */
  send(envelope: ServerEnvelope): void {
    this.sendText(encode(envelope));
  }

  /** Sends an envelope that is encoded already, because others get it too. */
  sendText(text: string): void {
    if (this.#state.phase === "closed" || this.#outbox.add(text)) return;
    this.close(CLOSE.slowReader, "slow reader", "forced server close");
  }

  /**
   * Writes what waits and closes.
   *
   * Everything of ours is dropped here and now: a peer that does not answer the closing
   * handshake keeps its WebSocket closing for ever, without an event.
   */
  close(code: number, message: string, reason: DisconnectReason): void {
    if (this.#state.phase === "closed") return;
    this.#finish(reason);
    this.#outbox.flush();
    this.#transport.close(code, message);
  }

  /** Enters a namespace: from now on `member` takes what is sent there. */
  enter(ns: string, member: Member): void {
    this.#members.set(ns, member);
  }

  /** Leaves a namespace: what the client still sends there is not for anyone. */
  exit(ns: string): void {
    this.#members.delete(ns);
  }

  #greet(
    envelope: ClientEnvelope,
    { stopTimer }: { stopTimer: () => void },
  ): void {
    if (envelope.type !== "hello") {
      return this.#fail(
        "hello-expected",
        "Cannot begin: the first envelope is not a hello",
      );
    }
    if (!speaks(envelope)) {
      return this.#fail(
        "version-unsupported",
        `Cannot speak version ${envelope.version}: this server speaks ${PROTOCOL_VERSION}`,
      );
    }
    stopTimer();
    this.#state = { phase: "open" };
    const { frameChars, batchEnvelopes } = this.#host.limits;
    const limits = { frameChars, batchEnvelopes };
    this.send({ type: "welcome", version: PROTOCOL_VERSION, limits });
  }

  #dispatch(envelope: ClientEnvelope): void {
    switch (envelope.type) {
      case "hello":
        return this.#fail(
          "hello-repeated",
          "Cannot begin again: hello was said",
        );
      case "connect":
        return this.#connect(envelope);
      case "disconnect":
        return this.#members.get(envelope.ns)?.end(
          "client namespace disconnect",
        );
      case "event":
        return this.#event(envelope);
      case "ack":
        return this.#members.get(envelope.ns ?? MAIN_NAMESPACE)?.ack(envelope);
      default:
        envelope satisfies never;
    }
  }

  #connect(envelope: ConnectEnvelope): void {
    const { ns } = envelope;
    if (this.#members.has(ns)) {
      return this.#fail("namespace-repeated", `Cannot connect to ${ns} twice`);
    }
    const refusal = this.#host.admit(this, envelope);
    if (!refusal) return;
    const { code, message, retryable } = refusal;
    this.send({ type: "refused", ns, code, message, retryable });
  }

  /** An event for a namespace that was just left is no crime: the two passed each other. */
  #event(envelope: EventEnvelope): void {
    const { ns = MAIN_NAMESPACE, id } = envelope;
    const member = this.#members.get(ns);
    if (member) return member.event(envelope);
    const code = "not-connected";
    const message = `Cannot take "${envelope.event}": not connected to ${ns}`;
    const where = envelope.ns === undefined ? {} : { ns: envelope.ns };
    if (id === undefined) {
      this.send({ type: "error", ...where, code, message, retryable: false });
    } else this.send({ type: "ack", ...where, id, error: { code, message } });
  }

  /** Ends over something that the client did, and tells it what. */
  #fail(code: keyof typeof FATAL, message: string): void {
    this.send({ type: "error", code, message, retryable: false });
    this.close(FATAL[code], code, "parse error");
  }

  #finish(reason: DisconnectReason): void {
    if (this.#state.phase === "closed") return;
    if (this.#state.phase === "greeting") this.#state.stopTimer();
    this.#state = { phase: "closed" };
    for (const member of [...this.#members.values()]) member.end(reason);
    this.#host.forget(this);
  }
}

/** The mistakes that end a connection, and the numbers that it is closed with. */
const FATAL = {
  "frame-invalid": CLOSE.invalid,
  "frame-too-large": CLOSE.tooLarge,
  "hello-expected": CLOSE.invalid,
  "hello-repeated": CLOSE.invalid,
  "hello-timeout": CLOSE.helloTimeout,
  "namespace-repeated": CLOSE.invalid,
  "version-unsupported": CLOSE.version,
} as const;

function speaks({ version }: HelloEnvelope): boolean {
  return version === PROTOCOL_VERSION;
}
