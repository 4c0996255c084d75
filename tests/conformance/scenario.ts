/** A scenario: what people do with Socket.IO, and what comes of it. */

import type { Observed } from "./log.ts";
import type { Ways, World } from "./world.ts";

/** Where Parley is another thing, on purpose. */
export interface Difference {
  /** The words of the document's table that name it. */
  readonly row: string;
  /** What is observed of Socket.IO. */
  readonly socketio: Observed;
  /** What is observed of Parley. */
  readonly parley: Observed;
}

/** What people do, written once. */
export interface Scenario {
  /** What is shown by it. */
  readonly title: string;
  /** How the servers behave. */
  readonly ways?: Ways;
  /** Present where what is observed is not the same. */
  readonly difference?: Difference;
  /** Does it. */
  play(world: World): Promise<void>;
}
