/**
 * The way to a server: a WebSocket that is opened, watched, and opened again. It knows nothing of
 * what is said over it.
 *
 * @module
 */

import { type Clock, CLOSE_NORMAL, type Encoded } from "../wire/mod.ts";
import { backoff } from "./backoff.ts";
import { beat, type Heartbeat } from "./heartbeat.ts";
import { onWake } from "./wake.ts";
import type { Dial, Wire } from "./wire.ts";

/** How a link behaves; `ManagerOptions` says what each means. */
export interface LinkOptions {
  /** Where the time comes from. */
  clock: Clock;
  /** Where the randomness of the waits comes from. */
  random: () => number;
  /** What opens a WebSocket. */
  dial: Dial;
  /** Milliseconds that an attempt may take; `false` if it may take for ever. */
  timeout: number | false;
  /** Whether to come back. */
  reconnection: boolean;
  /** How often to try. */
  reconnectionAttempts: number;
  /** Milliseconds: the longest wait before the second attempt. */
  reconnectionDelay: number;
  /** Milliseconds: the longest wait there is. */
  reconnectionDelayMax: number;
  /** How much of a wait is left to chance, from 0 to 1. */
  randomizationFactor: number;
}

/**
 * How a WebSocket ended, or why there is none.
 *
 * @internal
 */
export interface Loss {
  /** Whether it had been established. */
  wasOpen: boolean;
  /**
   * The number that it was closed with; 0 if nobody said one, and {@linkcode GIVEN_UP} if the server
   * was not heard any more.
   */
  code: number;
  /** Why there was no attempt, if it could not be prepared. */
  error: unknown;
}

type State =
  | { phase: "idle" }
  | { phase: "waiting"; stopTimer: () => void }
  | { phase: "preparing" }
  | { phase: "dialing"; wire: Wire; stopTimer: () => void }
  | { phase: "open"; wire: Wire; since: number; pulse: Heartbeat };

/** The number that says to the server: this is no farewell, the client means to be back. */
export const GIVEN_UP = 4_499;

/** A connection that lasted this long was a good one: the next loss begins with no wait again. */
const STABLE_MS = 10_000;

/** The way to a server: whoever extends it says what is asked, and hears what happens. */
export abstract class Link<Ways extends LinkOptions = LinkOptions> {
  /** The address of the WebSocket. */
  readonly url: string;
  /**
   * How it behaves: each change counts from the next attempt on.
   *
   * @internal
   */
  readonly ways: Ways;
  #state: State = { phase: "idle" };
  /** How many attempts to come back were made since the connection was last established. */
  protected attempts = 0;
  /** How many, since there was a good one: the wait grows with them. */
  #hurdles = 0;
  #stopWaking: (() => void) | undefined;

  /**
   * Makes a link that is not open yet.
   *
   * @param url The address of the WebSocket.
   * @param ways How it behaves.
   */
  constructor(url: string, ways: Ways) {
    this.url = url;
    this.ways = ways;
  }

  /** An attempt to come back is about to be made, the first of which is 1. */
  protected again(_attempt: number): void {}

  /** Prepares an attempt: it is made once that is done. */
  protected abstract prepare(): Promise<unknown> | undefined;

  /** The WebSocket is open: something is to be said. */
  protected abstract greet(): void;

  /** A frame has come. */
  protected abstract read(data: unknown): void;

  /** Pings; `rtt` is how long the answer took the last time, in milliseconds. */
  protected abstract ping(rtt: number | undefined): void;

  /** The WebSocket is gone. Another attempt is made if {@linkcode retry} is called. */
  protected abstract lose(loss: Loss): void;

  /** Whether it has been established, and not been lost since. */
  get isOpen(): boolean {
    return this.#state.phase === "open";
  }

  /** Milliseconds that the server's last answer to a ping took; `undefined` while unknown. */
  get rtt(): number | undefined {
    return this.#state.phase === "open" ? this.#state.pulse.rtt : undefined;
  }

