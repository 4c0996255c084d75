/** Servers in one process that a bus joins, as if they were on several machines. */

import { Server, type ServerOptions } from "../../lib/engine/mod.ts";
import { Bus } from "./bus.ts";
import { BusAdapter, type BusMessage } from "./bus_adapter.ts";
import { FakeClock } from "./fake_clock.ts";
import { enter, type Guest } from "./peer.ts";

export interface Nodes {
  readonly bus: Bus<BusMessage>;
  readonly clock: FakeClock;
  /** The node on which Ada is, in blue. */
  readonly one: Server;
  /** The node on which Bob is, in blue and green, and Eve, in green. */
  readonly two: Server;
  readonly ada: Guest;
  readonly bob: Guest;
  readonly eve: Guest;
  /** The names of the events that each has heard since it was asked last. */
  heard(): Promise<unknown[][]>;
}

/** Makes a node on a bus. */
export function node(
  bus: Bus<BusMessage>,
  clock: FakeClock,
  options: ServerOptions = {},
): Server {
  return new Server({
    clock,
    adapter: (host) => new BusAdapter(host, bus),
    ...options,
  });
}

/** Makes two nodes, with three people on them. */
export async function twoNodes(options?: ServerOptions): Promise<Nodes> {
  const bus = new Bus<BusMessage>();
  const clock = new FakeClock();
  const one = node(bus, clock, options);
  const two = node(bus, clock, options);
  const ada = await enter(one, "blue");
  const bob = await enter(two, "blue", "green");
  const eve = await enter(two, "green");
  const heard = async () => {
    await bus.settled();
    const all = [];
    for (const { peer } of [ada, bob, eve]) {
      all.push((await peer.events()).map(([name]) => name));
    }
    return all;
  };
  return { bus, clock, one, two, ada, bob, eve, heard };
}
