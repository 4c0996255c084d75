/**
 * Signals and messages, as they come from whoever sends them.
 *
 * @module
 */

import { ROOM_LIMITS } from "../parlance/mod.ts";
import { type Measured, readId, readJson, readObject } from "./fields.ts";

/** A signal for one peer. */
export interface SignalAsked {
  /** The peer. */
  readonly to: string;
  /** The sender's end of the connection. */
  readonly connectionId: string;
  /** What it says, which nobody here looks at. */
  readonly payload: Measured;
}

/** A message for one peer, or for all. */
export interface MessageAsked {
  /** The peer; all others if there is none. */
  readonly to: string | undefined;
  /** What it says, which nobody here looks at. */
  readonly payload: Measured;
}

/**
 * Reads a `SignalRequest`.
 *
 * @throws {Refusal} `request-invalid` or `data-too-large`.
 */
export function readSignal(value: unknown): SignalAsked {
  const fields = readObject(value);
  return {
    to: readId(fields, "to"),
    connectionId: readId(fields, "connectionId"),
    payload: readPayload(fields.payload),
  };
}

/**
 * Reads a `MessageRequest`.
 *
 * @throws {Refusal} `request-invalid` or `data-too-large`.
 */
export function readMessage(value: unknown): MessageAsked {
  const fields = readObject(value);
  return {
    to: fields.to === undefined ? undefined : readId(fields, "to"),
    payload: readPayload(fields.payload),
  };
}

function readPayload(payload: unknown): Measured {
  return readJson(payload, ROOM_LIMITS.payloadChars, "payload");
}
