/** Every example is in examples/README.md, and runs as that says. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { Program, ROOT } from "../support/program.ts";

const README = await Deno.readTextFile(join(ROOT, "examples/README.md"));

Deno.test("examples/README.md names every example, with how to run it", async () => {
  const folders: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(join(ROOT, "examples"))
  ) {
    if (isDirectory) folders.push(name);
  }
  const rows = [...README.matchAll(/^\| \[([\w-]+)\].* `npx -y deno@/gm)];
  deepEqual(rows.map(([, name]) => name).sort(), folders.sort());
});

for (const [, folder = ""] of README.matchAll(/task start --static (\S+)`/g)) {
  Deno.test(`${folder} is served by the command that examples/README.md has`, async () => {
    await using parley = await Program.start({
      args: ["--static", folder],
      cwd: ROOT,
    });
    const page = await textOf(parley.url);
    const files = [...page.matchAll(/(?:src|href)="([\w.]+)"/g)];
    ok(files.length > 0);
    for (const [, file = ""] of files) {
      ok(await textOf(`${parley.url}/${file}`));
    }
    ok(await textOf(`${parley.url}/parley/parley.mjs`));
    equal(/<script(?! type="module" src=)|<style|\son\w+=/.test(page), false);
  });
}

Deno.test("the examples import what everyone can, and nothing else", async () => {
  const strangers: string[] = [];
  for await (const path of filesBelow("examples")) {
    if (!/\.[jt]s$/.test(path)) continue;
    const code = await Deno.readTextFile(join(ROOT, path));
    for (const [, from = ""] of code.matchAll(/\bfrom\s+"([^"]+)"/g)) {
      const isOpen =
        /^(node:\w+|\.\/\w+\.ts|\/parley\/\w+\.mjs|@parley\/parley(\/\w+)?)$/;
      if (!isOpen.test(from)) strangers.push(`${path}: ${from}`);
    }
  }
  deepEqual(strangers, []);
});

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url);
  equal(response.status, 200, url);
  return await response.text();
}
