/**
 * The connection with one other page, and what it is made of.
 *
 * @module
 */

import type { NegotiableConnection } from "../sdk/mod.ts";

/** The part of an `RTCPeerConnection` that a call needs. */
export type CallConnection = NegotiableConnection & {
  /** How the media does. */
  readonly connectionState: RTCPeerConnectionState;
  /** Sends a track. */
  addTrack(track: MediaStreamTrack, stream: MediaStream): unknown;
  /** Asks for the other's track where there is none of our own. */
  addTransceiver(
    kind: "audio" | "video",
    init: { direction: "recvonly" },
  ): unknown;
  /** Ends it. */
  close(): void;
  /** Hears of a track of the other's. */
  addEventListener(
    type: "track",
    listener: (event: { readonly streams: readonly MediaStream[] }) => void,
    options: { signal: AbortSignal },
  ): void;
  /** Hears of how the media does. */
  addEventListener(
    type: "connectionstatechange",
    listener: () => void,
    options: { signal: AbortSignal },
  ): void;
};

/** Helps in finding a path. Without any, peers meet only where their own addresses can reach. */
const ICE_SERVERS: RTCIceServer[] = [];

/** Makes a connection that nobody has used yet. */
export function createConnection(): CallConnection {
  return new RTCPeerConnection({ iceServers: ICE_SERVERS });
}
