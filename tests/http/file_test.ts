import { deepEqual, equal, notEqual, rejects } from "node:assert/strict";
import { fileResponse } from "../../lib/http/file.ts";
import { appFor, serve, tempFolder } from "./support.ts";

const BASE = "http://localhost/";

/** Status, body and the named headers, as one value to compare. */
async function summary(response: Response, ...names: string[]) {
  const headers = names.map((name) => response.headers.get(name));
  return [response.status, await response.text(), ...headers];
}

// -- Content types --

const TYPES: [name: string, type: string][] = [
  ["index.html", "text/html; charset=utf-8"],
  ["a.htm", "text/html; charset=utf-8"],
  ["a.css", "text/css; charset=utf-8"],
  ["a.js", "text/javascript; charset=utf-8"],
  ["a.mjs", "text/javascript; charset=utf-8"],
  ["a.MJS", "text/javascript; charset=utf-8"],
  ["a.js.map", "application/json"],
  ["a.json", "application/json"],
  ["a.wasm", "application/wasm"],
  ["a.webmanifest", "application/manifest+json"],
  ["a.svg", "image/svg+xml; charset=utf-8"],
  ["a.ico", "image/x-icon"],
  ["a.png", "image/png"],
  ["a.woff2", "font/woff2"],
  ["a.mp4", "video/mp4"],
  ["a.txt", "text/plain; charset=utf-8"],
  ["LICENSE", "application/octet-stream"],
  ["a.unknown", "application/octet-stream"],
  ["a.constructor", "application/octet-stream"],
  ["a.", "application/octet-stream"],
];
for (const [name, type] of TYPES) {
  Deno.test(`fileResponse() calls ${name} ${type}`, async () => {
    await using folder = await tempFolder({ [name]: "x" });
    const response = await appFor(folder.path)(new Request(BASE + name));
    deepEqual(await summary(response, "content-type"), [200, "x", type]);
  });
}

// -- Whole files --

Deno.test("fileResponse() sends a file with its length", async () => {
  await using folder = await tempFolder({ "a.txt": "hällo" });
  const app = appFor(folder.path);
  const response = await app(new Request(`${BASE}a.txt`));
  deepEqual(
    await summary(response, "content-length", "accept-ranges", "cache-control"),
    [200, "hällo", "6", "bytes", "no-cache"],
  );
});

Deno.test("fileResponse() sends an empty file", async () => {
  await using folder = await tempFolder({ "a.txt": "" });
  const response = await appFor(folder.path)(new Request(`${BASE}a.txt`));
  deepEqual(await summary(response, "content-length"), [200, "", "0"]);
});

