/**
 * The parts of an `RTCPeerConnection` that are used here, as small as each use of it allows.
 *
 * @module
 */

import type { MediaKind } from "./signal.ts";

/** What a browser's `icecandidate` event carries. */
export interface IceCandidateEvent {
  /** `null` when all candidates are gathered. */
  readonly candidate: { toJSON(): RTCIceCandidateInit } | null;
}

/** The part of an `RTCPeerConnection` that negotiating needs. */
export interface NegotiableConnection {
  /** Whether an offer is waiting for an answer, and whose. */
  readonly signalingState: RTCSignalingState;
  /** What this peer last offered or answered. */
  readonly localDescription: { readonly sdp: string } | null;
  /** What the other peer last offered or answered. */
  readonly remoteDescription: { readonly sdp: string } | null;
  /** Makes and applies the offer or the answer that is due, or applies the one given. */
  setLocalDescription(description?: RTCSessionDescriptionInit): Promise<void>;
  /** Applies the other peer's offer or answer; an offer withdraws our own. */
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  /** Applies one of the other peer's candidates. */
  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void>;
  /** Makes the next offer one that looks for a new path. */
  restartIce(): void;
  /** Hears that an offer is due. */
  addEventListener(
    type: "negotiationneeded",
    listener: () => void,
    options: { signal: AbortSignal },
  ): void;
  /** Hears of a candidate of this peer. */
  addEventListener(
    type: "icecandidate",
    listener: (event: IceCandidateEvent) => void,
    options: { signal: AbortSignal },
  ): void;
}

/** What is needed besides where not both peers can withdraw an offer. */
export interface ExplicitConnection {
  /** Makes an offer, without applying it. */
  createOffer(): Promise<RTCSessionDescriptionInit>;
  /** Makes an answer, without applying it. */
  createAnswer(): Promise<RTCSessionDescriptionInit>;
  /** What is sent and received, and in which media section; none if it is to be offered still. */
  getTransceivers(): readonly {
    readonly mid: string | null;
    readonly receiver: { readonly track: { readonly kind: string } };
  }[];
  /** Makes room for what the other peer has to send. */
  addTransceiver(kind: MediaKind, init: { direction: "recvonly" }): unknown;
}
