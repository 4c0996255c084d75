/** What an adapter needs of its namespace, as far as a test of an adapter needs it. */

import type { AdapterHost } from "../../lib/engine/mod.ts";
import { FakeClock } from "./fake_clock.ts";

/** A namespace without sockets, in which nothing happens but what a test says. */
export function adapterHost(own: Partial<AdapterHost> = {}): AdapterHost {
  return {
    name: "/",
    clock: new FakeClock(),
    ackMs: 1_000,
    deliver() {},
    socket: () => undefined,
    gather() {},
    serverSideEvent() {},
    fault(error) {
      throw error;
    },
    ...own,
  };
}
