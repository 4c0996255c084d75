/** The tutorial's dialect, with peers in its rooms. */

import { Server } from "../../lib/engine/mod.ts";
import {
  speakTutorial,
  type TutorialClientEvents,
  type TutorialOptions,
  type TutorialServerEvents,
} from "../../lib/signaling/mod.ts";
import type { Limits } from "../../lib/wire/mod.ts";
import { FakeClock } from "./fake_clock.ts";
import { meet, type Peer } from "./peer.ts";

export interface Tutorial {
  /** Who is in which room. */
  readonly rooms: ReadonlyMap<string, ReadonlySet<string>>;
  /** Brings a peer into the rooms given, or into none. */
  enter(...names: string[]): Promise<{ peer: Peer; id: string }>;
}

/** A server that speaks the dialect, and what brings peers into its rooms. */
export function tutorial(
  options: Partial<TutorialOptions> = {},
  limits: Partial<Limits> = {},
): Tutorial {
  const io = new Server<TutorialClientEvents, TutorialServerEvents>({
    limits,
    clock: new FakeClock(),
  });
  speakTutorial(io, { capacity: 2, messageScope: "room", ...options });
  const rooms = io.sockets.adapter.rooms;
  const enter = async (...names: string[]) => {
    const peer = meet(io);
    const id = await peer.connect();
    for (const name of names) peer.emit("create or join", name);
    await peer.settled();
    return { peer, id };
  };
  return { rooms, enter };
}

/** What a peer has heard, and what was logged to it apart from that. */
export async function heard(
  peer: Peer,
): Promise<{ said: unknown[][]; log: unknown[] }> {
  const events = await peer.events();
  return {
    said: events.filter(([name]) => name !== "log"),
    log: events.flatMap(([name, line]) => name === "log" ? [line] : []),
  };
}

/** What a peer has heard, but for what was logged to it. */
export async function said(peer: Peer): Promise<unknown[][]> {
  return (await heard(peer)).said;
}
