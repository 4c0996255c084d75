import { deepEqual, equal, match } from "node:assert/strict";
import type { Origins } from "../../lib/engine/mod.ts";
import { call } from "../support/peer.ts";
import { knock, type Opening, opening, sendRaw } from "../support/raw.ts";
import { serve } from "../support/serve.ts";

/** Openings that nothing is wrong with. */
const GOOD: Record<string, Opening> = {
  "the usual headers": {},
  "no Host": { headers: { Host: undefined } },
  "other cases": {
    headers: { Upgrade: "WebSocket", Connection: "keep-alive, UPGRADE" },
  },
  "a list of upgrades": { headers: { Upgrade: "h2c, websocket" } },
  "a query": { line: "GET /ws?name=ada HTTP/1.1" },
  "protocols that nobody speaks": {
    headers: { "Sec-WebSocket-Protocol": "a,b" },
  },
};

/** Openings that are refused, and how. */
const BAD: Record<string, [status: number, Opening]> = {
  "the method POST": [405, { line: "POST /ws HTTP/1.1" }],
  "the method HEAD": [405, { line: "HEAD /ws HTTP/1.1" }],
  "no Upgrade": [426, { headers: { Upgrade: undefined } }],
  "an Upgrade to something else": [426, { headers: { Upgrade: "h2c" } }],
  "no Connection": [426, { headers: { Connection: undefined } }],
  "a Connection that does not upgrade": [
    426,
    { headers: { Connection: "keep-alive" } },
  ],
  "no version": [426, { headers: { "Sec-WebSocket-Version": undefined } }],
  "version 8": [426, { headers: { "Sec-WebSocket-Version": "8" } }],
  "two versions": [426, { headers: { "Sec-WebSocket-Version": "13, 8" } }],
  "no key": [400, { headers: { "Sec-WebSocket-Key": undefined } }],
  "a short key": [400, { headers: { "Sec-WebSocket-Key": "x" } }],
  "a key of 15 bytes": [
    400,
    { headers: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25j" } },
  ],
  "a key of 60 kB": [
    400,
    { headers: { "Sec-WebSocket-Key": "x".repeat(60_000) } },
  ],
  "two keys": [
    400,
    {
      headers: {
        "Sec-WebSocket-Key": [
          "dGhlIHNhbXBsZSBub25jZQ==",
          "dGhlIHNhbXBsZSBub25jZQ==",
        ],
      },
    },
  ],
  "a Host that is no host": [400, { headers: { Host: "x y" } }],
  "two Hosts": [400, { headers: { Host: ["127.0.0.1", "127.0.0.1"] } }],
  "a first line that is none": [400, { line: "\x00\x01\x02" }],
  "too many headers": [
    400,
    { headers: { "X-Many": Array<string>(200).fill("x") } },
  ],
};

Deno.test("upgrade() opens a WebSocket at the path, and the path alone [OP1] [OP2]", async () => {
  await using server = serve({ path: "/signal" });
  const at = (path: string) =>
    knock(server.port, { line: `GET ${path} HTTP/1.1` });
  equal(await at("/signal"), 101);
  equal(await at("/signal?x=1"), 101);
  for (const path of ["/", "/ws", "/signal/", "/SIGNAL", "//signal"]) {
    equal(await at(path), 404, path);
  }
});

Deno.test("upgrade() takes what nothing is wrong with [OP2]", async () => {
  await using server = serve();
  for (const [what, request] of Object.entries(GOOD)) {
    equal(await knock(server.port, request), 101, what);
  }
});

Deno.test("upgrade() refuses bad handshakes, and goes on accepting [OP2]", async (t) => {
  await using server = serve();
  for (const [what, [status, request]] of Object.entries(BAD)) {
    await t.step(what, async () => {
      equal(await knock(server.port, request), status);
      equal(await knock(server.port), 101, "still accepting");
    });
  }
});

Deno.test("upgrade() says in a sentence what it refuses, and how to ask instead [OP2]", async () => {
  await using server = serve();
  for (
    const [init, status, header, value] of [
      [{ method: "POST" }, 405, "allow", "GET"],
      [{}, 426, "upgrade", "websocket"],
    ] as const
  ) {
    const url = `http://127.0.0.1:${server.port}/ws`;
    const response = await fetch(url, init);
    equal(response.status, status);
    equal(response.headers.get(header), value);
    match(await response.text(), /^[A-Z].*\.\n$/);
  }
  const headers = { "Sec-WebSocket-Version": "8" };
  using answer = await sendRaw(server.port, opening({ headers }));
  match(answer.head, /^sec-websocket-version: 13\r$/im);
});

/** What may connect, for each of the three settings; `HOST` is what the client says in `Host`. */
const ORIGINS: [origin: string | string[] | undefined, allowed: string][] = [
  [undefined, "same any list"],
  ["http://HOST", "same any"],
  ["https://HOST", "same any"], // A proxy may have ended the TLS.
  ["http://HOST.evil.example", "any"],
  ["http://HOST@evil.example", "any"],
  ["http://127.0.0.1:1", "any"],
  ["http://127.0.0.1", "any"],
  ["null", "any"],
  ["", "any"],
  ["https://good.example", "any list"],
  ["http://good.example", "any"],
  ["https://good.example:8443", "any"],
  ["https://good.example.evil.example", "any"],
  ["https://evil-good.example", "any"],
  ["https://good.example.", "any"],
  ["https://good.example/", "any"],
  ["HTTPS://GOOD.EXAMPLE", "any"],
  ["https://xn--good-6na.example", "any"],
  [["https://good.example", "https://good.example"], "any"],
  [["https://good.example", "https://evil.example"], "any"],
];

const SETTINGS: Record<string, Origins> = {
  same: "same",
  any: "any",
  list: ["https://other.example", "https://good.example"],
};

for (const [setting, origins] of Object.entries(SETTINGS)) {
  Deno.test(`upgrade() lets in the pages that it was told to, when origins is ${setting} [OP3]`, async () => {
    await using server = serve({ origins });
    const Host = `127.0.0.1:${server.port}`;
    for (const [origin, allowed] of ORIGINS) {
      const Origin = [origin ?? []].flat().map((one) =>
        one.replace("HOST", Host)
      );
      const status = await knock(server.port, { headers: { Host, Origin } });
      const isAllowed = allowed.split(" ").includes(setting);
      equal(status, isAllowed ? 101 : 403, `Origin: ${Origin}`);
    }
  });
}

Deno.test("upgrade() lets only its own pages in unless it is told otherwise [OP3]", async () => {
  await using server = serve();
  const Origin = "https://evil.example";
  equal(await knock(server.port, { headers: { Origin } }), 403);
});

Deno.test("upgrade() takes no page for its own where neither says a host [OP3]", async () => {
  await using server = serve();
  const headers = { Host: undefined, Origin: "null" };
  equal(await knock(server.port, { headers }), 403);
});

Deno.test("upgrade() hands on what the request said", async () => {
  await using server = serve();
  await using peer = await call(`${server.url}?name=ada&name=bob&__proto__=x`);
  const id = await peer.connect("/", { token: 1 });
  const handshake = server.io.sockets.sockets.get(id)?.handshake;
  equal(handshake?.url, "/ws?name=ada&name=bob&__proto__=x");
  deepEqual({ ...handshake?.query, own: 1 }, {
    name: "bob",
    ["__proto__"]: "x",
    own: 1,
  });
  equal(Object.getPrototypeOf(handshake?.query), null);
  equal(handshake?.address, "127.0.0.1");
  equal(handshake?.headers.host, `127.0.0.1:${server.port}`);
  equal(handshake?.secure, false);
  deepEqual(handshake?.auth, { token: 1 });
});
