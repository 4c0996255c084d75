/**
 * The socket over which a room is attended.
 *
 * @module
 */

import { Socket } from "../client/core.ts";
import type { RoomClientEvents, RoomServerEvents } from "../parlance/mod.ts";
import type { Clock, Incoming } from "../wire/mod.ts";

/** The socket over which a room is attended. */
export class RoomSocket extends Socket<RoomServerEvents, RoomClientEvents> {
  /** What has come, and is not told yet. */
  #held: (() => void)[] | undefined;

  /**
   * Tells nothing until a task later. What the server has kept for a page comes together with the seat,
   * and the page begins to listen when it is told that it has the seat: until then nobody would hear it.
   *
   * @internal
   */
  hold(clock: Clock): void {
    const held: (() => void)[] = this.#held = [];
    clock.after(0, () => {
      this.#held = undefined;
      for (const tell of held) if (this.active) tell();
    });
  }

  /** Hands an event to its listeners, who confirm it. */
  protected override deliver(
    incoming: Incoming,
    event: string,
    args: readonly unknown[],
  ): void {
    const tell = () => super.deliver(incoming, event, args);
    if (this.#held) this.#held.push(tell);
    else tell();
  }
}
