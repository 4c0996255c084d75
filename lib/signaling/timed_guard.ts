/**
 * A guard that is not waited for for ever: it may be a program of anyone's, that asks a database.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { Grants, Guard } from "./admission.ts";
import { refusal } from "./refusals.ts";

/** Asks a guard, and refuses in its place if it takes too long. */
export class TimedGuard implements Guard {
  readonly #guard: Guard;
  readonly #clock: Clock;
  /** What ends the waiting for each answer. */
  readonly #waiting = new Set<() => void>();

  /**
   * Has asked nothing yet.
   *
   * @param guard Who decides.
   * @param clock Where the time comes from.
   */
  constructor(guard: Guard, clock: Clock) {
    this.#guard = guard;
    this.#clock = clock;
  }

  /** How many answers are waited for. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * See {@linkcode Guard.admit}. What is answered too late counts no more.
   *
   * @throws {Refusal} (as a rejection) `guard-timeout`, and what the guard refuses with.
   */
  async admit(room: string, token: string | undefined): Promise<Grants> {
    const late = Promise.withResolvers<never>();
    const giveUp = () => late.reject(LATE);
    const stopTimer = this.#clock.after(ROOM_LIMITS.guardMs, giveUp);
    this.#waiting.add(giveUp);
    try {
      const answer = this.#guard.admit(room, token);
      return await Promise.race([answer, late.promise]);
    } finally {
      stopTimer();
      this.#waiting.delete(giveUp);
    }
  }

  /** See {@linkcode Guard.onRevoked}. */
  onRevoked(listener: (tokenId: string) => void): () => void {
    return this.#guard.onRevoked(listener);
  }

  /** Waits for no answer any longer: whoever asked is refused. */
  giveUp(): void {
    for (const giveUp of this.#waiting) giveUp();
  }
}

const LATE = refusal(
  "guard-timeout",
  "Cannot enter the room: the server could not find out in time who may",
);
