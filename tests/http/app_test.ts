import { deepEqual, equal, match, ok } from "node:assert/strict";
import { securityHeaders } from "../../lib/http/headers.ts";
import {
  appFor,
  sendRaw,
  serve,
  type TempFolder,
  tempFolder,
} from "./support.ts";

const BASE = "http://localhost:2013";
const CLIENT_PATHS = [
  ["/socket.io/socket.io.js", "the script", "text/javascript"],
  ["/parley/client.js", "the script", "text/javascript"],
  ["/parley/client.mjs", "the module", "text/javascript"],
  ["/parley/client.d.ts", "the script's types", "application/typescript"],
  ["/parley/client.d.mts", "the module's types", "application/typescript"],
  ["/parley/core.js", "the small script", "text/javascript"],
  ["/parley/core.mjs", "the small module", "text/javascript"],
  ["/parley/core.d.mts", "the small module's types", "application/typescript"],
  ["/parley/parley.mjs", "the SDK", "text/javascript"],
  ["/parley/parley.d.mts", "the SDK's types", "application/typescript"],
  ["/parley/insight.mjs", "the insight", "text/javascript"],
  ["/parley/devices.mjs", "the devices", "text/javascript"],
  ["/parley/devices.d.mts", "the devices' types", "application/typescript"],
] as const;

function siteWithBuild(): Promise<TempFolder> {
  return tempFolder({
    "root/index.html": "home",
    "root/docs/index.html": "docs",
    "build/client.js": "the script",
    "build/client.mjs": "the module",
    "build/client.d.ts": "the script's types",
    "build/client.d.mts": "the module's types",
    "build/core.js": "the small script",
    "build/core.mjs": "the small module",
    "build/core.d.mts": "the small module's types",
    "build/parley.mjs": "the SDK",
    "build/parley.d.mts": "the SDK's types",
    "build/insight.mjs": "the insight",
    "build/devices.mjs": "the devices",
    "build/devices.d.mts": "the devices' types",
    "build/worker.js": "the worker",
    "root/manifest.webmanifest": "{}",
  });
}

function appOf(folder: TempFolder, options: Parameters<typeof appFor>[1] = {}) {
  const build = `${folder.path}/build`;
  return appFor(`${folder.path}/root`, { build, ...options });
}

// -- Routes --

Deno.test("createApp() serves the page's service worker at the top, and none for a user's folder", async () => {
  await using folder = await siteWithBuild();
  const request = () => new Request(`${BASE}/worker.js`);
  const response = await appOf(folder)(request());
  equal(await response.text(), "the worker");
  match(response.headers.get("content-type") ?? "", /^text\/javascript/);
  const other = await appOf(folder, { page: "user" })(request());
  equal(other.status, 404);
  await other.body?.cancel();
});

Deno.test("createApp() says what a manifest is", async () => {
  await using folder = await siteWithBuild();
  const request = new Request(`${BASE}/manifest.webmanifest`);
  const response = await appOf(folder)(request);
  match(
    response.headers.get("content-type") ?? "",
    /^application\/manifest\+json/,
  );
  await response.body?.cancel();
});

for (const [path, body, type] of CLIENT_PATHS) {
  Deno.test(`createApp() serves ${path} for pages of any server`, async () => {
    await using folder = await siteWithBuild();
    const response = await appOf(folder)(new Request(BASE + path));
    equal(await response.text(), body);
    deepEqual(
      ["content-type", "access-control-allow-origin", "cache-control"]
        .map((name) => response.headers.get(name)),
      [`${type}; charset=utf-8`, "*", "no-cache"],
    );
  });

  Deno.test(`createApp() lets ${path} be revalidated, and asked for by HEAD`, async () => {
    await using folder = await siteWithBuild();
    const app = appOf(folder);
    const url = BASE + path;
    const head = await app(new Request(url, { method: "HEAD" }));
    deepEqual([head.status, await head.text()], [200, ""]);
    const headers = { "if-none-match": head.headers.get("etag") ?? "" };
    const unchanged = await app(new Request(url, { headers }));
    deepEqual(
      [unchanged.status, unchanged.headers.has("content-type")],
      [304, false],
    );
  });
}

Deno.test("createApp() has no client before it is built", async () => {
  await using folder = await siteWithBuild();
  await Deno.remove(`${folder.path}/build/client.js`);
  const request = new Request(`${BASE}/parley/client.js`);
  equal((await appOf(folder)(request)).status, 404);
});

Deno.test("createApp() answers /healthz", async () => {
  await using folder = await siteWithBuild();
  const app = appOf(folder);
  const get = await app(new Request(`${BASE}/healthz`));
  deepEqual([get.status, await get.text()], [200, "ok"]);
  match(get.headers.get("content-type") ?? "", /^text\/plain/);
  const head = await app(new Request(`${BASE}/healthz`, { method: "HEAD" }));
  deepEqual([head.status, await head.text()], [200, ""]);
});

