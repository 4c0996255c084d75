/**
 * What a person can send to whoever helps: plain text, and nothing in it that lets anyone in.
 *
 * @module
 */

import type { App } from "./app.ts";
import type { Member } from "./member.ts";

/** What the browser says of itself. */
export interface Surroundings {
  /** What it is. */
  readonly userAgent: string;
  /** Whether it has a network, as far as it knows. */
  readonly isOnline: boolean;
  /** Whether the page is from https, or from this machine. */
  readonly isSecure: boolean;
  /** When, in ISO 8601. */
  readonly at: string;
}

/**
 * What the page is at, as JSON for people. No name of a person or of a room, no address of anybody's
 * and no token is in it: it is sent to strangers.
 */
export function reportOf(app: App, surroundings: Surroundings): string {
  const stage = app.stage.peek();
  const { own } = app;
  return JSON.stringify(
    {
      code: app.state.peek(),
      ...surroundings,
      ...stage.at === "stopped" && { said: stage.said },
      camera: {
        state: own.state("camera").peek(),
        trouble: own.trouble("camera").peek(),
      },
      microphone: {
        state: own.state("microphone").peek(),
        trouble: own.trouble("microphone").peek(),
      },
      ...stage.at === "calling" && {
        isServerAway: stage.call.isAway.peek(),
        peers: stage.call.members.peek().map(aboutPeer),
      },
    },
    null,
    2,
  );
}

function aboutPeer(member: Member): unknown {
  const { connectionState, iceConnectionState, signalingState } =
    member.peer.connection;
  const diagnosis = member.diagnosis.peek();
  return {
    state: member.state.peek(),
    isAway: member.facts.peek().isAway,
    connectionState,
    iceConnectionState,
    signalingState,
    quality: member.quality.peek(),
    cause: diagnosis?.cause,
    evidence: diagnosis?.evidence,
  };
}
