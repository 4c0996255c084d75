/**
 * A client's session on the server: it outlives the connections over which it is held, and loses
 * nothing on the way from one to the next.
 *
 * @module
 */

import {
  type AckEnvelope,
  type Clock,
  CLOSE,
  type ConnectEnvelope,
  type CountedFromClient,
  type CountedFromServer,
  encode,
  type Encoded,
  type Encoding,
  type EventEnvelope,
  InOrder,
  type Limits,
  MAIN_NAMESPACE,
  no,
  type PlainEnvelope,
  RECEIPT_ALONG_OF_SERVER,
  RECEIPT_OF_SERVER,
  RecentEnd,
  Refusal,
  type ResetReason,
} from "../wire/mod.ts";
import { Allowance } from "./allowance.ts";
import type { Batch } from "./batch.ts";
import { ByNamespace } from "./by_namespace.ts";
import type { Crowd, Told } from "./crowd.ts";
import type { OpeningRequest } from "./handshake.ts";
import { randomId } from "./ids.ts";
import { newSecret, SessionKey } from "./session_key.ts";
import type { Tally } from "./tally.ts";

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

/** The end of a session that is in a namespace. */
export interface Member {
  /** The public id, if the namespace has let the client in. */
  readonly id: string | undefined;
  /** Takes an event that the client sent. */
  event(envelope: EventEnvelope): void;
  /** Takes an answer that the client sent; `false` if nobody waits for it. */
  ack(envelope: AckEnvelope): boolean;
  /** The client cannot be reached, and may come back. */
  away(reason: DisconnectReason): void;
  /** The client is back, and has missed nothing. */
  back(): void;
  /** Whether the namespace has let the client in: until then, nothing it sends is for anyone. */
  readonly ready: boolean;
  /** Asks the namespace again whether it lets the client in, with what it shows now. */
  authorize(auth: unknown): undefined | Promise<Refusal | undefined>;
  /** Ends: the client will not be reached any more. */
  end(reason: DisconnectReason): void;
}

/** The connection over which a session is held. */
export interface Link {
  /** The tag: a session that has it can be reached. */
  readonly state: "live";
  /** Writes an envelope at the end of this turn. */
  write(encoded: Encoded): void;
  /** Writes several in the same way. */
  writeAll(batch: Batch): void;
  /** Whether nothing waits to be written. */
  readonly idle: boolean;
  /** Writes what waits, and closes. */
  close(code: number, message: string): void;
}

/** What a session needs of its server. */
export interface SessionHost {
  /** What a client may do. */
  readonly limits: Readonly<Limits>;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** How often what was refused. */
  readonly tally: Tally;
  /** What many sessions are told, which nothing passes. */
  readonly crowd: Crowd;
  /** Lets a session into a namespace, now or later, or says why not. */
  admit(session: Session, envelope: ConnectEnvelope): void;
  /** Is told that the session is in no namespace, and that it is in one again. */
  empty(session: Session, isEmpty: boolean): void;
  /** Is told that a receipt is to be sent, in time; or, if `isDue` is not, that there is none any more. */
  receipt(session: Session, isDue: boolean): void;
  /** Is told that the session is held over no connection any more. */
  away(session: Session): void;
  /** Is told that the session is held over a connection again. */
  back(session: Session): void;
  /** Is told, once, that the session is over. */
  ended(session: Session): void;
}

/** How a session can be reached. */
type Presence =
  | Link
  | { state: "away"; reason: DisconnectReason }
  | { state: "ended" };

/** A client's session. */
export class Session implements Told {
  /** The session's id, which only its client knows. */
  readonly id: string = randomId();
  /** The secrets with which the client comes back. */
  readonly key: SessionKey = new SessionKey(newSecret());
  /** How much the client may say, over however many connections. */
  readonly allowance: Allowance;
  /** The request that opened the latest connection. */
  request: OpeningRequest;
  /** Milliseconds that our last answer to a ping took, as the client says; `undefined` if unknown. */
  rtt: number | undefined;
  /** The client's last attempt to go on with the session, by its own count. */
  lastAttempt = 0;
  /** As whom the client sends events that are to be handled once, by namespace. */
  readonly once: ByNamespace<string> = new ByNamespace<string>();
  readonly #host: SessionHost;
  readonly #end: RecentEnd;
  readonly #members = new ByNamespace<Member>();
  #presence: Presence;
  /** Where what is sent waits for a blob to be read; most sessions never have one. */
  #line: InOrder<Encoded> | undefined;

  /**
   * Begins with a connection.
   *
   * @param host The server.
   * @param link The connection.
   * @param request The request that opened it.
   */
  constructor(host: SessionHost, link: Link, request: OpeningRequest) {
    this.request = request;
    this.#host = host;
    this.#end = new RecentEnd(host.limits);
    this.allowance = new Allowance(host.clock.now(), host.limits);
    this.#presence = link;
  }

  /** Whether the client cannot be reached, and may come back. */
  get isAway(): boolean {
    return this.#presence.state === "away";
  }

