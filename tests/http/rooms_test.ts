/** What is asked of rooms and tokens without a WebSocket. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { AppOptions } from "../../lib/http/app.ts";
import { type App, appFor, serve, tempFolder } from "./support.ts";

const BASE = "http://parley.test:2013";
const PREFLIGHT = "/rooms/preflight";
const REVOKE = "/tokens/revoke";
const ADMIN = "the-secret-of-whoever-runs-the-server";
const JSON_TYPE = { "content-type": "application/json" };

/** Asks an app of which nothing else is used. */
async function ask(
  options: Partial<AppOptions>,
  path: string,
  init: RequestInit,
): Promise<Response> {
  await using folder = await tempFolder();
  const app: App = appFor(folder.path, options);
  return await app(new Request(BASE + path, init));
}

/** Rooms that say what they were asked. */
const preflight = (request: unknown, address: string) =>
  Promise.resolve({ request, address });

const asked: RequestInit = { method: "POST", headers: JSON_TYPE, body: "{}" };

// -- Preflight --

Deno.test("POST /rooms/preflight hands on the JSON and the address, and keeps nothing [PF1]", async () => {
  const response = await ask({ preflight }, PREFLIGHT, {
    ...asked,
    body: '{"room":"blue ü"}',
  });
  equal(response.status, 200);
  match(response.headers.get("content-type") ?? "", /^application\/json/);
  equal(response.headers.get("cache-control"), "no-store");
  ok(response.headers.has("content-security-policy"));
  deepEqual(await response.json(), {
    request: { room: "blue ü" },
    address: "127.0.0.1",
  });
});

Deno.test("POST /rooms/preflight knows the address of a connection, and no other", async () => {
  await using folder = await tempFolder();
  await using server = serve(appFor(folder.path, { preflight }));
  const url = `http://127.0.0.1:${server.addr.port}${PREFLIGHT}`;
  const headers = { ...JSON_TYPE, "x-forwarded-for": "192.0.2.1" };
  const response = await fetch(url, { ...asked, headers });
  equal((await response.json()).address, "127.0.0.1");
});

const MATRIX: [what: string, init: RequestInit, status: number][] = [
  ["any JSON", { ...asked, body: "null" }, 200],
  ["a charset", {
    ...asked,
    headers: { "content-type": 'application/json; charset="UTF-8"' },
  }, 200],
  ["as much as there may be", { ...asked, body: jsonOf(65_536) }, 200],
  ["too much", { ...asked, body: jsonOf(65_537) }, 413],
  ["GET", {}, 405],
  ["HEAD", { method: "HEAD" }, 405],
  ["PUT", { ...asked, method: "PUT" }, 405],
  ["DELETE", { method: "DELETE" }, 405],
  ["OPTIONS of no page", { method: "OPTIONS" }, 405],
  ["no type", { method: "POST", body: new Uint8Array([123, 125]) }, 415],
  ["a form's type", {
    ...asked,
    headers: { "content-type": "text/plain" },
  }, 415],
  ["a type that only begins well", {
    ...asked,
    headers: { "content-type": "application/jsonp" },
  }, 415],
  ["another charset", {
    ...asked,
    headers: { "content-type": "application/json; charset=utf-16" },
  }, 415],
  ["a packed body", {
    ...asked,
    headers: { ...JSON_TYPE, "content-encoding": "gzip" },
  }, 415],
  ["nothing", { ...asked, body: "" }, 400],
  ["no body", { method: "POST", headers: JSON_TYPE }, 400],
  ["half of it", { ...asked, body: '{"room":' }, 400],
  ["two of it", { ...asked, body: "{}{}" }, 400],
  ["no UTF-8", { ...asked, body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
];
for (const [what, init, status] of MATRIX) {
  Deno.test(`POST /rooms/preflight answers ${status} to ${what} [PF2]`, async () => {
    const response = await ask({ preflight }, PREFLIGHT, init);
    const body = await response.text();
    equal(response.status, status, body);
    if (status === 405) {
      equal(response.headers.get("allow"), "POST, OPTIONS");
    }
    if (status !== 200 && init.method !== "HEAD") {
      match(body, /^Cannot [^\n]+\n$/);
    }
  });
}

Deno.test("POST /rooms/preflight reads no more than it takes to see that it is too much", async () => {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += 16_384;
      controller.enqueue(new Uint8Array(16_384).fill(32));
      if (sent > 1_048_576) controller.close();
    },
  });
  const response = await ask({ preflight }, PREFLIGHT, { ...asked, body });
  equal(response.status, 413);
  ok(sent <= 8 * 16_384, `${sent}`);
  await response.body?.cancel();
});

Deno.test("POST /rooms/preflight hides a fault, and repeats nothing of what was sent", async () => {
  const faults: Error[] = [];
  const options: Partial<AppOptions> = {
    preflight: () => Promise.reject(new Error("broken")),
    onFault: (error) => faults.push(error),
  };
  const response = await ask(options, PREFLIGHT, asked);
  equal(response.status, 500);
  equal((await response.text()).includes("broken"), false);
  equal(faults.length, 1);
  const wrong = await ask(options, PREFLIGHT, { ...asked, body: "hunter2" });
  equal((await wrong.text()).includes("hunter2"), false);
});