  /** Opens, unless it is open or about to be. */
  open(): void {
    this.#stopWaking ??= onWake(() => this.wake());
    if (this.#state.phase === "idle") this.#attempt();
  }

  /** Takes note that the two ends understand each other; from now on the server is watched. */
  protected establish(pace: { interval: number; timeout: number }): void {
    if (this.#state.phase !== "dialing") return;
    const { wire, stopTimer } = this.#state;
    const { clock } = this.ways;
    stopTimer();
    const pulse = beat({
      clock,
      ...pace,
      ping: (rtt) => this.ping(rtt),
      dead: () => this.giveUp(GIVEN_UP),
    });
    this.#state = { phase: "open", wire, since: clock.now(), pulse };
    this.attempts = 0;
  }

  /**
   * Writes a frame, which is lost if there is no WebSocket, or if it does not last.
   *
   * @internal
   */
  write(frame: Encoded): void {
    if ("wire" in this.#state) this.#state.wire.send(frame);
  }

  /**
   * Gives the WebSocket up, as if it had been lost with that number. The server is told the number
   * too; 0 is none, and leaves the session as it is.
   */
  protected giveUp(code: number): void {
    if (!("wire" in this.#state)) return;
    this.#state.wire.close(code || GIVEN_UP);
    this.#lost(code);
  }

  /** Closes, and stays closed. */
  protected close(): void {
    const before = this.#leave();
    this.attempts = this.#hurdles = 0;
    this.#stopWaking?.();
    this.#stopWaking = undefined;
    if ("wire" in before) before.wire.close(CLOSE_NORMAL);
  }

  /**
   * Whether there is another attempt to be made.
   *
   * @internal
   */
  get mayRetry(): boolean {
    const { reconnection, reconnectionAttempts } = this.ways;
    return reconnection && this.attempts < reconnectionAttempts;
  }

  /**
   * Tries again, later.
   *
   * @param spread Milliseconds over which the server asked its clients to spread their return.
   */
  protected retry(spread: number): void {
    // Somebody who was told of the loss may have begun to connect again.
    if (this.#state.phase !== "idle") return;
    const { clock, random } = this.ways;
    const wait = spread > 0
      ? random() * spread
      : backoff(this.#hurdles, this.ways, random());
    this.#hurdles += 1;
    const stopTimer = clock.after(wait, () => this.#again());
    this.#state = { phase: "waiting", stopTimer };
  }

  /** Does at once what would be done later: there is reason to hope, or to doubt. */
  wake(): void {
    if (this.#state.phase === "open") this.#state.pulse.probe();
    else if (this.#state.phase === "waiting") {
      this.#state.stopTimer();
      this.#again();
    }
  }

  #again(): void {
    const waiting = this.#state;
    this.again(++this.attempts);
    // Somebody who was told of the attempt may not want it any more.
    if (this.#state === waiting) this.#attempt();
  }

  #attempt(): void {
    const preparing: State = { phase: "preparing" };
    this.#state = preparing;
    const ready = this.prepare();
    if (!ready) return this.#dial();
    ready.then(() => {
      if (this.#state === preparing) this.#dial();
    }, (error) => {
      if (this.#state === preparing) this.#lost(0, error);
    });
  }

  #dial(): void {
    const { dial, clock, timeout } = this.ways;
    // What another WebSocket than the current one still has to say means nothing any more.
    const isCurrent = () => "wire" in this.#state && this.#state.wire === wire;
    const wire = dial(this.url, {
      opened: () => {
        if (isCurrent()) this.greet();
      },
      received: (data) => {
        if (!isCurrent()) return;
        if (this.#state.phase === "open") this.#state.pulse.heard();
        this.read(data);
      },
      closed: (code) => {
        if (isCurrent()) this.#lost(code);
      },
    });
    const stopTimer = timeout === false
      ? () => {}
      : clock.after(timeout, () => this.giveUp(0));
    this.#state = { phase: "dialing", wire, stopTimer };
  }

  #lost(code: number, error?: unknown): void {
    const { clock } = this.ways;
    const before = this.#leave();
    const wasOpen = before.phase === "open";
    if (wasOpen && clock.now() - before.since > STABLE_MS) this.#hurdles = 0;
    this.lose({ wasOpen, code, error });
  }

  /** Leaves the state that the link is in, with all that waits for it. */
  #leave(): State {
    const before = this.#state;
    this.#state = { phase: "idle" };
    if ("stopTimer" in before) before.stopTimer();
    if ("pulse" in before) before.pulse.stop();
    return before;
  }
}
