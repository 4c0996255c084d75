/**
 * What two peers say to each other while they negotiate a connection, and the door through which
 * it comes in: a signal was written by the other peer, so nothing about it is taken for granted.
 *
 * @module
 */

/** An offer or an answer, as `RTCPeerConnection` gives and takes it. */
export type Description = {
  /** Never `rollback`: only the peer itself may withdraw its offer. */
  readonly type: "offer" | "answer";
  /** The session description. */
  readonly sdp: string;
};

/** An ICE candidate; the empty string as `candidate` ends the generation's candidates. */
export type Candidate = {
  /** The candidate's attribute line. */
  readonly candidate: string;
  /** The media section that it belongs to. */
  readonly sdpMid: string | null;
  /** The position of that media section. */
  readonly sdpMLineIndex: number | null;
  /** The ICE generation that it belongs to. */
  readonly usernameFragment: string | null;
};

/** An offer or an answer on its way to the other peer. */
export type DescriptionSignal = {
  /** The tag. */
  readonly kind: "description";
  /** The number of the sender's offer; an answer repeats the number of what it answers. */
  readonly offer: number;
  /** The number of the offer that the sender has taken last; 0 if there was none. */
  readonly taken: number;
  /** What is offered or answered. */
  readonly description: Description;
};

/** Candidates on their way to the other peer: those of one short slice of time. */
export type CandidatesSignal = {
  /** The tag. */
  readonly kind: "candidates";
  /** The candidates themselves. */
  readonly candidates: readonly Candidate[];
};

/** Asks the other peer for an offer, where only that one may make offers. */
export type AskSignal = {
  /** The tag. */
  readonly kind: "ask";
  /** The number of the offer that the sender has taken last; 0 if there was none. */
  readonly taken: number;
  /** What the sender has to send and finds no media section for. */
  readonly media: readonly MediaKind[];
  /** Whether the offer is to look for a new path. */
  readonly restart: boolean;
};

/** Says that the sender's end of the connection is there, and has heard nothing yet. */
export type FreshSignal = {
  /** The tag. */
  readonly kind: "fresh";
};

/** Sound or picture. */
export type MediaKind = "audio" | "video";

/** All that two peers have to tell each other to become connected. */
export type Signal =
  | DescriptionSignal
  | CandidatesSignal
  | AskSignal
  | FreshSignal;

/** What a signal may at most be made of; the sizes are UTF-16 code units. */
export const SIGNAL_LIMITS = {
  /** Each video section of Chromium's is about 7,000 long; what carries signals may take less. */
  sdp: 256 * 1024,
  /** A candidate is about 150 long, an mDNS name and a relay's address included. */
  candidate: 2_000,
  /** Names of a media section or of an ICE generation; RFC 8839 ends the latter at 256. */
  name: 256,
  /** Candidates of one signal; a machine with many interfaces has about 50. */
  candidates: 64,
  /** Media sections that are asked for at once. */
  media: 16,
} as const;

/** Reads what came from the other peer; `undefined` if it is not a signal. Never throws. */
export function parseSignal(value: unknown): Signal | undefined {
  if (!isRecord(value)) return undefined;
  const { kind } = value;
  switch (kind) {
    case "description": {
      const { offer, taken } = value;
      const description = parseDescription(value.description);
      return isCount(offer) && isCount(taken) && description
        ? { kind, offer, taken, description }
        : undefined;
    }
    case "candidates": {
      const candidates = parseAll(
        value.candidates,
        SIGNAL_LIMITS.candidates,
        parseCandidate,
      );
      return candidates && { kind, candidates };
    }
    case "ask": {
      const media = parseAll(
        value.media,
        SIGNAL_LIMITS.media,
        (one) => one === "audio" || one === "video" ? one : undefined,
      );
      const { taken, restart } = value;
      return isCount(taken) && media
        ? { kind, taken, media, restart: restart === true }
        : undefined;
    }
    case "fresh":
      return { kind };
    default:
      return undefined;
  }
}

function parseAll<T>(
  value: unknown,
  limit: number,
  parse: (one: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value) || value.length > limit) return undefined;
  const all = value.flatMap((one) => parse(one) ?? []);
  return all.length === value.length ? all : undefined;
}

function parseDescription(value: unknown): Description | undefined {
  if (!isRecord(value)) return undefined;
  const { type, sdp } = value;
  if (type !== "offer" && type !== "answer") return undefined;
  return isText(sdp, SIGNAL_LIMITS.sdp) ? { type, sdp } : undefined;
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
  return isText(candidate, SIGNAL_LIMITS.candidate) && isName(sdpMid) &&
      (sdpMLineIndex === null || isCount(sdpMLineIndex)) &&
      isName(usernameFragment)
    ? { candidate, sdpMid, sdpMLineIndex, usernameFragment }
    : undefined;
}

/** The end of all candidates, of whatever generation is current. */
export const END_OF_CANDIDATES: Candidate = {
  candidate: "",
  sdpMid: null,
  sdpMLineIndex: null,
  usernameFragment: null,
};

/** Whether it is an object, with members that may be anything. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown, limit: number): value is string {
  return typeof value === "string" && value.length <= limit;
}

function isName(value: unknown): value is string | null {
  return value === null || isText(value, SIGNAL_LIMITS.name);
}

/**
 * Whether it is a number of something.
 *
 * @internal
 */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
