/**
 * Why two peers are not connected, with the evidence.
 *
 * @module
 */

import type { ConnectionHistory, ServerFault } from "./history.ts";
import { type CandidateType, candidateTypeOf } from "./statistics.ts";

/** A candidate, as far as it matters. */
export interface SeenCandidate {
  /** What kind of address it is. */
  readonly type: CandidateType;
  /** Whether its address is hidden behind a name that only the same network can look up. */
  readonly isMdns: boolean;
}

/** What is known of an attempt to connect: plain data, fit to be copied into a report. */
export interface Evidence {
  /** Whether the server that carries signals is reached. */
  readonly isSignaling: boolean;
  /** Whether the other peer's own connection to that server is lost. */
  readonly isPeerAway: boolean;
  /** Whether an offer or an answer of the other peer's has come. */
  readonly isAnswered: boolean;
  /** Whether the peers were connected before. */
  readonly wasConnected: boolean;
  /** Milliseconds since the attempt began. */
  readonly elapsedMs: number;
  /** Whether all of the connection works. */
  readonly connectionState: RTCPeerConnectionState;
  /** Whether it has a path. */
  readonly iceConnectionState: RTCIceConnectionState;
  /** This peer's candidates. */
  readonly local: readonly SeenCandidate[];
  /** The other peer's. */
  readonly remote: readonly SeenCandidate[];
  /** Addresses of the servers that were to help. */
  readonly servers: readonly string[];
  /** Those that did not. */
  readonly faults: readonly ServerFault[];
}

/** Why two peers are not connected. */
export type Cause =
  /** They are. */
  | "connected"
  /** It is too early to say. */
  | "connecting"
  /** This peer has closed the connection. */
  | "closed"
  /** There is a path, but the keys that the peers agreed on do not fit it. */
  | "dtls-failed"
  /** The server that carries signals is not reached. */
  | "signaling-lost"
  /** The other peer does not reach that server. */
  | "peer-away"
  /** They were connected, and the path broke. */
  | "path-lost"
  /** The other peer's program says nothing. */
  | "no-remote-answer"
  /** The other peer has offered no address. */
  | "no-remote-candidates"
  /** This peer has none to offer. */
  | "no-candidates"
  /** A TURN server does not let this peer use it. */
  | "turn-refused"
  /** No TURN server answers, though UDP gets out, or TCP was tried, too. */
  | "turn-unreachable"
  /** No server answers over UDP: something blocks it, or all that were asked are down. */
  | "udp-blocked"
  /** Both have only addresses that are hidden behind names of their own network. */
  | "only-mdns"
  /** Neither has a relay, and there is no path without. */
  | "no-relay-candidate"
  /** There are addresses and relays, and no two of them reach each other. */
  | "no-path";

/** A cause, a sentence for people, and what speaks for it. */
export interface Diagnosis {
  /** Why. */
  readonly cause: Cause;
  /** The same as a sentence, with what helps. */
  readonly sentence: string;
  /** The server that is to blame, if one is. */
  readonly fault?: ServerFault;
  /** All that is known. */
  readonly evidence: Evidence;
}

/** Milliseconds in which peers should be connected: the time that an offer waits for its answer. */
export const PATIENCE_MS = 15_000;

const SENTENCES: Readonly<Record<Cause, string>> = {
  connected: "The peers are connected",
  connecting: "The peers are looking for a path",
  closed: "This peer has closed the connection",
  "dtls-failed": "There is a path, but it could not be encrypted",
  "signaling-lost": "The server is not reached: is this machine offline?",
  "peer-away": "The other peer does not reach the server",
  "path-lost": "The path broke: has a peer changed its network?",
  "no-remote-answer": "The other peer does not answer",
  "no-remote-candidates": "The other peer has offered no address",
  "no-candidates": "This peer has no address to offer",
  "turn-refused": "A TURN server refuses this peer",
  "turn-unreachable": "No TURN server answers",
  "udp-blocked":
    "No server answers over UDP: a TURN server over TCP or TLS would help",
  "only-mdns":
    "The peers know only their own networks: a STUN or TURN server would help",
  "no-relay-candidate": "There is no direct path: a TURN server would help",
  "no-path": "There is no path, not even by TURN servers",
};

