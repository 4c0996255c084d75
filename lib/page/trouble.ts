/**
 * Everything that can keep a person out of a call, or end it, and what helps.
 *
 * @module
 */

import type { EndReason, RoomCode } from "/parley/parley.mjs";
import type { DeviceErrorCode } from "/parley/devices.mjs";

/**
 * Why there is no call. Each is shown with its sentence, and as it is written here, so that it can be
 * looked for and told to whoever runs the server.
 */
export type StopCode =
  /** This browser has no WebRTC. */
  | "browser-unsupported"
  /** There is no network. */
  | "offline"
  /** The server does not answer. */
  | "server-unreachable"
  | Extract<RoomCode, `room-${string}`>
  | Extract<RoomCode, `token-${string}`>
  | "name-invalid"
  | "banned"
  | "denied"
  | "lobby-full"
  | "no-such-room"
  | "too-many-rooms"
  | "too-many-attempts"
  | "guard-timeout"
  /** The host has removed this person. */
  | "kicked"
  /** The host has ended the room. */
  | "ended"
  /** The token has ended, or was revoked. */
  | "token"
  /** The same seat was taken by another tab. */
  | "replaced"
  /** This page was away for too long, and there is no seat any more. */
  | "timeout"
  /** Something else: the page shows what the server said. */
  | "unknown";

/** What a person can do about it. */
export type Remedy =
  /** Ask again: it may be otherwise now. */
  | "again"
  /** Come in again: the seat can be had. */
  | "rejoin"
  /** Nothing but another room. */
  | "other-room";

const REMEDIES: Readonly<Record<StopCode, Remedy>> = {
  "browser-unsupported": "other-room",
  offline: "again",
  "server-unreachable": "again",
  "room-full": "again",
  "room-locked": "again",
  "room-name-invalid": "other-room",
  "name-invalid": "again",
  banned: "other-room",
  denied: "other-room",
  "lobby-full": "again",
  "no-such-room": "again",
  "too-many-rooms": "again",
  "too-many-attempts": "again",
  "guard-timeout": "again",
  "token-required": "other-room",
  "token-invalid": "other-room",
  "token-expired": "other-room",
  "token-not-yet-valid": "again",
  "token-revoked": "other-room",
  kicked: "other-room",
  ended: "other-room",
  token: "other-room",
  replaced: "rejoin",
  timeout: "rejoin",
  unknown: "again",
};

/** What helps. */
export function remedyFor(code: StopCode): Remedy {
  return REMEDIES[code];
}

/**
 * The code of what went wrong, if it has one. Not by its class: each of the SDK's modules has a `Refusal` of
 * its own.
 */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error &&
      typeof error.code === "string"
    ? error.code
    : undefined;
}

/** The code of what a server, or the SDK, has said. */
export function stopCodeOf(code: string): StopCode {
  if (isStopCode(code)) return code;
  return code === "disconnected" ? "server-unreachable" : "unknown";
}

/** The code of why a room was left against one's will. */
export function stopCodeOfEnd(
  reason: Exclude<EndReason, "left">,
  refusal: string | undefined,
): StopCode {
  return reason === "refused" ? stopCodeOf(refusal ?? "") : reason;
}

function isStopCode(code: string): code is StopCode {
  return Object.hasOwn(REMEDIES, code);
}

/** Which browser somebody is to be told of, where the way is not the same in all. */
export type BrowserName = "chromium" | "firefox" | "safari";

/** Which browser this is, by what it calls itself. */
export function browserOf(userAgent: string): BrowserName {
  if (/Firefox|FxiOS/.test(userAgent)) return "firefox";
  return /Chrom(e|ium)|CriOS|Edg/.test(userAgent) ? "chromium" : "safari";
}

/** Whether asking again may help with a device. */
export function isRetryable(code: DeviceErrorCode): boolean {
  return code !== "insecure-origin" && code !== "unsupported";
}
