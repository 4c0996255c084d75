import { deepEqual, ok } from "node:assert/strict";
import { basename, dirname, join, relative } from "node:path";

const ROOT = join(import.meta.dirname ?? ".", "..");

/** What each layer may import: itself, and the public doors of these. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  parlance: [],
  engine: ["wire"],
  signaling: ["engine", "parlance", "wire"],
  http: [],
  client: ["wire"],
  sdk: ["client", "parlance", "wire"],
  page: [],
  cli: [],
};

/** The public doors of a layer. Some have a small one for who does without the rest. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  client: ["mod.ts", "core.ts"],
  wire: ["mod.ts", "refusal.ts"],
};

interface Source {
  /** The path below the root, such as `lib/wire/session.ts`. */
  path: string;
  layer: string;
  /** The text without its comments, whose examples import what they like. */
  code: string;
}

Deno.test("every layer of lib/ imports only what lies below it, by its door", async () => {
  const strangers: string[] = [];
  for (const { path, layer, code } of await sources("lib")) {
    if (layer === "mod.ts") continue;
    for (const specifier of importsOf(code)) {
      if (!specifier.startsWith(".")) continue;
      const target = relative(ROOT, join(ROOT, dirname(path), specifier));
      const [, into = ""] = target.split("/");
      const allowed = into === layer ||
        (MAY_IMPORT[layer]?.includes(into) &&
          (DOORS[into] ?? ["mod.ts"]).includes(basename(target)));
      if (!allowed) strangers.push(`${path} imports ${target}`);
    }
  }
  deepEqual(strangers, []);
});

Deno.test("the page has nothing of Parley but what any page may load", async () => {
  const loaded = (await sources("lib/page"))
    .flatMap(({ code }) => importsOf(code))
    .filter((specifier) => specifier.startsWith("/"));
  deepEqual([...new Set(loaded)].sort(), [
    "/parley/devices.mjs",
    "/parley/parley.mjs",
  ]);
});

Deno.test("what runs in a browser knows neither Deno nor Node", async () => {
  const strangers = (await sources("lib"))
    .filter(({ layer }) =>
      ["wire", "parlance", "client", "sdk", "page"].includes(layer)
    )
    .filter(({ code }) => /\bDeno\b|["']node:/.test(code));
  deepEqual(strangers.map(({ path }) => path), []);
});

Deno.test("one file names Deno.upgradeWebSocket, and one Deno.serve", async () => {
  deepEqual(await whoNames(/Deno\.upgradeWebSocket/), [
    "lib/engine/upgrade.ts",
  ]);
  deepEqual(await whoNames(/Deno\.serve\(/), ["lib/engine/listener.ts"]);
});

Deno.test("only main.ts reads the environment and the command line", async () => {
  deepEqual(await whoNames(/Deno\.(env|args|exit)\b/), ["main.ts"]);
});

Deno.test("ids come from the system's randomness, and time from a clock", async () => {
  deepEqual(await whoNames(/Math\.random/), ["lib/client/options.ts"]); // The jitter.
  deepEqual(await whoNames(/Date\.now/), [
    "lib/engine/handshake.ts", // issued
    "lib/page/main.tsx", // When something was said.
    "lib/signaling/wall_clock.ts", // The ends of tokens, which others write down.
  ]);
  deepEqual(await whoNames(/\bset(Timeout|Interval)\(/), [
    "lib/page/clock.ts", // The page has nothing of the SDK but what it gives to all.
    "lib/wire/clock.ts",
  ]);
});

Deno.test("docs/ARCHITECTURE.md names every file of lib/, and none that is not there", async () => {
  const text = await Deno.readTextFile(join(ROOT, "docs/ARCHITECTURE.md"));
  const named = [...text.matchAll(/\b[a-z_]+\.tsx?\b/g)]
    .map(([name]) => name)
    .filter((name) => !name.endsWith("_test.ts"));
  const files = (await sources("lib")).map(({ path }) => basename(path));
  const unnamed = files.filter((file) => !named.includes(file));
  deepEqual(unnamed, []);
  const known = new Set([...files, "main.ts"]);
  deepEqual(named.filter((name) => !known.has(name)), []);
});

Deno.test("every dependency is called by its bare name, and none comes from JSR", async () => {
  const found = [...await sources("lib"), ...await sources("tests")];
  ok(found.length > 20);
  deepEqual(
    found
      .filter(({ code }) =>
        importsOf(code).some((specifier) =>
          /^(npm|jsr|https?):/.test(specifier)
        )
      )
      .map(({ path }) => path),
    [],
  );
});

async function whoNames(pattern: RegExp): Promise<string[]> {
  const main = { path: "main.ts", layer: "", code: await codeOf("main.ts") };
  return [...await sources("lib"), main]
    .filter(({ code }) => pattern.test(code))
    .map(({ path }) => path)
    .sort();
}

async function sources(folder: string): Promise<Source[]> {
  const found: Source[] = [];
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sources(path));
    else if (/\.tsx?$/.test(entry.name)) {
      const layer = path.split("/")[1] ?? "";
      found.push({ path, layer, code: await codeOf(path) });
    }
  }
  return found;
}

async function codeOf(path: string): Promise<string> {
  const text = await Deno.readTextFile(join(ROOT, path));
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(
    /^\s*\/\/.*$/gm,
    "",
  );
}

function importsOf(code: string): string[] {
  const pattern =
    /^(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"/gm;
  return [...code.matchAll(pattern)].map(([, from, bare]) =>
    from ?? bare ?? ""
  );
}
