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
    iceServers: [
      ...extras.iceServers ?? [],
      ...iceServers.map((server) => ({
        ...server,
        urls: [server.urls].flat(),
      })),
    ],
  };
}

/** Whether media goes over a relay, whose credentials may end. */
export async function isRelayed(
  connection: { getStats(): Promise<RTCStatsReport> },
): Promise<boolean> {
  const reports = await connection.getStats();
  for (const [, { type, selectedCandidatePairId }] of reports) {
    if (type !== "transport") continue;
    const pair = reports.get(selectedCandidatePairId);
    if (reports.get(pair?.localCandidateId)?.candidateType === "relay") {
      return true;
    }
  }
  return false;
}
