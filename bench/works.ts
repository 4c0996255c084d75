/**
 * What is measured: every work as data.
 *
 * @module
 */

import type { FigureName } from "./figures.ts";
import type { Load } from "./generator.ts";
import type { ServerName } from "./servers.ts";

/** Something that servers are asked to do. */
export interface Work {
  /** What it is called on the command line and in the figures. */
  readonly name: string;
  /** What it is called in tables. */
  readonly title: string;
  /** What the clients do. What it says of seconds wins over the command line. */
  readonly load: Load;
  /** The figures that it is done for, the most telling one first. */
  readonly shows: readonly FigureName[];
  /** How often each server is measured, unless the command line says otherwise. */
  readonly rounds: number;
  /** The servers that do it; all of them if it is left out. */
  readonly servers?: readonly ServerName[];
  /**
   * The work in which the server was as fast as it can be: of that, half is asked for here, each
   * message at its time, whether others are late or not.
   */
  readonly halfOf?: string;
}

const RATES: readonly FigureName[] = ["perSecond", "cpu", "load"];
const WITH_TIMES: readonly FigureName[] = [
  ...RATES,
  "p50",
  "p99",
  "p999",
  "worst",
  "tail",
];

/** Five hundred conversations of two, with one message on its way in each. */
const RELAY: Load = { work: "talk", clients: 1_000 };

/** One speaks to a thousand. */
const FANOUT: Load = {
  work: "talk",
  clients: 1_001,
  roomSize: 1_001,
  oneSpeaks: true,
};

/** A hundred conversations: whatever else is there should not matter to them. */
const FEW: Load = { work: "talk", clients: 200 };

/** Seconds until a server whose clients are silent has put its memory in order. */
const SETTLING = 2;

/** All works, in the order in which they are done. */
export const WORKS: readonly Work[] = [
  {
    name: "relay",
    title: "Relay between two, 500 rooms, 100 B",
    load: RELAY,
    shows: WITH_TIMES,
    rounds: 3,
  },
  {
    name: "relay-half",
    title: "The same at half of saturation, open loop",
    // At this pace V8 compiles for two seconds yet, and a hundredth of one second is a stop or two.
    load: { ...RELAY, warm: 3, seconds: 3 },
    shows: ["p99", "p50", "p999", "worst", "perSecond", "cpu"],
    rounds: 3,
    halfOf: "relay",
  },
  {
    name: "relay-2k",
    title: "Relay between two, 2 KB (a candidate batch)",
    load: { ...RELAY, bytes: 2_048 },
    shows: WITH_TIMES,
    rounds: 1,
  },
  {
    name: "relay-12k",
    title: "Relay between two, 12 KB (an offer)",
    load: { ...RELAY, bytes: 12_288 },
    shows: WITH_TIMES,
    rounds: 1,
  },
  {
    name: "mesh",
    title: "Rooms of six, 100 of them",
    load: { work: "talk", clients: 600, roomSize: 6 },
    shows: WITH_TIMES,
    rounds: 1,
  },
  {
    name: "fanout-1",
    title: "Fan-out to 1,000, 1 in flight",
    load: FANOUT,
    shows: RATES,
    rounds: 3,
  },
  {
    name: "fanout-4",
    title: "Fan-out to 1,000, 4 in flight",
    load: { ...FANOUT, window: 4 },
    shows: RATES,
    rounds: 1,
  },
  {
    name: "fanout-16",
    title: "Fan-out to 1,000, 16 in flight",
    load: { ...FANOUT, window: 16 },
    shows: RATES,
    rounds: 3,
  },
  {
    name: "acks",
    title: "Acknowledgements, 1,000 clients",
    load: { work: "ask", clients: 1_000 },
    shows: WITH_TIMES,
    rounds: 1,
  },
  {
    name: "join-leave",
    title: "Joining and leaving rooms, 1,000 clients",
    load: { work: "move", clients: 1_000 },
    shows: WITH_TIMES,
    rounds: 1,
  },
  {
    name: "connects",
    title: "Connecting, until in a room",
    load: { work: "hold", clients: 2_000, seconds: 0 },
    shows: RATES,
    rounds: 3,
  },
  {
    name: "resume",
    title: "Sessions that go on after a cut",
    load: { work: "resume", clients: 1_000 },
    shows: [...RATES, "p50", "p99"],
    rounds: 3,
    servers: ["parley"],
  },
  {
    name: "rooms-100",
    title: "Relay in 100 rooms, and no others",
    load: FEW,
    shows: RATES,
    rounds: 3,
    servers: ["parley"],
  },
  {
    name: "rooms-100000",
    title: "Relay in 100 rooms of 100,000",
    load: { ...FEW, fill: 99_900 },
    shows: RATES,
    rounds: 3,
    servers: ["parley"],
  },
  {
    name: "idle-1000",
    title: "Memory of 1,000 silent connections",
    load: { work: "hold", clients: 1_000, seconds: SETTLING },
    shows: ["memory"],
    rounds: 1,
  },
  {
    name: "idle-15000",
    title: "Memory of 15,000 silent connections",
    load: { work: "hold", clients: 15_000, seconds: SETTLING },
    shows: ["memory"],
    rounds: 1,
    // It takes long, and these are compared.
    servers: ["bare", "parley", "socketio-node"],
  },
];

/** The work of that name. */
export function workNamed(name: string): Work | undefined {
  return WORKS.find((work) => work.name === name);
}