/** Names the cause. */
export function diagnose(evidence: Evidence): Diagnosis {
  const [cause, fault] = causeOf(evidence);
  const sentence = SENTENCES[cause];
  if (!fault) return { cause, sentence, evidence };
  const { url, code, text } = fault;
  return {
    cause,
    sentence: `${sentence} (${url}: ${code} ${text})`,
    fault,
    evidence,
  };
}

function causeOf(
  {
    isSignaling,
    isPeerAway,
    isAnswered,
    wasConnected,
    elapsedMs,
    connectionState,
    iceConnectionState,
    local,
    remote,
    servers,
    faults,
  }: Evidence,
): [Cause, (ServerFault | undefined)?] {
  const isEarly = elapsedMs < PATIENCE_MS &&
    connectionState !== "failed";
  if (connectionState === "connected" || connectionState === "closed") {
    return [connectionState];
  }
  if (!isEarly && /^co/.test(iceConnectionState)) return ["dtls-failed"]; // connected, completed
  if (!isSignaling) return ["signaling-lost"];
  if (isPeerAway) return ["peer-away"];
  if (wasConnected) return ["path-lost"];
  if (isEarly) return ["connecting"];
  if (!isAnswered) return ["no-remote-answer"];
  // Who has none to offer either looks at its own side first: the other's may be for the same reason.
  if (remote.length < 1 && local.length > 0) return ["no-remote-candidates"];
  const has = (all: readonly SeenCandidate[], ...types: CandidateType[]) =>
    all.some(({ type }) => types.includes(type));
  const isTurn = ({ url }: ServerFault) =>
    servers.some((server) => TURN.test(server) && isSameServer(url, server));
  const silent = faults.filter(({ code }) => code > 699);
  const wantsRelay = servers.some((server) => TURN.test(server));
  if (!has(local, "relay")) {
    const refused = faults.find((it) => it.code < 700 && isTurn(it));
    if (refused) return ["turn-refused", refused];
    if (local.length < 1 && !(wantsRelay && silent.length > 0)) {
      return ["no-candidates"];
    }
    const isOut = has(local, "srflx") ||
      servers.some((it) => OVER_TCP.test(it));
    if (silent.length > 0 && !isOut) return ["udp-blocked", silent[0]];
    // Chromium does not tell of one that is not reached over TCP.
    if (wantsRelay) return ["turn-unreachable", silent.find(isTurn)];
  }
  if ([...local, ...remote].every(({ isMdns }) => isMdns)) return ["only-mdns"];
  return [
    has([...local, ...remote], "relay") ? "no-path" : "no-relay-candidate",
  ];
}

const TURN = /^turns?:/;
const OVER_TCP = /^turns|transport=tcp/;

/**
 * Whether a fault's address is that of a server that was configured: Chromium adds the port, and asks a
 * TURN server what a STUN server is asked, too.
 */
function isSameServer(url: string, server: string): boolean {
  const [address = ""] = server.replace(TURN, "").split("?");
  return url.replace(/^\w+:/, "").startsWith(address);
}

/** What is known now of a connection, and of signaling, which the connection knows nothing of. */
export function evidenceOf(
  { connection, clock, began, wasConnected, faults }: ConnectionHistory,
  signaling: Pick<Evidence, "isSignaling" | "isPeerAway">,
): Evidence {
  const { connectionState, iceConnectionState } = connection;
  return {
    ...signaling,
    isAnswered: connection.remoteDescription !== null,
    wasConnected,
    elapsedMs: clock.now() - began,
    connectionState,
    iceConnectionState,
    local: candidatesOf(connection.localDescription),
    remote: candidatesOf(connection.remoteDescription),
    servers: (connection.getConfiguration().iceServers ?? [])
      .flatMap(({ urls }) => urls),
    faults: [...faults],
  };
}

const CANDIDATE = /^a=candidate:(?:\S+ ){4}(\S+) \S+ typ (\S+)/gm;

function candidatesOf(
  description: { readonly sdp: string } | null,
): SeenCandidate[] {
  const found = description?.sdp.matchAll(CANDIDATE) ?? [];
  return [...found].map(([, address = "", type]) => ({
    type: candidateTypeOf(type),
    isMdns: /\.local$/.test(address),
  }));
}
