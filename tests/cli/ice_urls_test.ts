import { deepEqual, equal } from "node:assert/strict";
import { iceUrls } from "../../lib/cli/ice_urls.ts";

const STUN = [
  "stun:stun.example.org",
  "stun:stun.example.org:3478",
  "stuns:stun.example.org:5349",
  "stun:192.0.2.1",
  "stun:[2001:db8::1]:3478",
  "stun:localhost:1",
];
const TURN = [
  "turn:turn.example.org",
  "turn:turn.example.org:3478",
  "turn:turn.example.org?transport=udp",
  "turn:turn.example.org:80?transport=tcp",
  "turns:turn.example.org:443?transport=tcp",
  "turn:[2001:db8::1]",
];
const NEITHER = [
  "",
  "stun",
  "stun:",
  "turn:",
  "stun://stun.example.org",
  "turn://turn.example.org",
  "http://stun.example.org",
  "stun.example.org:3478",
  "stun:stun.example.org:0",
  "turn:turn.example.org:65536",
  "turn:turn.example.org:",
  "stun:user@stun.example.org",
  "turn:turn.example.org/path",
  "stun:stun.example.org?transport=udp",
  "turn:turn.example.org?transport=sctp",
  "turn:turn.example.org?transport=udp&x=1",
  "turn:turn.example.org?",
  "turn:2001:db8::1",
  "turn:[turn.example.org]",
  "turn:[192.0.2.1]",
  "turn:999.1.1.1",
  "turn: turn.example.org",
  "STUN:stun.example.org",
];

for (
  const [kind, good, other] of [["stun", STUN, TURN], [
    "turn",
    TURN,
    STUN,
  ]] as const
) {
  const urls = iceUrls(kind);
  for (const url of good) {
    Deno.test(`iceUrls() takes ${url} for ${kind}`, () => {
      deepEqual(urls.parse(url), [url]);
    });
  }
  for (const url of [...other, ...NEITHER]) {
    Deno.test(`iceUrls() takes ${JSON.stringify(url)} for no ${kind}`, () => {
      equal(urls.parse(url), undefined);
    });
  }
}

Deno.test("iceUrls() takes a list, and nothing of it if one is wrong", () => {
  const [one = "", two = ""] = TURN;
  deepEqual(iceUrls("turn").parse(`${one}, ${two},${one}`), [one, two]);
  equal(iceUrls("turn").parse(`${one},x`), undefined);
  equal(iceUrls("turn").parse(`${one},`), undefined);
});
