import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { join } from "node:path";
import { Folder } from "../../lib/http/folder.ts";
import {
  appFor,
  sendRaw,
  serve,
  type TempFolder,
  tempFolder,
} from "./support.ts";

const BASE = "http://localhost";
const IS_WINDOWS = Deno.build.os === "windows";
const SECRET = "Nobody may read this";

/** A folder to serve, with something secret in every place around it. */
async function baited(): Promise<TempFolder> {
  const folder = await tempFolder({
    "secret.txt": SECRET,
    "rootsecret/a.txt": SECRET,
    "root/index.html": "home",
    "root/a b.txt": "with a space",
    "root/李.txt": "in Chinese",
    "root/100%.txt": "with a percent sign",
    "root/docs/index.html": "docs",
    "root/docs/v1/a.txt": "deep",
    "root/bare/a.txt": "no index",
    "root/odd/index.html/a.txt": "the index is a folder",
    "root/.env": SECRET,
    "root/.git/config": SECRET,
    "root/docs/.secret/a.txt": SECRET,
    "root/.well-known/a.txt": SECRET,
  });
  if (IS_WINDOWS) return folder;
  const root = join(folder.path, "root");
  // Names that Windows would read as something else.
  for (const name of ["docs\\a.txt", "C:", "a.txt::$DATA"]) {
    await Deno.writeTextFile(join(root, name), SECRET);
  }
  const links = [
    ["out.txt", "../secret.txt"],
    ["out", ".."],
    ["sibling", "../rootsecret"],
    ["absolute", "/etc"],
    ["hidden.txt", ".env"],
    ["hidden", ".git"],
    ["twice.txt", "out.txt"],
    ["loop", "loop"],
    ["dangling", "nowhere"],
    ["latest", "docs/v1"],
  ] as const;
  for (const [name, target] of links) {
    await Deno.symlink(target, join(root, name));
  }
  await new Deno.Command("mkfifo", { args: [join(root, "pipe")] }).output();
  return folder;
}

// -- What is not served --

const MISSING = [
  // Up and out, plain and encoded in every way.
  "/../secret.txt",
  "/../../secret.txt",
  "/../../../../../../../../etc/passwd",
  "/docs/../../secret.txt",
  "/docs/v1/../../../secret.txt",
  "/./../secret.txt",
  "/%2e%2e/secret.txt",
  "/%2E%2E/secret.txt",
  "/.%2e/secret.txt",
  "/%2e./secret.txt",
  "/..%2fsecret.txt",
  "/..%2Fsecret.txt",
  "/%2e%2e%2fsecret.txt",
  "/docs%2f..%2f..%2fsecret.txt",
  "/docs/..%2f..%2fsecret.txt",
  "/%252e%252e/secret.txt",
  "/%252e%252e%252fsecret.txt",
  "/%25252e%25252e/secret.txt",
  "/..%252fsecret.txt",
  "/..\\secret.txt",
  "/..%5csecret.txt",
  "/..%5Csecret.txt",
  "/%2e%2e%5csecret.txt",
  "/docs\\..\\..\\secret.txt",
  "/docs%5c..%5c..%5csecret.txt",
  "/..;/secret.txt",
  "/.../secret.txt",
  "/....//secret.txt",
  "/../rootsecret/a.txt",
  "/%2e%2e%2frootsecret%2fa.txt",
  "/%2e%2e%2f",
  // From the top of the disk.
  "//etc/passwd",
  "///etc/passwd",
  "/%2fetc%2fpasswd",
  "/%2f%2fetc/passwd",
  "/%5c%5cserver%5cshare",
  "/\\\\server\\share",
  "/etc/passwd",
  "/file:///etc/passwd",
  // Hidden.
  "/.env",
  "/%2eenv",
  "/.env/",
  "/.git/config",
  "/.git/",
  "/.git",
  "/%2egit/config",
  "/docs/.secret/a.txt",
  "/docs/%2esecret/a.txt",
  "/.well-known/a.txt",
  "/docs/../.env",
  "/./.env",
  // Names that mean more on Windows.
  "/C:",
  "/C:/windows/win.ini",
  "/C%3A/windows/win.ini",
  "/c:%5cwindows%5cwin.ini",
  "/a.txt::$DATA",
  "/index.html::$DATA",
  "/docs%5ca.txt",
  "/docs%2findex.html",
  "/index.html%20",
  "/index.html.",
  "/INDEX.HTML/",
  // Links.
  "/out.txt",
  "/out/secret.txt",
  "/sibling/a.txt",
  "/absolute/passwd",
  "/hidden.txt",
  "/hidden/config",
  "/twice.txt",
  "/loop",
  "/loop/a.txt",
  "/dangling",
  // Not a file, or not there.
  "/pipe",
  "/bare/",
  "/odd/",
  "/odd/index.html/",
  "/index.html/",
  "/index.html/a.txt",
  "/nowhere",
  "/nowhere/",
  "/docs//index.html",
  "/docs/index.html//",
  "//",
  "//docs/",
  `/${"a".repeat(300)}`,
  `/${"a/".repeat(3000)}`,
  "/%0d%0aset-cookie:a=b",
  "/%EF%BC%8E%EF%BC%8E/secret.txt",
];

const UNREADABLE = [
  "/%",
  "/%zz",
  "/a%",
  "/%ff",
  "/%ff%fe",
  "/%00",
  "/index.html%00",
  "/index.html%00.txt",
  "/%c0%ae%c0%ae/secret.txt",
  "/%c0%af",
  "/%e0%80%af",
  "/%uff0e%uff0e/secret.txt",
  "/.env%00.html",
];

