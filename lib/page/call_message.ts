/**
 * What the pages in a room tell each other. The server relays it without reading it, as `message`,
 * to all others in the room; everything in it was written by another page and is checked here.
 *
 * - `here`: I am in the room, and these are the connections that I have. Each page says it when it
 *   has entered, when someone enters, and when it has made a connection.
 * - `signal`: for one other page, about one connection.
 * - `leave`: I am about to leave.
 *
 * For each pair, the page with the greater id is the impolite peer, and it is the one to name a
 * connection: when the other's `here` does not list the connection that it has itself, it says
 * `here`, and makes a new connection first unless its own is still fresh. The polite peer makes a
 * connection by a name that it is told as a fresh one; a name that is not fresh belongs to a
 * connection that it has given up, and it says `here` in turn. So both know one incarnation by one
 * name, whoever comes, reloads or returns in whatever order; where both list the same one, as after
 * a restart of the server, it simply stays.
 *
 * @module
 */

import { parseSignal, type Signal } from "../sdk/mod.ts";

/** A connection, as one of its two ends sees it. */
export interface Link {
  /** The page at the other end. */
  peer: string;
  /** The incarnation of the connection. */
  connectionId: string;
  /** Whether nothing has come from the other end yet. */
  fresh: boolean;
}

/** Someone is there. */
export interface HereMessage {
  /** The tag. */
  kind: "here";
  /** The id of its socket, by which the server names it when it vanishes. */
  seat: string;
  /** The connections that it has. */
  links: Link[];
}

/** An offer, an answer or candidates for someone. */
export interface SignalMessage {
  /** The tag. */
  kind: "signal";
  /** The page that it is for. */
  to: string;
  /** The incarnation of the connection that it is about; both ends use the same id. */
  connectionId: string;
  /** The offer, the answer or the candidates. */
  signal: Signal;
}

/** Someone is about to leave. */
export interface LeaveMessage {
  /** The tag. */
  kind: "leave";
}

/** What a page says in a room. */
export type CallMessage = HereMessage | SignalMessage | LeaveMessage;

/** Who says it, and where. */
export interface Sender {
  /** The room that it is meant for: a server may let messages through to all rooms. */
  room: string;
  /** The page that says it. */
  from: string;
}

/** What a message may at most be made of. */
export const MESSAGE_LIMITS = {
  /** Our ids are 32 characters long, the server's not much longer. */
  idChars: 64,
  /** More links than a mesh of pages can bear. */
  links: 32,
} as const;

/** Reads what another page said; `undefined` if it makes no sense. Never throws. */
export function parseCallMessage(
  value: unknown,
): CallMessage & Sender | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, room, from } = value;
  if (typeof room !== "string" || !isId(from)) return undefined;
  switch (kind) {
    case "here": {
      const { seat } = value;
      const links = parseLinks(value.links);
      if (!isId(seat) || links === undefined) return undefined;
      return { kind, room, from, seat, links };
    }
    case "signal": {
      const { to, connectionId } = value;
      const signal = parseSignal(value.signal);
      if (!isId(to) || !isId(connectionId)) return undefined;
      return signal && { kind, room, from, to, connectionId, signal };
    }
    case "leave":
      return { kind, room, from };
    default:
      return undefined;
  }
}

function parseLinks(value: unknown): Link[] | undefined {
  if (!Array.isArray(value) || value.length > MESSAGE_LIMITS.links) {
    return undefined;
  }
  const links: Link[] = [];
  for (const link of value) {
    if (!isRecord(link)) return undefined;
    const { peer, connectionId, fresh } = link;
    if (!isId(peer) || !isId(connectionId)) return undefined;
    if (typeof fresh !== "boolean") return undefined;
    links.push({ peer, connectionId, fresh });
  }
  return links;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 &&
    value.length <= MESSAGE_LIMITS.idChars;
}
