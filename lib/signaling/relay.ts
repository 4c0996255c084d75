/**
 * What one peer says to others of its room, and what becomes of it.
 *
 * @module
 */

import type { Verdict } from "../parlance/mod.ts";
import type { Parcel } from "./port.ts";
import type { Peer } from "./peer.ts";
import type { MessageAsked, SignalAsked } from "./read_sending.ts";

/** Takes the one word on something that was sent. */
type Done = (verdict: Verdict) => void;

/** Sends a signal of `sender`'s to one other peer of its room. */
export function sendSignal(
  sender: Peer,
  { to, connectionId, payload }: SignalAsked,
  done: Done,
): void {
  const id = sender.nextNumber();
  if (!sender.grants.maySignal) return done({ status: "forbidden", id });
  const signal = { from: sender.id, connectionId, payload: payload.json };
  post(sender, to, id, ["signal", signal], payload.chars, done);
}

/** Sends a message of `sender`'s to one other peer of its room, or to all. */
export function sendMessage(
  sender: Peer,
  { to, payload: { json: payload, chars } }: MessageAsked,
  done: Done,
): void {
  const id = sender.nextNumber();
  const { maySignal, mayBroadcast } = sender.grants;
  const everyone = to === undefined;
  if (everyone ? !mayBroadcast : !maySignal) {
    return done({ status: "forbidden", id });
  }
  const parcel: Parcel = ["message", { from: sender.id, everyone, payload }];
  if (to !== undefined) return post(sender, to, id, parcel, chars, done);
  const others = sender.room.others(sender)
    .filter(({ speaksRooms }) => speaksRooms);
  for (const other of others) other.mailbox.post({ parcel, chars });
  done({ status: others.length > 0 ? "delivered" : "unreachable", id });
}

function post(
  sender: Peer,
  to: string,
  id: number,
  parcel: Parcel,
  chars: number,
  done: Done,
): void {
  const receiver = sender.room.peers.get(to);
  if (!receiver || receiver === sender || !receiver.speaksRooms) {
    return done({ status: "unreachable", id });
  }
  const { page } = sender;
  let isAnswered = false;
  const settle = (status: "delivered" | "queued" | "expired") => {
    if (!isAnswered) {
      isAnswered = true;
      return done({ status, id });
    }
    // Another page of the sender's knows nothing of that number.
    if (status === "queued" || sender.page !== page) return;
    if (sender.place === "room") sender.port?.tell("receipt", { id, status });
  };
  receiver.mailbox.post({ parcel, chars, settle });
}