Deno.test("Folder.serve() never leaves its folder", async (t) => {
  await using folder = await baited();
  await using server = serve(appFor(join(folder.path, "root")));
  const { port } = server.addr;
  const expected: [number, string[]][] = [[404, MISSING], [400, UNREADABLE]];
  for (const [status, paths] of expected) {
    for (const path of paths) {
      await t.step(`${status} ${path.slice(0, 60)}`, async () => {
        const response = await sendRaw(port, path);
        equal(response.status, status, response.body);
        ok(!response.body.includes(SECRET));
        ok(/^Cannot [a-z ]+: [^\n]+\n$/.test(response.body), response.body);
      });
    }
  }
  await t.step("while the secrets are there", async () => {
    const secrets = ["secret.txt", "root/.env", "root/.git/config"];
    for (const name of secrets) {
      equal(await Deno.readTextFile(join(folder.path, name)), SECRET);
    }
  });
});

// -- What is served --

const SERVED: [path: string, body: string][] = [
  ["/", "home"],
  ["/index.html", "home"],
  ["/?room=blue", "home"],
  // The parser of URLs takes these for the top, as every browser does.
  ["/.", "home"],
  ["/..", "home"],
  ["/%2e%2e/", "home"],
  ["/docs/", "docs"],
  ["/docs/index.html", "docs"],
  ["/docs/v1/a.txt", "deep"],
  ["/docs/../index.html", "home"],
  ["/a%20b.txt", "with a space"],
  ["/%E6%9D%8E.txt", "in Chinese"],
  ["/100%25.txt", "with a percent sign"],
];

Deno.test("Folder.serve() serves its files", async (t) => {
  await using folder = await baited();
  await using server = serve(appFor(join(folder.path, "root")));
  for (const [path, body] of SERVED) {
    await t.step(path, async () => {
      const response = await sendRaw(server.addr.port, path);
      deepEqual([response.status, response.body], [200, body]);
    });
  }
  await t.step({
    name: "/latest/a.txt, by a link inside",
    ignore: IS_WINDOWS,
    async fn() {
      const response = await sendRaw(server.addr.port, "/latest/a.txt");
      deepEqual([response.status, response.body], [200, "deep"]);
    },
  });
});

Deno.test({
  name: "Folder serves a folder that is itself a link",
  ignore: IS_WINDOWS,
  async fn() {
    await using folder = await tempFolder({ "real/a.txt": "hello" });
    const link = join(folder.path, "link");
    await Deno.symlink("real", link);
    const response = await appFor(link)(new Request(`${BASE}/a.txt`));
    equal(await response.text(), "hello");
  },
});

Deno.test("Folder.serve() revalidates files that have no date", async () => {
  await using folder = await tempFolder({ "a.txt": "hello" });
  const app = appFor(folder.path);
  const { stat } = Deno;
  // So it is for what `deno compile` puts into a program.
  Deno.stat = async (path) => ({ ...await stat(path), mtime: null });
  try {
    const url = `${BASE}/a.txt`;
    const first = await app(new Request(url, { method: "HEAD" }));
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    equal((await app(new Request(url, { headers }))).status, 304);
  } finally {
    Deno.stat = stat;
  }
});

// -- Redirects --

const REDIRECTS: [path: string, location: string][] = [
  ["/docs", "docs/"],
  ["/docs?a=b&c", "docs/?a=b&c"],
  ["/docs/v1", "v1/"],
  ["/bare", "bare/"],
  ["/docs/v1/../../docs", "docs/"],
];

Deno.test("Folder.serve() redirects to the slash, on the same host", async (t) => {
  await using folder = await baited();
  await using server = serve(appFor(join(folder.path, "root")));
  for (const [path, location] of REDIRECTS) {
    await t.step(path, async () => {
      const { status, head } = await sendRaw(server.addr.port, path);
      equal(status, 301);
      equal(/^location: (.*)\r$/im.exec(head)?.[1], location);
    });
  }
});

Deno.test("Folder.serve() never redirects to another host", async (t) => {
  await using folder = await tempFolder({ "evil.com/a.txt": "" });
  await using server = serve(appFor(folder.path));
  const paths = [
    "//evil.com",
    "///evil.com",
    "//evil.com/..",
    "/.//evil.com",
    "/\\evil.com",
    "/%2fevil.com",
    "/%5cevil.com",
    "/evil.com/..//evil.com",
  ];
  for (const path of paths) {
    await t.step(path, async () => {
      const { status, head } = await sendRaw(server.addr.port, path);
      equal(status, 404);
      ok(!/^location:/im.test(head), head);
    });
  }
});

Deno.test("Folder.serve() encodes a name in a redirect", async () => {
  const name = "a b?c#d%";
  await using folder = await tempFolder();
  if (IS_WINDOWS) return;
  await folder.write(`${name}/index.html`, "hello");
  const app = appFor(folder.path);
  const url = `${BASE}/${encodeURIComponent(name)}`;
  const location = (await app(new Request(url))).headers.get("location");
  const target = new URL(location ?? "", url);
  equal(await (await app(new Request(target))).text(), "hello");
});

// -- Construction --

Deno.test("new Folder() refuses what is not a folder", async () => {
  await using folder = await tempFolder({ "a.txt": "hello" });
  for (const name of ["nowhere", "a.txt"]) {
    const path = join(folder.path, name);
    throws(() => new Folder(path), {
      message: `Cannot serve "${path}": it is not a folder that can be read`,
    });
  }
});
