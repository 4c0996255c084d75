/**
 * Two ends of a data channel, between which a frame goes when a test says so.
 *
 * @module
 */

import type { DataChannel } from "../../../lib/sdk/channel.ts";
import { nextTurn } from "../../support/next_turn.ts";

type Listener = (event: { readonly data: unknown }) => void;

/** Turns of the event loop in which nothing moves before a test is stuck. */
const STUCK_TURNS = 2_000;

/** One end. */
export class FakeChannel implements DataChannel {
  readyState: RTCDataChannelState = "connecting";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType: BinaryType = "blob";
  /** The most that ever waited in it. */
  mostBuffered = 0;
  /** Every frame that was sent, as `[kind, number of the file, bytes of the payload]`. */
  readonly sent: [kind: number, id: number, bytes: number][] = [];
  /** The other end. */
  peer: FakeChannel | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #frames: ArrayBuffer[] = [];

  addEventListener(
    type: string,
    listener: Listener,
    { signal }: { signal: AbortSignal },
  ): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    signal.addEventListener("abort", () => listeners.delete(listener));
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== "open") throw new Error("It is not open");
    if (frame.length > 65_536) throw new TypeError("It is too large");
    const view = new DataView(frame.buffer, frame.byteOffset);
    this.sent.push([view.getUint8(0), view.getUint32(1), frame.length - 5]);
    this.#frames.push(frame.slice().buffer);
    this.bufferedAmount += frame.length;
    this.mostBuffered = Math.max(this.mostBuffered, this.bufferedAmount);
  }

  /** Closes both ends, as the platform does: not at once, and what is under way is lost. */
  close(): void {
    if (this.readyState === "closed") return;
    for (const end of [this, this.peer]) {
      if (!end) continue;
      end.readyState = "closed";
      end.#frames.length = 0;
      queueMicrotask(() => end.fire("close"));
    }
  }

  /** Opens it. */
  open(): void {
    this.readyState = "open";
    this.fire("open");
  }

  /** Takes the oldest frame to the other end; `false` if there is none. */
  deliver(): boolean {
    const frame = this.#frames.shift();
    if (!frame) return false;
    const before = this.bufferedAmount;
    this.bufferedAmount -= frame.byteLength;
    const low = this.bufferedAmountLowThreshold;
    if (before > low && this.bufferedAmount <= low) {
      this.fire("bufferedamountlow");
    }
    this.peer?.fire("message", frame);
    return true;
  }

  /** Lets something happen to it. */
  fire(type: string, data?: unknown): void {
    for (const listener of [...this.#listeners.get(type) ?? []]) {
      listener({ data });
    }
  }
}

/** Two ends. */
export function channelPair(): [FakeChannel, FakeChannel] {
  const ada = new FakeChannel();
  const bob = new FakeChannel();
  [ada.peer, bob.peer] = [bob, ada];
  return [ada, bob];
}

/**
 * Takes frames to and fro until `work` is settled, or fails if it never is.
 *
 * @param order Which end's turn it is, frame by frame; one after the other unless given.
 */
export async function carry<T>(
  ends: readonly [FakeChannel, FakeChannel],
  work: Promise<T>,
  order: readonly number[] = [0, 1],
): Promise<T> {
  let isOver = false;
  const over = () => isOver = true;
  work.then(over, over);
  let still = 0;
  for (let step = 0; !isOver; step++) {
    const [first, second] = order[step % order.length] === 0
      ? ends
      : [ends[1], ends[0]];
    const moved = first.deliver() || second.deliver();
    if (!moved) await nextTurn();
    else if (step % 16 === 0) await Promise.resolve();
    still = moved ? 0 : still + 1;
    if (still > STUCK_TURNS) throw new Error("Nothing moves any more");
  }
  return await work;
}
