/**
 * Finding out whether someone may come in, which may take a while: a token has to be looked at, and a
 * password to be hashed. What follows is done in the moment in which it is decided.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import type { Clock } from "../wire/mod.ts";
import type { Grants, Guard } from "./admission.ts";
import type { Application } from "./applicant.ts";
import { Attempts, neighbourhoodOf } from "./attempts.ts";
import type { Bans } from "./bans.ts";
import { decide, type Decision } from "./decision.ts";
import type { PasswordHash, Passwords } from "./passwords.ts";
import { capacityInvalid } from "./read_join.ts";
import { refusal } from "./refusals.ts";
import type { Room } from "./room.ts";
import type { TokenWatch } from "./token_watch.ts";

/** What is needed to decide. */
export interface EntranceOptions {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** The rooms, by name. */
  readonly rooms: ReadonlyMap<string, Room>;
  /** The most seats that may be asked for. */
  readonly mostSeats: number;
  /** Who may not come back. */
  readonly bans: Bans;
  /** Compares passwords. */
  readonly passwords: Passwords;
  /** Decides on tokens, if anyone does. */
  readonly guard: Guard | undefined;
  /** Watches tokens. */
  readonly tokens: TokenWatch;
}

/** Where nobody guards the rooms. */
const OPEN: Grants = { maySignal: true, mayBroadcast: true };

/** Decides who may come in. */
export class Entrance {
  readonly #options: EntranceOptions;
  readonly #attempts: Attempts;

  /**
   * Decides on nobody yet.
   *
   * @param options What is needed to decide.
   */
  constructor(options: EntranceOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options.clock);
  }

  /**
   * Finds out, and does what follows in the same moment, so that nothing happens between the two.
   *
   * @throws {Refusal} (as a rejection) Why the applicant may not come in.
   */
  async consider<T>(
    application: Application,
    act: (decision: Decision, grants: Grants) => T,
  ): Promise<T> {
    const { guard, tokens } = this.#options;
    const { room, token } = application;
    // A token may be revoked between the guard's word and the moment from which it is watched.
    const revoked = new Set<string>();
    let release = guard?.onRevoked((id) => revoked.add(id));
    try {
      const grants = await guard?.admit(room, token) ?? OPEN;
      let hasEnded = grants.token !== undefined && revoked.has(grants.token.id);
      release?.();
      release = tokens.hold(grants.token, {
        expiring() {},
        ended: () => hasEnded = true,
      });
      let known: PasswordHash | undefined;
      for (;;) {
        if (hasEnded) {
          throw refusal("token-revoked", "Cannot join: the token has ended");
        }
        const decision = this.#decide(application, grants, known);
        if (decision.state !== "password") return act(decision, grants);
        await this.#checkPassword(application, decision);
        known = decision.hash;
      }
    } finally {
      release?.();
    }
  }

  /**
   * The same at once, for someone who has neither a token nor a password, where nobody guards.
   *
   * @throws {Refusal} Why the applicant may not come in.
   */
  considerOpen(
    application: Application,
    act: (decision: Decision, grants: Grants) => void,
  ): void {
    act(this.#decide(application, OPEN), OPEN);
  }

  #decide(
    application: Application,
    grants: Grants,
    known?: PasswordHash,
  ): Decision {
    const { rooms, bans, mostSeats, guard } = this.#options;
    const { room, id, capacity = 0 } = application;
    const decision = decide(application, {
      room: rooms.get(room),
      grants,
      isGuarded: guard !== undefined,
      isBanned: bans.has(room, id, grants.token),
      known,
      mayOpen: rooms.size < ROOM_LIMITS.rooms,
    });
    if (decision.state === "open" && capacity > mostSeats) {
      throw capacityInvalid(mostSeats);
    }
    return decision;
  }

  async #checkPassword(
    { room, id, address }: Application,
    { password, hash }: { password: string; hash: PasswordHash },
  ): Promise<void> {
    const who = [`${room}\n${id}`, `${room}\n${neighbourhoodOf(address)}`];
    this.#attempts.begin(who);
    if (!await this.#options.passwords.matches(password, hash)) {
      throw refusal("password-wrong", "Cannot join: the password is wrong");
    }
    this.#attempts.forget(who);
  }
}
