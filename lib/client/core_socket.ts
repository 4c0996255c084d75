/**
 * The client's end of a namespace, without what most applications do without: bytes, above all.
 *
 * @module
 */

import {
  type AnyEvents,
  type EventEnvelope,
  type EventMap,
  refusal,
  type SendFlags,
  type SocketEnvelope,
} from "../wire/mod.ts";
import { NO_BYTES, refuseBytes } from "./no_bytes.ts";
import { SessionSocket } from "./session_socket.ts";

/**
 * The client's end of a namespace.
 *
 * @typeParam Listen The events that the server sends.
 * @typeParam Emit The events that the client sends.
 *
 * @example
 * ```ts ignore
 * const socket = io("wss://example.org");
 * socket.on("connect", () => socket.emit("create or join", "blue"));
 * socket.on("created", (room: string) => show(`You are the first in ${room}`));
 * ```
 */
export class CoreSocket<
  Listen extends EventMap<Listen> = AnyEvents,
  Emit extends EventMap<Emit> = AnyEvents,
> extends SessionSocket<Listen, Emit> {
  /** Puts an envelope on its way, or keeps it until there is one. */
  protected override transmit(
    envelope: SocketEnvelope,
    flags: SendFlags = {},
  ): boolean {
    this.put(envelope, flags, JSON.stringify(envelope, refuseBytes));
    return true;
  }

  /** Hands an event to its listeners, unless there is more to it than they could be given. */
  protected override receive(envelope: EventEnvelope): void {
    if (!envelope.bytes) return super.receive(envelope);
    this.tellOwn("error", refusal(NO_BYTES));
    this.answerer(envelope)?.({ error: NO_BYTES });
  }
}
