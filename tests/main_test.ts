import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { call } from "./support/peer.ts";
import { Program, ROOT, run } from "./support/program.ts";
import { opening, sendRaw } from "./support/raw.ts";

// -- Starting --

Deno.test("the program prints where it is open, and serves its page there, from any folder", async () => {
  await using parley = await Program.start();
  const page = await fetch(parley.url);
  equal(page.status, 200);
  match(await page.text(), /<script[^>]*src="\/build\/page\.js"/);
  for (
    const path of [
      "/build/page.js",
      "/socket.io/socket.io.js",
      "/parley/client.mjs",
    ]
  ) {
    const { status, body } = await fetch(parley.url + path);
    await body?.cancel();
    equal(status, 200, path);
  }
});

Deno.test("the program says that it asks for no tokens", async () => {
  await using parley = await Program.start();
  await parley.logged(/No tokens are asked for/);
});

Deno.test("the program runs with the permissions that the README narrows it to", async () => {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const narrow = /deno run (--no-prompt [^\n]*?) main\.ts/.exec(readme)?.[1];
  ok(narrow, "the README shows a narrow set of permissions");
  const permissions = narrow
    .replaceAll("0.0.0.0:2013", "127.0.0.1")
    .replace("--allow-read=.", `--allow-read=${ROOT}`)
    .split(" ");
  await using parley = await Program.start({ permissions });
  const { status, body } = await fetch(parley.url);
  await body?.cancel();
  equal(status, 200);
});

// -- Configuration --

Deno.test("the program tells every mistake in its options at once, and exits with 2", async () => {
  const { code, out, err } = await run({
    args: ["--port", "99999", "--colour"],
    env: { PARLEY_ROOM_CAPACITY: "lots" },
  });
  equal(code, 2);
  equal(out, "");
  const lines = err.trim().split("\n");
  equal(lines.length, 3, err);
  for (const line of lines) match(line, /^Cannot use \S+/);
});

Deno.test("the program answers --help and --version with code 0", async () => {
  const help = await run({ args: ["--help"] });
  equal(help.code, 0);
  match(help.out, /--message-scope SCOPE/);
  const version = await run({ args: ["--version"] });
  deepEqual([version.code, version.err], [0, ""]);
  match(version.out, /^Parley \d+\.\d+\.\d+\n$/);
});

Deno.test("the program takes options from .env, then the environment, then flags", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const index = join(folder, "index.html");
    await Deno.writeTextFile(index, "<title>from a folder</title>");
    await Deno.writeTextFile(
      join(folder, ".env"),
      `PARLEY_STATIC=${folder}\nPARLEY_LOG_FORMAT=text\n`,
    );
    await using parley = await Program.start({
      cwd: folder,
      env: { PARLEY_LOG_FORMAT: "json", PARLEY_LOG_LEVEL: "fatal" },
      args: ["--log-level", "info"],
    });
    equal(
      await (await fetch(parley.url)).text(),
      "<title>from a folder</title>",
    );
    await parley.logged(/^\{.*"level":"INFO".*\}\n/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a taken port is a sentence and code 1", async () => {
  await using parley = await Program.start();
  const { code, err } = await run({
    args: ["--host", "127.0.0.1", "--port", String(parley.port)],
  });
  equal(code, 1);
  equal(
    err,
    `Cannot listen on 127.0.0.1 port ${parley.port}: the port is taken; choose another with --port\n`,
  );
});

Deno.test("with --cert and --key the program speaks https", async () => {
  const pem = (name: string) =>
    join(ROOT, `tests/testdata/localhost.${name}.pem`);
  await using parley = await Program.start({
    args: ["--cert", pem("cert"), "--key", pem("key")],
  });
  match(parley.url, /^https:/);
  using client = Deno.createHttpClient({
    caCerts: [await Deno.readTextFile(pem("cert"))],
  });
  const trusting: RequestInit & { client: Deno.HttpClient } = { client };
  const { status, body } = await fetch(parley.url, trusting);
  await body?.cancel();
  equal(status, 200);
});

Deno.test("a certificate that is none is a sentence and code 1", async () => {
  const { code, err } = await run({
    args: ["--host", "127.0.0.1", "--port", "0"],
    env: {
      PARLEY_CERT: join(ROOT, "LICENSE"),
      PARLEY_KEY: join(ROOT, "LICENSE"),
    },
  });
  equal(code, 1, err);
  match(err, /^Cannot listen on 127\.0\.0\.1 port 0: [^\n]+\n$/);
});

// -- Stopping --

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`on ${signal} the program tells everyone, closes with 1012 and exits with 0`, async () => {
    await using parley = await Program.start();
    await using ada = await call(wsOf(parley));
    await ada.connect();
    parley.signal(signal);
    equal((await ada.next()).type, "go-away");
    equal(await ada.closed, 1012);
    equal(await parley.ended(), 0);
  });
}

Deno.test("a peer that never lets go does not keep the program from exiting", async () => {
  await using parley = await Program.start();
  using _stuck = await sendRaw(parley.port, opening());
  parley.signal("SIGTERM");
  equal(await parley.ended(), 0);
});

Deno.test("a second signal exits at once", async () => {
  await using parley = await Program.start();
  using _stuck = await sendRaw(parley.port, opening());
  parley.signal("SIGINT");
  await parley.logged(/Stopping/);
  parley.signal("SIGINT");
  equal(await parley.ended(), 130);
});

function wsOf(parley: Program): string {
  return `${parley.url.replace("http", "ws")}/ws`;
}
