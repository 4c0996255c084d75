/** Who may open a WebSocket, and what the application is told of those who may not. */

import { deepEqual, equal, match } from "node:assert/strict";
import {
  type AllowRequest,
  type ConnectionError,
  Server,
  type ServerOptions,
} from "../../lib/engine/mod.ts";
import { Refusal } from "../../lib/wire/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { patiently } from "../support/patience.ts";
import { call, meet } from "../support/peer.ts";
import { knock, opening, sendRaw } from "../support/raw.ts";
import { serve } from "../support/serve.ts";

/** Functions that allow what has `ok` in its query, in all the ways in which one may. */
const RULES: Record<string, AllowRequest> = {
  "returns": ({ query }) => "ok" in query,
  "resolves": ({ query }) => Promise.resolve("ok" in query),
  "calls back": ({ query }, answer) =>
    answer("ok" in query ? null : "not you", "ok" in query),
  "calls back with errors": ({ query }, answer) =>
    answer("ok" in query ? undefined : new Error("not you"), true),
  "calls back later": async ({ query }, answer) => {
    await Promise.resolve();
    answer(undefined, "ok" in query);
  },
};

const line = (query: string) => `GET /ws?${query} HTTP/1.1`;

for (const [how, allowRequest] of Object.entries(RULES)) {
  Deno.test(`allowRequest that ${how} lets in whom it wants [OP5]`, async () => {
    await using server = serve({ allowRequest });
    for (let again = 0; again < 2; again++) {
      equal(await knock(server.port, { line: line("ok") }), 101);
      equal(await knock(server.port, { line: line("no") }), 403);
    }
    await using peer = await call(`${server.url}?ok`);
    await peer.connect();
    await peer.settled();
  });
}

Deno.test("allowRequest sees the opening request, and only one that nothing else is wrong with [OP5]", async () => {
  const seen: unknown[] = [];
  await using server = serve({
    allowRequest({ headers, url, address }) {
      seen.push([headers.cookie, url, address]);
      return true;
    },
  });
  const headers = { Cookie: "user=ada" };
  equal(await knock(server.port, { line: line("x"), headers }), 101);
  for (
    const bad of [{ Upgrade: undefined }, { Origin: "https://evil.example" }]
  ) await knock(server.port, { headers: bad });
  deepEqual(seen, [["user=ada", "/ws?x", "127.0.0.1"]]);
});

Deno.test("allowRequest takes only true for a yes [OP5]", async () => {
  const answers: unknown[] = [undefined, 1, "yes", {}];
  await using server = serve({ allowRequest: () => answers.shift() });
  while (answers.length > 0) equal(await knock(server.port), 403);
});

Deno.test("allowRequest that fails refuses, and the server goes on accepting [OP5]", async () => {
  const faults: unknown[] = [];
  const mistake = new Error("a mistake, with details for nobody else");
  const ways = [
    () => {
      throw mistake;
    },
    () => Promise.reject(mistake),
    () => Promise.reject(new Refusal("banned", "Cannot connect: go away")),
    () => true,
  ];
  await using server = serve({
    allowRequest: () => ways.shift()?.(),
    onFault: ({ error, event }) => void faults.push([error, event]),
  });
  equal(await knock(server.port), 503);
  equal(await knock(server.port), 503);
  equal(await knock(server.port), 403);
  equal(await knock(server.port), 101);
  deepEqual(faults, [[mistake, "allowRequest"], [mistake, "allowRequest"]]);
});

/** A server that waits for a test to decide on the one request that comes. */
function undecided(options: ServerOptions = {}) {
  const asked = Promise.withResolvers<void>();
  const decision = Promise.withResolvers<boolean>();
  const server = serve({
    allowRequest() {
      asked.resolve();
      return decision.promise;
    },
    ...options,
  });
  return {
    server,
    asked: patiently(asked.promise, "the request"),
    decide: decision.resolve,
  };
}

Deno.test("allowRequest that never decides is not waited for for ever [OP5]", async () => {
  const clock = new FakeClock();
  const { server, asked } = undecided({ clock, limits: { ackMs: 2_000 } });
  await using _ = server;
  const status = knock(server.port);
  await asked;
  clock.advance(2_000);
  equal(await status, 503);
});

Deno.test("allowRequest lets nobody into a server that has begun to close meanwhile [OP4]", async () => {
  const { server, asked, decide } = undecided();
  const status = knock(server.port);
  await asked;
  const closed = server.io.close();
  decide(true);
  equal(await status, 503);
  await closed;
});

Deno.test("allowRequest of a client that has gone meanwhile costs nothing", async () => {
  const { server, asked, decide } = undecided();
  await using _ = server;
  const { port } = server;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(opening()));
  await asked;
  connection.close();
  decide(true);
  equal(await knock(port), 101, "it still accepts");
});

Deno.test("Server.engine tells of each opening request that is refused [OP2] [OP3]", async () => {
  const told: ConnectionError[] = [];
  await using server = serve({
    allowRequest: ({ query }) => {
      if ("fail" in query) throw new Error("a mistake");
      return "ok" in query;
    },
    onFault() {},
  });
  server.io.engine.on("connection_error", () => {
    throw new Error("a listener that fails keeps nobody from an answer");
  });
  server.io.engine.on("connection_error", (error) => void told.push(error));
  const evil = "https://evil.example";
  for (
    const request of [
      { line: "POST /ws HTTP/1.1" },
      { headers: { Upgrade: undefined } },
      { headers: { "Sec-WebSocket-Key": "x" } },
      { headers: { Origin: evil } },
      { line: line("x=1") },
      { line: line("fail") },
      { line: line("ok") },
    ]
  ) await knock(server.port, request);
  deepEqual(told.map(({ code }) => code), [405, 426, 400, 403, 403, 503]);
  for (const { message } of told) match(message, /^[A-Z].*\.$/);
  deepEqual(told[3]?.context, { origin: evil });
  deepEqual({ ...told[4]?.req.query }, { x: "1" });
  deepEqual(String(told[5]?.context.error), "Error: a mistake");
});

Deno.test("Server.engine tells that the server stops, when no session is left", async () => {
  const faults: string[] = [];
  const io = new Server({
    clock: new FakeClock(),
    onFault: ({ event }) => void faults.push(event),
  });
  const told: string[] = [];
  io.on("connection", (socket) => {
    socket.on("disconnect", (reason) => void told.push(reason));
  });
  io.engine.on("close", () => {
    throw new Error("a listener that fails keeps no server from its end");
  });
  io.engine.on("close", () => void told.push("close"));
  const peer = meet(io);
  await peer.connect();
  await io.close(0);
  deepEqual(told, ["server shutting down", "close"]);
  deepEqual(faults, ["close"]);
});

Deno.test("Server.engine tells of a request that came while the server was closing [OP4]", async () => {
  const io = new Server({ clock: new FakeClock() });
  const { port } = io.listen({ port: 0, hostname: "127.0.0.1" });
  const codes: number[] = [];
  io.engine.on("connection_error", ({ code }) => void codes.push(code));
  const peer = await sendRaw(port, opening());
  const closed = io.close();
  equal(await knock(port), 503);
  deepEqual(codes, [503]);
  peer[Symbol.dispose]();
  await patiently(closed, "close()");
});
