/**
 * Candidates on their way out and in: sent in batches, and taken only by the generation that they
 * belong to.
 *
 * @module
 */

import type { Clock } from "../wire/mod.ts";
import type { IceCandidateEvent, NegotiableConnection } from "./connection.ts";
import { type Candidate, END_OF_CANDIDATES, SIGNAL_LIMITS } from "./signal.ts";

/** What is gathered before it is sent, and what is kept of what came too early. */
export const CANDIDATE_LIMITS = {
  /** Milliseconds: a machine's own addresses are all found within, and nobody notices the wait. */
  sliceMs: 30,
  /** Candidates that belong to no description yet; a machine with many interfaces has about 50. */
  early: 256,
} as const;

/**
 * This peer's candidates: one signal for those of one short slice of time.
 *
 * @internal
 */
export class OutgoingCandidates {
  readonly #connection: NegotiableConnection;
  readonly #clock: Clock;
  readonly #send: (candidates: Candidate[]) => void;
  #batch: Candidate[] = [];
  #stopTimer: (() => void) | undefined;

  /** Begins with none. */
  constructor(
    connection: NegotiableConnection,
    clock: Clock,
    send: (candidates: Candidate[]) => void,
  ) {
    this.#connection = connection;
    this.#clock = clock;
    this.#send = send;
  }

  /** Takes what the connection found; `null` is the end of them, which does not wait. */
  add(found: IceCandidateEvent["candidate"]): void {
    const init = { ...END_OF_CANDIDATES, ...found?.toJSON() };
    const [ours = null] = fragmentsOf(this.#connection.localDescription);
    const usernameFragment = init.usernameFragment ?? ours;
    const count = this.#batch.push({ ...init, usernameFragment });
    if (!init.candidate || count >= SIGNAL_LIMITS.candidates) {
      this.flush();
    } else {
      this.#stopTimer ??= this.#clock.after(
        CANDIDATE_LIMITS.sliceMs,
        () => this.flush(),
      );
    }
  }

  /** Sends what waits. */
  flush(): void {
    const batch = this.#batch;
    this.close();
    if (batch.length) this.#send(batch);
  }

  /** Forgets what waits. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#batch = [];
  }
}

/**
 * The other peer's candidates. Those of a generation that is not known wait for the next
 * description, which either knows them, or shows that they were about an offer that was ignored,
 * withdrawn or made anew.
 *
 * @internal
 */
export class IncomingCandidates {
  readonly #connection: NegotiableConnection;
  readonly #onError: (error: unknown) => void;
  #early: Candidate[] = [];

  /** Begins with none. */
  constructor(
    connection: NegotiableConnection,
    onError: (error: unknown) => void,
  ) {
    this.#connection = connection;
    this.#onError = onError;
  }

  /** Hands on those that belong to what the other peer has said last, and keeps the others. */
  async take(candidates: readonly Candidate[]): Promise<void> {
    for (const candidate of candidates) {
      if (this.#isCurrent(candidate)) await this.#apply(candidate);
      else if (this.#early.length < CANDIDATE_LIMITS.early) {
        this.#early.push(candidate);
      }
    }
  }

  /** The other peer's description has been applied: what waited belongs to it, or to nothing. */
  async described(): Promise<void> {
    for (const candidate of this.#early.splice(0)) {
      if (this.#isCurrent(candidate)) await this.#apply(candidate);
    }
  }

  #isCurrent({ usernameFragment }: Candidate): boolean {
    const { remoteDescription } = this.#connection;
    return remoteDescription !== null && (usernameFragment === null ||
      fragmentsOf(remoteDescription).includes(usernameFragment));
  }

  async #apply(candidate: Candidate): Promise<void> {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // One bad candidate must not keep the others, or the answer, from going on.
      this.#onError(error);
    }
  }
}

/** The ICE generations that a description speaks of: one, unless its media sections have several. */
function fragmentsOf(description: { readonly sdp: string } | null): string[] {
  return description?.sdp.match(/(?<=^a=ice-ufrag:)\S+/gm) ?? [];
}
