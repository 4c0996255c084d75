/**
 * One WebSocket, from its `hello` to its end: what comes in is decoded and handed to the session,
 * and whatever is wrong with it costs this connection and no other.
 *
 * @module
 */

import {
  type ClientEnvelope,
  CLOSE,
  contain,
  decodeFromClient,
  encode,
  type Encoded,
  type HelloEnvelope,
  type Limits,
  PROTOCOL_VERSION,
  type SessionClaim,
  type SessionOffer,
  type UncountedFromServer,
} from "../wire/mod.ts";
import type { Batch } from "./batch.ts";
import type { Deadlines } from "./deadlines.ts";
import type { OpeningRequest } from "./handshake.ts";
import { Outbox } from "./outbox.ts";
import type { DisconnectReason, Link, Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import type { Tally } from "./tally.ts";
import type { Transport } from "./transport.ts";
import type { Flushable, Turn } from "./turn.ts";

/** What a connection needs of its server. */
export interface ConnectionHost {
  /** What a client may do. */
  readonly limits: Readonly<Limits>;
  /** When to write. */
  readonly turn: Turn;
  /** The sessions. */
  readonly sessions: Sessions;
  /** Those of whom a `hello` is expected, and {@linkcode Connection.giveUp} called if none comes. */
  readonly greeting: Pick<Deadlines<Connection>, "add" | "delete">;
  /** How often what was refused. */
  readonly tally: Tally;
  /** Is told, once, that a connection is over. */
  forget(connection: Connection): void;
  /** Hears of a fault that is neither the client's nor one of the application's functions. */
  fault(error: unknown): void;
}

/** Where a connection is in its life. */
type State =
  | { phase: "greeting" }
  /** The namespaces are asked whether they let the client in again. */
  | { phase: "resuming"; session: Session }
  | {
    phase: "open";
    session: Session;
    /** The client's attempt that led here, by its own count. */
    attempt: number;
    /** Whether the client has said something, and so has the secret that the welcome gave. */
    settled: boolean;
  }
  | { phase: "closed" };

const GREETING: State = { phase: "greeting" };
const CLOSED: State = { phase: "closed" };

/** A client's connection. */
export class Connection implements Link, Flushable {
  /** The tag, as its session sees it: whoever has a connection can be reached. */
  readonly state = "live";
  readonly #host: ConnectionHost;
  readonly #transport: Transport;
  readonly #request: OpeningRequest;
  readonly #outbox: Outbox;
  #state: State = GREETING;

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
    this.#host = host;
    this.#transport = transport;
    this.#request = request;
    this.#outbox = new Outbox(transport, host.limits.backlogBytes);
    host.greeting.add(this);
  }

  /** Whether nothing waits to be written. */
  get idle(): boolean {
    return this.#outbox.isIdle;
  }

  /** Takes a frame, whatever is in it. */
  receive(data: unknown): void {
    if (this.#state.phase === "closed") return;
    this.#host.turn.noteRead();
    try {
      const decoded = decodeFromClient(data, this.#host.limits);
      if (!decoded.ok) return this.#fail(decoded.code, decoded.message);
      for (const envelope of decoded.envelopes) this.#handle(envelope);
    } catch (error) {
      this.#break(error);
    }
  }

  /**
   * Takes note that the transport is gone. What is called twice happens once.
   *
   * @param left Whether the client closed it on purpose: it will not come back.
   */
  lost(reason: DisconnectReason, left: boolean): void {
    const before = this.#finish();
    if (left) before?.end(reason);
    else before?.detach(this, reason);
  }

  /** Closes, since no `hello` has come in time. */
  giveUp(): void {
    const { helloMs } = this.#host.limits;
    this.#fail("hello-timeout", `Cannot wait: no hello in ${helloMs} ms`);
  }

  /** Writes what waits: for the end of the turn to call. */
  flush(): void {
    try {
      this.#outbox.flush();
    } catch (error) {
      this.#break(error);
    }
  }

  /** Writes an envelope at the end of this turn. */
  write(encoded: Encoded): void {
    if (this.#state.phase === "closed") return;
    const isFirst = this.#outbox.isEmpty;
    if (!this.#outbox.add(encoded)) return this.#tooSlow();
    if (isFirst) this.#host.turn.add(this);
  }

  /** Writes several envelopes at the end of this turn. */
  writeAll(batch: Batch): void {
    if (this.#state.phase === "closed") return;
    const isFirst = this.#outbox.isEmpty;
    if (!this.#outbox.addAll(batch)) return this.#tooSlow();
    if (isFirst) this.#host.turn.add(this);
  }

  #tooSlow(): void {
    // The session stays: perhaps it is only the network.
    this.#host.tally.add("slow-reader");
    const before = this.#finish();
    this.#transport.close(CLOSE.slowReader, "slow reader");
    before?.detach(this, "transport close");
  }

  /**
   * Writes what waits and closes.
   *
   * Everything of ours is dropped here and now: a peer that does not answer the closing
   * handshake keeps its WebSocket closing for ever, without an event.
   */
  close(code: number, message: string): void {
    if (this.#state.phase === "closed") return;
    this.#finish();
    this.#outbox.flush();
    this.#transport.close(code, message);
  }

  #handle(envelope: ClientEnvelope): void {
    switch (this.#state.phase) {
      case "greeting":
        return this.#greet(envelope);
      case "resuming":
        return this.#fail("hello-expected", "Cannot go on before the welcome");
      case "open":
        this.#settle(this.#state);
        return this.#judge(envelope, this.#state.session);
      case "closed":
        return;
      default:
        this.#state satisfies never;
    }
  }

  #settle(state: Extract<State, { phase: "open" }>): void {
    if (state.settled) return;
    state.settled = true;
    // Of one that tried again meanwhile it is not known whether it has heard of a newer secret.
    const { session, attempt } = state;
    if (session.lastAttempt === attempt) session.key.settle();
  }

  #greet(envelope: ClientEnvelope): void {
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
    this.#host.greeting.delete(this);
    const { session } = envelope;
    if (session) contain(() => this.#resume(session), (e) => this.#break(e));
    else this.#open();
  }

  #open(reason?: SessionOffer["reason"]): void {
    const session = this.#host.sessions.open(this, this.#request);
    this.#state = { phase: "open", session, attempt: 0, settled: false };
    this.#welcome(session, {
      key: session.key.current,
      resumed: false,
      ...reason && { reason },
    });
  }

  async #resume(claim: SessionClaim): Promise<void> {
    const verdict = this.#host.sessions.claim(claim);
    if (!verdict.ok) {
      if (verdict.reason !== "over") return this.#open(verdict.reason);
      return this.close(CLOSE.replaced, "replaced");
    }
    const { session, key } = verdict;
    this.#state = { phase: "resuming", session };
    // Not awaited where there is nothing to wait for: what comes next is in the same turn then.
    const asked = session.authorize(claim.auth);
    if (asked) await asked;
    if (this.#state.phase !== "resuming") return;
    // The client has not waited, and is back over another connection, or about to be.
    if (session.lastAttempt !== claim.attempt) {
      return this.close(CLOSE.replaced, "replaced");
    }
    const { attempt } = claim;
    this.#state = { phase: "open", session, attempt, settled: false };
    const reason = session.resume(this, this.#request, claim.received, () => {
      this.#welcome(session, { key, resumed: true });
    });
    if (reason) this.#open(reason);
  }

  #welcome(
    session: Session,
    offer: Pick<SessionOffer, "key" | "resumed" | "reason">,
  ): void {
    const { limits } = this.#host;
    const { frameChars, batchEnvelopes, sessionMs, pingMs } = limits;
    this.#send({
      type: "welcome",
      version: PROTOCOL_VERSION,
      session: {
        id: session.id,
        ttl: sessionMs,
        received: session.receipt(),
        ...offer,
      },
      heartbeat: { interval: pingMs, timeout: pingMs },
      limits: { frameChars, batchEnvelopes },
    });
  }

  /** What is too much is refused if it is an event; who goes on after that is not heard. */
  #judge(envelope: ClientEnvelope, session: Session): void {
    switch (session.allowance.spend(this.#host.turn.now)) {
      case "yes":
        return this.#dispatch(envelope, session);
      case "no":
        this.#host.tally.add("rate-limited");
        if (envelope.type === "event") return session.takeNot(envelope);
        return this.#dispatch(envelope, session);
      case "never again": {
        const reason = "you send too much";
        this.#send({ type: "go-away", reason, retryAfter: STAY_AWAY_MS });
        return this.#fail("rate-limited", `Cannot go on: ${reason}`);
      }
    }
  }

  #dispatch(envelope: ClientEnvelope, session: Session): void {
    switch (envelope.type) {
      case "hello":
        return this.#fail(
          "hello-repeated",
          "Cannot begin again: hello was said",
        );
      case "ping":
        session.rtt = envelope.rtt;
        return this.#send({ type: "pong" });
      case "receipt":
        if (session.confirm(envelope.received)) return;
        return this.#fail(
          "receipt-invalid",
          `Cannot have received ${envelope.received}: not so many were sent`,
        );
      case "connect":
        if (session.has(envelope.ns)) {
          return this.#fail(
            "namespace-repeated",
            `Cannot connect to ${envelope.ns} twice`,
          );
        }
        return session.take(envelope);
      case "disconnect":
      case "event":
      case "ack":
        return session.take(envelope);
      default:
        envelope satisfies never;
    }
  }

  #send(envelope: UncountedFromServer): void {
    this.write(encode(envelope));
  }

  /** Ends, with the session, over something that the client did, and tells it what. */
  #fail(code: keyof typeof FATAL, message: string): void {
    this.#host.tally.add(code);
    this.#send({ type: "fatal", code, message });
    const before = this.#finish();
    this.#outbox.flush();
    this.#transport.close(FATAL[code], code);
    if (!before?.isHeldOver(this)) return;
    before.end(code === "rate-limited" ? "forced server close" : "parse error");
  }

  /** Closes over a fault of ours: the client is to come back, and goes on with its session. */
  #break(error: unknown): void {
    this.#host.fault(error);
    const before = this.#finish();
    this.#outbox.flush();
    this.#transport.close(CLOSE.internal, "internal error");
    before?.detach(this, "transport close");
  }

  /** Is over from now on; the session that it was held over it, if there was one. */
  #finish(): Session | undefined {
    const before = this.#state;
    if (before.phase === "closed") return undefined;
    if (before.phase === "greeting") this.#host.greeting.delete(this);
    this.#state = CLOSED;
    this.#host.forget(this);
    return before.phase === "open" ? before.session : undefined;
  }
}

/** Milliseconds over which those who sent too much are to spread their return. */
const STAY_AWAY_MS = 10_000;

/** The mistakes that end a connection, and the numbers that it is closed with. */
const FATAL = {
  "frame-invalid": CLOSE.invalid,
  "frame-too-large": CLOSE.tooLarge,
  "hello-expected": CLOSE.invalid,
  "hello-repeated": CLOSE.invalid,
  "hello-timeout": CLOSE.helloTimeout,
  "namespace-repeated": CLOSE.invalid,
  "rate-limited": CLOSE.tooMuch,
  "receipt-invalid": CLOSE.invalid,
  "version-unsupported": CLOSE.version,
} as const;

function speaks({ version }: HelloEnvelope): boolean {
  return version === PROTOCOL_VERSION;
}
