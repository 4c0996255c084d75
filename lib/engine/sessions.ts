/**
 * All sessions of a server: who may go on with which, and for how long they are kept.
 *
 * @module
 */

import {
  CLOSE,
  RECEIPT_MS,
  type ResetReason,
  type SessionClaim,
} from "../wire/mod.ts";
import { Deadlines } from "./deadlines.ts";
import type { OpeningRequest } from "./handshake.ts";
import { type Link, Session, type SessionHost } from "./session.ts";

/** What became of a client's claim to a session. */
export type ClaimVerdict =
  /** It is the client's; `key` is the secret for its next return. */
  | { ok: true; session: Session; key: string }
  /** It is not, or there is none; or the attempt is `over`, since the client has made another. */
  | { ok: false; reason: ResetReason | "over" };

/** What the registry needs of its server, besides what each session needs. */
export type SessionsHost = Pick<
  SessionHost,
  "limits" | "clock" | "tally" | "crowd" | "admit"
>;

/** How often sessions are looked through, in milliseconds. */
const SWEEP_MS = 1_000;

/** The sessions of a server. */
export class Sessions {
  readonly #host: SessionsHost;
  readonly #sessions = new Map<string, Session>();
  /** Those without a connection, by the time at which they are given up: the first one first. */
  readonly #away = new Map<Session, number>();
  /** Those of whom a receipt is due: each in its own time, or thousands would be sent at once. */
  readonly #receipts: Deadlines<Session>;
  /** Those in no namespace, by the time at which they are given up: the first one first. */
  readonly #empty = new Map<Session, number>();
  readonly #sessionHost: SessionHost;
  #stopSweep: (() => void) | undefined;

  /**
   * Begins without sessions.
   *
   * @param host The server.
   */
  constructor(host: SessionsHost) {
    this.#host = host;
    this.#receipts = new Deadlines(
      host.clock,
      RECEIPT_MS,
      (session: Session) => session.sendReceipt(),
    );
    this.#sessionHost = {
      ...host,
      empty: (session, isEmpty) => {
        if (isEmpty) this.#watch(session);
        else this.#empty.delete(session);
      },
      receipt: (session, isDue) => {
        if (isDue) this.#receipts.add(session);
        else this.#receipts.delete(session);
      },
      away: (session) => this.#keep(session),
      back: (session) => this.#away.delete(session),
      ended: (session) => {
        this.#sessions.delete(session.id);
        this.#away.delete(session);
        this.#receipts.delete(session);
        this.#empty.delete(session);
      },
    };
  }

  /** Opens a session. */
  open(link: Link, request: OpeningRequest): Session {
    const session = new Session(this.#sessionHost, link, request);
    this.#sessions.set(session.id, session);
    this.#watch(session);
    return session;
  }

  /**
   * Judges a claim. An id that nobody has and a key that is not the id's look the same from
   * outside; a key that was given up means that two have it, and neither is to be trusted, unless
   * it comes with an attempt that the client has given up too: the network was slow to deliver it.
   */
  claim({ id, key, attempt }: SessionClaim): ClaimVerdict {
    const session = this.#sessions.get(id);
    const verdict = session?.key.judge(key);
    if (!session || !verdict || verdict === "wrong") {
      return { ok: false, reason: "unknown" };
    }
    if (attempt <= session.lastAttempt) return { ok: false, reason: "over" };
    if (verdict === "given up") {
      session.end("forced server close", CLOSE.revoked);
      return { ok: false, reason: "revoked" };
    }
    session.lastAttempt = attempt;
    return { ok: true, session, key: session.key.rotate(verdict) };
  }

  /** Ends every session: the server stops. */
  close(): void {
    for (const session of [...this.#sessions.values()]) {
      session.end("server shutting down", CLOSE.restart);
    }
    this.#receipts.clear();
    this.#stopSweep?.();
    this.#stopSweep = undefined;
  }

  #keep(session: Session): void {
    const { sessionMs, awaySessions } = this.#host.limits;
    this.#away.set(session, this.#host.clock.now() + sessionMs);
    this.#sweepSoon();
    if (this.#away.size <= awaySessions) return;
    this.#host.tally.add("away-overflow");
    const [oldest] = this.#away.keys();
    oldest?.expire();
  }

  #watch(session: Session): void {
    const { clock, limits } = this.#host;
    this.#empty.set(session, clock.now() + limits.connectMs);
    this.#sweepSoon();
  }

  /** One timer for all sessions, and only while one of them has something to wait for. */
  #sweepSoon(): void {
    this.#stopSweep ??= this.#host.clock.after(SWEEP_MS, () => {
      this.#stopSweep = undefined;
      this.#sweep();
    });
  }

  #sweep(): void {
    const now = this.#host.clock.now();
    for (const [session, until] of this.#away) {
      if (until > now) break;
      session.expire();
    }
    for (const [session, until] of this.#empty) {
      if (until > now) break;
      session.giveUp();
    }
    if (this.#away.size > 0 || this.#empty.size > 0) this.#sweepSoon();
  }
}
