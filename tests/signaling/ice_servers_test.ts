import { deepEqual, equal } from "node:assert/strict";
import { Ice, turnCredential } from "../../lib/signaling/mod.ts";
import { NOW, NOW_MS } from "../support/tokens.ts";

const STUN = { urls: ["stun:stun.example.org"] };
const URLS = ["turn:turn.example.org", "turns:turn.example.org?transport=tcp"];

Deno.test("Ice gives the same servers to all, for as long as they like, if none relays", () => {
  const ice = new Ice({ servers: [STUN], now: () => NOW_MS });
  deepEqual(ice.serversFor("ada"), { iceServers: [STUN], ttlMs: null });
  const none = new Ice({ now: () => NOW_MS });
  deepEqual(none.serversFor("ada"), { iceServers: [], ttlMs: null });
});

Deno.test("Ice gives each peer a credential of its own, which ends", () => {
  const turn = { urls: URLS, secret: "north", ttlMs: 60_000 };
  const ice = new Ice({ servers: [STUN], turn, now: () => NOW_MS });
  for (const id of ["ada", "bob"]) {
    const credential = turnCredential("north", id, NOW_MS + 60_000);
    equal(credential.username, `${NOW + 60}:${id}`);
    deepEqual(ice.serversFor(id), {
      iceServers: [STUN, { urls: URLS, ...credential }],
      ttlMs: 60_000,
    });
  }
});

Deno.test("Ice gives a new credential each time that it is asked", () => {
  const time = { now: NOW_MS };
  const turn = { urls: URLS, secret: "north", ttlMs: 60_000 };
  const ice = new Ice({ turn, now: () => time.now });
  time.now += 30_000;
  const [relay] = ice.serversFor("ada").iceServers;
  equal(relay?.username, `${NOW + 90}:ada`);
});

// Computed with OpenSSL: printf '%s' USERNAME | openssl dgst -sha1 -hmac SECRET -binary | base64
const VECTORS: [
  secret: string,
  id: string,
  endsAtMs: number,
  string,
  string,
][] = [
  [
    "north",
    "alice",
    1_700_000_000_000,
    "1700000000:alice",
    "Cd/49soE35ICqcJF/bCTn8Z4OyE=",
  ],
  [
    "north",
    "alice",
    1_699_999_999_001,
    "1700000000:alice",
    "Cd/49soE35ICqcJF/bCTn8Z4OyE=",
  ],
  [
    "sécret ü",
    "o-_9",
    1_800_000_000_000,
    "1800000000:o-_9",
    "3UgxGrBIYC4E1qvLH/ZVauO4Ao0=",
  ],
];
for (const [secret, id, endsAtMs, username, credential] of VECTORS) {
  Deno.test(`turnCredential() makes what openssl makes of ${id} until ${endsAtMs}`, () => {
    deepEqual(turnCredential(secret, id, endsAtMs), { username, credential });
  });
}