Deno.test("fileResponse() sends a large file unchanged", async () => {
  const bytes = Uint8Array.from({ length: 1_000_003 }, (_, index) => index * 7);
  await using folder = await tempFolder({ "a.bin": bytes });
  await using server = serve(appFor(folder.path));
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/a.bin`);
  deepEqual(await response.bytes(), bytes);
});

Deno.test("fileResponse() answers HEAD with the headers of GET", async () => {
  await using folder = await tempFolder({ "a.txt": "hello" });
  const app = appFor(folder.path);
  const get = await app(new Request(`${BASE}a.txt`));
  const head = await app(new Request(`${BASE}a.txt`, { method: "HEAD" }));
  deepEqual([...head.headers], [...get.headers]);
  equal(await get.text(), "hello");
  // The file would stay open: the test would fail for the leak.
  equal(head.body, null);
});

Deno.test("fileResponse() ignores a range in HEAD", async () => {
  await using folder = await tempFolder({ "a.txt": "hello" });
  const headers = { range: "bytes=1-2" };
  const request = new Request(`${BASE}a.txt`, { method: "HEAD", headers });
  const response = await appFor(folder.path)(request);
  deepEqual(await summary(response, "content-length"), [200, "", "5"]);
});

Deno.test("fileResponse() closes the file when the body is canceled", async () => {
  await using folder = await tempFolder({ "a.bin": new Uint8Array(1e6) });
  const app = appFor(folder.path);
  const unread = await app(new Request(`${BASE}a.bin`));
  await unread.body?.cancel();
  const begun = await app(new Request(`${BASE}a.bin`));
  const reader = begun.body?.getReader();
  await reader?.read();
  await reader?.cancel();
});

Deno.test("fileResponse() closes the file when the client goes away", async () => {
  await using folder = await tempFolder();
  const path = await folder.write("a.bin", "");
  await Deno.truncate(path, 256 * 1024 * 1024);
  const gone = Promise.withResolvers<void>();
  const app = appFor(folder.path);
  await using server = serve(async (request) => {
    request.signal.addEventListener("abort", () => gone.resolve());
    return await app(request);
  });
  {
    using connection = await Deno.connect({
      hostname: "127.0.0.1",
      port: server.addr.port,
    });
    const request = "GET /a.bin HTTP/1.1\r\nHost: localhost\r\n\r\n";
    await connection.write(new TextEncoder().encode(request));
    await connection.read(new Uint8Array(1000));
  }
  await gone.promise;
});

Deno.test("fileResponse() throws when the file cannot be opened", async () => {
  const file = { path: "/nowhere/a.txt", size: 1, changedAt: 0 };
  await rejects(fileResponse(new Request(BASE), file), Deno.errors.NotFound);
});

// -- Validation --

Deno.test("fileResponse() changes the tag with size or time", async () => {
  await using folder = await tempFolder({ "a.txt": "hello" });
  const app = appFor(folder.path);
  const path = `${folder.path}/a.txt`;
  const tag = async (seconds: number) => {
    await Deno.utime(path, seconds, seconds);
    const request = new Request(`${BASE}a.txt`, { method: "HEAD" });
    return (await app(request)).headers.get("etag");
  };
  const first = await tag(1000);
  equal(await tag(1000), first);
  notEqual(await tag(1001), first);
  await folder.write("a.txt", "hello!");
  notEqual(await tag(1000), first);
});

const CONDITIONS: [condition: string, status: 200 | 304][] = [
  ["TAG", 304],
  ["W/TAG", 304],
  ["*", 304],
  [" * ", 304],
  ['"other", TAG', 304],
  ['W/"other" ,W/TAG,"more"', 304],
  ['"other"', 200],
  ['"other", W/"more"', 200],
  ["", 200],
  [",", 200],
  ["w/TAG", 200],
  ["TAGx", 200],
];
for (const [condition, status] of CONDITIONS) {
  for (const method of ["GET", "HEAD"]) {
    Deno.test(`fileResponse() answers ${method} If-None-Match: ${condition} with ${status}`, async () => {
      await using folder = await tempFolder({ "a.txt": "hello" });
      const app = appFor(folder.path);
      const url = `${BASE}a.txt`;
      const plain = await app(new Request(url, { method: "HEAD" }));
      const etag = plain.headers.get("etag") ?? "";
      const headers = { "if-none-match": condition.replace("TAG", etag) };
      const response = await app(new Request(url, { method, headers }));
      const body = status === 200 && method === "GET" ? "hello" : "";
      deepEqual(await summary(response, "etag", "cache-control"), [
        status,
        body,
        etag,
        "no-cache",
      ]);
    });
  }
}

Deno.test("fileResponse() prefers If-None-Match to a range", async () => {
  await using folder = await tempFolder({ "a.txt": "hello" });
  for (const range of ["bytes=0-1", "bytes=99-"]) {
    const headers = { "if-none-match": "*", range };
    const request = new Request(`${BASE}a.txt`, { headers });
    equal((await appFor(folder.path)(request)).status, 304);
  }
});

// -- Ranges --

const RANGES: [
  range: string,
  status: number,
  body: string,
  part: string | null,
][] = [
  ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
  ["bytes=8-", 206, "89", "bytes 8-9/10"],
  ["bytes=-1", 206, "9", "bytes 9-9/10"],
  ["bytes=3-99", 206, "3456789", "bytes 3-9/10"],
  ["bytes=0-1,4-5", 200, "0123456789", null],
  [
    "bytes=10-",
    416,
    "Cannot send this range: the file has 10 bytes\n",
    "bytes */10",
  ],
];
for (const [range, status, body, part] of RANGES) {
  Deno.test(`fileResponse() answers Range: ${range} with ${status}`, async () => {
    await using folder = await tempFolder({ "a.txt": "0123456789" });
    const request = new Request(`${BASE}a.txt`, { headers: { range } });
    const response = await appFor(folder.path)(request);
    if (status !== 416) {
      equal(response.headers.get("content-length"), `${body.length}`);
    }
    deepEqual(await summary(response, "content-range"), [status, body, part]);
  });
}

Deno.test("fileResponse() sends a range from the middle of a large file", async () => {
  const bytes = Uint8Array.from({ length: 500_000 }, (_, index) => index * 7);
  await using folder = await tempFolder({ "a.bin": bytes });
  const headers = { range: "bytes=100000-399999" };
  const request = new Request(`${BASE}a.bin`, { headers });
  const response = await appFor(folder.path)(request);
  deepEqual(await response.bytes(), bytes.slice(100_000, 400_000));
});
