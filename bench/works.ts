/**
 * What is measured: every work as data.
 *
 * @module
 */

import type { Load } from "./generator.ts";
import type { ServerName } from "./servers.ts";

/** Something that servers are asked to do. */
export interface Work {
  /** What it is called on the command line and in the figures. */
  readonly name: string;
  /** What it is called in tables. */
  readonly title: string;
  /** What the clients do. */
  readonly load: Load;
  /** How often each server is measured, unless the command line says otherwise. */
  readonly rounds: number;
  /** The servers that do it; all of them if it is left out. */
  readonly servers?: readonly ServerName[];
}

/** Five hundred conversations of two, one message of each on its way: 500 in flight. */
const RELAY: Load = { work: "talk", clients: 1_000 };

/** One speaks to a thousand. */
const FANOUT: Load = {
  work: "talk",
  clients: 1_001,
  roomSize: 1_001,
  oneSpeaks: true,
};

/** All works, in the order in which they are done. */
export const WORKS: readonly Work[] = [
  {
    name: "relay",
    title: "relay in 500 rooms of two, 100 B",
    load: RELAY,
    rounds: 3,
  },
  {
    name: "fanout-1",
    title: "fan-out to 1,000, 1 in flight",
    load: FANOUT,
    rounds: 3,
  },
  {
    name: "fanout-4",
    title: "fan-out to 1,000, 4 in flight",
    load: { ...FANOUT, window: 4 },
    rounds: 2,
  },
  {
    name: "fanout-16",
    title: "fan-out to 1,000, 16 in flight",
    load: { ...FANOUT, window: 16 },
    rounds: 3,
  },
];
