/**
 * The addresses of STUN and TURN servers, as RFC 7064 and RFC 7065 write them: what a browser would
 * refuse in the middle of a call is refused at the start.
 *
 * @module
 */

import { HOST, type Kind, listOf } from "./values.ts";

const URL_REGEXP =
  /^(stun|turn)s?:(?:\[([^\]]+)\]|([^:?[\]]+))(?::(\d{1,5}))?(\?transport=(?:udp|tcp))?$/;

/** Addresses of one kind of server, separated by commas. */
export function iceUrls(kind: "stun" | "turn"): Kind<readonly string[]> {
  const example = kind === "stun"
    ? "stun:stun.example.org:3478"
    : "turn:turn.example.org:3478?transport=udp";
  return {
    allowed: `addresses such as ${example}, separated by commas`,
    parse: (text) =>
      listOf(text, (part) => isUrl(kind, part) ? part : undefined),
  };
}

function isUrl(kind: string, text: string): boolean {
  const match = URL_REGEXP.exec(text);
  if (!match) return false;
  const [, scheme, ipv6, host = "", port = "3478", transport] = match;
  // Only an IPv6 address has colons, which is why it has brackets.
  const isHost = ipv6 === undefined
    ? HOST.parse(host) !== undefined
    : ipv6.includes(":") && HOST.parse(ipv6) !== undefined;
  return scheme === kind && isHost &&
    Number(port) >= 1 && Number(port) <= 65_535 &&
    (kind === "turn" || transport === undefined);
}
