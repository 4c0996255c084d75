/**
 * From what a connection's `getStats()` reports to the few figures that tell how it fares. Both Chromium's
 * reports and Firefox's are understood; what a browser does not count is `undefined`.
 *
 * @module
 */

/** What a candidate is: an address of the machine's, one that a STUN server or a peer has seen, or a relay's. */
export type CandidateType = "host" | "srflx" | "prflx" | "relay";

/** The way that packets take. */
export interface Path {
  /** This end of it. */
  readonly local: CandidateType;
  /** The other end. */
  readonly remote: CandidateType;
  /** How packets leave this machine: to its own relay, if that is where they go first. */
  readonly protocol: "udp" | "tcp" | "tls";
}

/** How a connection fared since the report before; since its beginning, where there is none before. */
export interface Sample {
  /** The time of the report, in milliseconds. */
  readonly atMs: number;
  /** Milliseconds since the report before; 0 if there is none. */
  readonly intervalMs: number;
  /** The share of the other peer's media packets that did not arrive, from 0 to 1. */
  readonly lossIn: number;
  /** The share of this peer's that did not arrive, as the other one last reported. */
  readonly lossOut: number;
  /** How unevenly packets arrive, in milliseconds. */
  readonly jitterMs: number | undefined;
  /** Milliseconds to the other peer and back. */
  readonly roundTripMs: number | undefined;
  /** Bits received per second, of media and of data. */
  readonly receivedBps: number | undefined;
  /** Bits sent per second. */
  readonly sentBps: number | undefined;
  /** Bits per second that the browser believes it could send; Chromium alone says so. */
  readonly availableBps: number | undefined;
  /** Frames per second of the liveliest picture that is received; 0 without any. */
  readonly framesIn: number | undefined;
  /** The same of those that are sent. */
  readonly framesOut: number | undefined;
  /** The way that packets take; `undefined` while there is none. */
  readonly path: Path | undefined;
  /**
   * Whether anything at all was heard of the other peer, answers to the browser's own questions
   * included; `undefined` where the browser does not count those.
   */
  readonly isHeard: boolean | undefined;
}

/** One entry of a report. */
export interface Stats {
  /** Whatever the browser counts. */
  readonly [field: string]: unknown;
}

/** What `getStats()` resolves to. */
export type StatsReport = Iterable<readonly [id: string, entry: Stats]>;

/** Reads a report, and compares it with the one before it. */
export function sampleOf(report: StatsReport, before?: StatsReport): Sample {
  const now = new Map(report);
  const then = new Map(before);
  const of = (type: string) =>
    [...now.values()].filter((entry) => entry.type === type);
  // A counter that is new began at nothing.
  const growth = (entry: Stats | undefined, field: string) =>
    number(entry?.[field], 0) -
    number(then.get(`${entry?.id}`)?.[field], 0);
  const total = (entries: (Stats | undefined)[], ...fields: string[]) =>
    entries.flatMap((entry) => fields.map((field) => growth(entry, field)))
      .reduce((sum, one) => sum + Math.max(0, one), 0);

  const atMs = latest(now);
  const intervalMs = before ? atMs - latest(then) : 0;
  const perSecond = (amount: number) =>
    intervalMs > 0 ? amount * 1_000 / intervalMs : undefined;
  const liveliest = (entries: Stats[], field: string) =>
    perSecond(Math.max(0, ...entries.map((entry) => growth(entry, field))));

  const inbound = of("inbound-rtp");
  // What was last said of a stream that has stopped is no news.
  const echoes = of("remote-inbound-rtp").filter(({ localId }) =>
    growth(now.get(`${localId}`), "packetsSent") > 0
  );
  const lost = total(inbound, "packetsLost");
  const pair = selectedPair(now, of);
  const local = now.get(`${pair?.localCandidateId}`);
  const remote = now.get(`${pair?.remoteCandidateId}`);
  return {
    atMs,
    intervalMs,
    lossIn: lost / Math.max(1, lost + total(inbound, "packetsReceived")),
    lossOut: greatest(echoes, "fractionLost") ?? 0,
    jitterMs: toMs(greatest(inbound, "jitter")),
    roundTripMs: toMs(
      number(pair?.currentRoundTripTime) ?? greatest(echoes, "roundTripTime"),
    ),
    receivedBps: perSecond(8 * total([pair], "bytesReceived")),
    sentBps: perSecond(8 * total([pair], "bytesSent")),
    availableBps: number(pair?.availableOutgoingBitrate),
    framesIn: liveliest(inbound, "framesDecoded"),
    framesOut: liveliest(of("outbound-rtp"), "framesEncoded"),
    path: local && remote && {
      local: candidateTypeOf(local.candidateType),
      remote: candidateTypeOf(remote.candidateType),
      protocol: protocolOf(local),
    },
    isHeard: pair?.responsesReceived === undefined ? undefined : total(
      [pair],
      "bytesReceived",
      "responsesReceived",
      "requestsReceived",
    ) >
      0,
  };
}

/** The pair of candidates in use. Chromium names it in its transport; Firefox marks it. */
function selectedPair(
  entries: ReadonlyMap<string, Stats>,
  of: (type: string) => Stats[],
): Stats | undefined {
  const pairs = of("candidate-pair");
  return of("transport")
    .map((it) => entries.get(`${it.selectedCandidatePairId}`))
    .find((pair) => pair) ??
    pairs.find((pair) => pair.selected) ??
    pairs.find((pair) => pair.nominated && pair.state === "succeeded");
}

/** Reads the type of a candidate; what is new is as good as a host's. */
export function candidateTypeOf(value: unknown): CandidateType {
  return value === "srflx" || value === "prflx" || value === "relay"
    ? value
    : "host";
}

function protocolOf({ relayProtocol, protocol }: Stats): Path["protocol"] {
  const used = relayProtocol ?? protocol;
  return used === "tcp" || used === "tls" ? used : "udp";
}

function latest(entries: ReadonlyMap<string, Stats>): number {
  return greatest([...entries.values()], "timestamp") ?? 0;
}

function greatest(
  entries: readonly Stats[],
  field: string,
): number | undefined {
  const values = entries.map((entry) => number(entry[field]))
    .filter((value) => value !== undefined);
  return values.length > 0 ? Math.max(...values) : undefined;
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}

function number(value: unknown): number | undefined;
function number(value: unknown, otherwise: number): number;
function number(value: unknown, otherwise?: number): number | undefined {
  return typeof value === "number" ? value : otherwise;
}
