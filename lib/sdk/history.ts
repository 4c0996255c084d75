/**
 * What has to be noted of a connection as it happens, for a diagnosis that may be asked for later.
 *
 * @module
 */

import { type Clock, systemClock } from "../wire/mod.ts";

/** A server that helps in finding a path, and did not. */
export interface ServerFault {
  /** Its address. */
  readonly url: string;
  /** Its answer as STUN has it, such as 401; 701 if there was none. */
  readonly code: number;
  /** The browser's words for it. */
  readonly text: string;
}

/** The part of an `RTCPeerConnection` that is looked at. */
export interface WatchedConnection {
  /** Whether all of it works. */
  readonly connectionState: RTCPeerConnectionState;
  /** Whether there is a path. */
  readonly iceConnectionState: RTCIceConnectionState;
  /** What this peer has said, its candidates included. */
  readonly localDescription: { readonly sdp: string } | null;
  /** What the other one has said, its candidates included. */
  readonly remoteDescription: { readonly sdp: string } | null;
  /** What it was told to use. */
  getConfiguration(): RTCConfiguration;
  /** Hears whether it works. */
  addEventListener(type: "connectionstatechange", listener: () => void): void;
  /** Hears of a server that does not help. */
  addEventListener(
    type: "icecandidateerror",
    listener: (
      event: {
        readonly url: string;
        readonly errorCode: number;
        readonly errorText: string;
      },
    ) => void,
  ): void;
}

/** Servers' faults that are kept, the first ones: a few servers on a few interfaces. */
export const MOST_FAULTS = 32;

/** Notes what happens to one connection, from its beginning to its end. */
export class ConnectionHistory {
  /** The connection. */
  readonly connection: WatchedConnection;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** When it began, as the clock says it. */
  readonly began: number;
  /** The servers that did not help, as far as is kept. */
  readonly faults: ServerFault[] = [];
  /** Whether the peers were connected once. */
  wasConnected = false;

  /** Begins. */
  constructor(connection: WatchedConnection, clock: Clock = systemClock) {
    this.connection = connection;
    this.clock = clock;
    this.began = clock.now();
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "connected") this.wasConnected = true;
    });
    connection.addEventListener(
      "icecandidateerror",
      ({ url, errorCode: code, errorText: text }) => {
        const { faults } = this;
        if (faults.length < MOST_FAULTS) faults.push({ url, code, text });
      },
    );
  }
}