Deno.test("There is no preflight where there are no rooms", async () => {
  const response = await ask({}, PREFLIGHT, asked);
  equal(response.status, 405);
  await response.body?.cancel();
});

// -- Pages of other servers --

const PAGES: [origins: AppOptions["origins"], origin: string, may: boolean][] =
  [
    ["same", BASE, true],
    ["same", "https://parley.test:2013", true],
    ["same", "http://parley.test", false],
    ["same", "http://parley.test:20130", false],
    ["same", "https://example.org", false],
    ["same", "null", false],
    ["same", "http://parley.test:2013.example.org", false],
    ["any", "https://example.org", true],
    ["any", "null", true],
    [["https://example.org"], "https://example.org", true],
    [["https://example.org"], "https://example.org.evil.test", false],
    [["https://example.org"], "http://example.org", false],
    [["https://example.org"], BASE, false],
    [[], BASE, false],
  ];
for (const [origins = "same", origin, may] of PAGES) {
  const rule = typeof origins === "string" ? origins : `[${origins}]`;
  Deno.test(`A page of ${origin} ${may ? "may" : "may not"} use the preflight of "${rule}" [PF3]`, async () => {
    const options = { preflight, origins };
    const headers = { ...JSON_TYPE, origin };
    const response = await ask(options, PREFLIGHT, { ...asked, headers });
    await response.body?.cancel();
    equal(response.status, may ? 200 : 403);
    equal(
      response.headers.get("access-control-allow-origin"),
      may ? origin : null,
    );
    equal(response.headers.get("vary"), "origin");
    equal(response.headers.has("access-control-allow-credentials"), false);

    const question = { method: "OPTIONS", headers: { origin } };
    const preflighted = await ask(options, PREFLIGHT, question);
    equal(preflighted.status, may ? 204 : 403);
    deepEqual(
      ["origin", "methods", "headers"].map((name) =>
        preflighted.headers.get(`access-control-allow-${name}`)
      ),
      may ? [origin, "POST", "content-type"] : [null, null, null],
    );
    await preflighted.body?.cancel();
  });
}

Deno.test("A page that may use the preflight is also told what is wrong", async () => {
  const headers = { "content-type": "text/plain", origin: BASE };
  const response = await ask({ preflight }, PREFLIGHT, { ...asked, headers });
  equal(response.status, 415);
  equal(response.headers.get("access-control-allow-origin"), BASE);
  await response.body?.cancel();
});

// -- Revocation --

const revocation = {
  secret: ADMIN,
  revoke: (request: unknown) => Promise.resolve({ ok: request === "good" }),
};

function shown(authorization: string): RequestInit {
  const headers = { ...JSON_TYPE, authorization };
  return { method: "POST", headers, body: '"good"' };
}

Deno.test("POST /tokens/revoke does it for who shows the secret", async () => {
  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    const response = await ask(
      { revocation },
      REVOKE,
      shown(`${scheme} ${ADMIN}`),
    );
    equal(response.status, 200);
    deepEqual(await response.json(), { ok: true });
  }
  const init = { ...shown(`Bearer ${ADMIN}`), body: '"bad"' };
  const response = await ask({ revocation }, REVOKE, init);
  equal(response.status, 400);
  deepEqual(await response.json(), { ok: false });
});

const STRANGERS = [
  "",
  "Bearer",
  "Bearer ",
  ADMIN,
  `Basic ${ADMIN}`,
  `Bearer ${ADMIN.slice(1)}`,
  `Bearer ${ADMIN.slice(0, -1)}`,
  `Bearer ${ADMIN}x`,
  `Bearer ${ADMIN.toUpperCase()}`,
  `Bearer ${ADMIN} ${ADMIN}`,
  `Bearer ${ADMIN}, Bearer ${ADMIN}`,
  "Bearer undefined",
];
for (const authorization of STRANGERS) {
  Deno.test(`POST /tokens/revoke does nothing for "${authorization}"`, async () => {
    const revoked: unknown[] = [];
    const revoke = (request: unknown) => {
      revoked.push(request);
      return Promise.resolve({ ok: true });
    };
    const options = { revocation: { ...revocation, revoke } };
    const response = await ask(options, REVOKE, shown(authorization));
    equal(response.status, 401);
    equal(response.headers.get("www-authenticate"), "Bearer");
    equal((await response.text()).includes(ADMIN), false);
    deepEqual(revoked, []);
  });
}

Deno.test("POST /tokens/revoke does not exist where there is no secret", async () => {
  const response = await ask({}, REVOKE, shown(`Bearer ${ADMIN}`));
  equal(response.status, 404);
  await response.body?.cancel();
});

Deno.test("POST /tokens/revoke takes JSON, and is not for pages", async () => {
  const authorization = `Bearer ${ADMIN}`;
  const typeless = { ...shown(authorization), headers: { authorization } };
  const response = await ask({ revocation }, REVOKE, typeless);
  equal(response.status, 415);
  await response.body?.cancel();
  const question = { method: "OPTIONS", headers: { origin: BASE } };
  const preflighted = await ask({ revocation }, REVOKE, question);
  equal(preflighted.status, 405);
  equal(preflighted.headers.has("access-control-allow-origin"), false);
  await preflighted.body?.cancel();
});

/** JSON of so many bytes. */
function jsonOf(bytes: number): string {
  return `"${"x".repeat(bytes - 2)}"`;
}