Deno.test("createApp() serves no other file of the build", async () => {
  await using folder = await siteWithBuild();
  await folder.write("build/secret.js", "secret");
  const app = appOf(folder);
  for (const path of ["/parley/secret.js", "/socket.io/", "/parley/"]) {
    const response = await app(new Request(BASE + path));
    equal(response.status, 404, path);
    await response.body?.cancel();
  }
});

Deno.test("createApp() serves the page to an invite link", async () => {
  await using folder = await siteWithBuild();
  const response = await appOf(folder)(new Request(`${BASE}/?room=blue`));
  equal(await response.text(), "home");
});

// -- Methods --

Deno.test("createApp() refuses every method but GET and HEAD", async (t) => {
  await using folder = await siteWithBuild();
  await using server = serve(appOf(folder));
  const targets = ["/", "/healthz", "/parley/client.js", "/nowhere", "/%"];
  for (
    const method of [
      "POST",
      "PUT",
      "DELETE",
      "PATCH",
      "OPTIONS",
      "TRACE",
      "PROPFIND",
      "get",
    ]
  ) {
    for (const target of targets) {
      await t.step(`${method} ${target}`, async () => {
        const { status, head } = await sendRaw(server.addr.port, target, {
          method,
        });
        equal(status, 405);
        ok(/^allow: GET, HEAD\r$/im.test(head), head);
      });
    }
  }
  await t.step("CONNECT example.org:80", async () => {
    const target = "example.org:80";
    const response = await sendRaw(server.addr.port, target, {
      method: "CONNECT",
    });
    equal(response.status, 405);
  });
});

// -- Hosts --

Deno.test("createApp() refuses a host that is none", async (t) => {
  await using folder = await siteWithBuild();
  await using server = serve(appOf(folder));
  for (const host of ["x y", "a%", "[::1", "a:b", "a:99999", "<a>"]) {
    await t.step(host, async () => {
      const response = await sendRaw(server.addr.port, "/", { host });
      equal(response.status, 400);
    });
  }
});

Deno.test("createApp() lets no host write into the policy", async () => {
  await using folder = await siteWithBuild();
  await using server = serve(appOf(folder));
  const host = "a;script-src'unsafe-inline'";
  const { head } = await sendRaw(server.addr.port, "/", { host });
  ok(head.includes("connect-src 'self';"), head);
  ok(!head.includes("unsafe-inline"), head);
});

// -- Headers --

const EVERY_STATUS: [request: Request, status: number][] = [
  [new Request(`${BASE}/`), 200],
  [new Request(`${BASE}/`, { method: "HEAD" }), 200],
  [new Request(`${BASE}/healthz`), 200],
  [new Request(`${BASE}/parley/client.mjs`), 200],
  [new Request(`${BASE}/`, { headers: { range: "bytes=0-1" } }), 206],
  [new Request(`${BASE}/docs`), 301],
  [new Request(`${BASE}/`, { headers: { "if-none-match": "*" } }), 304],
  [new Request(`${BASE}/%`), 400],
  [new Request(`${BASE}/nowhere`), 404],
  [new Request(`${BASE}/`, { method: "POST" }), 405],
  [new Request(`${BASE}/`, { headers: { range: "bytes=99-" } }), 416],
];

for (const page of ["own", "user"] as const) {
  for (const [request, status] of EVERY_STATUS) {
    const { method, url } = request;
    const path = url.replace(BASE, "");
    Deno.test(`createApp() sets the headers of a page of its ${page} on ${status} ${method} ${path}`, async () => {
      await using folder = await siteWithBuild();
      const app = appOf(folder, { page, tls: true });
      const response = await app(request.clone());
      await response.body?.cancel();
      equal(response.status, status);
      const own = new Set(Object.keys(
        securityHeaders({ page: "own", tls: true, host: "a" }),
      ));
      deepEqual(
        Object.fromEntries(
          [...response.headers].filter(([name]) => own.has(name)),
        ),
        securityHeaders({ page, tls: true, host: "localhost:2013" }),
      );
    });
  }
}

Deno.test("createApp() names its own host to the page, over HTTP/2 as well", async () => {
  await using folder = await siteWithBuild();
  const app = appOf(folder, { tls: true });
  const request = new Request("https://parley.example:2013/");
  const response = await app(request);
  await response.body?.cancel();
  const policy = response.headers.get("content-security-policy") ?? "";
  ok(policy.includes("wss://parley.example:2013;"), policy);
  ok(response.headers.has("strict-transport-security"));
});

// -- Faults --

Deno.test("createApp() reports its own fault, and hides it from the browser", async () => {
  await using folder = await siteWithBuild();
  const faults: Error[] = [];
  const app = appOf(folder, { onFault: (error) => faults.push(error) });
  const request = new Request(`${BASE}/`);
  const fault = Object.assign(new Error("Too many open files"), {
    code: "EMFILE",
  });
  const realPath = Deno.realPath;
  Deno.realPath = () => Promise.reject(fault);
  try {
    const response = await app(request);
    equal(response.status, 500);
    equal(
      await response.text(),
      "Cannot answer: something went wrong on the server\n",
    );
    ok(response.headers.has("content-security-policy"));
  } finally {
    Deno.realPath = realPath;
  }
  deepEqual(faults, [fault]);
});
