/**
 * The sockets that share a session, one for each namespace, and what is to be said to the server so
 * that it has in each namespace whoever wants to be there.
 *
 * @module
 */

import { ask, type Shown } from "./auth.ts";
import type { ManagedSocket } from "./managed_socket.ts";
import { Memberships } from "./memberships.ts";

/** The sockets of a session. */
export class Roster {
  readonly #sockets = new Map<string, ManagedSocket>();
  readonly #memberships = new Memberships();
  /** What the sockets show in the attempt that is under way. */
  #shown: Shown = {};

  /** All of them, by namespace. */
  get all(): ReadonlyMap<string, ManagedSocket> {
    return this.#sockets;
  }

  /** Those that want to be connected. */
  get active(): [ns: string, ManagedSocket][] {
    return [...this.#sockets].filter(([, socket]) => socket.active);
  }

  /** What the sockets show in the attempt that is under way. */
  get shown(): Shown {
    return this.#shown;
  }

  /** Which namespaces the server was asked to let sockets into. */
  get memberships(): Memberships {
    return this.#memberships;
  }

  /** Adds the socket of a namespace. */
  add(ns: string, socket: ManagedSocket): void {
    this.#sockets.set(ns, socket);
  }

  /** Asks who is active what to show in the next attempt. */
  prepare(): Promise<void> | undefined {
    const shown = ask(this.active);
    if (!(shown instanceof Promise)) return void (this.#shown = shown);
    return shown.then((shown) => void (this.#shown = shown));
  }

  /** The envelopes that bring everyone into a new session. */
  enterAll(): string[] {
    return this.enter({ ...this.#shown, ...this.#askLate() });
  }

  /** The envelopes that bring in who is not in the session yet, and has shown this. */
  enter(shown: Shown): string[] {
    return Object.entries(shown).flatMap(([ns, auth]) => {
      const { active = false } = this.#sockets.get(ns) ?? {};
      if (!active || this.#memberships.has(ns)) return [];
      return [this.#memberships.enter(ns, auth)];
    });
  }

  /** Asks who is active, and not in the session, what to show. */
  askMissing(): Shown | Promise<Shown> {
    return ask(this.active.filter(([ns]) => !this.#memberships.has(ns)));
  }

  /** Takes note of who is not active any more. */
  leave(): void {
    for (const [ns, { active }] of this.#sockets) {
      // Even if it is back before there is a connection: it is not in its rooms any more.
      if (!active) this.#memberships.leave(ns);
    }
  }

  /** Asks those who came while the attempt was under way. Who has to think is asked again later. */
  #askLate(): Shown {
    const late = this.active.filter(([ns]) => !Object.hasOwn(this.#shown, ns));
    const shown = ask(late);
    if (!(shown instanceof Promise)) return shown;
    shown.catch(() => {});
    return {};
  }
}
