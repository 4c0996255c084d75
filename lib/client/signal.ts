/**
 * What two peers say to each other while they negotiate a connection, and the door through which
 * it comes in: a signal was written by the other peer, so nothing about it is taken for granted.
 *
 * @module
 */

/** An offer or an answer, as `RTCPeerConnection` gives and takes it. */
export interface Description {
  /** Never `rollback`: only the peer itself may withdraw its offer. */
  type: "offer" | "answer";
  /** The session description. */
  sdp: string;
}

/** An ICE candidate; the empty string as `candidate` ends the generation's candidates. */
export interface Candidate {
  /** The candidate's attribute line. */
  candidate: string;
  /** The media section that it belongs to. */
  sdpMid: string | null;
  /** The position of that media section. */
  sdpMLineIndex: number | null;
  /** The ICE generation that it belongs to. */
  usernameFragment: string | null;
}

/** An offer or an answer on its way to the other peer. */
export interface DescriptionSignal {
  /** The tag. */
  kind: "description";
  /** The incarnation of the connection that it is about; both ends use the same id. */
  connectionId: string;
  /** The number of the sender's offer; an answer repeats the number of what it answers. */
  offerNumber: number;
  /** What is offered or answered. */
  description: Description;
}

/** A candidate on its way to the other peer. */
export interface CandidateSignal {
  /** The tag. */
  kind: "candidate";
  /** The incarnation of the connection that it is about; both ends use the same id. */
  connectionId: string;
  /** The candidate itself. */
  candidate: Candidate;
}

/** All that two peers have to tell each other to become connected. */
export type Signal = DescriptionSignal | CandidateSignal;

/** What a signal may at most be made of; the sizes are UTF-16 code units. */
export const SIGNAL_LIMITS = {
  /** A UUID is 36 long. */
  connectionId: 64,
  /** Each video section of Chromium's is about 7,000 long; what carries signals may take less. */
  sdp: 256 * 1024,
  /** A candidate is about 150 long, an mDNS name and a relay's address included. */
  candidate: 2_000,
  /** Names of a media section or of an ICE generation; RFC 8839 ends the latter at 256. */
  name: 256,
} as const;

/** Reads what came from the other peer; `undefined` if it is not a signal. Never throws. */
export function parseSignal(value: unknown): Signal | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, connectionId } = value;
  if (!isText(connectionId, SIGNAL_LIMITS.connectionId)) return undefined;
  switch (kind) {
    case "description": {
      const { offerNumber } = value;
      const description = parseDescription(value.description);
      if (!isCount(offerNumber) || description === undefined) return undefined;
      return { kind, connectionId, offerNumber, description };
    }
    case "candidate": {
      const candidate = parseCandidate(value.candidate);
      if (candidate === undefined) return undefined;
      return { kind, connectionId, candidate };
    }
    default:
      return undefined;
  }
}

function parseDescription(value: unknown): Description | undefined {
  if (!isRecord(value)) return undefined;
  const { type, sdp } = value;
  if (type !== "offer" && type !== "answer") return undefined;
  if (!isText(sdp, SIGNAL_LIMITS.sdp)) return undefined;
  return { type, sdp };
}

function parseCandidate(value: unknown): Candidate | undefined {
  // Some browsers' peers forward the `null` of their event: it means the same as the empty string.
  if (value === null) return END_OF_CANDIDATES;
  if (!isRecord(value)) return undefined;
  const {
    candidate,
    sdpMid = null,
    sdpMLineIndex = null,
    usernameFragment = null,
  } = value;
  if (!isText(candidate, SIGNAL_LIMITS.candidate)) return undefined;
  if (sdpMid !== null && !isText(sdpMid, SIGNAL_LIMITS.name)) return undefined;
  if (sdpMLineIndex !== null && !isCount(sdpMLineIndex)) return undefined;
  if (
    usernameFragment !== null && !isText(usernameFragment, SIGNAL_LIMITS.name)
  ) return undefined;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

/** The end of all candidates, of whatever generation is current. */
export const END_OF_CANDIDATES: Candidate = {
  candidate: "",
  sdpMid: null,
  sdpMLineIndex: null,
  usernameFragment: null,
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown, limit: number): value is string {
  return typeof value === "string" && value.length <= limit;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
