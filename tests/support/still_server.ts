/** A server for which time stands still. */

import { Server, type ServerOptions } from "../../lib/engine/mod.ts";
import { FakeClock } from "./fake_clock.ts";

/** Makes a server whose timers never fire, so that none is left when a test is over. */
export function stillServer(options: ServerOptions = {}): Server {
  return new Server({ clock: new FakeClock(), ...options });
}
