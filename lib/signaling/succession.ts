/**
 * Who is host when someone comes, and when the host goes.
 *
 * @module
 */

import type { Role } from "../parlance/mod.ts";
import type { Peer } from "./peer.ts";

/** Whether `newcomer` is to be host in place of `host`, or of nobody. */
export function takesOver(newcomer: Peer, host: Peer | undefined): boolean {
  if (!mayRule(newcomer)) return false;
  // Who is host by its token need not wait for someone who was merely the first.
  return host === undefined ||
    newcomer.grants.role === "host" && host.grants.role !== "host";
}

/**
 * Who is to be host of `peer`'s room, now that its token says another role than `former` did: as if
 * it came with that token. What the host has handed over by hand is not taken back for that.
 */
export function hostAfter(
  peer: Peer,
  former: Role | undefined,
): Peer | undefined {
  const { room: { host, isHandedOver, peers }, grants: { role } } = peer;
  if (role === former) return host;
  if (takesOver(peer, host)) return peer;
  const isDeposed = host === peer && role === "member" && !isHandedOver;
  return isDeposed ? successorOf(peers.values()) : host;
}

/**
 * Who of `peers`, the first to come first, follows a host that has gone: those that are meant to be
 * host before the others, those that are here before those that are away, and then who came first.
 */
export function successorOf(peers: Iterable<Peer>): Peer | undefined {
  const able = [...peers].filter(mayRule);
  const rank = (peer: Peer) =>
    (peer.grants.role === "host" ? 2 : 0) + (peer.isHere ? 1 : 0);
  const best = Math.max(...able.map(rank));
  return able.find((peer) => rank(peer) === best);
}

/** Whether a peer can become host without a host's word. */
function mayRule(peer: Peer): boolean {
  return peer.speaksRooms && peer.grants.role !== "member";
}
