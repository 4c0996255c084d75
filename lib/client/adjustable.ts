/**
 * What can be changed about a connection while it lasts, and what it tells the application.
 *
 * @module
 */

import {
  contain,
  Emitter,
  giveNodeNames,
  type NodeNames,
} from "../wire/mod.ts";
import type { DisconnectReason } from "./place.ts";
import type { LinkOptions } from "./link.ts";
import { surface } from "./surface.ts";

/** What a connection tells the application, after it has told the sockets that share it. */
export interface ManagerEvents {
  /** The connection is there, for the first time or again. */
  open: () => void;
  /** The connection is not there any more; `forced close` if its last socket has left it. */
  close: (reason: DisconnectReason | "forced close") => void;
  /** An attempt to connect has failed. */
  error: (error: Error) => void;
  /** The server is asked whether it is still there. */
  ping: () => void;
  /** An attempt to come back begins: the first of them is 1. */
  reconnect_attempt: (attempt: number) => void;
  /** An attempt to come back has succeeded. */
  reconnect: (attempt: number) => void;
  /** An attempt to come back has failed. */
  reconnect_error: (error: Error) => void;
  /** The last of `reconnectionAttempts` has failed: there will be no other. */
  reconnect_failed: () => void;
}

/** It has the names that Node has, too. */
export interface Adjustable
  extends NodeNames<Record<never, never>, ManagerEvents> {}

/** A connection whose ways can be changed: each change counts from the next attempt on. */
export abstract class Adjustable
  extends Emitter<Record<never, never>, ManagerEvents> {
  static {
    giveNodeNames(this.prototype);
  }

  /** How the connection behaves; who holds it looks here each time. */
  protected readonly ways: LinkOptions;

  /**
   * Begins without listeners.
   *
   * @param ways How the connection behaves, which is changed here.
   */
  constructor(ways: LinkOptions) {
    super();
    this.ways = ways;
  }

  /** Whether to come back by itself. */
  reconnection(): boolean;
  /** Sets whether to come back by itself. */
  reconnection(value: boolean): this;
  reconnection(value?: boolean): boolean | this {
    return this.#way("reconnection", value);
  }

  /** How often to try to come back before giving up. */
  reconnectionAttempts(): number;
  /** Sets how often to try to come back before giving up. */
  reconnectionAttempts(value: number): this;
  reconnectionAttempts(value?: number): number | this {
    return this.#way("reconnectionAttempts", value);
  }

  /** Milliseconds: the longest wait before the second attempt. */
  reconnectionDelay(): number;
  /** Sets the longest wait before the second attempt, in milliseconds. */
  reconnectionDelay(value: number): this;
  reconnectionDelay(value?: number): number | this {
    return this.#way("reconnectionDelay", value);
  }

  /** Milliseconds that the longest wait never exceeds. */
  reconnectionDelayMax(): number;
  /** Sets the milliseconds that the longest wait never exceeds. */
  reconnectionDelayMax(value: number): this;
  reconnectionDelayMax(value?: number): number | this {
    return this.#way("reconnectionDelayMax", value);
  }

  /** How much of a wait is left to chance, from 0 to 1. */
  randomizationFactor(): number;
  /** Sets how much of a wait is left to chance, from 0 to 1. */
  randomizationFactor(value: number): this;
  randomizationFactor(value?: number): number | this {
    return this.#way("randomizationFactor", value);
  }

  /** Milliseconds that an attempt may take; `false` if it may take for ever. */
  timeout(): number | false;
  /** Sets the milliseconds that an attempt may take; `false` is for ever. */
  timeout(value: number | false): this;
  timeout(value?: number | false): number | false | this {
    return this.#way("timeout", value);
  }

  /** Tells the application. */
  protected announce<E extends keyof ManagerEvents>(
    event: E,
    ...args: Parameters<ManagerEvents[E]>
  ): void {
    this.tell(event, (listener) => contain(() => listener(...args), surface));
  }

  #way<K extends keyof LinkOptions>(
    name: K,
    value: LinkOptions[K] | undefined,
  ): LinkOptions[K] | this {
    if (value === undefined) return this.ways[name];
    this.ways[name] = value;
    return this;
  }
}