  /** How many envelopes of the client's have been received, to be told to it now. */
  receipt(): number {
    this.#host.receipt(this, false);
    return this.#end.receipt();
  }

  /** Whether `link` is the one over which the session is held: another's words are not heard. */
  isHeldOver(link: Link): boolean {
    return this.#presence === link;
  }

  /** Sends an envelope of the session's own, now or when the client is back. */
  send(envelope: PlainEnvelope & CountedFromServer): void {
    this.sendEncoded(encode(envelope));
  }

  /**
   * Sends an encoded envelope, now or when the client is back. What is sent while the blobs of one
   * are read waits for it; if they cannot be read, it is not sent.
   */
  sendEncoded(encoding: Encoding): void {
    this.#host.crowd.settle();
    if (!(encoding instanceof Promise || this.#line)) {
      return this.#post(encoding);
    }
    this.#line ??= new InOrder((encoded) => this.#post(encoded));
    this.#line.add(encoding);
  }

  /** Sends what the session is told with many others, in the same way. */
  sendAll(batch: Batch): void {
    if (this.#line || this.#presence.state !== "live") {
      for (const encoded of batch.envelopes) this.sendEncoded(encoded);
      return;
    }
    for (const encoded of batch.envelopes) this.#end.keep(encoded);
    this.#end.trim();
    this.#presence.writeAll(batch);
    this.#receiptAlong();
  }

  /**
   * Sends an envelope that is not worth keeping: only if it can leave at once.
   *
   * @returns `false` if it cannot, as far as that is known: it may have blobs to be read first.
   */
  sendVolatile(encoding: Encoding): boolean {
    this.#host.crowd.settle();
    if (this.#presence.state !== "live") return false;
    const link = this.#presence;
    if (encoding instanceof Promise) {
      encoding.then((encoded) => this.sendVolatile(encoded), () => {});
      return true;
    }
    if (!link.idle) return false;
    link.write(encoding);
    return true;
  }

  /** Takes an envelope of the client's. */
  take(envelope: CountedFromClient): void {
    if (envelope.type === "event" && envelope.volatile) {
      return this.#event(envelope);
    }
    this.#note();
    switch (envelope.type) {
      case "connect":
        return this.#host.admit(this, envelope);
      case "disconnect":
        return this.#leave(envelope.ns);
      case "event":
        return this.#event(envelope);
      case "ack":
        return this.#ack(envelope);
      default:
        envelope satisfies never;
    }
  }

  /** Takes an event of the client's that nobody is to hear, because the client sends too much. */
  takeNot(envelope: EventEnvelope): void {
    if (envelope.volatile) return;
    this.#note();
    this.#refuseEvent(envelope, RATE_LIMITED);
  }

  /** Tells the client how much of what it sent has been received. */
  sendReceipt(): void {
    if (this.#presence.state !== "live" || this.#end.unreceipted === 0) return;
    const received = this.receipt();
    this.#presence.write(encode({ type: "receipt", received }));
  }

  /** Lets go of what the client has received; `false` if it cannot have. */
  confirm(count: number): boolean {
    const before = this.#end.unheard;
    const isPossible = this.#end.confirm(count);
    if (this.#end.unheard < before) this.allowance.giveBack();
    return isPossible;
  }

  /** Whether the session is in a namespace. */
  has(ns: string): boolean {
    return this.#members.get(ns) !== undefined;
  }

  /** Enters a namespace: from now on `member` takes what is sent there. */
  enter(ns: string, member: Member): void {
    this.#members.set(ns, member);
    this.#host.empty(this, false);
  }

  /** Leaves a namespace: what the client still sends there is not for anyone. */
  exit(ns: string): void {
    if (!this.#members.delete(ns) || this.#members.size > 0) return;
    if (this.#presence.state !== "ended") this.#host.empty(this, true);
  }

  /**
   * Asks every namespace again whether it lets the client in.
   *
   * @returns Nothing, if none of them has to think.
   */
  authorize(
    auth: Readonly<Record<string, unknown>>,
  ): undefined | Promise<void> {
    const asked = this.#members.all.flatMap(([ns, member]) => {
      // A namespace may be called `constructor`: what is inherited was not shown.
      const shown = Object.hasOwn(auth, ns) ? auth[ns] : undefined;
      const verdict = member.authorize(shown);
      return verdict
        ? [verdict.then((no) => no && this.#expel(ns, member, no))]
        : [];
    });
    if (asked.length > 0) return Promise.all(asked).then(() => {});
  }

  /**
   * Goes on over another connection, and fences off the one before.
   *
   * @param received How many envelopes of the server's the client says that it has received.
   * @param greet Says `welcome` over the new connection, which what was missed follows.
   * @returns Why that cannot be, in which case the session is over.
   */
  resume(
    link: Link,
    request: OpeningRequest,
    received: number,
    greet: () => void,
  ): ResetReason | undefined {
    if (this.#presence.state === "ended") return "unknown";
    const again = this.#end.resume(received);
    if (typeof again === "string") {
      this.end("transport close", CLOSE.replaced);
      return again;
    }
    const before = this.#presence;
    this.#presence = link;
    this.request = request;
    this.#host.back(this);
    if (before.state === "live") before.close(CLOSE.replaced, "replaced");
    greet();
    for (const encoded of again) link.write(encoded);
    // What was missed is too much for a connection: so it would be for the next one.
    if (this.isAway) this.end("transport close");
    for (const [, member] of this.#members.all) {
      // So much may have been missed that it is too much for the connection.
      if (this.isHeldOver(link)) member.back();
    }
    return undefined;
  }

  /** Goes on without a connection, for the client to come back. */
  detach(link: Link, reason: DisconnectReason): void {
    if (!this.isHeldOver(link)) return;
    this.#presence = { state: "away", reason };
    this.#host.away(this);
    for (const [, member] of this.#members.all) member.away(reason);
  }

  /** Ends for good, and closes the connection if there is one. */
  end(reason: DisconnectReason, code: number = CLOSE.dismissed): void {
    this.#host.crowd.settle();
    const before = this.#presence;
    if (before.state === "ended") return;
    // The members are told while they can still be told apart from strangers, but reach nobody.
    this.#presence = { state: "ended" };
    for (const [, member] of this.#members.all) member.end(reason);
    if (before.state === "live") before.close(code, reason);
    this.#host.ended(this);
  }

  /** Ends because the client wants to be in no namespace. */
  giveUp(): void {
    const code = "connect-timeout";
    const { connectMs } = this.#host.limits;
    const message = `Cannot wait: no connect in ${connectMs} ms`;
    this.#host.tally.add(code);
    if (this.#presence.state === "live") {
      this.#presence.write(encode({ type: "fatal", code, message }));
    }
    this.end("forced server close", CLOSE.helloTimeout);
  }

  /** Ends because the client has not come back. */
  expire(): void {
    if (this.#presence.state === "away") this.end(this.#presence.reason);
  }

  /**
   * Says why a namespace does not let the client in.
   *
   * @param id The socket that was in it, if that is not the answer to a `connect`.
   */
  refuse(
    ns: string,
    { code, message, retryable, data }: Refusal,
    id?: string,
  ): void {
    const which = id === undefined ? {} : { id };
    this.send({
      type: "refused",
      ns,
      ...which,
      code,
      message,
      retryable,
      data,
    });
  }

  #post(encoded: Encoded): void {
    if (this.#presence.state === "ended") return;
    if (this.#presence.state === "away" && !this.#end.fits(encoded.length)) {
      // It could not come back without a gap any more.
      this.#host.tally.add("window-overflow");
      return this.end(this.#presence.reason);
    }
    this.#end.keep(encoded);
    this.#end.trim();
    if (this.#presence.state !== "live") return;
    this.#presence.write(encoded);
    this.#receiptAlong();
  }

  #receiptAlong(): void {
    if (this.#end.unreceipted >= RECEIPT_ALONG_OF_SERVER) this.sendReceipt();
  }

  #leave(ns: string): void {
    const member = this.#members.get(ns);
    const isAsking = member?.ready === false;
    member?.end("client namespace disconnect");
    // Each `connect` is answered, or the client could not tell which answer is to which.
    if (isAsking) this.refuse(ns, TAKEN_BACK);
  }

  #expel(ns: string, member: Member, refusal: Refusal): void {
    // It may have left meanwhile, or been refused already, and another be there in its place.
    if (this.#members.get(ns) !== member) return;
    this.refuse(ns, refusal, member.id);
    member.end("server namespace disconnect");
  }

  /** Takes note that an envelope has come, of which the client is to be told. */
  #note(): void {
    const unreceipted = this.#end.note();
    if (unreceipted === 1) this.#host.receipt(this, true);
    else if (unreceipted >= RECEIPT_OF_SERVER) this.sendReceipt();
  }

  /** An event for a namespace that was just left is no crime: the two passed each other. */
  #event(envelope: EventEnvelope): void {
    const { ns = MAIN_NAMESPACE } = envelope;
    const member = this.#members.get(ns);
    if (member?.ready) return member.event(envelope);
    const message = `Cannot take "${envelope.event}": not connected to ${ns}`;
    this.#refuseEvent(envelope, new Refusal("not-connected", message));
  }

  #ack(envelope: AckEnvelope): void {
    const member = this.#members.get(envelope.ns ?? MAIN_NAMESPACE);
    if (member?.ack(envelope)) this.allowance.giveBack();
  }

  #refuseEvent(
    { ns, id }: EventEnvelope,
    refusal: Refusal,
  ): void {
    const where = ns === undefined ? {} : { ns };
    if (id === undefined) {
      const { code, message, retryable } = refusal;
      this.send({ type: "error", ...where, code, message, retryable });
    } else this.send({ type: "ack", ...where, id, ...no(refusal) });
  }
}

const TAKEN_BACK = new Refusal(
  "not-connected",
  "Cannot connect: the client has left before it was let in",
);

const RATE_LIMITED = new Refusal(
  "rate-limited",
  "Cannot take the event: too many have come",
  true,
);
