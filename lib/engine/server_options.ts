/**
 * How a server behaves.
 *
 * @module
 */

import type { Clock, Limits } from "../wire/mod.ts";
import type { AdapterFactory } from "./adapter.ts";
import type { AllowRequest, Origins } from "./gate.ts";
import type { Fault } from "./namespace.ts";
import type { Turn } from "./turn.ts";

/** Answers a request that is not for Parley, as a handler of `Deno.serve` does. */
export type Fallback = (
  request: Request,
  info: Deno.ServeHandlerInfo,
) => Response | Promise<Response>;

/** How a server behaves. Everything may be left out. */
export interface ServerOptions {
  /**
   * The path of the WebSocket.
   *
   * @default {"/ws"}
   */
  path?: string;
  /**
   * Which pages may connect: those of the server's own host, any, or those of the origins given,
   * such as `https://example.org`. Whoever sends no origin is no page, and may connect.
   *
   * @default {"same"}
   */
  origins?: Origins;
  /**
   * Decides on each opening request that nothing else is wrong with. It may think, as long as
   * `limits.ackMs` says.
   *
   * @default All are allowed.
   */
  allowRequest?: AllowRequest;
  /**
   * Makes the adapter of each namespace: one that reaches other nodes, for example.
   *
   * @default A `MemoryAdapter`: there is one node.
   */
  adapter?: AdapterFactory;
  /**
   * Whether the child of a parent namespace is forgotten when its last socket has left, or the
   * last one that asked was not let in. Listeners that were added to it by itself go with it.
   *
   * @default {false}
   */
  cleanupEmptyChildNamespaces?: boolean;
  /** What a client may do; what is left out is as in `DEFAULT_LIMITS`. */
  limits?: Partial<Limits>;
  /**
   * What answers every request for another path: the page, for example.
   *
   * @default 404
   */
  fallback?: Fallback;
  /**
   * Hears of what the application's functions throw, or reject with.
   *
   * @default It is logged as an error.
   */
  onFault?: (fault: Fault) => void;
  /**
   * Where the time comes from.
   *
   * @default The machine's own clock.
   */
  clock?: Clock;
  /**
   * When to write what a turn of the event loop has gathered.
   *
   * @default At the end of the turn.
   */
  turn?: Turn;
}
