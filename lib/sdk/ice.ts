/**
 * The servers that help in finding a path.
 *
 * @module
 */

import type { IceServers } from "../parlance/mod.ts";

/** A connection's configuration: the application's, with the servers that it may use now. */
export function configure(
  extras: RTCConfiguration,
  { iceServers }: IceServers,
): RTCConfiguration {
  return {
    ...extras,
    iceServers: [...extras.iceServers ?? [], ...iceServers],
  };
}
