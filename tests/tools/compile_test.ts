import { Buffer } from "node:buffer";
import { equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { compile, explain } from "../../tools/compile.ts";
import { ROOT } from "../support/program.ts";

Deno.test("compile() puts in everything that is served", async () => {
  // Deno itself stands in for its runtime, which not every network reaches: what comes out does
  // not run, but holds what the real file would hold.
  const folder = await Deno.makeTempDir();
  try {
    const output = join(folder, "parley");
    const runtime = { DENORT_BIN: Deno.execPath() };
    const { code, said } = await compile(output, runtime);
    equal(code, 0, said);
    const file = await Deno.readFile(output);
    const served = await filesOf(join(ROOT, "static"));
    ok(served.some((path) => path.endsWith("build/client.js")));
    for (const path of served) {
      ok(indexOf(file, await Deno.readFile(path)) >= 0, `${path} is inside`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("explain() makes a sentence of a runtime that cannot be fetched", () => {
  const said =
    `error: Writing deno compile executable to temporary file 'parley.tmp'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (…): client error (Connect): dns error`;
  match(explain(said), /^Cannot compile: this network .*\n.*DENORT_BIN\.\n$/);
});

Deno.test("explain() passes on whatever else is wrong", () => {
  equal(explain("error: Module not found"), "error: Module not found");
});

async function filesOf(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) files.push(...await filesOf(path));
    else files.push(path);
  }
  return files;
}

function indexOf(haystack: Uint8Array, needle: Uint8Array): number {
  return Buffer.from(haystack.buffer).indexOf(needle);
}
